"""The next dose inside a stage, from the days trained there (docs/clinical-rules.md#dose)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from backrehab.domain.amounts import Amount, Load, Unit, cut_load, raise_load
from backrehab.domain.colours import Colour
from backrehab.domain.rules import Asks, DoseRule, LayOffBand, RuleSet, TierName

# Shares are whole percents; 100 is the full dose.
FULL = 100
NOT_SETTLED = frozenset({Colour.UNSETTLED, Colour.RED})


class DoseReason(StrEnum):
    """Why the next dose is what it is."""

    FIRST = "first"
    RESUMING = "resuming"
    RAISED = "raised"
    AT_TARGET = "at_target"
    ONE_MORE_CALM_DAY = "one_more_calm_day"
    EXTRA_REPETITIONS = "extra_repetitions"
    NOT_IN_FULL = "not_in_full"
    ONCE_A_WEEK = "once_a_week"
    STAGE_OPENED = "stage_opened"
    FULL_AGAIN = "full_again"
    SAME_AFTER_AMBER = "same_after_amber"
    NO_MORNING = "no_morning"
    AWAITS_MORNING = "awaits_morning"
    LOWERED_UNSETTLED = "lowered_unsettled"
    HALF_AFTER_RED = "half_after_red"
    LOWERED_AFTER_RED = "lowered_after_red"
    LAY_OFF = "lay_off"


@dataclass(frozen=True, slots=True)
class DosedDay:
    """A training day of the stage with the dose that was prescribed and the load that was used.

    `share` is in percent of the level. `settled` is that of the steady-pain route, and only where
    the stage has one: without it somebody with steady pain would never reach the full dose that
    this route asks for. `extra_repetitions` in the last set are None while nobody said.
    """

    on: date
    level: int
    share: int
    fully_done: bool
    colour: Colour
    settled: bool = False
    extra_repetitions: int | None = None
    load: Load | None = None

    @property
    def raises(self) -> bool:
        """Whether such days raise the dose: calm ones, and settled ones of steady pain."""
        return self.colour is Colour.GREEN or (self.settled and self.colour is Colour.STEADY)


@dataclass(frozen=True, slots=True)
class StartDose:
    """How the stage was entered or resumed on `on`: the first day at the first of `shares`
    (percent), and one further with each good day at a share; after the last at all of the level."""

    on: date
    level: int = 1
    shares: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NextDose:
    """What to do next: `share` percent of the level, as an amount, with a load if one is used; and
    the day that decided it."""

    level: int
    share: int
    amount: Amount
    load: Load | None
    reason: DoseReason
    because_of: date | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether there is a weight; a band is none."""
        return self.load is not None and bool(self.load.kg)


def next_dose(
    days: Sequence[DosedDay],
    *,
    levels: Sequence[Amount],
    tier: TierName,
    rules: RuleSet,
    today: date,
    start: StartDose,
    gap_days: int | None = None,
    step_kg: Fraction = Fraction(5, 2),
    gently: bool = False,
    branch_opened_today: bool = False,
) -> NextDose:
    """The dose to suggest today, from the days of the stage on or after `start.on`, in any order;
    `levels` run from the entry dose to the target dose, and there is at least one.
    On the date a side branch was opened, beside which the stage goes on, no dose is raised.

    Days from today on do not count yet. `gap_days` since the last training day of any stage matter
    only in the band of breaks that asks nothing; `gently` moves that band to the next stricter
    one, which is not the dose's business: the ladder answers longer breaks by another `start`.
    """
    done = sorted((day for day in days if start.on <= day.on < today), key=lambda day: day.on)
    course = _Course(tuple(done), tuple(levels), tier, rules.dose, today, start, step_kg)
    dose = course.next()
    if dose.reason is DoseReason.RAISED and branch_opened_today:
        dose = course.unraised(dose, DoseReason.STAGE_OPENED, today)
    band = None if gently else short_break(gap_days, rules)
    if band is None or gap_days is None:
        return dose
    return course.after_break(dose, band, today - timedelta(days=gap_days))


def kept_share(
    days: Sequence[DosedDay],
    *,
    rules: RuleSet,
    today: date,
    start: StartDose,
    gap_days: int | None = None,
    gently: bool = False,
) -> int:
    """How much of what is kept up beside the stage to do today, in percent; arguments as for
    `next_dose`. After a break or a flare-up it is the share of the way back, as far as that was
    walked, whatever bad days do to the stage. A stage that starts over does so at no share of an
    old dose, so there is a share of its own."""
    band = None if gently else short_break(gap_days, rules)
    asked = FULL if band is None else percent(band.first_share)
    if not start.shares:
        return asked
    done = sorted((day for day in days if start.on <= day.on < today), key=lambda day: day.on)
    place, _held = _walked(done, start, rules.dose)
    if place == len(start.shares):
        return asked
    share = start.shares[place]
    if share == FULL:
        share = percent(rules.lay_off.kept_share_starting_over)
    return min(asked, share)


def _walked(done: Sequence[DosedDay], start: StartDose, rule: DoseRule) -> tuple[int, int | None]:
    """How many shares of the way back were walked, and the share that a bad day holds it at."""
    shares, half = (*start.shares, FULL), percent(rule.share_after_red)
    place, held = 0, None
    for day in done:
        asked = shares[place] if held is None else held
        if day.colour is Colour.RED:
            held = min(half, asked, day.share)
        elif day.raises and day.share >= asked:
            held = None
            if day.share >= shares[place] and place < len(shares) - 1:
                place += 1
    return place, held


def short_break(gap_days: int | None, rules: RuleSet) -> LayOffBand | None:
    """The band of breaks that `gap_days` falls into, if it asks nothing and keeps the count."""
    begun = [b for b in rules.lay_off.bands.values() if b.from_days <= (gap_days or 0)]
    band = max(begun, key=lambda each: each.from_days, default=None)
    if band is None or band.asks is not Asks.NOTHING or band.restarts_count:
        return None
    return band


def percent(share: Fraction) -> int:
    """A share from 0 to 1 in whole percents, rounded down."""
    return int(share * FULL)


@dataclass(frozen=True, slots=True)
class _Course:
    """The days trained since the start, oldest first, and what they ask for."""

    done: tuple[DosedDay, ...]
    levels: tuple[Amount, ...]
    tier: TierName
    rule: DoseRule
    today: date
    start: StartDose
    step_kg: Fraction

    @property
    def last(self) -> DosedDay:
        return self.done[-1]

    @property
    def level(self) -> int:
        """That of the latest day: who chose an easier one has that one."""
        level = self.done[-1].level if self.done else self.start.level
        return max(1, min(level, len(self.levels)))

    @property
    def load(self) -> Load | None:
        return self.done[-1].load if self.done else None

    def next(self) -> NextDose:
        """The next dose, as if there had been no break."""
        share = self.share()
        if not self.done:
            reason = DoseReason.FIRST if share == FULL else DoseReason.RESUMING
            return self._dose(share, reason, None)
        last = self.last
        if last.colour is Colour.RED:
            return self._same_or_down(
                share, same=DoseReason.HALF_AFTER_RED, down=DoseReason.LOWERED_AFTER_RED
            )
        if last.colour is Colour.PENDING:
            return self._dose(share, DoseReason.AWAITS_MORNING, last.on)
        if last.colour is Colour.UNSCORED:
            return self._dose(share, DoseReason.NO_MORNING, last.on)
        if not last.raises:
            return self._same_or_down(
                share, same=DoseReason.SAME_AFTER_AMBER, down=DoseReason.LOWERED_UNSETTLED
            )
        if share < FULL:
            return self._dose(share, DoseReason.RESUMING, last.on)
        if last.share < FULL:
            return self._dose(share, DoseReason.FULL_AGAIN, last.on)
        return self._after_full_day()

    def share(self) -> int:
        """The share to do next, in percent: that of the way back, less after a red day until a
        good one; a day that is neither repeats its own, if that was less."""
        place, held = _walked(self.done, self.start, self.rule)
        share = (*self.start.shares, FULL)[place] if held is None else held
        if self.done and not self.last.raises:
            share = min(share, self.last.share)
        return max(1, share)

    def unraised(self, dose: NextDose, reason: DoseReason, because_of: date) -> NextDose:
        """That of the latest day instead of a raised one."""
        return self._dose(dose.share, reason, because_of)

    def after_break(self, dose: NextDose, band: LayOffBand, since: date) -> NextDose:
        """The dose after a short break: not raised, and for one day a little less, unless it is
        as little already."""
        full = self.levels[dose.level - 1]
        if dose.reason is DoseReason.RAISED:
            dose = self.unraised(dose, DoseReason.LAY_OFF, since)
            full = self.levels[dose.level - 1]
        amount = full.with_fewer_sets(band.sets_fewer, otherwise=band.first_share)
        share = percent(band.first_share)
        if amount.sets < full.sets:
            share = percent(Fraction(amount.sets, full.sets))
        if amount.volume >= dose.amount.volume:
            return dose
        return replace(
            dose, share=share, amount=amount, reason=DoseReason.LAY_OFF, because_of=since
        )

    def _same_or_down(self, share: int, *, same: DoseReason, down: DoseReason) -> NextDose:
        """After a bad day: the level and load as they are, or lowered."""
        level, load = self._lowered()
        reason = same if (level, load) == (self.level, self.load) else down
        return self._dose(share, reason, self.last.on, level=level, load=load)

    def _lowered(self) -> tuple[int, Load | None]:
        """Level and load, one step down after so many days running that were not settled. A red day
        is one of them: what is worse must never leave more to do."""
        running = self.done[-self.rule.unsettled_days_to_lower :]
        enough = len(running) == self.rule.unsettled_days_to_lower
        if not enough or any(day.colour not in NOT_SETTLED for day in running):
            return self.level, self.load
        if self.load is not None and self.level == len(self.levels):
            less = cut_load(self.load, step_kg=self.step_kg, rule=self.rule)
            if less != self.load:
                return self.level, less
        return max(1, self.level - 1), self.load

    def _after_full_day(self) -> NextDose:
        """After a good day at the full share: up, or what is still missing for it."""
        last, level, load = self.last, self.level, self.load
        if level < len(self.levels):
            level += 1
        elif load is not None:
            load = raise_load(load, step_kg=self.step_kg, rule=self.rule)
        if (level, load) == (self.level, self.load):
            return self._dose(FULL, DoseReason.AT_TARGET, last.on)
        if not last.fully_done:
            return self._dose(FULL, DoseReason.NOT_IN_FULL, last.on)
        if not self._extra_done(last):
            return self._dose(FULL, DoseReason.EXTRA_REPETITIONS, last.on)
        running = self.done[-self.rule.calm_days_to_raise :]
        if len(running) < self.rule.calm_days_to_raise or not all(map(self._counts, running)):
            return self._dose(FULL, DoseReason.ONE_MORE_CALM_DAY, last.on)
        first = self._first_at_dose()
        heavy = self.tier is TierName.HEAVY
        if heavy and (self.today - first).days < self.rule.heavy_raise_dates:
            return self._dose(FULL, DoseReason.ONCE_A_WEEK, first)
        return self._dose(FULL, DoseReason.RAISED, last.on, level=level, load=load)

    def _extra_done(self, day: DosedDay) -> bool:
        """Whether the last set could have been longer; holds are not asked."""
        if self.levels[self.level - 1].unit is not Unit.REPETITIONS:
            return True
        extra = day.extra_repetitions
        return extra is not None and extra >= self.rule.extra_repetitions

    def _counts(self, day: DosedDay) -> bool:
        """Whether the day counts towards a raise from the dose of the latest one."""
        same = day.level == self.last.level and day.load == self.last.load
        full = day.fully_done and day.share >= FULL
        return day.raises and full and same and self._extra_done(day)

    def _first_at_dose(self) -> date:
        """When the latest unbroken spell at this level and load began."""
        first = self.last.on
        for day in reversed(self.done):
            if (day.level, day.load) != (self.last.level, self.last.load):
                break
            first = day.on
        return first

    def _dose(
        self,
        share: int,
        reason: DoseReason,
        because_of: date | None,
        *,
        level: int | None = None,
        load: Load | None = None,
    ) -> NextDose:
        """A dose of the level and load as they are, if no others are given; never more than the
        latest day's where neither level nor share is higher (rounding could make it so)."""
        level = level or self.level
        amount = self.levels[level - 1].share_of(Fraction(share, FULL))
        if self.done and level <= self.last.level and share <= self.last.share:
            before = self.levels[self.level - 1].share_of(Fraction(self.last.share, FULL))
            amount = min(amount, before, key=lambda each: each.volume)
        return NextDose(level, share, amount, load or self.load, reason, because_of)
