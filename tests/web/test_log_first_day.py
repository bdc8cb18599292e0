"""Adding a day in the first days of a diary: which dates there are, and what is said of others."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from tests.factories import at
from tests.factories_diary import make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

STARTED = date(2026, 3, 19)


@pytest.fixture
def client(catalogue: Catalogue, sign_in: Callable[..., Client]) -> Client:
    return sign_in(make_person(now=at(f"{STARTED} 09:00")))


def day(number: int) -> time_machine.travel:
    """The diary's day of that number, the first being 0."""
    return time_machine.travel(at(f"{STARTED + timedelta(days=number)} 18:00"), tick=False)


def entry(**changes: str) -> dict[str, str]:
    fields = {"key": str(uuid4()), "stage": "bar-hang", "level": "2", "before": "4"}
    return {**fields, "sets_done": "2", "worst": "5", **changes}


def limits(client: Client) -> list[tuple[str, str]]:
    return re.findall(r'name="on"[^>]* min="([^"]*)" max="([^"]*)"', client.get("/log/add/").text)


@pytest.mark.parametrize(
    ("number", "first", "said"),
    [
        (0, 0, "You started today, so only today can be added."),
        (1, 0, "Today and the day before can be added."),
        (2, 0, "Today and the 2 days before can be added."),
        (9, 7, "Today and the 2 days before can be added."),
    ],
)
def test_the_page_names_the_days_there_are(
    client: Client, number: int, first: int, said: str
) -> None:
    with day(number):
        assert said in text(client.get("/log/add/"))
        bounds = [str(STARTED + timedelta(days=n)) for n in (first, number)]
        assert limits(client) == [tuple(bounds)]


@pytest.mark.parametrize("before", [1, 2, 400])
def test_a_day_before_the_start_is_refused_beside_its_date(client: Client, before: int) -> None:
    on = str(STARTED - timedelta(days=before))
    with day(1):
        refused = client.post("/log/add/", entry(on=on))
        field = re.search(r'<p class="error" id="[a-z_]*on_error">([^<]*)', refused.text)
        assert field is not None
        said = "The earliest day that can be added is Thursday 19 March."
        assert field[1] == f"That is before you started. {said}"
        # What was typed is still there.
        assert f'name="on" value="{on}"' in refused.text
        assert re.search(r'name="worst" value="5"[^>]*checked', refused.text)
        assert (refused.status_code, TrainingDay.objects.count()) == (422, 0)
        assert client.post("/log/add/", entry(on=str(STARTED))).status_code == 302
    assert TrainingDay.objects.get().on == STARTED


def test_the_date_is_refused_beside_what_else_is_wrong(client: Client) -> None:
    """Else who mends the rest would read of the date only then."""
    on = str(STARTED - timedelta(days=1))
    with day(1):
        refused = client.post("/log/add/", entry(on=on, worst="", sets_done=""))
        said = re.findall(r'<p class="error" id="[a-z_]*error">([^<]*)', refused.text)
        assert said == [
            "That is before you started. The earliest day that can be added is Thursday 19 March.",
            "Choose how many sets you did.",
            "Choose a number from 0 to 10.",
        ]
    assert not TrainingDay.objects.exists()
