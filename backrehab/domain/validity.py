"""Whether a history can be decided on at all: garbage is named, and never opens anything."""

from datetime import date
from fractions import Fraction
from typing import Any

from backrehab.domain.pain import is_score
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from backrehab.domain.rules import RuleSet

# Room on both sides for the weeks before a date and the months after it.
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
WEEKDAYS = frozenset(range(7))
SCORES = ("daily", "before", "worst", "morning")
MARKS = ("target_dose", "stop", "leg", "extra_meds")
NOT_A_SCORE = "must be a whole number from 0 to 10"
NOT_A_MARK = "must be true or false"


def find_problem(history: History, rules: RuleSet, today: date) -> str | None:
    """The first fault of the history, as "field: what is wrong", or None.

    Nothing is taken for granted about the types of the values. Each check may rely on those
    before it, because the search ends with the first fault.
    """
    fault = _fault_of_date(today, LAST)
    return (
        (f"today: {fault}" if fault else None)
        or _fault_of_person(history, rules, today)
        or _fault_of_baselines(history.baselines, today)
        or _fault_of_flare_ups(history.flare_ups, today)
        or _fault_of_days(history.days, rules, today)
    )


def _fault_of_date(value: object, until: date) -> str | None:
    # A datetime is a date to isinstance(), but does not compare with one.
    if type(value) is not date:
        return "must be a date"
    if not FIRST <= value <= LAST:
        return f"must be a date from {FIRST.year} to {LAST.year}"
    return f"{value} is after today" if value > until else None


def _fault_of_list(place: str, records: Any, kind: type) -> str | None:
    if not isinstance(records, tuple | list):
        return f"{place}: must be a list"
    for i, record in enumerate(records):
        if not isinstance(record, kind):
            return f"{place}[{i}]: must be a {kind.__name__}"
    return None


def _fault_of_person(history: History, rules: RuleSet, today: date) -> str | None:
    if not _is_stage(history.stage, rules):
        return f"stage: there is no stage {history.stage!r}"
    if fault := _fault_of_date(history.entered_on, today):
        return f"entered_on: {fault}"
    if not isinstance(history.screening, Outcome):
        return "screening: must be an outcome"
    for name in ("screened_on", "last_leg_on"):
        value = getattr(history, name)
        if value is not None and (fault := _fault_of_date(value, today)):
            return f"{name}: {fault}"
    for name in ("technique_confirmed", "hold_test_passed"):
        if type(getattr(history, name)) is not bool:
            return f"{name}: {NOT_A_MARK}"
    weekdays = history.training_weekdays
    if not isinstance(weekdays, frozenset) or any(
        type(weekday) is not int or weekday not in WEEKDAYS for weekday in weekdays
    ):
        return "training_weekdays: must be a set of numbers from 0 (Monday) to 6"
    return None


def _is_stage(value: object, rules: RuleSet) -> bool:
    return isinstance(value, str) and value in rules.stages


def _fault_of_baselines(answers: tuple[BaselineAnswer, ...], today: date) -> str | None:
    if fault := _fault_of_list("baseline", answers, BaselineAnswer):
        return fault
    if not answers:
        return "baseline: there is none"
    for answer in answers:
        if not is_score(answer.score):
            return f"baseline: {NOT_A_SCORE}"
        # An answer may be in force from any early date on: nothing is counted from it.
        if type(answer.on) is not date or answer.on > today:
            return "baseline: must have a date that is not after today"
    return None


def _fault_of_flare_ups(flare_ups: tuple[FlareUp, ...], today: date) -> str | None:
    if fault := _fault_of_list("flare_ups", flare_ups, FlareUp):
        return fault
    for i, flare_up in enumerate(flare_ups):
        if fault := _fault_of_date(flare_up.start, today):
            return f"flare_ups[{i}].from: {fault}"
        if flare_up.end is None:
            continue
        if fault := _fault_of_date(flare_up.end, today):
            return f"flare_ups[{i}].to: {fault}"
        if flare_up.end < flare_up.start:
            return f"flare_ups[{i}].to: {flare_up.end} is before it starts"
    return None


def _fault_of_days(days: tuple[Day, ...], rules: RuleSet, today: date) -> str | None:
    if fault := _fault_of_list("days", days, Day):
        return fault
    seen: set[date] = set()
    for i, day in enumerate(days):
        if fault := _fault_of_day(day, rules, today):
            return f"days[{i}].{fault}"
        if day.on in seen:
            return f"days[{i}].on: there are two records for {day.on}"
        seen.add(day.on)
    return None


def _fault_of_day(day: Day, rules: RuleSet, today: date) -> str | None:
    # What is sound is seen without a call where that is short, and like fields together; a fault is
    # named afterwards. Every day of the window comes through here for every decision.
    on, daily, stage, done, before, worst, morning, timing, given_on, target, stop, leg, meds = day
    if type(on) is not date or not FIRST <= on <= today:
        return f"on: {_fault_of_date(on, today)}"
    if not (
        (daily is None or is_score(daily))
        and (before is None or is_score(before))
        and (worst is None or is_score(worst))
        and (morning is None or is_score(morning))
    ):
        name = next(name for name in SCORES if not _may_be_score(getattr(day, name)))
        return f"{name}: {NOT_A_SCORE}"
    if stage is not None and not _is_stage(stage, rules):
        return f"stage: there is no stage {stage!r}"
    if not _is_share(done):
        return "done: must be a number from 0 to 1"
    if not type(target) is type(stop) is type(leg) is type(meds) is bool:
        name = next(name for name in MARKS if type(getattr(day, name)) is not bool)
        return f"{name}: {NOT_A_MARK}"
    if not isinstance(timing, Timing):
        return "morning_timing: must be on_time or late"
    if given_on is not None and (fault := _fault_of_date(given_on, today)):
        return f"morning_on: {fault}"
    if morning is None or (stage and on < day.morning_given_on <= today):
        return None
    return f"morning: {_name_fault_of_morning(day, today)}"


def _may_be_score(value: object) -> bool:
    return value is None or is_score(value)


def _is_share(value: object) -> bool:
    if not isinstance(value, Fraction):
        return False
    numerator, denominator = value.as_integer_ratio()
    return 0 <= numerator <= denominator


def _name_fault_of_morning(day: Day, today: date) -> str:
    if not day.trained:
        return "there was no training"
    given_on = day.morning_given_on
    if given_on > today:
        return f"{given_on}, when it is given, is after today"
    return f"must be given after {day.on}"
