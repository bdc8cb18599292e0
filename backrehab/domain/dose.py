"""The next dose inside a stage, from the days trained there (docs/clinical-rules.md#dose)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backrehab.domain.ledger import Colour
from backrehab.domain.rules import DoseRule, TierName


class DoseReason(StrEnum):
    """Why the next dose is what it is."""

    FIRST = "first"
    RAISED = "raised"
    AT_TARGET = "at_target"
    ONE_MORE_CALM_DAY = "one_more_calm_day"
    SAME_AFTER_AMBER = "same_after_amber"
    NO_MORNING = "no_morning"
    AWAITS_MORNING = "awaits_morning"
    ONCE_A_WEEK = "once_a_week"
    LOWERED_UNSETTLED = "lowered_unsettled"
    LOWERED_RED = "lowered_red"


@dataclass(frozen=True, slots=True)
class DosedDay:
    """A training day of the stage with the dose level that was prescribed.

    `settled` is that of the steady-pain route, and only where the stage has one: without it
    somebody with steady pain would never reach the full dose that this route asks for.
    """

    on: date
    level: int
    fully_done: bool
    colour: Colour
    settled: bool = False

    @property
    def raises(self) -> bool:
        """Whether such days raise the dose: calm ones, and settled ones of steady pain."""
        return self.colour is Colour.GREEN or (self.settled and self.colour is Colour.STEADY)


@dataclass(frozen=True, slots=True)
class NextDose:
    """The next level, from 1, and the day that decided it."""

    level: int
    reason: DoseReason
    because_of: date | None = None


def next_dose(
    days: Sequence[DosedDay], *, levels: int, tier: TierName, rule: DoseRule, today: date
) -> NextDose:
    """The level to suggest today, given the days of the stage in any order; `levels` is the
    target. A day without a morning score neither raises nor lowers it."""
    done = sorted((day for day in days if day.on < today), key=lambda day: day.on)
    if not done:
        return NextDose(1, DoseReason.FIRST)
    last = done[-1]
    level = min(last.level, levels)
    if last.colour is Colour.RED:
        return NextDose(max(1, level - 1), DoseReason.LOWERED_RED, last.on)
    if last.colour is Colour.PENDING:
        return NextDose(level, DoseReason.AWAITS_MORNING, last.on)
    if not last.raises:
        return _after_amber(done, level, rule)
    if level == levels:
        return NextDose(level, DoseReason.AT_TARGET, last.on)
    if not _calm_at_level(done, level, rule.calm_days_to_raise):
        return NextDose(level, DoseReason.ONE_MORE_CALM_DAY, last.on)
    first_at_level = _first_at_level(done, level)
    if tier is TierName.HEAVY and (today - first_at_level).days < rule.heavy_raise_dates:
        return NextDose(level, DoseReason.ONCE_A_WEEK, first_at_level)
    return NextDose(level + 1, DoseReason.RAISED, last.on)


def _after_amber(done: Sequence[DosedDay], level: int, rule: DoseRule) -> NextDose:
    last = done[-1]
    if last.colour is Colour.UNSCORED:
        return NextDose(level, DoseReason.NO_MORNING, last.on)
    running = done[-rule.unsettled_days_to_lower :]
    enough = len(running) == rule.unsettled_days_to_lower
    if enough and all(day.colour is Colour.UNSETTLED for day in running):
        return NextDose(max(1, level - 1), DoseReason.LOWERED_UNSETTLED, last.on)
    return NextDose(level, DoseReason.SAME_AFTER_AMBER, last.on)


def _calm_at_level(done: Sequence[DosedDay], level: int, needed: int) -> bool:
    running = done[-needed:]
    return len(running) == needed and all(
        day.raises and day.fully_done and day.level == level for day in running
    )


def _first_at_level(done: Sequence[DosedDay], level: int) -> date:
    """When the latest unbroken spell at this level began."""
    first = done[-1].on
    for day in reversed(done):
        if day.level != level:
            break
        first = day.on
    return first
