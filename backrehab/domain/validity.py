"""Whether a history can be decided on at all: garbage is named, and never opens anything."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any

from backrehab.domain.pain import is_score
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from backrehab.domain.rules import RuleSet

# Room on both sides for the weeks before a date and the months after it.
FIRST_YEAR = 1900
LAST_YEAR = 2999


def find_problem(history: History, rules: RuleSet, today: date) -> str | None:
    """The first fault of the history, as "field: what is wrong", or None.

    Nothing is taken for granted about the types of the values. Each check may rely on those
    before it, because the search ends with the first fault.
    """
    faults = chain(
        _faults_of_date("today", today),
        _faults_of_person(history, rules, today),
        _faults_of_baselines(history.baselines, today),
        _faults_of_flare_ups(history.flare_ups, today),
        _faults_of_days(history.days, rules, today),
    )
    return next(faults, None)


def _faults_of_date(place: str, value: object, until: date | None = None) -> Iterator[str]:
    # A datetime is a date to isinstance(), but does not compare with one.
    if type(value) is not date:
        yield f"{place}: must be a date"
    elif not FIRST_YEAR <= value.year <= LAST_YEAR:
        yield f"{place}: must be a date from {FIRST_YEAR} to {LAST_YEAR}"
    elif until is not None and value > until:
        yield f"{place}: {value} is after today"


def _faults_of_list(place: str, records: Any, kind: type) -> Iterator[str]:
    if not isinstance(records, tuple | list):
        yield f"{place}: must be a list"
        return
    for i, record in enumerate(records):
        if not isinstance(record, kind):
            yield f"{place}[{i}]: must be a {kind.__name__}"


def _faults_of_person(history: History, rules: RuleSet, today: date) -> Iterator[str]:
    if not isinstance(history.stage, str) or history.stage not in rules.stages:
        yield f"stage: there is no stage {history.stage!r}"
    yield from _faults_of_date("entered_on", history.entered_on, today)
    if not isinstance(history.screening, Outcome):
        yield "screening: must be an outcome"
    for name in ("screened_on", "last_leg_on"):
        if getattr(history, name) is not None:
            yield from _faults_of_date(name, getattr(history, name), today)
    for name in ("technique_confirmed", "hold_test_passed"):
        if type(getattr(history, name)) is not bool:
            yield f"{name}: must be true or false"
    weekdays = history.training_weekdays
    if not isinstance(weekdays, frozenset) or any(
        type(weekday) is not int or not 0 <= weekday <= 6 for weekday in weekdays
    ):
        yield "training_weekdays: must be a set of numbers from 0 (Monday) to 6"


def _faults_of_baselines(answers: tuple[BaselineAnswer, ...], today: date) -> Iterator[str]:
    yield from _faults_of_list("baseline", answers, BaselineAnswer)
    if not answers:
        yield "baseline: there is none"
    for answer in answers:
        if not is_score(answer.score):
            yield "baseline: must be a whole number from 0 to 10"
        # An answer may be in force from any early date on: nothing is counted from it.
        if type(answer.on) is not date or answer.on > today:
            yield "baseline: must have a date that is not after today"


def _faults_of_flare_ups(flare_ups: tuple[FlareUp, ...], today: date) -> Iterator[str]:
    yield from _faults_of_list("flare_ups", flare_ups, FlareUp)
    for i, flare_up in enumerate(flare_ups):
        yield from _faults_of_date(f"flare_ups[{i}].from", flare_up.start, today)
        if flare_up.end is not None:
            yield from _faults_of_date(f"flare_ups[{i}].to", flare_up.end, today)
            if flare_up.end < flare_up.start:
                yield f"flare_ups[{i}].to: {flare_up.end} is before it starts"


def _faults_of_days(days: tuple[Day, ...], rules: RuleSet, today: date) -> Iterator[str]:
    yield from _faults_of_list("days", days, Day)
    seen: set[date] = set()
    for i, day in enumerate(days):
        place = f"days[{i}]"
        yield from _faults_of_date(f"{place}.on", day.on, today)
        if day.on in seen:
            yield f"{place}.on: there are two records for {day.on}"
        seen.add(day.on)
        yield from _faults_of_scores(day, place)
        if day.stage is not None and (
            not isinstance(day.stage, str) or day.stage not in rules.stages
        ):
            yield f"{place}.stage: there is no stage {day.stage!r}"
        yield from _faults_of_marks(day, place, today)
        if day.morning is not None:
            yield from _faults_of_morning(day, place, today)


def _faults_of_scores(day: Day, place: str) -> Iterator[str]:
    given = {"daily": day.daily, "before": day.before, "worst": day.worst, "morning": day.morning}
    for name, score in given.items():
        if score is not None and not is_score(score):
            yield f"{place}.{name}: must be a whole number from 0 to 10"


def _faults_of_marks(day: Day, place: str, today: date) -> Iterator[str]:
    done = day.done
    if not isinstance(done, Fraction) or not 0 <= done.numerator <= done.denominator:
        yield f"{place}.done: must be a number from 0 to 1"
    marks = {
        "target_dose": day.target_dose,
        "stop": day.stop,
        "leg": day.leg,
        "extra_meds": day.extra_meds,
    }
    for name, mark in marks.items():
        if type(mark) is not bool:
            yield f"{place}.{name}: must be true or false"
    if not isinstance(day.morning_timing, Timing):
        yield f"{place}.morning_timing: must be on_time or late"
    if day.morning_on is not None:
        yield from _faults_of_date(f"{place}.morning_on", day.morning_on, today)


def _faults_of_morning(day: Day, place: str, today: date) -> Iterator[str]:
    if not day.trained:
        yield f"{place}.morning: there was no training"
    given_on = day.morning_given_on
    if given_on > today:
        yield f"{place}.morning: {given_on}, when it is given, is after today"
    if given_on <= day.on:
        yield f"{place}.morning: must be given after {day.on}"
