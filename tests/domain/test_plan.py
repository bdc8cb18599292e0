"""The plan of a day, line by line (docs/clinical-rules.md#the-plan-of-a-day)."""

from dataclasses import replace
from typing import Any

import pytest

from backrehab.domain.amounts import Amount, Unit
from backrehab.domain.plan import (
    Choices,
    DayKind,
    DayPlan,
    Part,
    Planned,
    StageFacts,
    heavy_allowed,
)
from tests.domain.diaries import RULES, TODAY, back
from tests.domain.planning import (
    BARBELL,
    DAILY_HYPER,
    HANG,
    HEAVY_STAGE,
    HIP,
    HYPER,
    LIFT_KEPT,
    LIGHT_STAGE,
    LOADED_HYPER,
    ROW,
    SCIATICA,
    choices,
    kept,
    kinds,
    live,
    names,
    one,
    out,
    plan,
    side,
    situation,
)

WARM = ["walk", "circles"]
CORE = ["plank", "draw-in"]


# 48 hours between heavy days


@pytest.mark.parametrize(
    ("ago", "allowed"),
    [(None, True), (0, True), (1, False), (2, True), (3, True), (-1, True)],
)
def test_two_dates_lie_between_heavy_days(ago: int | None, allowed: bool) -> None:
    """A second slot of the same date is no new heavy day."""
    last = None if ago is None else back(ago)
    assert heavy_allowed(TODAY, last, RULES.heavy) is allowed


@pytest.mark.parametrize(
    ("stage", "last", "kind", "found"),
    [
        (HEAVY_STAGE, None, DayKind.STAGE, [*WARM, "deadlift"]),
        (HEAVY_STAGE, 2, DayKind.STAGE, [*WARM, "deadlift"]),
        (HEAVY_STAGE, 0, DayKind.STAGE, [*WARM, "deadlift"]),
        (HEAVY_STAGE, 1, DayKind.LIGHT, [*WARM, *CORE]),
        (LOADED_HYPER, 1, DayKind.LIGHT, [*WARM, *CORE]),
        (replace(LOADED_HYPER, heavy=False), 1, DayKind.STAGE, [*WARM, "hyper"]),
        (LIGHT_STAGE, 1, DayKind.STAGE, [*WARM, "row"]),
    ],
    ids=lambda value: getattr(value, "exercise", None),
)
def test_the_day_after_a_heavy_one(
    stage: Planned, last: int | None, kind: DayKind, found: list[str]
) -> None:
    day = situation(last_heavy_on=None if last is None else back(last))
    made = plan(choices(stage), day)
    assert (made.kind, names(made)) == (kind, found)
    wanted = {stage.exercise: "heavy_too_soon"} if kind is DayKind.LIGHT else {}
    assert out(made) == wanted


@pytest.mark.parametrize(
    ("ago", "found"),
    [
        (1, [*WARM, *CORE, "row"]),
        (2, [*WARM, "barbell-row", "row", "deadlift"]),
    ],
)
def test_what_is_kept_up_keeps_its_distance_too(ago: int, found: list[str]) -> None:
    could = choices(BARBELL, kept=(ROW, LIFT_KEPT))
    assert names(plan(could, situation(last_heavy_on=back(ago)))) == found


def test_a_heavy_lift_that_is_kept_up_never_pushes_the_stage_away() -> None:
    """Monday is filled by the fundamentals: the deadlift waits for Tuesday, with the row."""
    could = choices(BARBELL, kept=(LIFT_KEPT,))
    day = situation("Tu Th Sa", follows_fundamentals=True, last_heavy_on=back(2))
    lived = live(could, day, 7)
    assert names(lived[0][1]) == [*WARM, *CORE]
    assert kinds(lived) == [
        DayKind.LIGHT, DayKind.STAGE, DayKind.REST, DayKind.STAGE, DayKind.REST, DayKind.STAGE,
        DayKind.REST,
    ]  # fmt: skip


def test_a_heavy_stage_is_not_done_on_a_day_that_the_fundamentals_fill() -> None:
    made = plan(choices(HEAVY_STAGE), situation("Tu Th Sa", follows_fundamentals=True))
    assert (made.kind, names(made), out(made)) == (DayKind.LIGHT, [*WARM, *CORE], {})


def test_the_loaded_hyper_waits_and_takes_no_short_daily_set_with_it() -> None:
    could = choices(LOADED_HYPER, sides=(DAILY_HYPER,))
    made = plan(could, situation(last_heavy_on=back(1)))
    assert [(one.exercise, one.part) for one in made.items][-1] == ("hyper", Part.PROGRAMME)
    assert out(made) == {"hyper": "heavy_too_soon"}
    together = plan(could, situation())
    assert [(one.exercise, one.part) for one in together.items][-1] == ("hyper", Part.STAGE)


def test_monday_to_friday_in_a_heavy_stage() -> None:
    lived = live(choices(HEAVY_STAGE), situation("Mo Tu We Th Fr"), 7)
    stage, light, rest = DayKind.STAGE, DayKind.LIGHT, DayKind.REST
    assert kinds(lived) == [stage, light, stage, light, stage, rest, rest]
    assert [names(made) for _, made in lived[:2]] == [[*WARM, "deadlift"], [*WARM, *CORE]]


# The parts of a day


def test_the_order_of_a_day() -> None:
    could = choices(
        HEAVY_STAGE,
        branches=(one("hyper-row", Part.BRANCH, heavy=True),),
        kept=(HANG, ROW, HYPER),
        sides=(SCIATICA, HIP),
    )
    made = plan(could, situation())
    assert names(made) == [
        *WARM, "hyper", "deadlift", "hyper-row", "prone", "bump", "hang", "row"
    ]  # fmt: skip
    assert made.seconds == sum(one.seconds for one in made.items)


def test_a_day_of_rest_has_what_is_for_every_day() -> None:
    could = choices(kept=(HANG, ROW, HYPER), sides=(SCIATICA,))
    made = plan(could, situation("Tu"))
    assert (made.kind, names(made)) == (DayKind.REST, ["prone", "hang"])


@pytest.mark.parametrize(("weekdays", "kind"), [("Mo", DayKind.STAGE), ("Tu", DayKind.REST)])
def test_a_light_day_between_is_for_heavy_stages_only(weekdays: str, kind: DayKind) -> None:
    assert plan(choices(), situation(weekdays, last_heavy_on=back(1))).kind is kind


def test_training_on_a_day_of_rest() -> None:
    for stage, kind in ((LIGHT_STAGE, DayKind.STAGE), (HEAVY_STAGE, DayKind.LIGHT)):
        day = situation("Tu", training=True, last_heavy_on=back(1))
        assert plan(choices(stage), day).kind is kind


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"sides": (SCIATICA,)}, ["prone"]),
        ({"sides": (HIP,)}, [*WARM, "bump"]),
        ({"sides": (HIP, SCIATICA)}, [*WARM, "bump", "prone"]),
        ({}, []),
    ],
    ids=["no warm-up needed", "warm-up first", "both", "nothing followed"],
)
def test_without_the_ladder(changes: dict[str, Any], found: list[str]) -> None:
    made = plan(choices(None, **changes), situation())
    assert (made.kind, names(made)) == (DayKind.REST, found)


def test_the_fundamentals_alone_are_a_strengthening_day() -> None:
    made = plan(choices(None), situation("Mo", follows_fundamentals=True))
    assert (made.kind, names(made)) == (DayKind.LIGHT, [*WARM, *CORE])


# What is done instead of what


@pytest.mark.parametrize(
    ("could", "part"),
    [
        (choices(kept=(kept("x"),), sides=(side("hip", "x"),)), Part.PROGRAMME),
        (choices(kept=(kept("x", warm=True),), sides=(side("hip", "x"),)), Part.PROGRAMME),
        (choices(one("x", Part.STAGE), sides=(side("hip", "x"),)), Part.STAGE),
        (choices(one("x", Part.STAGE), kept=(kept("x"),)), Part.STAGE),
        (choices(branches=(one("x", Part.BRANCH),), sides=(side("hip", "x"),)), Part.BRANCH),
        (choices(warm_up=(one("x", Part.WARM_UP),), sides=(side("hip", "x"),)), Part.PROGRAMME),
        (
            choices(
                HEAVY_STAGE,
                fundamentals=(one("x", Part.FUNDAMENTALS),),
                sides=(side("hip", "x"),),
            ),
            Part.FUNDAMENTALS,
        ),
    ],
)
def test_what_is_wanted_twice_is_done_once(could: Choices, part: Part) -> None:
    after_heavy = bool(could.stage and could.stage.heavy)
    made = plan(could, situation(last_heavy_on=back(1) if after_heavy else None))
    assert [item.part for item in made.items if item.exercise == "x"] == [part]
    assert "x" not in out(made)


def test_the_same_programme_twice_is_done_once() -> None:
    assert names(plan(choices(None, sides=(SCIATICA, SCIATICA)), situation())) == ["prone"]


@pytest.mark.parametrize(
    ("skipped", "found"),
    [
        ({"row"}, ["hang"]),
        ({"walk"}, ["circles", "row", "hang"]),
        ({"walk", "circles"}, ["row", "hang"]),
        ({"hang"}, [*WARM, "row"]),
        ({"prone"}, [*WARM, "row", "hang"]),
    ],
)
def test_what_is_skipped_today(skipped: set[str], found: list[str]) -> None:
    made = plan(choices(kept=(HANG,)), situation(skipped=frozenset(skipped)))
    assert names(made) == found
    assert set(out(made).values()) <= {"skipped"}
    assert set(out(made)) == skipped - {"prone"}


def test_a_skipped_exercise_is_skipped_in_every_form() -> None:
    could = choices(LOADED_HYPER, sides=(DAILY_HYPER,))
    day = situation(skipped=frozenset({"hyper"}), last_heavy_on=back(1))
    assert out(plan(could, day)) == {"hyper": "skipped"}


def test_only_the_easy_routine() -> None:
    could = choices(HEAVY_STAGE, kept=(HANG,), sides=(SCIATICA, HIP))
    made = plan(could, situation(easy_only=True, training=True))
    assert (made.kind, names(made)) == (DayKind.EASY, ["breathing", "rocking"])
    day = situation(easy_only=True, skipped=frozenset({"rocking"}))
    assert (names(plan(could, day)), out(plan(could, day))) == (
        ["breathing"],
        {"rocking": "skipped"},
    )


def test_paused() -> None:
    could = choices(kept=(HANG,), sides=(SCIATICA,))
    day = situation(paused=True, easy_only=True, training=True, follows_fundamentals=True)
    assert plan(could, day) == DayPlan(DayKind.PAUSED, ())


# Time

TIGHT = choices(
    one("squat", Part.STAGE, 300),
    branches=(one("branch", Part.BRANCH),),
    kept=(HANG, ROW),
    sides=(HIP, SCIATICA, DAILY_HYPER),
)
ALL = [*WARM, "squat", "branch", "bump", "prone", "hyper", "hang", "row"]


@pytest.mark.parametrize(
    ("budget", "gone"),
    [
        (780, []),
        (779, ["branch"]),
        (720, ["branch"]),
        (719, ["branch", "bump"]),
        (660, ["branch", "bump"]),
        (659, ["branch", "bump", "row"]),
        (599, ["branch", "bump", "row", "hang"]),
        (539, ["branch", "bump", "row", "hang", "hyper"]),
        (479, ["branch", "bump", "row", "hang", "hyper", "prone"]),
        (419, ["branch", "bump", "row", "hang", "hyper", "prone", "circles"]),
        (359, ["branch", "bump", "row", "hang", "hyper", "prone", "circles", "squat"]),
    ],
)
def test_what_gives_way(budget: int, gone: list[str]) -> None:
    """The last of its kind first; the stage stays longest, with one move of the warm-up."""
    made = plan(TIGHT, situation(), budget)
    assert list(out(made).items()) == [(name, "time") for name in gone]
    kept_in = [name for name in ALL if name not in gone]
    assert names(made) == (kept_in if "squat" in kept_in else [])


def test_an_order_that_nobody_gave_is_that_of_the_day() -> None:
    made = plan(TIGHT, situation(), 420, gives_way=())
    assert names(made) == [*WARM, "squat"]


def test_no_warm_up_for_nothing() -> None:
    """The hang of every day needs none; the hip's strengthening would."""
    could = choices(kept=(HANG,), sides=(HIP,))
    rest = situation("Tu")
    assert names(plan(could, rest)) == [*WARM, "bump", "hang"]
    assert names(plan(could, rest, 239)) == ["hang"]
    assert names(plan(could, replace(rest, skipped=frozenset({"bump"})))) == ["hang"]
    everyday = choices(None, kept=(kept("hyper", daily=True, warm=True),), sides=(HIP,))
    assert names(plan(everyday, replace(rest, skipped=frozenset({"bump"})))) == ["hyper"]


def test_the_easy_routine_fits_too() -> None:
    made = plan(choices(), situation(easy_only=True), 119)
    assert (names(made), out(made)) == (["breathing"], {"rocking": "time"})


# Published facts


def test_how_long_a_stage_takes() -> None:
    facts = StageFacts(exercise="row", seconds_each=3, rest_seconds=45, kept=None)
    assert facts.seconds(Amount(2, 8, Unit.REPETITIONS)) == 2 * (8 * 3 + 45)
