"""The colours of a training day: the first line that fits decides.

In words: docs/clinical-rules.md#colours. What a line needs from other days is asked of the ledger.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from backrehab.domain.records import Day
from backrehab.domain.rules import ColourRule, SteadyRule, TierRule


class Colour(StrEnum):
    """What a training day says about the load."""

    GREEN = "green"
    STEADY = "steady"
    UNSETTLED = "unsettled"
    RED = "red"
    UNSCORED = "unscored"
    PENDING = "pending"


class Cause(StrEnum):
    """Which condition decided a day's colour."""

    STOP = "stop"
    LEG = "leg"
    WORST_VERY_HIGH = "worst_very_high"
    WORST_HIGH_AND_RISING = "worst_high_and_rising"
    MORNING_FAR_UP = "morning_far_up"
    TWO_MORNINGS_UP = "two_mornings_up"
    IS_TODAY = "is_today"
    AWAITS_MORNING = "awaits_morning"
    NOT_DONE = "not_done"
    RISE = "rise"
    MORNING_UP = "morning_up"
    WORST_OVER_CEILING = "worst_over_ceiling"
    EXTRA_MEDS = "extra_meds"
    MORNING_OVER_CEILING = "morning_over_ceiling"
    NO_MORNING = "no_morning"
    NO_WORST = "no_worst"
    CALM = "calm"


# A cause has one colour, so the cause is all there is to find.
COLOURS = {
    Cause.STOP: Colour.RED,
    Cause.LEG: Colour.RED,
    Cause.WORST_VERY_HIGH: Colour.RED,
    Cause.WORST_HIGH_AND_RISING: Colour.RED,
    Cause.MORNING_FAR_UP: Colour.RED,
    Cause.TWO_MORNINGS_UP: Colour.RED,
    Cause.IS_TODAY: Colour.PENDING,
    Cause.AWAITS_MORNING: Colour.PENDING,
    Cause.NOT_DONE: Colour.UNSETTLED,
    Cause.RISE: Colour.UNSETTLED,
    Cause.MORNING_UP: Colour.UNSETTLED,
    Cause.WORST_OVER_CEILING: Colour.STEADY,
    Cause.EXTRA_MEDS: Colour.STEADY,
    Cause.MORNING_OVER_CEILING: Colour.STEADY,
    Cause.NO_MORNING: Colour.UNSCORED,
    Cause.NO_WORST: Colour.UNSCORED,
    Cause.CALM: Colour.GREEN,
}


class Verdict(NamedTuple):
    """The colour of one training day with the numbers it was decided on."""

    on: date
    stage: str
    colour: Colour
    cause: Cause
    before: int | None
    worst: int | None
    morning: int | None
    ref: float
    ceiling: int


def rise_of(before: int | None, worst: int | None) -> int | None:
    """`rise`: worst minus before, in points; None while either is missing."""
    return None if worst is None or before is None else worst - before


def ref_of(before: int | None, usual: float) -> float:
    """`ref` of a training day: the higher of its `before` and the usual until the date before."""
    return usual if before is None or before < usual else before


def usable_morning(day: Day, morning: int | None, tier: TierRule) -> int | None:
    """`morning`, as reported of the day; in a heavy stage only one that was given on time."""
    return None if tier.on_time_mornings_only and not day.morning_on_time else morning


# What a day tells the lines below: the marks `stop`, `leg` and `extra_meds`, `done`, `worst`,
# `rise`, the reported morning, the usable one, and `ref`. A plain tuple, because each decision
# makes one of every day.
type Told = tuple[bool, bool, bool, float, int | None, int | None, int | None, int | None, float]


def cause_of(  # noqa: C901, PLR0912 - the published table, a line each
    told: Told, elsewhere: Cause | None, rule: ColourRule, tier: TierRule, share: float
) -> Cause:
    """The first line that fits. `elsewhere`: what other days, or today's date, say of this one;
    `share`: how much of a day must be done, 0-1."""
    stop, leg, extra_meds, done, worst, rise, morning, usable, ref = told
    if stop:
        return Cause.STOP
    if leg:
        return Cause.LEG
    if worst is not None:
        if worst >= rule.red_worst:
            return Cause.WORST_VERY_HIGH
        if rise is not None and rise >= rule.red_rise and worst >= rule.red_worst_with_rise:
            return Cause.WORST_HIGH_AND_RISING
    if morning is not None and morning >= ref + rule.red_morning_over_ref:
        return Cause.MORNING_FAR_UP
    if elsewhere is not None:
        return elsewhere
    if done < share:
        return Cause.NOT_DONE
    if rise is not None and rise >= rule.unsettled_rise:
        return Cause.RISE
    if morning is not None and morning > ref + rule.unsettled_morning_over_ref:
        return Cause.MORNING_UP
    if worst is not None and worst > tier.ceiling:
        return Cause.WORST_OVER_CEILING
    if extra_meds:
        return Cause.EXTRA_MEDS
    if usable is None:
        return Cause.NO_MORNING
    if usable > tier.ceiling:
        return Cause.MORNING_OVER_CEILING
    # The scenario format always has both scores; the diary may still lack one, and what is
    # missing never counts as calm.
    return Cause.NO_WORST if rise is None else Cause.CALM


def certain_cause(
    day: Day, ref: float, rule: ColourRule, tier: TierRule, share: float
) -> Cause | None:
    """What keeps the day from being calm, whatever its morning will say; None while it may be."""
    rise = rise_of(day.before, day.worst)
    told = day.stop, day.leg, day.extra_meds, day.done, day.worst, rise, None, None, ref
    cause = cause_of(told, None, rule, tier, share)
    return None if cause is Cause.NO_MORNING else cause


def is_settled(day: Day, verdict: Verdict, rule: SteadyRule, tier: TierRule, share: float) -> bool:
    """Whether the day is settled, as the steady-pain route understands it."""
    _on, _stage, _colour, _cause, before, worst, morning, ref, _ceiling = verdict
    # In the other tiers it is the reported one.
    if tier.on_time_mornings_only:
        morning = usable_morning(day, morning, tier)
    if worst is None or before is None or morning is None or day.extra_meds:
        return False
    return (
        worst <= rule.worst
        and worst - before <= rule.rise
        and morning <= rule.morning
        and morning <= ref + rule.morning_over_ref
        and day.done >= share
    )
