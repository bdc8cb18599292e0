"""When a stage can open at the pace of the plan: the dose climbs step by step, heavy days apart.

`earliest_on` is a lower bound: it takes the full dose at once, on every planned weekday. Here is
what the days that can still be trained lead to (docs/clinical-rules.md#at-the-pace-of-the-plan).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from backrehab.domain.amounts import Amount
from backrehab.domain.colours import Colour
from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Route
from backrehab.domain.dose import FULL, DosedDay, NextDose, StartDose, next_dose
from backrehab.domain.earliest import Outlook, mornings_by_dates, with_mornings
from backrehab.domain.gate import Reading, no_exercise_today
from backrehab.domain.lay_off import find_break
from backrehab.domain.ledger import DATES_READ_ON, Ledger
from backrehab.domain.plan import heavy_allowed
from backrehab.domain.records import ONE_DAY, Timing
from backrehab.domain.rules import Asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the dose of the days to come depends on: the days of the stage so far, its levels, how
    it was entered, the latest heavy day, the latest training day of any stage before today, when
    the ladder was last taken up, whether a break counts as a longer one (`gently`), and whether a
    weight is used (`loaded`), and when a side branch was opened. `mornings` are the dates of which
    the morning score can still be given at this hour, and how; None if that goes by their dates
    alone, as for the earliest date.
    """

    days: tuple[DosedDay, ...]
    levels: tuple[Amount, ...]
    start: StartDose
    last_heavy_on: date | None
    last_trained_on: date | None = None
    taken_up_on: date | None = None
    gently: bool = False
    loaded: bool = False
    branch_opened_on: date | None = None
    mornings: Mapping[date, Timing] | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What to expect of one way up. `on` is when it is ready if these `days`, on which the plan can
    train, are calm and the full dose is done by then: later than the earliest date where that needs
    a day that can't be trained, or a morning score that is closed. `count_on` is when it is ready
    if every training day is calm and done at the dose that the plan suggests for it. There is none
    where 90 days do not suffice, or where questions after a break come first. `steady`: on that
    date it is ready by the route for steady pain alone, to which settled days are enough."""

    on: date | None
    days: tuple[date, ...]
    count_on: date | None
    steady: bool = False


class Road:
    """What lies ahead of one person, for each way up; nothing is worked out before it is asked
    for."""

    def __init__(self, reading: Reading, pace: Pace) -> None:
        self._pace = pace
        self._history, self._rules, self._today = reading.history, reading.rules, reading.today
        self._ledger = reading.ledger
        self._outlook = reading.outlook
        days = self._history.days
        by_dates = mornings_by_dates(days, self._today)
        self._mornings = by_dates if pace.mornings is None else self._to_come(pace.mornings)
        # As a rule no morning score is missing that can't be given any more.
        self._by_dates = self._mornings == by_dates
        if not self._by_dates:
            days = with_mornings(days, self._mornings, self._today)
            self._outlook = self._outlook.with_days(days)
        self._real = self._ledger.days.get(self._ledger.today)
        self._trained_today = self._real is not None and self._real.trained
        self._last_trained = self._today if self._trained_today else pace.last_trained_on

    def ahead(self, opens: str, kind: type[Criteria], earliest_on: date) -> Ahead:
        """What to expect of `opens` by what `kind` asks; it can't be ready before `earliest_on`."""
        if earliest_on == self._today and self._by_dates:
            return Ahead(earliest_on, (), earliest_on)  # nothing of the course is looked at
        if self.dates is None:
            return Ahead(None, (), None)
        ready = self._at_pace.first_ready(opens, kind, since=earliest_on)
        count_on = None if ready is None else ready[0]
        # At the full dose it is never later than at the pace of the plan.
        if count_on != earliest_on:
            ready = self._ready_at_full(opens, kind, earliest_on)
        if ready is None:
            return Ahead(None, (), None)
        on, steady = ready[0], ready[1] is Route.STEADY
        today = [self._today] if self._is_good_today(settled=steady) else []
        return Ahead(on, (*today, *[each for each in self.dates if each < on]), count_on, steady)

    def _ready_at_full(
        self, opens: str, kind: type[Criteria], earliest_on: date
    ) -> tuple[date, Route] | None:
        """When it is ready at the full dose on the days that can be trained, and by which route."""
        if not self._leaves_all(earliest_on):
            return self._at_full.first_ready(opens, kind, since=earliest_on)
        if not self._rules.tier_of(self._history.stage).steady_route:
            return earliest_on, Route.STANDARD
        return self._outlook.first_ready(opens, kind, since=earliest_on)

    @cached_property
    def dates(self) -> tuple[date, ...] | None:
        """The dates of the horizon on which the plan trains the stage, today's unless it was
        begun; None if a break would be so long by then that something is asked first."""
        history, pace, rules = self._history, self._pace, self._rules
        heavy = rules.heavy.is_heavy(history.stage, loaded=pace.loaded)
        last_heavy, last_trained = pace.last_heavy_on, self._last_trained
        found = []
        for ahead in range(1 if self._is_over else 0, rules.horizon + 1):
            on = self._today + ahead * ONE_DAY
            if on.weekday() not in history.training_weekdays:
                continue
            if heavy and not heavy_allowed(on, last_heavy, rules.heavy):
                continue
            away = 0 if last_trained is None else (on - last_trained).days
            if away >= self._shortest_break and self._asks_first(last_trained, on):
                return None
            last_heavy = last_trained = on
            found.append(on)
        return tuple(found)

    @cached_property
    def course(self) -> dict[date, bool]:
        """The same dates, and whether the stage is trained at its target dose."""
        pace, last = self._pace, self._last_trained
        since = self._today - timedelta(days=DATES_READ_ON)
        days = [
            self._at_best(day) if day.on >= since or day.on in self._mornings else day
            for day in pace.days
        ]
        # What is begun today is prescribed before the score that may stand in for a morning.
        today = [
            best if day.colour is Colour.PENDING else day
            for day, best in zip(pace.days, days, strict=True)
        ]
        course: dict[date, bool] = {}
        reached = False
        for on in self.dates or ():
            gap = None if last is None else (on - last).days
            if not reached or (gap or 0) >= self._shortest_break:
                dose = self._dose(today if on == self._today else days, on, gap)
                reached = dose.level == len(pace.levels) and dose.share >= FULL
                days = [*days, self._calm_day(on, dose)]
            course[on], last = reached, on
        return course

    @cached_property
    def _is_over(self) -> bool:
        """Whether today can't be begun any more: it was, it still belongs to a flare-up, or the
        pain that was told rules exercise out."""
        if self._trained_today:
            return True
        t = self._ledger.today
        told = None if self._real is None else self._real.daily
        usual = self._ledger.usual(t - 1)
        too_high = no_exercise_today(score=told, usual=usual, rules=self._rules)
        return too_high or self._ledger.in_flare_up(t)

    def _to_come(self, mornings: Mapping[date, Timing]) -> dict[date, Timing]:
        """Of these the ones that are missing."""
        days = self._history.days
        missing = [day.on for day in days if day.on in mornings and day.morning is None]
        return {on: mornings[on] for on in missing if on < self._today}

    @cached_property
    def _at_pace(self) -> Outlook:
        return self._outlook.on_course(self.course)

    @cached_property
    def _at_full(self) -> Outlook:
        return self._outlook.on_course(dict.fromkeys(self.dates or (), True))

    @cached_property
    def _best(self) -> Ledger:
        """The days so far as they turn out if all goes well. What is trained later on is nothing to
        them, so that is known from the earliest date; but for today."""
        today, dates = self._today, self.dates or ()
        planned = today.weekday() in self._history.training_weekdays
        as_planned = self._by_dates and (self._trained_today or planned == (today in dates))
        return (self._outlook if as_planned else self._at_full).soon

    def _is_good_today(self, *, settled: bool) -> bool:
        """Whether what was trained today can still be a calm day, or a settled one."""
        t = self._ledger.today
        if not self._trained_today:
            return False
        return self._best.is_settled(t) if settled else self._best.colour(t) is Colour.GREEN

    def _leaves_all(self, until: date) -> bool:
        """Whether every planned weekday before `until` can be trained at the full dose, and every
        missing morning score given."""
        if not self._by_dates:
            return False
        if self._real is not None and self._real.trained and not self._real.target_dose:
            return False
        ahead = range(1 if self._trained_today else 0, (until - self._today).days)
        dates = {self._today + n * ONE_DAY for n in ahead}
        weekdays = self._history.training_weekdays
        return {on for on in dates if on.weekday() in weekdays} <= set(self.dates or ())

    def _asks_first(self, last_trained: date | None, on: date) -> bool:
        """Whether a break that lasts until `on` asks something before anything goes on."""
        pace = self._pace
        lay_off = find_break(
            stage=self._history.stage,
            last_trained_on=last_trained,
            taken_up_on=pace.taken_up_on,
            today=on,
            rules=self._rules,
            gently=pace.gently,
        )
        return lay_off is not None and lay_off.asks is not Asks.NOTHING

    @cached_property
    def _shortest_break(self) -> int:
        return min(band.from_days for band in self._rules.lay_off.bands.values())

    # The doses on the way

    def _dose(self, days: Sequence[DosedDay], on: date, gap: int | None) -> NextDose:
        pace, rules = self._pace, self._rules
        return next_dose(
            days,
            levels=pace.levels,
            tier=rules.stages[self._history.stage].tier,
            rules=rules,
            today=on,
            start=pace.start,
            gap_days=gap,
            gently=pace.gently,
            branch_opened_today=on == pace.branch_opened_on,
        )

    def _calm_day(self, on: date, dose: NextDose) -> DosedDay:
        """A day on which all of the dose was done, and felt easy."""
        return DosedDay(
            on=on,
            level=dose.level,
            share=dose.share,
            fully_done=True,
            colour=Colour.GREEN,
            extra_repetitions=self._rules.dose.extra_repetitions,
            load=dose.load,
        )

    def _at_best(self, day: DosedDay) -> DosedDay:
        """A day as it turns out if all goes well: mornings are still to come, or the score before
        the next training takes their place; what was begun today is done in full."""
        if day.colour is Colour.GREEN:
            return day
        t, best, rules = day.on.toordinal(), self._best, self._rules
        steady = rules.tier_of(self._history.stage).steady_route
        day = replace(day, colour=best.colour(t), settled=steady and best.is_settled(t))
        if day.on < self._today:
            return day
        extra = day.extra_repetitions
        return replace(
            day,
            fully_done=True,
            extra_repetitions=rules.dose.extra_repetitions if extra is None else extra,
        )
