"""Today after a break: what changes, what is asked first, and with how much it goes on."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.services import record_baseline
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.screening.models import Reason
from tests.factories import make_screening
from tests.factories_diary import make_days
from tests.progression.scenes import snapshot_made
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_today(catalogue: Catalogue, sign_in: Callable[[User], Client]) -> Callable[[User], str]:
    """`open_today(user)`: the words of that person's page."""
    return lambda user: today(sign_in(user))


@at_monday()
def test_welcome_back_asks_first(open_today: Callable[[User], str]) -> None:
    page = open_today(person_on("seated-row", last=MONDAY - timedelta(days=20)))
    assert "20 days without training Welcome back. Here is what changes" in page
    assert "You stay with the seated row." in page
    assert "Your first day is at most 50% of your dose, then 80%, then all of it." in page
    assert "Counting calm days starts anew." in page
    assert "First, a few questions: Short health check" in page
    assert "Go on like this" not in page
    assert "Before you start" not in page
    assert "Time for the health check" not in page


@at_monday()
def test_a_caution_that_is_due_again_asks_all(open_today: Callable[[User], str]) -> None:
    last = MONDAY - timedelta(days=20)
    user = person_on("seated-row", last=last)
    knee = {"C8": "yes", "C8-worse": "no"}
    make_screening(user, now=MORNING - timedelta(days=20), read=True, **knee)
    page = open_today(user)
    assert "First, a few questions: Health check" in page
    assert "Go on like this" not in page


@at_monday()
def test_welcome_back_after_weeks(open_today: Callable[[User], str]) -> None:
    user = person_on("deadlift", last=MONDAY - timedelta(days=40))
    make_screening(user, now=MORNING, read=True)
    page = open_today(user)
    assert "You go on further down the ladder, with the pull-through." in page
    assert "What you had opened rests. A short way leads back up." in page
    assert "Your first day is at most 50% of your dose." in page
    assert "What you keep up starts again with less as well." in page
    assert "Go on like this" in page


@at_monday()
@pytest.mark.parametrize(
    ("days", "share", "doses"),
    [
        (5, "", ["Bar hang 2 holds of 60 seconds", "Seated row 12 repetitions"]),
        (9, "90%", ["Bar hang 2 holds of 50 seconds", "Seated row 10 repetitions"]),
        (20, "50%", ["Bar hang 1 hold of 60 seconds", "Seated row 6 repetitions"]),
        (40, "50%", ["Bar hang 1 hold of 60 seconds", "Seated row 6 repetitions"]),
        # The row starts over.
        (128, "50%", ["Bar hang 1 hold of 60 seconds"]),
    ],
)
def test_what_is_kept_up_starts_again_with_less(
    open_today: Callable[[User], str], days: int, share: str, doses: list[str]
) -> None:
    user = person_on("deadlift", last=MONDAY - timedelta(days=days))
    make_screening(user, now=MORNING, read=True)
    record_baseline(user=user, score=3, now=MORNING)
    setbacks.go_on(Entry(user, MORNING))
    page = open_today(User.objects.get(pk=user.pk))
    assert [dose for dose in doses if dose not in page] == []
    told = re.findall(r"Less for now, on your way back: (\d+%) of it\.", page)
    assert set(told) == ({share} if share else set())


@at_monday()
def test_welcome_back_after_months(open_today: Callable[[User], str]) -> None:
    user = person_on("deadlift", last=date(2025, 11, 1))
    page = open_today(user)
    assert "You start again with the seated row, at its first dose." in page
    assert "Each opens again by its own gate." in page
    assert "Health check Your pain of the last week" in page
    make_screening(user, now=MORNING, read=True)
    assert "First, a few questions: Your pain of the last week" in open_today(user)
    record_baseline(user=user, score=3, now=MORNING)
    assert "Go on like this" in open_today(user)


@at_monday()
def test_welcome_back_gently(open_today: Callable[[User], str]) -> None:
    user = person_on("seated-row", last=MONDAY - timedelta(days=9), sedentary=True)
    page = open_today(user)
    assert "9 days without training" in page
    assert "Your first day is at most 50% of your dose" in page
    assert "one step more careful" in page
    assert "What you keep up" in page


@at_monday()
def test_on_the_first_stage_there_is_nothing_to_keep_up(open_today: Callable[[User], str]) -> None:
    page = open_today(person_on("bar-hang", last=MONDAY - timedelta(days=20)))
    assert "20 days without training" in page
    assert "What you keep up" not in page


@pytest.mark.parametrize("cause", ["much pain", "flare-up"])
def test_a_stop_in_a_break_leaves_its_questions(
    sign_in: Callable[[User], Client], catalogue: Catalogue, cause: str
) -> None:
    """In the easy routine it can be pressed before the break was talked about."""
    user = person_on("deadlift", last=MONDAY - timedelta(days=40))
    client, flare_up = sign_in(user), cause == "flare-up"
    with at_monday():
        if flare_up:
            setbacks.begin_flare_up(Entry(user, MORNING - timedelta(days=5)))
            make_screening(user, now=MORNING, read=True)
        else:
            make_screening(user, now=MORNING, read=True)
            post(client, "daily", score=9)
        assert "Easy routine" in today(client)
        assert post(client, "stop").status_code == 302
        assert "Welcome back" not in today(client)
        assert user.training_days.get(on=MONDAY).stop
    with at_monday("2026-03-10 09:00"):
        if flare_up:
            # What its end goes by.
            state = snapshot_made(user, MORNING + timedelta(days=1)).flare_up
            assert state is not None
            assert (state.days_away, state.resume_stage) == (41, "pull-through")
            return
        page = today(client)
        assert "41 days without training Welcome back. Here is what changes" in page
        assert "You go on further down the ladder, with the pull-through." in page
        post(client, "go-on")
        assert user.enrolments.get().stage_key == "pull-through"
        assert "Welcome back. Here is what changes" not in today(client)
    with at_monday("2026-03-11 09:00"):
        assert "Welcome back. Here is what changes" not in today(client)


@pytest.fixture
def away(catalogue: Catalogue) -> User:
    """Somebody whose last training was forty days ago."""
    return person_on("deadlift", last=MONDAY - timedelta(days=40))


def stopped_in_a_break(client: Client, user: User) -> None:
    make_screening(user, now=MORNING, read=True)
    post(client, "daily", score=9)
    post(client, "stop")


def of_the_log(**changes: str) -> dict[str, str]:
    """A day as it is typed into the log."""
    day = {"level": "1", "before": "4", "sets_done": "2", "worst": "7", "stop": "on"}
    return {"key": str(uuid4()), **day, **changes}


def test_what_is_told_of_the_stop_later_ends_no_break_either(
    sign_in: Callable[[User], Client], away: User
) -> None:
    """On Today after the stop, and in the log: a score before, sets; and the stop stays."""
    client = sign_in(away)
    with at_monday():
        stopped_in_a_break(client, away)
        post(client, "finish", sets_done="1", worst="8", shown="0")
        assert away.training_days.get(on=MONDAY).sets_done == 1
        assert client.post(f"/log/{MONDAY}/", of_the_log()).status_code == 302
        assert away.training_days.get(on=MONDAY).before == 4
    with at_monday("2026-03-10 09:00"):
        assert "41 days without training Welcome back. Here is what changes" in today(client)
        taken_back = {name: value for name, value in of_the_log().items() if name != "stop"}
        refused = client.post(f"/log/{MONDAY}/", taken_back)
        assert refused.status_code == 422
        assert "After your break, see first what changes" in words(refused.text)
        assert "41 days without training" in today(client)
        post(client, "go-on")
        taken_back["key"] = str(uuid4())
        assert client.post(f"/log/{MONDAY}/", taken_back).status_code == 302
        assert not away.training_days.get(on=MONDAY).stop
        assert "Welcome back. Here is what changes" not in today(client)


def test_a_stop_that_was_pressed_by_mistake_can_be_deleted(
    sign_in: Callable[[User], Client], away: User
) -> None:
    """Then there was no training, and the break goes on."""
    client = sign_in(away)
    with at_monday():
        stopped_in_a_break(client, away)
        assert client.post(f"/log/{MONDAY}/delete/", {"key": str(uuid4())}).status_code == 302
        assert not away.training_days.filter(on=MONDAY).exists()
        assert snapshot_made(away, MORNING).last_trained_on == MONDAY - timedelta(days=40)


def test_a_day_that_was_begun_and_then_stopped_ends_a_break_that_was_talked_about(
    sign_in: Callable[[User], Client], away: User
) -> None:
    client = sign_in(away)
    with at_monday():
        make_screening(away, now=MORNING, read=True)
        post(client, "go-on")
        post(client, "before", score="1", level="1")
        post(client, "stop")
        assert snapshot_made(away, MORNING).last_trained_on == MONDAY


@at_monday()
def test_somebody_who_stops_every_time_has_no_break(catalogue: Catalogue) -> None:
    """However long that has been so, each of these days was trained."""
    user = person_on("bar-hang", last=MONDAY - timedelta(days=100))
    dates = [MONDAY - timedelta(days=n) for n in range(0, 98, 7)]
    make_days(user, dates, stage="bar-hang", before=1, worst=1, morning=1, stop=True)
    touch(user)
    assert snapshot_made(user, MORNING).last_trained_on == MONDAY


@at_monday()
def test_in_a_flare_up_the_way_on_after_a_long_break_is_that_of_the_break(
    open_today: Callable[[User], str], sign_in: Callable[[User], Client]
) -> None:
    """It starts over, with no short way; and no stage above is open for that."""
    user = person_on("deadlift", last=MONDAY - timedelta(days=101))
    setbacks.begin_flare_up(Entry(user, MORNING - timedelta(days=100)))
    make_screening(user, now=MORNING, reason=Reason.FLARE_UP, read=True)
    page = open_today(user)
    assert "Your plan is on hold, day 101" in page
    assert "Every stage is open" not in page
    page = words(sign_in(user).get("/flare-up/").text)
    assert "You start again with the seated row, at most at 50% of its first dose." in page
    assert "A short way leads back up." not in page
    page = words(sign_in(user).get("/ladder/").text)
    assert "Nothing opens while the flare-up lasts." in page
    assert "Today says how you go on" not in page


@at_monday()
def test_the_ladder_names_today_after_a_break_only_where_today_says_it(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    user = person_on("seated-row", last=MONDAY - timedelta(days=20))
    assert "Today says how you go on" in words(sign_in(user).get("/ladder/").text)
    make_screening(user, now=MORNING, read=True, C9="yes")
    page = words(sign_in(user).get("/ladder/").text)
    assert "Nothing opens while your plan is paused." in page
    assert "Today says how you go on" not in page
