"""People with plans, for the tests of the plan of a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from backrehab.domain.plan import (
    Choices,
    DayKind,
    DayPlan,
    Kept,
    Part,
    Planned,
    Side,
    Situation,
    plan_day,
)
from tests.domain.diaries import RULES, TODAY

FUNDAMENTALS = "fundamentals"
WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
GIVES_WAY = ("branch", FUNDAMENTALS, "hip", "maintenance", "daily-reverse-hyper", "sciatica")


def one(exercise: str, part: Part, seconds: int = 60, **changes: Any) -> Planned:
    return Planned(exercise=exercise, part=part, seconds=seconds, **changes)


def side(key: str, *exercises: str, times: int = 7, warm: bool = False) -> Side:
    items = (one(name, Part.PROGRAMME, programme=key, times_a_week=times) for name in exercises)
    return Side(key=key, items=tuple(items), warm_up_first=warm)


def kept(exercise: str, *, daily: bool = False, warm: bool = False, heavy: bool = False) -> Kept:
    part = Part.WARM_UP if warm else Part.MAINTENANCE
    return Kept(planned=one(exercise, part, heavy=heavy), daily=daily, as_warm_up=warm)


WALK = one("walk", Part.WARM_UP)
CIRCLES = one("circles", Part.WARM_UP)
BASICS = tuple(
    one(name, Part.FUNDAMENTALS, programme=FUNDAMENTALS, times_a_week=3)
    for name in ("plank", "draw-in")
)
EASY = tuple(one(name, Part.EASY) for name in ("breathing", "rocking"))
HANG = kept("hang", daily=True)
ROW = kept("row")
HYPER = kept("hyper", warm=True)
LIFT_KEPT = kept("deadlift", heavy=True)
SCIATICA = side("sciatica", "prone")
HIP = side("hip", "bump", times=3, warm=True)
DAILY_HYPER = side("daily-reverse-hyper", "hyper")
LIGHT_STAGE = one("row", Part.STAGE, 300)
HEAVY_STAGE = one("deadlift", Part.STAGE, 300, heavy=True)
LOADED_HYPER = one("hyper", Part.STAGE, 300, heavy=True)
BARBELL = one("barbell-row", Part.STAGE, 300, heavy=True)


def choices(stage: Planned | None = LIGHT_STAGE, **changes: Any) -> Choices:
    """A ladder with a warm-up and what is known whether or not it is followed."""
    return Choices(
        **({"warm_up": (WALK, CIRCLES), "stage": stage, "fundamentals": BASICS, "easy": EASY}
           | changes)
    )  # fmt: skip


def weekdays(names: str) -> frozenset[int]:
    """`Mo We Fr`."""
    return frozenset(WEEK.index(name) for name in names.split())


def situation(names: str = "Mo Tu We Th Fr Sa Su", **changes: Any) -> Situation:
    return replace(Situation(today=TODAY, weekdays=weekdays(names)), **changes)


def plan(
    could: Choices,
    day: Situation,
    budget: int | None = None,
    gives_way: tuple[str, ...] = GIVES_WAY,
) -> DayPlan:
    return plan_day(could, day, rules=RULES, budget_seconds=budget, gives_way=gives_way)


def names(found: DayPlan) -> list[str]:
    return [item.exercise for item in found.items]


def out(found: DayPlan) -> dict[str, str]:
    return {item.exercise: why.value for item, why in found.left_out}


def live(could: Choices, day: Situation, dates: int, **options: Any) -> list[tuple[date, DayPlan]]:
    """So many dates of somebody who follows every plan in full, first date first."""
    done: dict[str, set[date]] = {}
    last_heavy, lived = day.last_heavy_on, []
    for n in range(dates):
        on = day.today + timedelta(days=n)
        recent: Mapping[str, frozenset[date]] = {
            name: frozenset(d for d in there if (on - d).days < 7) for name, there in done.items()
        }
        made = plan(
            could,
            replace(day, today=on, last_heavy_on=last_heavy, done_on=recent),
            **options,
        )
        for item in made.items:
            done.setdefault(item.exercise, set()).add(on)
        if any(item.heavy for item in made.items):
            last_heavy = on
        lived.append((on, made))
    return lived


def kinds(lived: list[tuple[date, DayPlan]]) -> list[DayKind]:
    return [made.kind for _, made in lived]


# Random people

SECONDS = st.integers(20, 900)
EXERCISES = st.sampled_from([f"exercise-{n}" for n in range(12)])
HEAVY = frozenset({"exercise-0", "exercise-1", "exercise-2"})


@st.composite
def planned(draw: st.DrawFn, part: Part, programme: str = "", times: int = 7) -> Planned:
    """An exercise; some are always heavy, and that of the stage can be so by its load."""
    exercise = draw(EXERCISES)
    heavy = exercise in HEAVY and part in {Part.STAGE, Part.BRANCH, Part.MAINTENANCE}
    return one(
        exercise,
        part,
        draw(SECONDS),
        programme=programme,
        times_a_week=times,
        heavy=heavy or (part is Part.STAGE and draw(st.booleans())),
    )


def several(part: Part, most: int, **about: Any) -> st.SearchStrategy[tuple[Planned, ...]]:
    found = st.lists(planned(part, **about), max_size=most, unique_by=lambda item: item.exercise)
    return found.map(tuple)


@st.composite
def kept_up(draw: st.DrawFn) -> Kept:
    warm = draw(st.booleans())
    part = Part.WARM_UP if warm else Part.MAINTENANCE
    return Kept(planned=draw(planned(part)), daily=draw(st.booleans()), as_warm_up=warm)


@st.composite
def some_side(draw: st.DrawFn, key: str) -> Side:
    times = draw(st.integers(0, 7))
    items = draw(several(Part.PROGRAMME, 4, programme=key, times=times))
    return Side(key=key, items=items, warm_up_first=draw(st.booleans()))


@st.composite
def some_choices(draw: st.DrawFn) -> Choices:
    keys = draw(st.lists(st.sampled_from(["hip", "sciatica", "other"]), unique=True))
    return Choices(
        warm_up=draw(several(Part.WARM_UP, 4)),
        stage=draw(st.none() | planned(Part.STAGE)),
        branches=draw(several(Part.BRANCH, 1)),
        kept=tuple(draw(st.lists(kept_up(), max_size=4))),
        fundamentals=draw(several(Part.FUNDAMENTALS, 4, programme=FUNDAMENTALS, times=3)),
        sides=tuple(draw(some_side(key)) for key in keys),
        easy=draw(several(Part.EASY, 4)),
    )


@st.composite
def some_situation(draw: st.DrawFn) -> Situation:
    ago = st.integers(0, 8).map(lambda n: TODAY - timedelta(days=n))
    return Situation(
        today=TODAY + timedelta(days=draw(st.integers(0, 6))),
        weekdays=draw(st.frozensets(st.integers(0, 6))),
        paused=draw(st.integers(0, 9)) == 0,
        easy_only=draw(st.integers(0, 5)) == 0,
        training=draw(st.booleans()),
        follows_fundamentals=draw(st.booleans()),
        last_heavy_on=draw(st.none() | ago),
        done_on=draw(st.dictionaries(EXERCISES, st.frozensets(ago, max_size=4), max_size=4)),
        skipped=draw(st.frozensets(EXERCISES, max_size=3)),
    )


def weekly(could: Choices, day: Situation) -> Situation:
    """The situation of somebody whose days only differ by what they did before."""
    return replace(
        day, paused=False, easy_only=False, training=False, skipped=frozenset(), done_on={}
    )
