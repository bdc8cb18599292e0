"""Today under a limit of the health check: what is left out, and that it says why."""

from collections.abc import Callable

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from tests.factories import make_screening
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, today

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
