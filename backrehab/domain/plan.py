"""The plan of a day: which exercises, in which order, within the time and the 48 hours.

In words: docs/clinical-rules.md#the-plan-of-a-day. Doses are the caller's; here an exercise is a
key and about so many seconds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from backrehab.domain.amounts import Amount
from backrehab.domain.rules import HeavyRule, RuleSet, WeekRule

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

    HEAVY_TOO_SOON = "heavy_too_soon"
    TIME = "time"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An exercise for today, about how long it takes, and the programme it belongs to."""

    exercise: str
    part: Part
    seconds: int
    programme: str = ""
    heavy: bool = False
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
    hold, both sides of it, and a rest after each set; and what of it is kept up later."""

    exercise: str
    seconds_each: int
    rest_seconds: int
    kept: Kept | None

    def seconds(self, amount: Amount) -> int:
        """About how long such a dose takes, rests included."""
        return amount.sets * (amount.each * self.seconds_each + self.rest_seconds)


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


def heavy_allowed(today: date, last_heavy_on: date | None, rule: HeavyRule) -> bool:
    """Whether heavy work may be done today; a second slot of the same date always may."""
    if last_heavy_on is None or last_heavy_on >= today:
        return True
    return (today - last_heavy_on).days >= rule.dates_apart


def plan_day(
    choices: Choices,
    situation: Situation,
    *,
    rules: RuleSet,
    budget_seconds: int | None = None,
    gives_way: Sequence[str] = (),
) -> DayPlan:
    """The plan of `situation.today`.

    Heavy exercises keep their distance (rules.heavy). With a budget the plan never takes longer:
    what gives way first stands first in `gives_way` (a programme's key or a part).
    """
    if situation.paused:
        return DayPlan(DayKind.PAUSED, ())
    if situation.easy_only:
        return _fitted(DayKind.EASY, list(choices.easy), [], budget_seconds, gives_way)
    kind = day_kind(choices, situation, rules)
    left: list[tuple[Planned, LeftOut]] = []
    items: list[Planned] = []
    for item in _each_once(_wanted(choices, situation, kind, rules)):
        if item.exercise in situation.skipped:
            left.append((item, LeftOut.SKIPPED))
        elif item.heavy and not heavy_allowed(
            situation.today, situation.last_heavy_on, rules.heavy
        ):
            left.append((item, LeftOut.HEAVY_TOO_SOON))
        else:
            items.append(item)
    return _fitted(kind, items, left, budget_seconds, gives_way)


def day_kind(choices: Choices, situation: Situation, rules: RuleSet) -> DayKind:
    """A day with the stage's exercise, one of strengthening without it, or a day of rest."""
    stage, today = choices.stage, situation.today
    planned = situation.training or today.weekday() in situation.weekdays
    if stage is not None and planned:
        too_soon = stage.heavy and not heavy_allowed(today, situation.last_heavy_on, rules.heavy)
        return DayKind.LIGHT if too_soon else DayKind.STAGE
    if situation.follows_fundamentals and (
        planned or today.weekday() in filling_weekdays(situation.weekdays, rules.week)
    ):
        return DayKind.LIGHT
    return DayKind.REST


def filling_weekdays(planned: frozenset[int], week: WeekRule) -> frozenset[int]:
    """The weekdays on which the fundamentals fill a week that has fewer strengthening days than it
    aims at: each time the one farthest from all the others, Monday before Sunday."""
    chosen = set(planned)
    while len(chosen) < week.least:
        free = [day for day in range(DATES_A_WEEK) if day not in chosen]
        chosen.add(max(free, key=lambda day: (_nearest(day, chosen), -day)))
    return frozenset(chosen - planned)


def _nearest(day: int, others: Iterable[int]) -> int:
    around = ((day - other) % DATES_A_WEEK for other in others)
    return min((min(gap, DATES_A_WEEK - gap) for gap in around), default=DATES_A_WEEK)


def week_ahead(
    choices: Choices, situation: Situation, rules: RuleSet
) -> tuple[tuple[date, DayKind], ...]:
    """The kinds of the next seven dates, today first, if every planned day is trained."""
    found, last_heavy = [], situation.last_heavy_on
    for ahead in range(DATES_A_WEEK):
        on = situation.today + timedelta(days=ahead)
        that_day = Situation(
            today=on,
            weekdays=situation.weekdays,
            training=situation.training and not ahead,
            follows_fundamentals=situation.follows_fundamentals,
            last_heavy_on=last_heavy,
        )
        kind = day_kind(choices, that_day, rules)
        if kind is DayKind.STAGE and choices.stage is not None and choices.stage.heavy:
            last_heavy = on
        found.append((on, kind))
    return tuple(found)


def is_due(item: Planned, situation: Situation) -> bool:
    """Whether an exercise of so many times a week is due: not done that often in the last week,
    and not too soon after the last time. One on wish only (0 times) never is."""
    if not item.times_a_week:
        return False
    done = situation.done_on.get(item.exercise, frozenset())
    week = [on for on in done if 0 < (situation.today - on).days < DATES_A_WEEK]
    apart = DATES_A_WEEK // item.times_a_week
    far_enough = all((situation.today - on).days >= apart for on in week)
    return situation.today in done or (len(week) < item.times_a_week and far_enough)


def _wanted(choices: Choices, situation: Situation, kind: DayKind, rules: RuleSet) -> list[Planned]:
    """Everything that belongs to such a day, in its order, before time and distance are looked
    at."""
    training = kind in {DayKind.STAGE, DayKind.LIGHT}
    kept = [one for one in choices.kept if training or one.daily]
    sides = [
        (side, [item for item in side.items if is_due(item, situation)]) for side in choices.sides
    ]
    main: list[Planned] = []
    if kind is DayKind.STAGE and choices.stage is not None:
        main.append(choices.stage)
    elif kind is DayKind.LIGHT and choices.stage is not None and choices.stage.heavy:
        # Named, so that the person sees why it is not there today.
        main.append(choices.stage)
    if kind is DayKind.LIGHT or _fundamentals_join(choices, situation, kind, rules):
        main += choices.fundamentals
    warms_up = training or any(side.warm_up_first and due for side, due in sides)
    early = [one.planned for one in kept if one.as_warm_up]
    late = [one.planned for one in kept if not one.as_warm_up]
    branches = choices.branches if kind is DayKind.STAGE else ()
    return [
        *(choices.warm_up if warms_up else ()),
        *early,
        *main,
        *branches,
        *(item for _, due in sides for item in due),
        *late,
    ]


def _fundamentals_join(
    choices: Choices, situation: Situation, kind: DayKind, rules: RuleSet
) -> bool:
    """With the whole week taken by the ladder, whoever follows the fundamentals does them on its
    days, as often as they are due."""
    if kind is not DayKind.STAGE or not situation.follows_fundamentals:
        return False
    if len(situation.weekdays) < rules.week.most:
        return False
    return all(is_due(item, situation) for item in choices.fundamentals)


def _each_once(items: Iterable[Planned]) -> list[Planned]:
    """Each exercise once: the stage's before a programme's before one that is kept up."""
    rank = {Part.STAGE: 0, Part.BRANCH: 1, Part.FUNDAMENTALS: 2, Part.PROGRAMME: 3}
    ordered = list(items)
    best: dict[str, Planned] = {}
    for item in ordered:
        there = best.get(item.exercise)
        if there is None or rank.get(item.part, 4) < rank.get(there.part, 4):
            best[item.exercise] = item
    return [item for item in ordered if best[item.exercise] is item]


def _fitted(
    kind: DayKind,
    items: list[Planned],
    left: list[tuple[Planned, LeftOut]],
    budget: int | None,
    gives_way: Sequence[str],
) -> DayPlan:
    """Drop what gives way until the rest fits; last of all the stage, then the warm-up."""
    if budget is not None:
        order = {name: place for place, name in enumerate(gives_way)}
        while items and sum(item.seconds for item in items) > budget:
            goes = min(items, key=lambda item: (_place(item, order, items), -items.index(item)))
            items.remove(goes)
            left.append((goes, LeftOut.TIME))
    if items and all(item.part is Part.WARM_UP for item in items):
        items = []  # a warm-up for nothing
    return DayPlan(kind, tuple(items), tuple(left))


def _place(item: Planned, order: Mapping[str, int], items: Sequence[Planned]) -> int:
    """How early an item gives way. One move of the warm-up and the stage stay longest."""
    if item.part is Part.WARM_UP:
        moves = sum(other.part is Part.WARM_UP for other in items)
        return len(order) + (1 if moves > 1 else 3)
    if item.part is Part.STAGE:
        return len(order) + 2
    name = item.programme if item.programme in order else item.part.value
    return order.get(name, len(order))
