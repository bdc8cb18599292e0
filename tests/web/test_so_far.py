"""What Today says of a day before its morning decides, and asks for what is missing of it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.progression.programmes import pause_programme
from tests.factories import at
from tests.factories_diary import exercise_id, make_days, make_person
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, today

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]

OPEN = "Tomorrow morning, tell how your back is: that decides whether today counts as a calm day."
SETS, NOT = "{} of 2 sets, worst pain {}.", "can't count as a calm"
SET_LEFT = "There is still a set left for later today, if your back allows."
LEAVE = "Leave what is left of today's plan: your back has had enough."
SAME = "Tell how your back is tomorrow morning all the same."


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"), baseline=2)


@pytest.fixture
def client(person: User, sign_in: SignIn) -> Client:
    return sign_in(person)


@at_monday()
@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({}, f"2 of 2 sets, worst pain 2. {OPEN}"),
        ({"sets_done": "3"}, f"3 sets, 2 were planned; worst pain 2. {OPEN}"),
        (
            {"sets_done": "1"},
            f"{SETS.format(1, 2)} With less than 80% of the sets today {NOT} day. {SAME}",
        ),
        (
            {"worst": "6"},
            f"{SETS.format(2, 6)} Today {NOT} day: worst pain 6, up from 2 before. {SAME}",
        ),
        (
            {"extra_meds": "on"},
            f"{SETS.format(2, 2)} Today {NOT} day: more painkiller than usual. {SAME}",
        ),
    ],
)
def test_the_evening_says_what_no_morning_can_change(
    client: Client, report: dict[str, str], said: str
) -> None:
    post(client, "before", score="2", level="1")
    done = post(client, "finish", **{"sets_done": "2", "worst": "2", **report})
    assert done.status_code == 302
    assert f"Done for now Saved {said}" in today(client)


@at_monday()
def test_one_set_is_one_set(client: Client) -> None:
    post(client, "before", score="2", level="1")
    TrainingDay.objects.update(sets_prescribed=1)
    post(client, "finish", sets_done="1", worst="2")
    assert f"Saved 1 of 1 set, worst pain 2. {OPEN}" in today(client)


@at_monday()
@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({"sets_done": "1"}, SET_LEFT),
        ({"sets_done": "1", "worst": "6"}, LEAVE),
        ({"worst": "8"}, LEAVE),
        ({}, ""),
    ],
    ids=["a-set", "a-set-and-too-much", "the-warm-up-and-too-much", "nothing"],
)
def test_nobody_is_sent_on_after_too_much(
    client: Client, report: dict[str, str], said: str
) -> None:
    post(client, "before", score="2", level="1")
    post(client, "finish", **{"sets_done": "2", "worst": "2", **report})
    page = today(client)
    assert [one for one in (SET_LEFT, LEAVE) if one in page] == ([said] if said else [])
    # What is left is folded away, and no exercise is the next one.
    html = client.get("/today/").text
    assert ('id="group-stage"' in html) == (said != SET_LEFT)
    assert re.findall(r'<details class="card flat section[^>]* open>', html) == []


@at_monday()
def test_it_says_how_many_sets_are_left(client: Client) -> None:
    post(client, "before", score="2", level="1")
    post(client, "finish", sets_done="0", worst="2")
    said = "There are still 2 sets left for later today, if your back allows."
    assert said in today(client)


@at_monday()
def test_a_high_score_after_the_exercises_ends_them(client: Client, person: User) -> None:
    """As when a flare-up was begun by mistake, and its score given before it was taken back."""
    post(client, "before", score="2", level="1")
    post(client, "finish", sets_done="1", worst="2")
    post(client, "daily", score="6")
    page = today(client)
    assert "No exercise today" in page
    assert "Your score today: 6. From 6 on, exercise waits for another day." in page
    assert "Start timer : Bar hang" not in page


@at_monday()
@pytest.mark.parametrize(
    ("ago", "fields", "asked"),
    [
        (1, {}, True),
        (3, {}, True),
        (4, {}, False),
        (1, {"worst": 0}, False),
        (1, {"stop": True}, False),
        (1, {"leg": True}, False),
        (1, {"sets_done": 0}, False),
        (0, {}, False),
    ],
)
def test_a_worst_pain_that_nobody_told_is_asked_for(
    client: Client, person: User, ago: int, fields: dict[str, object], asked: bool
) -> None:
    on = MONDAY - timedelta(days=ago)
    make_days(person, [on], worst=None)
    TrainingDay.objects.filter(user=person, on=on).update(**fields)
    touch(person)
    page = today(client)
    card = (
        "Still missing: your worst pain Without it a training day can't count as calm. Add it for "
    )
    assert (card + on.strftime("%A") in page) is asked
    assert (
        f'<a class="button quiet small" href="/log/{on}/">' in client.get("/today/").text
    ) is asked


@at_monday()
def test_the_dose_says_that_it_is_missing(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 5), date(2026, 3, 7)])
    TrainingDay.objects.filter(user=person, on=date(2026, 3, 7)).update(worst=None)
    touch(person)
    page = today(client)
    assert "Same dose: the worst pain of Saturday is missing." in page
    assert "has no morning score" not in page


@at_monday()
@pytest.mark.parametrize(
    ("stage", "fields", "said"),
    [
        # Its worst pain is not asked for any more.
        ("bar-hang", {"worst": None}, ("the worst pain of Wednesday is missing.", "Not complete")),
        (
            "pull-through",
            {"morning_timing": "late", "morning_on": date(2026, 3, 6)},
            (
                "Wednesday has no morning score that counts.",
                "No morning score Without a morning score that counts it is left out;",
            ),
        ),
    ],
)
def test_the_dose_gives_the_reason_of_the_log(
    sign_in: SignIn,
    catalogue: Catalogue,
    stage: str,
    fields: dict[str, object],
    said: tuple[str, str],
) -> None:
    user = person_on(stage, last=date(2026, 3, 4))
    TrainingDay.objects.filter(user=user, on=date(2026, 3, 4)).update(**fields)
    touch(user)
    client = sign_in(user)
    assert f"Same dose: {said[0]}" in today(client)
    assert said[1] in words(client.get("/log/").text)


@at_monday()
def test_too_much_pain_to_train_has_one_card_and_one_word(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    client = sign_in(person_on("seated-row"))
    post(client, "before", score="8", level="3")
    html = client.get("/today/").text
    page = html.partition("<main")[2].partition("</main>")[0]
    assert page.count("I tweaked my back") == 1
    assert page.count("Is this a flare-up?") == 1
    assert "Here is your plan" not in page


@at_monday()
def test_a_paused_ladder_goes_on_from_today(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = person_on("seated-row")
    pause_programme(user=user, key="ladder", now=MORNING)
    client = sign_in(user)
    page = today(client)
    assert "Your ladder is paused, and you follow nothing besides." in page
    data = {"key": "8e7a1c1e-6f0d-4f0e-9a52-0f6a4f4f0d11", "back": "today"}
    answer = client.post("/programmes/ladder/resume/", data)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/today/")
    assert "Stage 2: Seated row" in today(client)


@at_monday()
def test_who_pauses_the_ladder_is_not_asked_to_train_after_all(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    user = person_on("seated-row")
    client = sign_in(user)
    post(client, "skip", skip=f"{exercise_id(catalogue, 'seated-row')}:1")
    assert "Train today after all" in today(client)
    pause_programme(user=user, key="ladder", now=MORNING)
    page = today(client)
    assert "Your ladder is paused, and you follow nothing besides." in page
    assert "Train today after all" not in page
