"""The colours of a training day: the first line that fits decides.

In words: docs/clinical-rules.md#colours. What a line needs from other days is asked of the ledger.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from backrehab.domain.records import Day
from backrehab.domain.rules import ColourRule, RuleSet, TierRule


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

# The colours of a day that counts.
COUNTING = frozenset({Colour.GREEN, Colour.STEADY, Colour.UNSETTLED})


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


def ref_of(before: int | None, usual: float) -> float:
    """`ref` of a training day: the higher of its `before` and the usual until the date before."""
    return usual if before is None or before < usual else before


# fmt: off
def cause_of(  # noqa: C901, PLR0912, PLR0917 - the published table, with what its lines ask for
    stop: bool, leg: bool, extra_meds: bool, done: float,  # noqa: FBT001
    before: int | None, worst: int | None, morning: int | None, usable: int | None, ref: float,
    elsewhere: Cause | None, rule: ColourRule, ceiling: int, share: float,
) -> Cause:
    # fmt: on
    """The first line that fits. `morning` is the reported one. `elsewhere`: what other days, or
    today's date, say of this one; `share`: how much of a day must be done, 0-1."""
    rise = None if worst is None or before is None else worst - before
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
    if worst is not None and worst > ceiling:
        return Cause.WORST_OVER_CEILING
    if extra_meds:
        return Cause.EXTRA_MEDS
    if usable is None:
        return Cause.NO_MORNING
    if usable > ceiling:
        return Cause.MORNING_OVER_CEILING
    # The scenario format always has both scores; the diary may still lack one, and what is
    # missing never counts as calm.
    return Cause.NO_WORST if rise is None else Cause.CALM


def certain_cause(
    day: Day, ref: float, rule: ColourRule, tier: TierRule, share: float
) -> Cause | None:
    """What keeps the day from being calm, whatever its morning will say; None while it may be."""
    marks = day.stop, day.leg, day.extra_meds
    cause = cause_of(
        *marks, day.done, day.before, day.worst, None, None, ref, None, rule, tier.ceiling, share
    )
    return None if cause is Cause.NO_MORNING else cause


def calm_is_settled(rules: RuleSet) -> bool:
    """Whether these numbers make every calm day of a stage that has the steady-pain route a settled
    one, too."""
    ceilings = [tier.ceiling for tier in rules.tiers.values() if tier.steady_route]
    return (
        max(ceilings, default=0) <= min(rules.steady.worst, rules.steady.morning)
        and rules.colour.unsettled_rise <= rules.steady.rise + 1
        and rules.colour.unsettled_morning_over_ref <= rules.steady.morning_over_ref
    )
