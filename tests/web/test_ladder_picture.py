"""The ladder as a picture: each step with its sign, and the same in words."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import LADDER, Enrolment
from backrehab.progression.programmes import pause_programme
from backrehab.web.ladder_picture import HIGH, WIDE
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

START = date(2026, 3, 1)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"), weekday_mask=0b111_1111)


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def on_day(day: str) -> time_machine.travel:
    return time_machine.travel(at(f"{day} 09:00"), tick=False)


def stairs(client: Client) -> str:
    (found,) = re.findall(
        r'<figure class="card flat stairs">(.*?)</figure>', client.get("/ladder/").text, re.DOTALL
    )
    return found


def told(client: Client) -> dict[str, str]:
    """The picture in words."""
    pairs = re.findall(r"<dt>.*?</svg>(.*?)</dt><dd>(.*?)</dd>", stairs(client), re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", said) for name, said in pairs}


def leads_to(client: Client) -> list[str]:
    """The places on the page to which the picture leads; each has to be there."""
    found = re.findall(r'<dd><a class="alone" href="#([^"]+)">', stairs(client))
    page = client.get("/ladder/").text
    assert all(f'id="{place}"' in page for place in found)
    return found


@on_day("2026-03-02")
def test_six_steps_go_up_with_a_figure_and_a_sign_each(client: Client, person: User) -> None:
    enter_stage(person, "reverse-hyper", START)
    html = stairs(client)
    assert re.findall(r'<g class="stair (\w+)">', html) == [
        "finished",
        "finished",
        "current",
        "next",
        "locked",
        "locked",
    ]
    tops = [(int(x), int(y)) for x, y in re.findall(r'<path class="edge" d="M(\d+) (\d+)h', html)]
    assert tops == sorted(tops, key=lambda place: (place[0], -place[1]))
    assert len({y for _x, y in tops}) == 6
    figures = re.findall(
        r'<svg class="stair-figure" x="(-?\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', html
    )
    assert len(figures) == 6
    for x, y, wide, high in (map(int, figure) for figure in figures):
        assert x >= -1
        assert x + wide <= WIDE + 1
        assert y > 0
        assert y + high < HIGH
    assert html.count('<path class="flag"') == 1
    assert re.findall(r'class="number"[^>]*>(\w+)<', html) == list("123456")


@on_day("2026-03-01")
def test_the_first_day_has_nothing_behind(client: Client) -> None:
    found = told(client)
    assert list(found) == ["You are here", "Next"]
    assert found["You are here"] == "Bar hang, stage 1 of 6"
    assert found["Next"].startswith("Seated row: at the earliest ")


@on_day("2026-03-09")
def test_what_is_ready_says_so(client: Client, person: User) -> None:
    make_days(person, [START + timedelta(days=n) for n in range(8)])
    touch(person)
    assert told(client)["Next"] == "Seated row: ready to open now"
    assert leads_to(client) == ["gate-seated-row"]
    assert "You can open it now: Seated row" in text(client.get("/ladder/"))
    assert '<g class="stair ready">' in stairs(client)


@on_day("2026-03-09")
def test_today_says_at_its_top_that_a_stage_is_ready(client: Client, person: User) -> None:
    link = r'<a class="pill green to-gate" href="#gate-seated-row">.*?</svg>(.*?)</a>'
    assert re.findall(link, client.get("/today/").text) == []
    make_days(person, [START + timedelta(days=n) for n in range(8)])
    touch(person)
    page = client.get("/today/").text
    assert re.findall(link, page) == ["The seated row is ready to open"]
    assert (
        page.index("to-gate") < page.index("Before you start") < page.index('id="gate-seated-row"')
    )


@on_day("2026-03-02")
def test_the_way_so_far_and_the_top(client: Client, person: User) -> None:
    enter_stage(person, "barbell-row", START)
    assert told(client) == {
        "Behind you": "Bar hang, Seated row, Reverse hyper, Pull-through, Deadlift",
        "You are here": "Barbell row, stage 6 of 6",
        "Next": "Hyper row: at the earliest Tuesday 17 March",
    }
    assert leads_to(client) == ["gate-hyper-row"]
    branch = Enrolment.objects.filter(user=person)
    branch.update(branch_opened_on=START, snapshot_on=None)
    assert told(client)["Next"] == "Nothing. This is the highest stage."
    assert leads_to(client) == []


@on_day("2026-03-02")
def test_what_cannot_be_in_the_next_months_says_so(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(weekday_mask=0)
    touch(person)
    assert told(client)["Next"] == (
        "Seated row: not in the next 90 days as things are; the gate below says why"
    )


@on_day("2026-03-02")
def test_what_the_health_check_keeps_shut_names_it_and_not_the_next_months(
    client: Client, person: User
) -> None:
    enter_stage(person, "seated-row", START)
    make_screening(person, now=timezone.now(), read=True, C8="yes")
    assert told(client)["Next"] == (
        "Reverse hyper: shut while your health check keeps the plan to easier exercises"
    )


@on_day("2026-03-02")
def test_a_pause_a_flare_up_and_a_break_say_why_nothing_opens(client: Client, person: User) -> None:
    setbacks.begin_flare_up(Entry(person, timezone.now()))
    assert told(client)["Next"] == "Seated row: on hold while the flare-up lasts"
    assert leads_to(client) == ["gate-seated-row"]
    pause_programme(user=person, key=LADDER, now=timezone.now())
    assert told(client)["Next"] == "Nothing opens until you go on with the ladder."
    assert leads_to(client) == []


@on_day("2026-03-30")
def test_after_a_break_today_comes_first(client: Client, person: User) -> None:
    make_days(person, [date(2026, 3, 3)])
    assert told(client)["Next"] == (
        "Today says how you go on after the break; then the gate looks again."
    )
    assert "You are here" in text(client.get("/ladder/"))
