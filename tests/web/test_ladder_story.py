"""The story on the ladder page: every decision with its numbers, the latest first."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.services import Report
from backrehab.progression import logbook, services
from backrehab.progression.changes import record
from backrehab.progression.entries import Entry
from backrehab.progression.models import TransitionKind as Kind
from backrehab.web.stays import stage_since
from backrehab.web.story import MOST_DECISIONS, PAGE
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.factories_setbacks import flare_up, long_story, step_back
from tests.progression.scenes import enrolment_of, person_at
from tests.web.reading import text

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
# session, user, enrolments with the catalogue version, decisions
# and since when somebody who is stuck is at the stage.
QUERIES = 5


@pytest.fixture(autouse=True)
def on_monday() -> object:
    with time_machine.travel(at("2026-03-09 09:00"), tick=False):
        yield


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2025-09-01 09:00"), weekday_mask=0b111_1111)


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


def titles(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/ladder/{query}").content.decode()
    return re.findall(r'<li class="told \w+">.*?<h3>(.*?)</h3>', html, re.DOTALL)


def kinds(client: Client) -> list[str]:
    return re.findall(r'<li class="told (\w+)">', client.get("/ladder/").content.decode())


def test_the_latest_stands_on_top(client: Client, person: User) -> None:
    flare_up(person, first=date(2026, 2, 20), last=date(2026, 2, 21))
    step_back(person, stage="seated-row", on=MONDAY)
    assert titles(client) == [
        "One step back, to: Bar hang",
        "Going on after a flare-up: Bar hang",
        "On hold",
        "Started with: Bar hang",
    ]
    assert kinds(client) == ["stepped_back", "resumed", "on_hold", "started"]


def test_somebody_is_at_a_stage_since_they_came_there_last(person: User) -> None:
    """What was looked at again, or put on hold, leads nowhere; after a break they are still there,
    though calm days count anew."""
    moves = [
        (Kind.OPENED, "seated-row", 1),
        (Kind.STEPPED_BACK, "bar-hang", 5),
        (Kind.RETURNED, "seated-row", 12),
        (Kind.OPENED, "reverse-hyper", 20),
        (Kind.REVIEWED, "seated-row", 22),
        (Kind.ON_HOLD, "reverse-hyper", 24),
    ]
    place = enrolment_of(person)
    for kind, stage, day in moves:
        record(place, kind=kind, stage_to=stage, now=at(f"2026-02-{day:02} 09:00"))
    anew = at("2026-02-26 09:00")
    record(place, kind=Kind.LAY_OFF, stage_to="reverse-hyper", now=anew, reason="long")
    assert place.entered_on == date(2026, 2, 26)
    assert stage_since(person_at(person, at("2026-03-09 09:00"))) == date(2026, 2, 20)


def test_an_opening_shows_the_lines_and_days_it_was_decided_on(
    client: Client, person: User
) -> None:
    make_days(person, [date(2026, 3, n) for n in range(1, 9)])
    services.open_stage(user=person, stage_key="seated-row", now=at("2026-03-09 08:00"))
    page = text(client.get("/ladder/"))
    assert "Opened: Seated row 9 March 2026 · rules 2026.1 Every condition was met." in page
    told = page.split("Opened: Seated row 9 March 2026")[1]
    assert "Met: 3 calm days among the last 4 4 so far" in told
    assert "Days it looked at Sun 8 Mar Calm day" in told


def test_an_opening_that_was_looked_at_again(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    make_days(person, [date(2026, 3, n) for n in (1, 4, 6, 8)])
    services.open_stage(user=person, stage_key="seated-row", now=at("2026-03-09 08:00"))

    def correct(worst: int) -> str:
        report = Report(sets_done=2, worst=worst)
        logbook.correct_day(
            Entry(User.objects.get(pk=person.pk), at("2026-03-09 09:00")),
            on=date(2026, 3, 6),
            typed=logbook.TypedDay(before=2, morning=2, level=3, report=report),
            catalogue=catalogue,
        )
        return text(client.get("/ladder/"))

    page = correct(8)
    assert titles(client)[0] == "Looked at again: Seated row"
    assert "It stays open: nothing closes by itself." in page
    assert "Opened on Monday 9 March 2026" in page
    assert "after all" not in page
    # And back to what it was.
    page = correct(2)
    assert titles(client)[:2] == ["Looked at again: Seated row"] * 2
    assert "With the log as corrected, it would have opened on that day after all." in page


@pytest.mark.parametrize("count", [1, 3, MOST_DECISIONS + 5])
def test_the_story_costs_one_query_however_long_it_is(
    client: Client,
    person: User,
    django_assert_num_queries: Callable[[int], object],
    count: int,
) -> None:
    long_story(person, count, last=MONDAY)
    client.get("/ladder/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/ladder/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/ladder/?all")


def test_a_short_story_has_no_second_page(client: Client) -> None:
    assert "Show all decisions" not in text(client.get("/ladder/"))
    assert titles(client) == titles(client, "?all") == ["Started with: Bar hang"]


def test_a_long_story_is_shown_page_by_page(client: Client, person: User) -> None:
    long_story(person, PAGE + 20, last=MONDAY)
    assert len(titles(client)) == MOST_DECISIONS
    assert 'href="/ladder/?all#story"' in client.get("/ladder/").content.decode()
    first, second = client.get("/ladder/?all"), client.get("/ladder/?all=2")
    assert len(titles(client, "?all")) == PAGE
    assert "?all=2#story" in first.content.decode()
    assert titles(client, "?all=2")[-1] == "Started with: Bar hang"
    assert len(titles(client, "?all=2")) == 21
    assert "?all=1#story" in second.content.decode()
    assert "Older decisions" not in text(second)
    assert "Only the latest" in text(second)


@pytest.mark.parametrize(
    ("query", "count"), [("?all=0", 1), ("?all=x", 1), ("?all=99999999", 1), ("?all=50", 0)]
)
def test_pages_that_do_not_exist(client: Client, query: str, count: int) -> None:
    assert len(titles(client, query)) == count
    assert ("Nothing older was decided." in text(client.get(f"/ladder/{query}"))) is (count == 0)
