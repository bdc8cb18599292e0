"""The short way back: its earliest date is exact, also by brute force over small histories."""

from dataclasses import replace
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from backrehab.domain.earliest import find_earliest
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, History, Outcome, Timing
from backrehab.domain.way_back import ReturnCriteria, evaluate_return
from tests.domain.diaries import (
    ONE_DAY,
    RULES,
    TODAY,
    make_history,
    read_diary,
    trained,
)
from tests.domain.returning import earliest, is_open, on_the_way
from tests.domain.strategies import days_after, seeds
from tests.domain.test_earliest import Life
from tests.thorough import examples

HORIZON = RULES.horizon


def dates_to(row: dict[str, Any], **changes: Any) -> int | None:
    history, opens = make_history(row)
    history = replace(history, **changes)
    found = find_earliest(history, opens=opens, rules=RULES, today=TODAY, kind=ReturnCriteria)
    return None if found is None else (found - TODAY).days


@pytest.mark.parametrize(
    ("gate", "dates"), [("light", 5), ("moderate", 5), ("heavy", 8), ("hyper row", 8)]
)
def test_somebody_who_stepped_back_today_and_trains_every_day(gate: str, dates: int) -> None:
    """Calm days today and so many dates later, and the morning after."""
    assert dates_to({"gate": gate, "diary": ".", "entered": 0}) == dates


@pytest.mark.parametrize(
    ("gate", "weekdays", "dates"),
    [
        # Today is a Monday.
        ("light", {0}, 8),
        ("light", {0, 3}, 8),
        ("light", {0, 4}, 5),
        ("light", {2, 5}, 10),
        ("heavy", {0, 3}, 8),
        ("heavy", {0}, 15),
        ("heavy", {6}, 21),
        ("light", set(), None),
    ],
)
def test_the_planned_weekdays_decide(gate: str, weekdays: set[int], dates: int | None) -> None:
    row = {"gate": gate, "diary": ".", "entered": 0}
    assert dates_to(row, training_weekdays=frozenset(weekdays)) == dates


@pytest.mark.parametrize(
    ("diary", "dates", "why"),
    [
        ("C...C1", 0, "ready already"),
        ("C...C..", 0, "a score today is all that is missing"),
        ("C...N.", 0, "yesterday's morning can still be given on time"),
        ("C...N..", 0, "that of the date before can still be given late"),
        ("C..N...", 1, "older ones are closed: one more calm day"),
        ("C...T", 1, "trained today: the morning after"),
        ("C...C9", 1, "too much pain today"),
        ("C...CR", 6, "red today: it starts anew tomorrow"),
    ],
)
def test_what_is_there_counts(diary: str, dates: int, why: str) -> None:
    assert dates_to({"gate": "light", "diary": diary}) == dates, why


class WayBack(Life):
    """Somebody on the short way back, living on from today."""

    def is_open(self, on_date: date) -> bool:
        """Whether the stage is open in the morning of that date, before the day's exercise."""
        self.report_mornings(on_date)
        return is_open(self.asked, self.history_on(on_date), on_date)

    def opens_on(self, until: date) -> date | None:
        on_date = self.asked.today
        while on_date <= until:
            if self.is_open(on_date):
                return on_date
            self.live(on_date)
            on_date += ONE_DAY
        return None


def test_the_histories_on_the_way_are_open_and_shut() -> None:
    found = [is_open(on_the_way(seed)) for seed in range(200)]
    assert 40 < sum(found) < 160


@given(seeds)
@settings(max_examples=examples(150))
def test_the_best_course_opens_it_on_that_date_and_not_before(seed: int) -> None:
    asked = on_the_way(seed)
    if asked.history.in_flare_up or asked.history.screening is not Outcome.CLEAR:
        return
    opened = WayBack(asked).opens_on(days_after(asked.today, HORIZON))
    assert (opened or date.max) == earliest(asked)


@given(seeds)
@settings(max_examples=examples(100))
def test_no_worse_course_opens_it_sooner(seed: int) -> None:
    asked = on_the_way(seed)
    found = earliest(asked)
    if asked.history.in_flare_up or found == asked.today:
        return
    until = min(found, days_after(asked.today, 20)) - ONE_DAY
    for course in range(3):
        assert WayBack(asked, Random(seed + course)).opens_on(until) is None


# Every course of the next dates, for small histories: a sign a date, as in a diary.
SMALL = [
    ("light", ".", range(7)),
    ("light", "C..C1", range(7)),
    ("light", "C.U1", range(7)),
    ("light", "CRC1", range(7)),
    ("light", "CN.", range(7)),
    ("light", "C..CT", range(7)),
    ("light", "C.C9", {0, 1, 4}),
    ("heavy", "C..C.1", range(7)),
    ("heavy", "C..N..", range(7)),
]
COURSES = "0CUR"
MOST_DATES = 6


@pytest.mark.parametrize(("gate", "diary", "weekdays"), SMALL)
def test_of_all_courses_none_opens_it_sooner_and_one_does_then(
    gate: str, diary: str, weekdays: Any
) -> None:
    """Brute force: rest, a calm day, one not done, and a red one, on each date to come."""
    history, opens = make_history({"gate": gate, "diary": diary})
    history = replace(history, training_weekdays=frozenset(weekdays))
    found = evaluate_return(history, opens=opens, rules=RULES, today=TODAY).earliest_on
    assert found is not None
    dates = (found - TODAY).days
    assert 0 < dates <= MOST_DATES
    opened = {
        first_open(history, opens, signs, weekdays) for signs in product(COURSES, repeat=dates)
    }
    assert min(day for day in opened if day is not None) == dates


def first_open(history: History, opens: str, signs: tuple[str, ...], weekdays: Any) -> int | None:
    """After how many dates a course opens the stage, or None."""
    days = {day.on: day for day in history.days}
    for ahead in range(len(signs) + 1):
        today = TODAY + ahead * ONE_DAY
        for ago in (1, 2):  # what is missing of the real days is given now, if it still can be
            day = days.get(today - ago * ONE_DAY)
            if day is not None and day.trained and day.morning is None and ahead == 0:
                [late] = read_diary("C" if ago == 1 else "L", day.stage or "", level=0)
                changes = {"morning": 0, "morning_timing": late.morning_timing}
                days[day.on] = day._replace(**changes)
        known = {d: record for d, record in days.items() if d <= today}
        if today not in known and (yesterday := known.get(today - ONE_DAY)) is not None:
            if yesterday.morning is None or yesterday.morning_timing is not Timing.ON_TIME:
                known[today] = Day(on=today, daily=0)
        elif today not in known:
            known[today] = Day(on=today, daily=0)
        now = replace(history, days=tuple(known.values()), screened_on=today)
        ledger = Ledger(now, RULES, today)
        if ReturnCriteria(ledger, now, opens=opens, as_of=today).ready_route():
            return ahead
        if ahead < len(signs):
            live(days, today, signs[ahead], history.stage, weekdays)
    return None


def live(days: dict[date, Day], today: date, sign: str, stage: str, weekdays: Any) -> None:
    """One date of a course: what is begun goes on, what is planned may be trained."""
    begun = days.get(today)
    if begun is not None and begun.trained:
        days[today] = begun._replace(morning=0, stop=begun.stop or sign == "R")
    elif sign == "0" or today.weekday() not in weekdays:
        days.setdefault(today, Day(on=today, daily=0))
    else:
        changes: dict[str, Any] = {"U": {"done": 1 / 2}, "R": {"stop": True}}.get(sign, {})
        daily = None if begun is None else begun.daily
        days[today] = trained(today, stage, level=0, daily=daily, **changes)


@given(seeds)
@settings(max_examples=examples(100))
def test_a_red_day_never_opens_and_never_hastens(seed: int) -> None:
    asked = on_the_way(seed)
    days = [day for day in asked.history.days if day.trained]
    for day in Random(seed).sample(days, k=min(2, len(days))):
        others = [other for other in asked.history.days if other.on != day.on]
        worse = replace(asked.history, days=(*others, day._replace(stop=True)))
        assert is_open(asked, worse) <= is_open(asked)
        assert earliest(asked, worse) >= earliest(asked)
        spread = asked.rules.tier_of(asked.history.stage).return_spread
        assert earliest(asked, worse) >= days_after(day.on, 1 + spread + 1)
