"""Correcting a day of the log: the pain of the next morning is asked once that morning has come."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import MorningTiming, TrainingDay
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 20)
PATH = f"/log/{TODAY}/"
ASKED = "Pain the next morning"


@pytest.fixture
def client(catalogue: Catalogue, sign_in: Callable[[User], Client]) -> Client:
    user = make_person(now=at("2026-03-01 09:00"))
    make_days(user, [TODAY], morning=None, before=2, worst=3, sets_done=2)
    return sign_in(user)


def now(instant: str) -> time_machine.travel:
    return time_machine.travel(at(instant), tick=False)


def entry(**changes: str) -> dict[str, str]:
    fields = {"key": str(uuid4()), "level": "1", "before": "2", "sets_done": "2", "worst": "3"}
    return {**fields, **changes}


@pytest.mark.parametrize(
    ("instant", "asked"),
    [("2026-03-20 18:00", False), ("2026-03-21 03:59", False), ("2026-03-21 04:00", True)],
)
def test_it_is_asked_from_its_morning_on(client: Client, instant: str, *, asked: bool) -> None:
    with now(instant):
        assert (ASKED in text(client.get(PATH))) is asked
        refused = client.post(PATH, entry(before="11", **({"morning": ""} if asked else {})))
        assert (refused.status_code, ASKED in text(refused)) == (422, asked)


def test_a_page_without_it_leaves_the_morning_as_it_is(client: Client) -> None:
    """Opened before that morning, and sent after another device had told it."""
    with now("2026-03-20 18:00"):
        assert client.post(PATH, entry(worst="4")).status_code == 302
        assert (TrainingDay.objects.get().worst, TrainingDay.objects.get().morning) == (4, None)
    with now("2026-03-21 07:00"):
        client.post("/today/morning/", {"key": str(uuid4()), "on": str(TODAY), "score": "3"})
        assert client.post(PATH, entry(worst="5")).status_code == 302
        day = TrainingDay.objects.get()
        assert (day.worst, day.morning) == (5, 3)
        assert (day.morning_timing, day.morning_on) == (MorningTiming.ON_TIME, date(2026, 3, 21))
        # Where it was asked, "I do not know" takes it back.
        assert client.post(PATH, entry(morning="")).status_code == 302
        assert TrainingDay.objects.get().morning is None


def test_one_that_is_sent_all_the_same_is_refused_beside_it(client: Client) -> None:
    with now("2026-03-20 18:00"):
        refused = client.post(PATH, entry(morning="3"))
    assert refused.status_code == 422
    assert "It is too early for this morning score" in text(refused)
    assert ASKED in text(refused)
    assert TrainingDay.objects.get().morning is None
