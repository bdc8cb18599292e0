"""What the plan of a day is made from, and what it is made into."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from backrehab.domain.amounts import Amount

DATES_A_WEEK = 7


class Part(StrEnum):
    """Why an exercise is in the plan of a day."""

    WARM_UP = "warm_up"
    STAGE = "stage"
    BRANCH = "branch"
    MAINTENANCE = "maintenance"
    FUNDAMENTALS = "fundamentals"
    PROGRAMME = "programme"
    EASY = "easy"


class DayKind(StrEnum):
    """What kind of day it is, as far as the plan goes."""

    PAUSED = "paused"
    EASY = "easy"
    STAGE = "stage"
    LIGHT = "light"
    REST = "rest"


class LeftOut(StrEnum):
    """Why an exercise that could be in the plan is not."""

    LIGHT_ONLY = "light_only"
    NO_EQUIPMENT = "no_equipment"
    HEAVY_TOO_SOON = "heavy_too_soon"
    TIME = "time"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An exercise for today, about how long it takes, and the programme it belongs to. `withheld`
    while the health check keeps the plan to lighter ones; `unfit` if nothing that the person has
    fits it."""

    exercise: str
    part: Part
    seconds: int
    programme: str = ""
    heavy: bool = False
    withheld: bool = False
    unfit: bool = False
    times_a_week: int = DATES_A_WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A finished stage's exercise: every day, or on training days only; some as a warm-up."""

    planned: Planned
    daily: bool
    as_warm_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A programme that the person follows beside the ladder; levels are chosen already."""

    key: str
    items: tuple[Planned, ...]
    warm_up_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All that could be in the plan. `stage` is None while the ladder is paused; `fundamentals`
    are known whether or not they are followed, for days between heavy ones."""

    warm_up: tuple[Planned, ...] = ()
    stage: Planned | None = None
    branches: tuple[Planned, ...] = ()
    kept: tuple[Kept, ...] = ()
    fundamentals: tuple[Planned, ...] = ()
    sides: tuple[Side, ...] = ()
    easy: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """How long a stage's exercise takes: so many seconds for one repetition or one second of a
    hold, both sides of it, and a rest after each set; and what of it is kept up later, in which
    amount."""

    exercise: str
    seconds_each: int
    rest_seconds: int
    kept: Kept | None
    kept_amount: Amount | None = None

    def seconds(self, amount: Amount) -> int:
        """About how long such a dose takes, rests included."""
        return amount.sets * (amount.each * self.seconds_each + self.rest_seconds)

    def kept_at(self, share: Fraction) -> Kept | None:
        """What is kept up of it, at a share of its dose."""
        if self.kept is None or self.kept_amount is None or share == 1:
            return self.kept
        seconds = self.seconds(self.kept_amount.share_of(share))
        return replace(self.kept, planned=replace(self.kept.planned, seconds=seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPlan:
    """What a day can be planned from without a database; `sides` are the programmes that can be
    followed, `gives_way` what goes first when time is short."""

    stages: Mapping[str, StageFacts]
    warm_up: tuple[Planned, ...]
    fundamentals: tuple[Planned, ...]
    easy: tuple[Planned, ...]
    sides: Mapping[str, Side]
    gives_way: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The day: what rules exercise out, the week, and what was done before.

    `done_on` has the dates of the last week on which an exercise was done. `training` means that
    the person trains today whatever the weekday.
    """

    today: date
    weekdays: frozenset[int]
    paused: bool = False
    easy_only: bool = False
    training: bool = False
    follows_fundamentals: bool = False
    last_heavy_on: date | None = None
    done_on: Mapping[str, frozenset[date]] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The exercises of the day in order, and what was left out and why."""

    kind: DayKind
    items: tuple[Planned, ...]
    left_out: tuple[tuple[Planned, LeftOut], ...] = ()

    @property
    def seconds(self) -> int:
        """About how long all of it takes."""
        return sum(item.seconds for item in self.items)
