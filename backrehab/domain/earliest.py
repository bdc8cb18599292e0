"""`earliest_on`: the first date on which a gate, or the short way back, can be ready.

In words: docs/clinical-rules.md#the-earliest-date.

The definition asks for the history of every date D up to the horizon. They share all but their
last date, so one projected ledger serves all later D: on D itself every score is 0, whether it
comes from the morning after or from a daily score. tests/domain compares this with the plain
definition, date by date.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from backrehab.domain.criteria import Criteria
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, History, Timing, replace_days
from backrehab.domain.rules import RuleSet

ONE_DAY = timedelta(days=1)
# Every added score is 0: nothing better can be reported.
BEST_SCORE = 0
DONE = Fraction(1)


def find_earliest(
    history: History,
    *,
    opens: str,
    rules: RuleSet,
    today: date,
    kind: type[Criteria] = Criteria,
    course: Mapping[date, bool] | None = None,
) -> date | None:
    """The first date from `today` to the horizon on which all goes well and `opens` is ready by
    what `kind` asks; None if there is none, while a flare-up is open, or while a clinician is to
    be seen.

    `course` takes the place of "every planned weekday at the full dose": the dates that are
    trained, and whether at the target dose.
    """
    tier = rules.tier_of(history.stage)
    if history.in_flare_up or history.screening not in tier.screening:
        return None
    history = replace(
        history,
        days=_with_mornings_given_today(history.days, today),
        technique_confirmed=True,
        hold_test_passed=True,
    )
    scored = replace(_with_first_score(history, rules, today), screened_on=today)
    if kind(Ledger(scored, rules, today), scored, opens=opens, as_of=today).ready_route():
        return today
    last = today + rules.horizon * ONE_DAY
    # Asked again on each D: no limit tells that from asking on the last of them.
    projected = replace(history, days=_projected(history, today, last, course), screened_on=last)
    ledger = Ledger(projected, rules, last + 2 * ONE_DAY)
    on = today + ONE_DAY
    while on <= last:
        criteria = kind(ledger, projected, opens=opens, as_of=on, until=on - ONE_DAY)
        if criteria.ready_route():
            return on
        on += ONE_DAY
    return None


def _with_mornings_given_today(days: tuple[Day, ...], today: date) -> tuple[Day, ...]:
    """Yesterday gets an on-time morning if it has none, the day before a late one if it has
    neither."""
    changed = []
    for day in days:
        if not day.trained or day.morning is not None:
            continue
        if day.on == today - ONE_DAY:
            changed.append(_with_morning(day))
        elif day.on == today - 2 * ONE_DAY:
            changed.append(replace(day, morning=BEST_SCORE, morning_timing=Timing.LATE))
    return replace_days(days, changed)


def _with_morning(day: Day) -> Day:
    return replace(day, morning=BEST_SCORE, morning_timing=Timing.ON_TIME, morning_on=None)


def _with_first_score(history: History, rules: RuleSet, today: date) -> History:
    """`today`, if it has no first score, gets a daily one."""
    if Ledger(history, rules, today).first_score(today.toordinal()) is not None:
        return history
    day = next((day for day in history.days if day.on == today), Day(on=today))
    scored = replace(day, daily=BEST_SCORE)
    return replace(history, days=replace_days(history.days, [scored]))


def _projected(
    history: History, today: date, last: date, course: Mapping[date, bool] | None
) -> tuple[Day, ...]:
    """The days as they stand plus the best course of things from `today` to `last`."""
    real = next((day for day in history.days if day.on == today), None)
    if real is not None and real.trained:
        target = course is None or real.target_dose
        added = [_with_morning(replace(real, done=DONE, target_dose=target))]
    else:
        added = [_best_date(history, today, None if real is None else real.daily, course)]
    on = today + ONE_DAY
    while on <= last:
        added.append(_best_date(history, on, None, course))
        on += ONE_DAY
    return replace_days(history.days, added)


def _best_date(
    history: History, on: date, daily: int | None, course: Mapping[date, bool] | None
) -> Day:
    """A date at its best: trained in full if that is planned; a real daily score stays."""
    planned = on.weekday() in history.training_weekdays if course is None else on in course
    if not planned:
        return Day(on=on, daily=BEST_SCORE if daily is None else daily)
    return Day(
        on=on,
        daily=daily,
        stage=history.stage,
        done=DONE,
        before=BEST_SCORE,
        worst=BEST_SCORE,
        morning=BEST_SCORE,
        target_dose=course is None or course[on],
    )
