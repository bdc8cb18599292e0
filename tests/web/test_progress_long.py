"""Ten years of a daily diary: the page stays small, and its charts are drawn in no time."""

import re
from collections.abc import Callable
from datetime import date
from time import process_time

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
from tests.factories import at
from tests.factories_diary import make_person
from tests.progress_people import diary
from tests.web.test_today import text

pytestmark = pytest.mark.django_db

MOST_BYTES = 60_000
# A generous ceiling for a busy machine; the aim is 0.1 s for the chart of pain.
MOST_SECONDS = 0.5
CHART = re.compile(r'<figure.*?</figure>|<table class="day-grid.*?</table>', re.DOTALL)


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
def test_all_charts_together_are_small(
    person: User, sign_in: Callable[[User], Client], chosen: str
) -> None:
    response = sign_in(person).get(f"/progress/?range={chosen}")
    charts = CHART.findall(response.text)
    assert len(charts) >= 4
    assert sum(len(one.encode()) for one in charts) < MOST_BYTES


@on_day()
def test_long_ranges_are_thinned_and_told_by_months(
    person: User, sign_in: Callable[[User], Client]
) -> None:
    response = sign_in(person).get("/progress/?range=all")
    assert '<g class="marks"></g>' in response.text
    page = text(response)
    assert "From 22 March 2016 to 20 March 2026." in page
    assert "band: lowest to highest score of each week" in page
    assert "February 2026" in page


@on_day()
def test_they_are_drawn_quickly(person: User) -> None:
    someone = load_person(person)
    records = read_records(someone, None)
    before = process_time()
    pain_chart(someone, records)
    for draw in (calendar, dose_charts, pains, way):
        draw(someone, records)
    assert process_time() - before < MOST_SECONDS
