"""Entries from a page that is not of now: opened before midnight, or before another device's."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import PerformedSet, TrainingDay
from tests.factories import at
from tests.web.reading import words
from tests.web.test_saving import FINISH, STOP, TICK, statements
from tests.web.today_pages import MONDAY, at_monday, person_on, post, tick, today

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
NEXT_DAY = "Put it into the pain log."
# What the new date is like, and what was entered on it. Whether the ladder has moved since comes
# with what they follow.
OF_THE_EVENING = 2
# What it is like is known then.
PAGE = 4


@pytest.fixture
def client(catalogue: Catalogue, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person_on("bar-hang", weekday_mask=0b111_1111))


def begun(client: Client) -> str:
    """Monday at 23:50, with one set done."""
    with at_monday("2026-03-09 23:50"):
        assert 'name="on" value="2026-03-09"' in client.get("/today/").text
        post(client, "before", score="1", level="1")
        return words(client.get("/today/").text)


def rows() -> list[tuple[date, int, int | None, bool]]:
    found = TrainingDay.objects.filter(on__gte=MONDAY).order_by("on")
    return list(found.values_list("on", "sets_done", "worst", "stop"))


def send(client: Client, what: str, catalogue: Catalogue, *, on: date = MONDAY) -> Any:
    data: dict[str, dict[str, object]] = {
        "set": {"set": tick(catalogue, "bar-hang", "morning", 1)},
        "finish": {"sets_done": "1", "worst": "4"},
        "stop": {},
    }
    return post(client, what, htmx=True, on=on.isoformat(), **data[what])


@pytest.mark.parametrize(
    ("what", "stored"),
    [
        ("set", (MONDAY, 1, None, False)),
        ("finish", (MONDAY, 1, 4, False)),
        ("stop", (MONDAY, 0, None, True)),
    ],
)
def test_in_the_night_it_belongs_to_the_date_of_the_page(
    client: Client, catalogue: Catalogue, what: str, stored: tuple[date, int, int | None, bool]
) -> None:
    begun(client)
    with time_machine.travel(at("2026-03-10 00:05"), tick=False):
        answer = send(client, what, catalogue)
        assert answer.status_code == 200
        assert "Saved for Monday 9 March." in words(answer.text)
        assert rows() == [stored]
        # The page that comes back is of the new date, and so is what is sent from it.
        assert 'name="on" value="2026-03-10"' in answer.text
        assert set(PerformedSet.objects.values_list("on", flat=True)) <= {MONDAY}
        assert today(client) == today(client)


@pytest.mark.parametrize(("what", "usual"), [("set", TICK), ("finish", FINISH + 1), ("stop", STOP)])
def test_in_the_night_both_dates_are_settled_at_once(
    client: Client, catalogue: Catalogue, what: str, usual: int
) -> None:
    """The end of the day stores the set that nobody ticked off as well."""
    begun(client)
    with time_machine.travel(at("2026-03-10 00:05"), tick=False):
        assert statements(lambda: send(client, what, catalogue)) == usual + OF_THE_EVENING
        assert statements(lambda: client.get("/today/")) == PAGE


@pytest.mark.parametrize("what", ["set", "finish", "stop"])
@pytest.mark.parametrize("instant", ["2026-03-10 04:00", "2026-03-11 00:30"])
def test_in_the_morning_the_page_is_too_old(
    client: Client, catalogue: Catalogue, what: str, instant: str
) -> None:
    begun(client)
    with time_machine.travel(at(instant), tick=False):
        answer = send(client, what, catalogue)
        assert answer.status_code == 422
        assert "Not saved: this page is from another day." in words(answer.text)
    assert rows() == [(MONDAY, 0, None, False)]


@at_monday()
def test_a_page_of_today_or_none_is_of_today(client: Client, catalogue: Catalogue) -> None:
    post(client, "before", score="1", level="1")
    for on in (MONDAY.isoformat(), TUESDAY.isoformat(), "", "soon"):
        value = tick(catalogue, "bar-hang", "morning", 1, done=on != "")
        assert post(client, "set", htmx=True, on=on, set=value).status_code == 200
    assert rows() == [(MONDAY, 1, None, False)]


@at_monday()
@pytest.mark.parametrize(("shown", "left"), [("0", 2), ("", 0), ("1", 0)])
def test_a_number_of_sets_that_nobody_chose_takes_none_away(
    client: Client, catalogue: Catalogue, shown: str, left: int
) -> None:
    """Two were ticked off on another page, after this one was opened."""
    post(client, "before", score="1", level="1")
    assert 'name="shown" value="0"' in client.get("/today/").text
    for slot in ("morning", "evening"):
        post(client, "set", set=tick(catalogue, "bar-hang", slot, 1))
    post(client, "finish", shown=shown, sets_done="0", worst="2")
    assert rows() == [(MONDAY, left, 2, False)]
    assert PerformedSet.objects.filter(on=MONDAY).count() == left
