"""The flare-up page: putting the ladder on hold, and going on with it."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp
from tests.factories import at
from tests.factories_diary import make_person

pytestmark = pytest.mark.django_db

PAGE, BEGIN, END = "/flare-up/", "/flare-up/begin/", "/flare-up/end/"
MONDAY = date(2026, 3, 9)
# session, user, enrolment, catalogue version
QUERIES = 4


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_monday(instant: str = "2026-03-09 09:00") -> time_machine.travel:
    return time_machine.travel(at(instant), tick=False)


def text(client: Client, path: str = PAGE) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(path).text))


def press(client: Client, path: str, key: str = "") -> str:
    return client.post(path, {"key": key or str(uuid4())}).headers["Location"]


def spells(person: User) -> list[tuple[date, date | None]]:
    return list(FlareUp.objects.filter(user=person).values_list("started_on", "ended_on"))


@on_monday()
def test_what_the_button_does_is_said_before_it_is_pressed(client: Client, person: User) -> None:
    page = text(client)
    assert "First, look for warning signs" in page
    assert "Nothing you have opened closes." in page
    assert spells(person) == []


@on_monday()
def test_one_press_puts_the_ladder_on_hold_and_asks_the_questions(
    client: Client, person: User
) -> None:
    assert press(client, BEGIN) == "/screening/?reason=flare_up"
    assert spells(person) == [(MONDAY, None)]
    assert "On hold since Monday 9 March" in text(client)
    today = text(client, "/today/")
    assert "Your plan is on hold" in today
    assert "Easy routine" in today


def test_going_on_again_ends_it_on_that_date(client: Client, person: User) -> None:
    with on_monday():
        press(client, BEGIN)
    with on_monday("2026-03-11 18:00"):
        assert press(client, END) == "/today/"
        assert spells(person) == [(MONDAY, date(2026, 3, 11))]
        assert "Your plan is on hold" not in text(client, "/today/")


@on_monday()
def test_the_same_press_twice_is_one_flare_up(client: Client, person: User) -> None:
    key = str(uuid4())
    press(client, BEGIN, key)
    press(client, BEGIN, key)
    press(client, BEGIN)
    assert spells(person) == [(MONDAY, None)]


@on_monday()
def test_a_late_repeat_does_not_begin_it_again(client: Client, person: User) -> None:
    key = str(uuid4())
    press(client, BEGIN, key)
    press(client, END)
    press(client, BEGIN, key)
    assert spells(person) == [(MONDAY, MONDAY)]


@on_monday()
def test_going_on_without_a_flare_up_changes_nothing(client: Client, person: User) -> None:
    assert press(client, END) == "/today/"
    assert spells(person) == []


@on_monday()
@pytest.mark.parametrize("path", [BEGIN, END])
def test_a_press_without_its_key_changes_nothing(client: Client, person: User, path: str) -> None:
    assert client.post(path).headers["Location"] == PAGE
    assert "This page was out of date" in text(client)
    assert spells(person) == []


@on_monday()
def test_the_date_is_the_persons_own(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    person = make_person(now=at("2026-03-01 09:00"), time_zone="Pacific/Auckland")
    with on_monday("2026-03-09 12:00"):
        press(sign_in(person), BEGIN)
    assert spells(person) == [(date(2026, 3, 10), None)]


@on_monday()
def test_somebody_elses_flare_up_stays_open(
    catalogue: Catalogue, client: Client, sign_in: Callable[[User], Client]
) -> None:
    other = make_person(now=at("2026-03-01 09:00"))
    press(sign_in(other), BEGIN)
    press(client, END)
    assert spells(other) == [(MONDAY, None)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_flare_ups(
    client: Client, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    for day in range(count):
        with on_monday(f"2026-03-0{2 + day} 09:00"):
            press(client, BEGIN)
            press(client, END)
    with on_monday():
        client.get(PAGE)
        with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
            client.get(PAGE)


def test_wrong_methods(client: Client) -> None:
    assert client.post(PAGE).status_code == 405
    assert client.get(BEGIN).status_code == 405
    assert client.get(END).status_code == 405


@pytest.mark.parametrize(("path", "method"), [(PAGE, "get"), (BEGIN, "post"), (END, "post")])
def test_strangers_sign_in_first(db: None, path: str, method: str) -> None:
    answer = getattr(Client(), method)(path)
    assert answer.headers["Location"].startswith("/accounts/login/?next=/")
