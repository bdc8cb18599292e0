"""Whether a history can be decided on at all: garbage is named, and never opens anything."""

from collections.abc import Sequence
from datetime import date
from itertools import chain
from math import isnan
from typing import Any

from backrehab.domain.pain import SCALE, is_score
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from backrehab.domain.rules import RuleSet

# Room on both sides for the weeks before a date and the months after it.
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
WEEKDAYS = frozenset(range(7))
SCORES = ("daily", "before", "worst", "morning")
WHOLE_OR_NONE = frozenset({int, type(None)})
TEXT_OR_NONE = frozenset({str, type(None)})
SCORE_OR_NONE = frozenset({*SCALE, None})
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
    if {kind}.issuperset(map(type, records)):
        return None
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
    for name in ("screened_on", "last_leg_on", "judged_since"):
        value = getattr(history, name)
        if value is not None and (fault := _fault_of_date(value, today)):
            return f"{name}: {fault}"
    for name in ("easy_only", "technique_confirmed", "hold_test_passed"):
        if type(getattr(history, name)) is not bool:
            return f"{name}: {NOT_A_MARK}"
    weekdays = history.training_weekdays
    if not isinstance(weekdays, frozenset) or not (
        {int}.issuperset(map(type, weekdays)) and weekdays <= WEEKDAYS
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
    if _are_plainly_sound(days, rules, today):
        return None
    seen: set[date] = set()
    for i, day in enumerate(days):
        if fault := _fault_of_day(day, rules, today):
            return f"days[{i}].{fault}"
        if day.on in seen:
            return f"days[{i}].on: there are two records for {day.on}"
        seen.add(day.on)
    return None


def _fault_of_day(day: Day, rules: RuleSet, today: date) -> str | None:
    if fault := _fault_of_date(day.on, today):
        return f"on: {fault}"
    if fault := _fault_of_scores(day):
        return fault
    if day.stage is not None and not _is_stage(day.stage, rules):
        return f"stage: there is no stage {day.stage!r}"
    if type(day.done) is not float or not 0 <= day.done <= 1:
        return "done: must be a number from 0 to 1"
    for name in MARKS:
        if type(getattr(day, name)) is not bool:
            return f"{name}: {NOT_A_MARK}"
    return _fault_of_morning(day, today)


def _fault_of_scores(day: Day) -> str | None:
    for name in SCORES:
        score = getattr(day, name)
        if score is not None and not is_score(score):
            return f"{name}: {NOT_A_SCORE}"
    return None


def _are_plainly_sound(days: tuple[Day, ...], rules: RuleSet, today: date) -> bool:
    """Whether no day needs a closer look: so it is in nearly every history, and each decision asks.
    Each field is asked of all days at once; its types first, as True counts as 1 in a set and a
    list cannot be in one. Days of which this is False may still be sound."""
    if not days:
        return True
    on, daily, stage, done, before, worst, morning, timing, given_on, *marks = zip(
        *days, strict=True
    )
    scores = daily + before + worst + morning
    are_sound = (
        _are_dates(on, today)
        and len(dates := set(on)) == len(on)
        and WHOLE_OR_NONE.issuperset(map(type, scores))
        and SCORE_OR_NONE.issuperset(scores)
        and TEXT_OR_NONE.issuperset(map(type, stage))
        and rules.stages.keys() >= (stages := set(stage)) - {None}
        and {float}.issuperset(map(type, done))
        and not any(map(isnan, shares := set(done)))
        and 0 <= min(shares) <= max(shares) <= 1
        and {bool}.issuperset(map(type, chain(*marks)))
        and {Timing}.issuperset(map(type, timing))
        and _are_dates([given for given in given_on if given is not None], today)
    )
    if not are_sound:
        return False
    # Most mornings need no look: given on time, after training, and before today.
    odd = []
    if None in stages:
        odd += [i for i, key in enumerate(stage) if key is None and morning[i] is not None]
    if timing.count(Timing.ON_TIME) < len(timing):
        odd += [i for i, when in enumerate(timing) if when is Timing.LATE]
    if today in dates:
        odd.append(on.index(today))
    return not any(_fault_of_morning(days[i], today) for i in odd)


def _are_dates(values: Sequence[Any], until: date) -> bool:
    if not {date}.issuperset(map(type, values)):
        return False
    # Quicker than the least and the greatest, as they mostly are in order.
    ordered = sorted(values)
    return not ordered or FIRST <= ordered[0] <= ordered[-1] <= until


def _fault_of_morning(day: Day, today: date) -> str | None:
    if not isinstance(day.morning_timing, Timing):
        return "morning_timing: must be on_time or late"
    if day.morning_on is not None and (fault := _fault_of_date(day.morning_on, today)):
        return f"morning_on: {fault}"
    if day.morning is None:
        return None
    if not day.trained:
        return "morning: there was no training"
    given_on = day.morning_given_on
    if given_on > today:
        return f"morning: {given_on}, when it is given, is after today"
    return None if day.on < given_on else f"morning: must be given after {day.on}"
