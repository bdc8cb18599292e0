"""Whether a history can be decided on at all: garbage is named, and never opens anything."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain

from backrehab.domain.pain import is_score
from backrehab.domain.records import Day, FlareUp, History, Outcome, Timing
from backrehab.domain.rules import RuleSet

ONE_DAY = timedelta(days=1)


def find_problem(history: History, rules: RuleSet, today: date) -> str | None:
    """The first fault of the history, as "field: what is wrong", or None."""
    faults = chain(
        _faults_of_person(history, today),
        (fault for flare_up in history.flare_ups for fault in _faults_of_flare_up(flare_up, today)),
        (fault for day in history.days for fault in _faults_of_day(day, rules, today)),
        _repeated_dates(history.days),
    )
    return next(faults, None)


def _is_date(value: object) -> bool:
    return type(value) is date


def _faults_of_person(history: History, today: date) -> Iterator[str]:
    if not history.baselines:
        yield "baseline: there is none"
    for answer in history.baselines:
        if not is_score(answer.score):
            yield "baseline: must be a whole number from 0 to 10"
        if not _is_date(answer.on) or answer.on > today:
            yield "baseline: dated after today"
    if not _is_date(history.entered_on) or history.entered_on > today:
        yield "entered_on: after today"
    if history.screened_on is not None and (
        not _is_date(history.screened_on) or history.screened_on > today
    ):
        yield "screened_on: after today"
    if not isinstance(history.screening, Outcome):
        yield "screening: not an outcome"
    if history.last_leg_on is not None and not _is_date(history.last_leg_on):
        yield "last_leg_on: not a date"


def _faults_of_flare_up(flare_up: FlareUp, today: date) -> Iterator[str]:
    for end in (flare_up.start, flare_up.end or flare_up.start):
        if not _is_date(end):
            yield "flare_ups: not a date"
            return
        if end > today:
            yield "flare_ups: after today"
    if flare_up.end is not None and flare_up.end < flare_up.start:
        yield "flare_ups: ends before it starts"


def _faults_of_day(day: Day, rules: RuleSet, today: date) -> Iterator[str]:
    if not _is_date(day.on):
        yield "days: on is not a date"
        return
    place = f"days {day.on}"
    if day.on > today:
        yield f"{place}: after today"
    for name in ("daily", "before", "worst", "morning"):
        score = getattr(day, name)
        if score is not None and not is_score(score):
            yield f"{place}: {name} must be a whole number from 0 to 10"
    if day.stage is not None and day.stage not in rules.stages:
        yield f"{place}: there is no stage {day.stage!r}"
    if not isinstance(day.done, Fraction) or not 0 <= day.done <= 1:
        yield f"{place}: done must be from 0 to 1"
    if day.morning is not None:
        yield from _faults_of_morning(day, place, today)


def _faults_of_morning(day: Day, place: str, today: date) -> Iterator[str]:
    if not day.trained:
        yield f"{place}: a morning score without training"
    if day.morning_timing not in set(Timing):
        yield f"{place}: morning_timing must be on_time or late"
    elif day.morning_on is not None and not _is_date(day.morning_on):
        yield f"{place}: morning_on is not a date"
    elif day.morning_given_on > today:
        yield f"{place}: the morning is still to come"
    elif day.morning_given_on <= day.on:
        yield f"{place}: the morning is before the day"


def _repeated_dates(days: tuple[Day, ...]) -> Iterator[str]:
    seen: set[date] = set()
    for day in days:
        if day.on in seen:
            yield f"days {day.on}: two records for one date"
        seen.add(day.on)
