"""What a person reported, as plain values: the only thing the rules look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
# So many dates after its day a late morning counts for, unless it says otherwise.
LATE_AFTER = 2


class Timing(StrEnum):
    """When a morning score was given: up to 30 h after the last exercise, or up to 48 h."""

    ON_TIME = "on_time"
    LATE = "late"


class Outcome(StrEnum):
    """The screening outcome, as far as the gate asks."""

    CLEAR = "clear"
    LIGHT_ONLY = "light_only"
    CLINICIAN = "clinician"
    EMERGENCY = "emergency"

    @property
    def needs_clinician(self) -> bool:
        """Whether somebody must be seen before any exercise."""
        return self in {Outcome.CLINICIAN, Outcome.EMERGENCY}


class Day(NamedTuple):
    """One local date. It is a training day if `stage` names one; scores are NRS 0-10 or None.

    `done` is sets completed / prescribed, 0-1; a quotient of small whole numbers, of which floats
    compare exactly. `morning` was given on `morning_on`, which is the next date when on time and
    two dates later when late, unless it says otherwise.
    """

    on: date
    daily: int | None = None
    stage: str | None = None
    done: float = 0.0
    before: int | None = None
    worst: int | None = None
    morning: int | None = None
    morning_timing: Timing = Timing.ON_TIME
    morning_on: date | None = None
    target_dose: bool = False
    stop: bool = False
    leg: bool = False
    extra_meds: bool = False

    @property
    def trained(self) -> bool:
        """Whether this is a training day."""
        return self.stage is not None

    @property
    def morning_given_on(self) -> date:
        """The date a morning score counts for: one after the day when on time, two when late."""
        if self.morning_timing is Timing.ON_TIME:
            return self.on + ONE_DAY
        return self.morning_on or self.on + LATE_AFTER * ONE_DAY


@dataclass(frozen=True, slots=True)
class FlareUp:
    """A spell of worse pain; both ends are part of it, and it is open while it has no end."""

    start: date
    end: date | None

    def covers(self, on: date) -> bool:
        """Whether `on` is one of its dates."""
        return self.start <= on and (self.end is None or on <= self.end)


def open_since(flare_ups: Iterable[FlareUp]) -> date | None:
    """Since when one of them is open."""
    return min((spell.start for spell in flare_ups if spell.end is None), default=None)


@dataclass(frozen=True, slots=True)
class BaselineAnswer:
    """The average pain of the 7 days before `on`, NRS 0-10; in force from `on`."""

    on: date
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that one decision may depend on. The order of the records does not matter.

    `easy_only`: the health check leaves nothing but the easy routine (docs/screening.md, a limit).
    `days` may be a bounded window; what older days could still decide is kept beside it:
    `last_leg_on` (the latest training day with a leg symptom) and the latest flare-up. Training
    days before `judged_since` are there for their scores, as too little is known of what was usual
    then; None if every one can be judged.
    """

    stage: str
    entered_on: date
    baselines: tuple[BaselineAnswer, ...]
    training_weekdays: frozenset[int]
    screening: Outcome
    screened_on: date | None
    easy_only: bool = False
    technique_confirmed: bool = False
    hold_test_passed: bool = False
    flare_ups: tuple[FlareUp, ...] = ()
    days: tuple[Day, ...] = ()
    last_leg_on: date | None = None
    judged_since: date | None = None

    def baseline_on(self, on: date) -> int:
        """The answer in force on `on`: the latest until then, or the first one before any."""
        if len(self.baselines) == 1:
            return self.baselines[0].score
        until = [answer for answer in self.baselines if answer.on <= on]
        if until:
            return max(until, key=lambda answer: answer.on).score
        return min(self.baselines, key=lambda answer: answer.on).score

    @property
    def lowest_baseline(self) -> int:
        """The lowest answer in force since the stage was entered: a re-screen never raises it."""
        later = [answer.score for answer in self.baselines if answer.on > self.entered_on]
        return min([self.baseline_on(self.entered_on), *later])

    @property
    def flare_up_since(self) -> date | None:
        """Since when a flare-up is open."""
        return open_since(self.flare_ups)

    @property
    def in_flare_up(self) -> bool:
        """Whether a flare-up is open."""
        return self.flare_up_since is not None


def replace_days(days: Iterable[Day], changed: Iterable[Day]) -> tuple[Day, ...]:
    """`days` with each of `changed` put in the place of its date."""
    by_date = {day.on: day for day in days} | {day.on: day for day in changed}
    return tuple([by_date[on] for on in sorted(by_date)])
