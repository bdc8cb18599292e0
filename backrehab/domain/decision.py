"""The gate's answer: a status, a route, every criterion with its numbers, and the day colours."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from backrehab.domain.colours import Verdict
from backrehab.domain.rules import TierName


class Status(StrEnum):
    """May the person move on?"""

    READY = "ready"
    NOT_YET = "not_yet"
    ON_HOLD = "on_hold"
    SEE_CLINICIAN = "see_clinician"


class Route(StrEnum):
    """By which set of criteria a gate opens."""

    STANDARD = "standard"
    STEADY = "steady"
    RETURN = "return"


class Code(StrEnum):
    """The criteria (docs/clinical-rules.md#the-gate and #the-short-way-back)."""

    GREEN_DAYS = "green_days"
    LATEST_GREEN = "latest_green"
    RECENT = "recent"
    SPREAD = "spread"
    TARGET_DOSE = "target_dose"
    TODAY_SCORE = "today_score"
    TREND = "trend"
    NOT_WORSE = "not_worse"
    FLARE_UP = "flare_up"
    SCREENING = "screening"
    USUAL_PAIN = "usual_pain"
    HIGHEST_SCORE = "highest_score"
    NO_RED_14 = "no_red_14"
    TECHNIQUE = "technique"
    HOLD_TEST = "hold_test"
    SETTLED_DAYS = "settled_days"
    SETTLED_SPREAD = "settled_spread"
    SETTLED_LATEST = "settled_latest"
    SETTLED_TARGET_DOSE = "settled_target_dose"
    SETTLED_FLARE_UP = "settled_flare_up"
    RETURN_DAYS = "return_days"
    RETURN_SPREAD = "return_spread"

    @property
    def of_steady_route(self) -> bool:
        """Whether the criterion belongs to the steady-pain route alone."""
        return self.value.startswith("settled_")


type Number = int | float | bool | None


class Criterion(NamedTuple):
    """One line of the table: what is needed, what was seen, on which dates."""

    code: Code
    needed: Number
    observed: Number
    met: bool
    days: tuple[date, ...] = ()


class Standing(StrEnum):
    """Whether a training day of the stage is in the counting run, or why not."""

    COUNTS = "counts"
    OTHER_STAGE = "other_stage"
    BEFORE_STAGE = "before_stage"
    BEFORE_RED = "before_red"
    RED = "red"
    OUTSIDE_WINDOW = "outside_window"
    IN_FLARE_UP = "in_flare_up"
    UNSCORED = "unscored"
    PENDING = "pending"


# Days that tell nothing of the stage: those of others, and from before it was entered.
NOT_OF_THIS_STAGE = frozenset({Standing.OTHER_STAGE, Standing.BEFORE_STAGE})


# A training day with its colour, and its standing before this gate.
type JudgedDay = tuple[Verdict, Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDecision:
    """What the gate answers for one stage directly ahead. `problem` says why nothing could be
    decided; it is None for every valid history."""

    status: Status
    route: Route | None
    stage: str
    opens: str
    tier: TierName
    criteria: tuple[Criterion, ...]
    days: tuple[JudgedDay, ...]
    earliest_on: date | None
    rules_version: str
    as_of: date
    problem: str | None = None

    def of_this_stage(self) -> "GateDecision":
        """The same with the days of the stage alone, which is all that is ever shown of them."""
        days = tuple([day for day in self.days if day[1] not in NOT_OF_THIS_STAGE])
        return self if len(days) == len(self.days) else replace(self, days=days)

    def criterion(self, code: Code) -> Criterion:
        """The criterion of that code; KeyError when the tier has none."""
        for criterion in self.criteria:
            if criterion.code is code:
                return criterion
        raise KeyError(code)

    @property
    def unmet(self) -> tuple[Criterion, ...]:
        """The criteria of the standard route that are not met."""
        return tuple(c for c in self.criteria if not c.met and not c.code.of_steady_route)
