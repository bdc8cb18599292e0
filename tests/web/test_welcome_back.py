"""Today after a break: what changes, what is asked first, and with how much it goes on."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.services import record_baseline
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from tests.factories import make_screening
from tests.progression.scenes import snapshot_made
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
