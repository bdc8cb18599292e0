"""Today under a limit of the health check: what is left out, and that it says why."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import save_equipment
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import PerformedSet, TrainingDay
from backrehab.progression import programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.screening.models import Reason
from tests.factories import at, make_screening
from tests.factories_diary import exercise_id
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, tick, today

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]


@pytest.fixture
def open_today(catalogue: Catalogue, sign_in: SignIn) -> Callable[[User], str]:
    """`open_today(user)`: the words of that person's page."""
    return lambda user: today(sign_in(user))


@at_monday()
def test_light_exercises_only(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = person_on("deadlift")
    make_screening(user, now=MORNING, read=True, C8="yes")
    client = sign_in(user)
    page = today(client)
    assert "A lighter day Your health check keeps the plan to light exercises for now." in page
    assert "Deadlift Your health check keeps the plan to light exercises for now." in page
    assert "Before you start" not in page
    assert "Train today anyway" not in page
    answer = post(client, "before", htmx=True, score="1", level="1")
    assert "Your health check keeps the plan to light exercises for now." in words(answer.text)
    assert not TrainingDay.objects.filter(user=user, on=MONDAY).exists()


@at_monday()
def test_light_exercises_only_on_a_light_stage(open_today: Callable[[User], str]) -> None:
    user = person_on("seated-row")
    make_screening(user, now=MORNING, read=True, C8="yes")
    page = open_today(user)
    assert "Before you start" in page
    assert (
        "It stays shut while your health check keeps the plan to easier exercises. Answer it again "
        "once things have changed."
    ) in page


@at_monday()
def test_with_high_pain_at_rest_the_gate_says_so(open_today: Callable[[User], str]) -> None:
    user = person_on("bar-hang")
    make_screening(user, now=MORNING, read=True, K2="yes")
    page = open_today(user)
    assert "No exercise today" in page
    assert "It stays shut while your health check keeps the plan to easier exercises." in page


# What is offered can be done


@at_monday()
@pytest.mark.parametrize("why", ["high score", "flare-up"])
def test_the_easy_routine_can_be_ticked_off(
    sign_in: SignIn, catalogue: Catalogue, why: str
) -> None:
    user = person_on("bar-hang", weekday_mask=0)
    client = sign_in(user)
    if why == "flare-up":
        setbacks.begin_flare_up(Entry(user, MORNING))
        make_screening(user, now=MORNING, reason=Reason.FLARE_UP, read=True)
    else:
        post(client, "daily", score="7")
    assert post(client, "set", set=tick(catalogue, "rocking", "session", 1)).status_code == 302
    assert PerformedSet.objects.get(user=user).on == MONDAY
    # Anything else is no part of such a day.
    hang = tick(catalogue, "bar-hang", "morning", 1)
    assert post(client, "set", htmx=True, set=hang).status_code == 422
    assert PerformedSet.objects.count() == 1


@at_monday()
def test_a_programme_with_the_exercise_of_the_stage_on_a_rest_day(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    user = person_on("reverse-hyper", weekday_mask=0)
    programmes.start_programme(
        user=user, key="daily-reverse-hyper", catalogue=catalogue, now=MORNING
    )
    client = sign_in(user)
    places = re.findall(r'name="set" value="([^"]+:0*1):1"', client.get("/today/").text)
    hyper = exercise_id(catalogue, "reverse-hyper")
    offered = [one for one in places if one.startswith(f"{hyper}:")]
    assert offered
    for place in offered:
        assert post(client, "set", set=f"{place}:1").status_code == 302
    assert PerformedSet.objects.filter(exercise_id=hyper).count() == len(offered)
    assert not TrainingDay.objects.filter(on=MONDAY).exists()


@time_machine.travel(at("2026-04-08 09:00"), tick=False)
def test_no_gate_is_shown_until_a_break_is_settled(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("bar-hang"))
    for score in (None, "7"):
        if score:
            post(client, "daily", score=score)
        for path in ("/today/", "/ladder/"):
            assert 'id="gate-seated-row"' not in client.get(path).text, (path, score)


@time_machine.travel(at("2026-03-10 09:00"), tick=False)
@pytest.mark.parametrize(("stage", "offered"), [("seated-row", True), ("deadlift", False)])
def test_a_rest_day_offers_training_only_where_there_can_be_some(
    sign_in: SignIn, catalogue: Catalogue, stage: str, offered: bool
) -> None:
    """On the day after heavy work the press led back to the same rest day, and nobody said why."""
    client = sign_in(person_on(stage, last=MONDAY))
    page = today(client)
    assert "Rest day" in page
    assert ('href="/today/?train"' in client.get("/today/").text) == offered
    why = "Heavy work needs a day between, so your stage can't be trained today."
    assert (why in page) != offered
    assert ("Before you start" in words(client.get("/today/?train").text)) == offered


@at_monday()
def test_what_nothing_at_hand_fits_is_left_out(sign_in: SignIn, catalogue: Catalogue) -> None:
    """With the reason, and without its minutes; with a ball it is there."""
    user = person_on("seated-row")
    programmes.start_programme(user=user, key="sciatica", catalogue=catalogue, now=MORNING)
    client = sign_in(user)
    why = (
        "1 exercise left out today Buttock release Nothing you have fits this one yet. "
        "It needs: Tennis ball or Foam roller."
    )
    for path in ("/today/", "/today/offline/"):
        page = words(client.get(path).text)
        assert (path, page.count(why), page.count("Buttock release")) == (path, 1, 1)
    post(client, "before", score="1", level="1")
    assert f"{why} Change my equipment" in today(client)
    without = minutes_of(client)
    save_equipment(user=user, keys=[*user.equipment, "ball"])
    assert "left out today" not in today(client)
    assert minutes_of(client) > without


def minutes_of(client: Client) -> int:
    """What the list of programmes says of the time that today takes."""
    found = re.search(r"Today: about (\d+) minutes", words(client.get("/programmes/").text))
    assert found
    return int(found[1])
