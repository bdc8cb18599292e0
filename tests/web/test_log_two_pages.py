"""A day of the log that is open on two pages: what one told, an older one does not undo."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 19)
PATH = "/log/2026-03-19/"


@pytest.fixture
def person(catalogue: Catalogue) -> Iterator[User]:
    with time_machine.travel(at("2026-03-20 09:00"), tick=False):
        yield make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def page(client: Client, *, before: int) -> Callable[..., TrainingDay]:
    """Open the form of the day, with that score before; what comes back sends it, changed."""
    html = client.get(PATH).text
    fields: dict[str, Any] = {
        "level": "3",
        "before": str(before),
        "sets_done": "2",
        "worst": "2",
        "morning": "2",
        "stored": unescape(re.findall(r'name="stored" value="([^"]*)"', html)[0]),
    }

    def send(*, status: int = 302, **changes: str) -> TrainingDay:
        sent = client.post(PATH, {**fields, "key": str(uuid4()), **changes})
        assert sent.status_code == status
        return TrainingDay.objects.get(on=ON)

    return send


def test_what_another_page_told_stays(client: Client, person: User) -> None:
    make_days(person, [ON])
    newer, older = page(client, before=2), page(client, before=2)
    day = newer(worst="7", sets_done="1", extra_meds="on", morning="5")
    assert (day.worst, day.sets_done, day.extra_meds, day.morning) == (7, 1, True, 5)
    day = older(before="4")
    assert (day.before, day.worst, day.sets_done, day.morning) == (4, 7, 1, 5)
    assert day.extra_meds


def test_what_is_chosen_on_the_older_page_counts(client: Client, person: User) -> None:
    make_days(person, [ON], extra_meds=True)
    newer, older = page(client, before=2), page(client, before=2)
    newer(worst="7", extra_meds="on")
    # The box was ticked when this page was opened, and is no more.
    day = older(worst="6")
    assert (day.worst, day.extra_meds) == (6, False)


def test_a_refused_page_shows_what_is_stored_by_now(client: Client, person: User) -> None:
    make_days(person, [ON])
    newer, older = page(client, before=2), page(client, before=2)
    newer(worst="7")
    assert older(before="", status=422).worst == 7
    refused = client.post(PATH, {"key": str(uuid4()), "stored": "worst=2", "worst": "2"})
    assert re.findall(r'name="worst" value="(\d+)"[^>]* checked', refused.text) == ["7"]


def test_a_weight_stays_to_the_gram(client: Client, person: User) -> None:
    enter_stage(person, "deadlift", date(2026, 3, 10))
    User.objects.filter(pk=person.pk).update(unit="lb")
    make_days(person, [ON], stage="deadlift", load_kg="20.25")
    html = client.get(PATH).text
    (load,) = re.findall(r'name="load" value="([^"]*)"', html)
    (level,) = re.findall(r'<option value="(\d)" selected', html.partition('name="sets_done"')[0])
    older = page(client, before=2)
    TrainingDay.objects.filter(on=ON).update(load_kg="30.5")
    day = older(before="3", load=load, level=level)
    assert (day.before, str(day.load_kg)) == (3, "30.500")
