"""`earliest_on`: the first date on which a gate, or the short way back, can be ready.

In words: docs/clinical-rules.md#the-earliest-date.

The definition asks for the history of every date D up to the horizon. They share all but their
last date, so one projected ledger serves all later D: on D itself every score is 0, whether it
comes from the morning after or from a daily score. tests/domain compares this with the plain
definition, date by date.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Self

from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Route
from backrehab.domain.judged import Judged
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import ONE_DAY, Day, History, Timing, replace_days
from backrehab.domain.rules import RuleSet

# Every added score is 0: nothing better can be reported.
BEST_SCORE = 0
DONE = 1.0
# Most gates can open within these dates, so the rest of the horizon is projected only after them.
SOON = 28

# A history with something added to it, and its ledger.
type Read = tuple[History, Ledger]


def find_earliest(
    history: History,
    *,
    opens: str,
    rules: RuleSet,
    today: date,
    kind: type[Criteria] = Criteria,
) -> date | None:
    """The first date from `today` to the horizon on which all goes well and `opens` is ready by
    what `kind` asks; None if there is none, while a flare-up is open, or while a clinician is to
    be seen."""
    return Outlook(history, rules, today).first_date(opens, kind)


class Outlook:
    """The best course of things from `today` on, the same for every stage ahead."""

    def __init__(
        self,
        history: History,
        rules: RuleSet,
        today: date,
        ledger: Ledger | None = None,
    ) -> None:
        """`ledger` is that of the history on `today`, if it was read before. Nothing is worked out
        before it is asked for."""
        self._rules = rules
        self._today = today
        self._course: Mapping[date, bool] | None = None
        self._ledger = ledger or Ledger(history, rules, today)
        tier = rules.tier_of(history.stage)
        allowed = tier.admits(history.screening, easy_only=history.easy_only)
        self._is_open = allowed and not history.in_flare_up
        days = with_mornings(history.days, mornings_by_dates(history.days, today), today)
        self._is_told = days is history.days
        self._history = replace(history, days=days, technique_confirmed=True, hold_test_passed=True)
        self._projections: dict[date, Read] = {}

    def first_date(
        self, opens: str, kind: type[Criteria], *, since: date | None = None
    ) -> date | None:
        """What `find_earliest` answers; no date before `since` is tried."""
        found = self.first_ready(opens, kind, since=since)
        return None if found is None else found[0]

    def first_ready(
        self, opens: str, kind: type[Criteria], *, since: date | None = None
    ) -> tuple[date, Route] | None:
        """The same with the first route by which it is ready on that date."""
        if not self._is_open:
            return None
        today, horizon = self._today, self._rules.horizon
        if since is None or since <= today:
            history, ledger = self._now
            if route := kind(ledger, history, opens=opens, as_of=today).ready_route():
                return today, route
        on = max(today + ONE_DAY, since or today)
        for ahead in (min(SOON, horizon), horizon):
            last = today + ahead * ONE_DAY
            if on > last:
                continue
            history, ledger = self._projected_until(last)
            while on <= last:
                criteria = kind(ledger, history, opens=opens, as_of=on, until=on - ONE_DAY)
                if route := criteria.ready_route():
                    return on, route
                on += ONE_DAY
        return None

    def on_course(self, course: Mapping[date, bool]) -> Self:
        """The same, but for what is trained: on these dates, at the target dose or not, in place of
        every planned weekday at the full dose."""
        other = copy(self)
        vars(other).update(_course=course, _projections={})
        return other

    def with_days(self, days: tuple[Day, ...]) -> Self:
        """The same with other days so far."""
        other = copy(self)
        history = replace(self._history, days=days)
        vars(other).update(_history=history, _is_told=False, _projections={})
        vars(other).pop("_now", None)
        return other

    @property
    def soon(self) -> Ledger:
        """The days as they turn out on this course within the next weeks."""
        return self._projected_until(self._today + min(SOON, self._rules.horizon) * ONE_DAY)[1]

    @cached_property
    def _now(self) -> Read:
        """With a first score today: a daily one if there is no other."""
        today = self._today
        history = replace(self._history, screened_on=today)
        # With every morning told these are the days that were read before.
        ledger = (
            self._ledger
            if self._is_told
            else Ledger(history, self._rules, today, known=self._known)
        )
        if ledger.first_score(today.toordinal()) is not None:
            return history, ledger
        day = ledger.days.get(today.toordinal(), Day(on=today))
        scored = replace_days(history.days, [day._replace(daily=BEST_SCORE)])
        history = replace(history, days=scored)
        return history, Ledger(history, self._rules, today, known=self._known)

    @cached_property
    def _known(self) -> Judged:
        """The days whose colours nothing to come can change: the day before yesterday may still
        get its morning."""
        return self._ledger.judged_for_good(self._today.toordinal() - 2)

    def _projected_until(self, last: date) -> Read:
        """With every date up to `last` at its best."""
        if last not in self._projections:
            days = _projected(self._history, self._today, last, self._course)
            # Asked again on each D: no limit tells that from asking on the last of them.
            history = replace(self._history, days=days, screened_on=last)
            ledger = Ledger(history, self._rules, last + 2 * ONE_DAY, known=self._known)
            self._projections[last] = history, ledger
        return self._projections[last]


def mornings_by_dates(days: Iterable[Day], today: date) -> dict[date, Timing]:
    """The morning scores that are missing and can still be given today, as far as dates tell:
    yesterday's on time, that of the day before late."""
    ways = {today - ONE_DAY: Timing.ON_TIME, today - 2 * ONE_DAY: Timing.LATE}
    missing = [day.on for day in days if day.on in ways and day.morning is None and day.trained]
    return {on: ways[on] for on in missing}


def with_mornings(
    days: tuple[Day, ...], given: Mapping[date, Timing], today: date
) -> tuple[Day, ...]:
    """The days with these mornings, each given today."""
    changed = [
        day._replace(
            morning=BEST_SCORE,
            morning_timing=given[day.on],
            morning_on=None if given[day.on] is Timing.ON_TIME else today,
        )
        for day in days
        if day.on in given
    ]
    return replace_days(days, changed) if changed else days


def _projected(
    history: History, today: date, last: date, course: Mapping[date, bool] | None
) -> tuple[Day, ...]:
    """The days as they stand plus the best course of things from `today` to `last`."""
    real = next((day for day in history.days if day.on == today), None)
    if real is not None and real.trained:
        added = [_completed(real, target_dose=course is None or real.target_dose)]
    else:
        added = [_best_date(history, today, None if real is None else real.daily, course)]
    on = today + ONE_DAY
    while on <= last:
        added.append(_best_date(history, on, None, course))
        on += ONE_DAY
    return replace_days(history.days, added)


def _completed(real: Day, *, target_dose: bool) -> Day:
    """A day in the middle of its training: the rest of its dose, and what is still to be asked."""
    before = BEST_SCORE if real.before is None else real.before
    worst = BEST_SCORE if real.worst is None else real.worst
    done = real._replace(before=before, worst=worst, done=DONE, target_dose=target_dose)
    return done._replace(morning=BEST_SCORE, morning_timing=Timing.ON_TIME, morning_on=None)


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
