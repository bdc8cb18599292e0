"""The week of a plan: filling days, the week ahead, and what is due."""

from dataclasses import replace
from datetime import date

import pytest

from backrehab.domain.plan import (
    DayKind,
    Part,
    Planned,
    filling_weekdays,
    is_due,
    is_planned,
    week_ahead,
)
from tests.domain.diaries import RULES, back
from tests.domain.planning import (
    BASICS,
    HEAVY_STAGE,
    HIP,
    LIGHT_STAGE,
    SCIATICA,
    WEEK,
    choices,
    live,
    names,
    one,
    situation,
    weekdays,
)


@pytest.mark.parametrize(
    ("planned", "filled"),
    [
        ("", "Mo Tu Th Sa"),
        ("Mo", "Tu Th Sa"),
        ("We", "Mo Tu Sa"),
        ("Mo Th", "Tu Sa"),
        ("Mo Tu", "We Fr"),
        ("Mo We Fr", "Tu"),
        ("Tu Th Sa", "Mo"),
        ("Fr Sa Su", "Tu"),
        ("Mo Tu Th Fr", ""),
        ("Mo Tu We Th Fr", ""),
        ("Mo Tu We Th Fr Sa Su", ""),
    ],
)
def test_the_weekdays_that_the_fundamentals_fill(planned: str, filled: str) -> None:
    """Each time the one farthest from all the others, across the weekend too."""
    found = filling_weekdays(weekdays(planned), RULES.week)
    assert [name for day, name in enumerate(WEEK) if day in found] == filled.split()


@pytest.mark.parametrize(
    ("planned", "training", "expected"),
    [("Mo", False, True), ("Tu", False, False), ("", True, True)],
)
def test_a_planned_day(planned: str, training: bool, expected: bool) -> None:
    assert is_planned(situation(planned, training=training)) is expected


def ahead(stage: Planned | None, planned: str, *, heavy_ago: int | None = None, **day: bool) -> str:
    """A week from Monday on in letters: s(tage), l(ight), r(est)."""
    last = None if heavy_ago is None else back(heavy_ago)
    week = week_ahead(choices(stage), situation(planned, last_heavy_on=last, **day), RULES)
    assert [on.weekday() for on, _ in week] == list(range(7))
    return "".join(kind.value[0] for _, kind in week)


@pytest.mark.parametrize(
    ("planned", "letters"),
    [
        ("Mo Tu We Th Fr", "slslsrr"),
        ("Mo We Fr", "srsrsrr"),
        ("Mo Tu Th Fr", "slrslrr"),
        ("Mo Tu We Th Fr Sa Su", "slslsls"),
        ("", "rrrrrrr"),
    ],
)
def test_a_week_in_a_heavy_stage(planned: str, letters: str) -> None:
    assert ahead(HEAVY_STAGE, planned) == letters


def test_a_week_after_a_heavy_sunday() -> None:
    assert ahead(HEAVY_STAGE, "Mo Tu We Th Fr", heavy_ago=1) == "lslslrr"
    assert ahead(LIGHT_STAGE, "Mo Tu We Th Fr", heavy_ago=1) == "sssssrr"


def test_a_week_with_the_fundamentals() -> None:
    assert ahead(HEAVY_STAGE, "Mo We Fr", follows_fundamentals=True) == "slsrsrr"
    assert ahead(None, "Mo", follows_fundamentals=True) == "llrlrlr"
    assert ahead(None, "Mo") == "rrrrrrr"


def test_training_today_counts_for_today_alone() -> None:
    assert ahead(HEAVY_STAGE, "Tu Th", training=True) == "slrsrrr"


# So many times a week

TWICE, THRICE, DAILY = (one("x", Part.PROGRAMME, times_a_week=times) for times in (2, 3, 7))


@pytest.mark.parametrize(
    ("item", "done", "due"),
    [
        (DAILY, [], True),
        (DAILY, [1, 2, 3, 4, 5, 6], True),
        (DAILY, [0, 1, 2, 3, 4, 5, 6], True),
        (THRICE, [], True),
        (THRICE, [1], False),
        (THRICE, [2], True),
        (THRICE, [2, 4], True),
        (THRICE, [2, 4, 6], False),
        (THRICE, [2, 4, 7], True),
        (THRICE, [0], True),
        (THRICE, [0, 1, 2, 3], True),
        (TWICE, [2], False),
        (TWICE, [3], True),
        (TWICE, [3, 6], False),
        (TWICE, [3, 7], True),
        (replace(DAILY, times_a_week=0), [], False),
        (replace(DAILY, times_a_week=0), [0], False),
        (replace(DAILY, exercise="y"), [1], True),
    ],
)
def test_due(item: Planned, done: list[int], due: bool) -> None:
    """Not so often in the last week, and not too soon; what was done today stays in the plan."""
    day = situation(done_on={"x": frozenset(back(ago) for ago in done)})
    assert is_due(item, day) is due


def dates_with(exercise: str, lived: list[tuple[date, object]]) -> list[int]:
    return [n for n, (_, made) in enumerate(lived) if exercise in names(made)]  # type: ignore[arg-type]


def test_a_few_times_a_week_for_four_weeks() -> None:
    lived = live(choices(sides=(HIP, SCIATICA)), situation("Mo Th"), 28)
    found = dates_with("bump", list(lived))
    assert found[:6] == [0, 2, 4, 7, 9, 11]
    assert dates_with("prone", list(lived)) == list(range(28))


@pytest.mark.parametrize("stage", [LIGHT_STAGE, HEAVY_STAGE], ids=["light", "heavy"])
@pytest.mark.parametrize("planned", ["Mo Tu Th Fr", "Mo Tu We Th Fr", "Mo Tu We Th Fr Sa Su"])
def test_the_fundamentals_join_the_ladder_when_it_takes_the_week(
    planned: str, stage: Planned
) -> None:
    """Nobody who follows them goes without: two or three times a week."""
    lived = live(choices(stage), situation(planned, follows_fundamentals=True), 28)
    found = dates_with(BASICS[0].exercise, list(lived))
    weeks = [sum(first <= n < first + 7 for n in found) for first in range(0, 28, 7)]
    assert min(weeks) >= 2
    assert max(weeks) <= 4


def test_the_fundamentals_do_not_join_on_days_of_the_ladder_while_others_are_free() -> None:
    lived = live(choices(), situation("Mo We Fr", follows_fundamentals=True), 7)
    assert dates_with("plank", list(lived)) == [1]
    assert [made.kind for _, made in lived][:2] == [DayKind.STAGE, DayKind.LIGHT]


def test_whoever_does_not_follow_them_has_them_on_light_days_only() -> None:
    lived = live(choices(HEAVY_STAGE), situation("Mo Tu We Th Fr"), 7)
    assert dates_with("plank", list(lived)) == [1, 3]
