"""Ten years of a daily diary: the page stays small, and its charts are drawn with few calls."""

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.web.person import load_person
from backrehab.web.progress_calendar import calendar
from backrehab.web.progress_dose import dose_charts
from backrehab.web.progress_pain import pain_chart
from backrehab.web.progress_records import read_records
from backrehab.web.progress_stages import pains, way
from tests.bench.calls import calls_of
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.progress_people import diary
from tests.web.reading import text

pytestmark = pytest.mark.django_db

MOST_BYTES = 60_000
STATIC = Path(__file__).parents[2] / "static"
# What this page asks for beside what every page has; only it does.
OWN_FILES = [
    *sorted((STATIC / "js").glob("chart*.js")),
    STATIC / "vendor" / "uplot" / "uPlot.iife.min.js",
    STATIC / "vendor" / "uplot" / "uPlot.min.css",
]
# Calls of functions for each date of the range, all charts together; about 66.
MOST_CALLS = 72


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    user = make_person(now=at("2016-03-20 09:00"))
    diary(user, last=date(2026, 3, 19), dates=3650, rest_days=False)
    user.refresh_from_db()
    return user


def on_day() -> time_machine.travel:
    return time_machine.travel(at("2026-03-20 09:00"), tick=True)


@on_day()
@pytest.mark.parametrize("chosen", ["4w", "3m", "1y", "all"])
def test_the_page_with_its_data_and_its_library_is_small(
    person: User, sign_in: Callable[[User], Client], chosen: str
) -> None:
    page = sign_in(person).get(f"/progress/?range={chosen}").content
    assert page.count(b"<figure") >= 3
    assert len(OWN_FILES) == 5
    sent = [page, *(path.read_bytes() for path in OWN_FILES)]
    assert sum(len(gzip.compress(one)) for one in sent) < MOST_BYTES


@on_day()
def test_the_tables_of_ten_years_are_small_too(
    person: User, sign_in: Callable[[User], Client]
) -> None:
    page = sign_in(person).get("/progress/tables/?range=all")
    assert "February 2026" in text(page)
    assert len(page.content) < MOST_BYTES


@on_day()
def test_long_ranges_are_thinned_and_told_by_months(
    person: User, sign_in: Callable[[User], Client]
) -> None:
    response = sign_in(person).get("/progress/?range=all")
    assert '<g class="marks"></g>' in response.text
    page = text(response)
    assert "From 22 March 2016 to 20 March 2026." in page
    assert "band: lowest to highest score of each week" in page


@on_day()
def test_they_are_drawn_with_few_calls(person: User) -> None:
    """A call takes a fraction of a microsecond, on every machine as many."""
    someone = load_person(person)
    records = read_records(someone, None)

    def draw() -> None:
        for chart in (pain_chart, calendar, dose_charts, pains, way):
            chart(someone, records)

    assert calls_of(draw) < MOST_CALLS * len(records.span.ordinals)


@on_day()
def test_the_calendar_of_a_year_begins_with_the_diary(catalogue: Catalogue) -> None:
    """Forty weeks without a day stood above the twelve of who had begun in December."""
    user = make_person(now=at("2025-12-29 09:00"))
    diary(user, last=date(2026, 3, 19), dates=70)
    user.enrolments.update(started_on=date(2025, 12, 29))
    assert weeks_of(user) == ["29 Dec", "5 Jan", "12 Jan"]
    # A day that was added from before the start is shown as well.
    make_days(user, [date(2025, 12, 27)])
    assert weeks_of(user) == ["22 Dec", "29 Dec", "5 Jan"]
    # So are weeks after the start without any entry.
    user.enrolments.update(started_on=date(2025, 12, 8))
    assert weeks_of(user) == ["8 Dec", "15 Dec", "22 Dec"]


def weeks_of(user: User) -> list[str]:
    """The labels of the first weeks of the calendar of a year."""
    person = load_person(user)
    rows = calendar(person, read_records(person, 365)).blocks[0].rows
    return [row.label for row in rows[:3]]
