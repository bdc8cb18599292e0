"""The plan of a day: what is in it at each stage, and how it bends to the person."""

from typing import Any

import pytest

from backrehab.accounts.models import User
from backrehab.domain.ladder_line import main_line
from backrehab.domain.plan import Part
from backrehab.exercises.cards import Catalogue
from backrehab.progression.plan import Planner, finished_stages
from backrehab.progression.planned import DayPlan
from backrehab.progression.rulesets import current_rules
from backrehab.progression.services import first_stage
from tests.factories import make_user
from tests.progression.scenes import TODAY, others_of, plan_for, replaced_by

pytestmark = pytest.mark.django_db

WARM_UP = ["walking-on-the-spot", "shoulder-circles", "hip-sway", "cat-cow"]
RULES = current_rules()
BAR = ("pull-up-bar",)
GYM = (*BAR, "dumbbells", "bench")


def planner(
    catalogue: Catalogue, *limits: str, equipment: tuple[str, ...] = GYM, **fields: Any
) -> Planner:
    """That of a Tuesday, which is no training weekday."""
    minutes = fields.pop("minutes", None)
    user: User = make_user(equipment=list(equipment), daily_minutes=minutes)
    return Planner(
        user=user,
        catalogue=catalogue,
        rules=RULES,
        today=TODAY,
        limits=frozenset(limits),
        **fields,
    )


def plan_on(made: Planner, stage: str, *, level: int = 1, **fields: bool) -> DayPlan:
    """The plan on a stage; a training day unless `fields` say otherwise."""
    levels = made.catalogue.stages[stage].levels
    dose = levels[min(level, len(levels)) - 1]
    situation = fields or {"training": True}
    return plan_for(made, stage_key=stage, stage_dose=dose, **situation)


def keys(planned: Any) -> list[str]:
    return [one.exercise.key for one in planned]


def test_the_ladder_of_the_rules() -> None:
    assert first_stage(RULES) == "bar-hang"
    assert set(RULES.stages) - set(main_line(RULES)) == {"hyper-row"}
    assert finished_stages(RULES, "bar-hang") == ()
    # Protocol A: the main line in its order, without the side branch.
    assert finished_stages(RULES, "barbell-row") == (
        "bar-hang",
        "seated-row",
        "reverse-hyper",
        "pull-through",
        "deadlift",
    )


# Stage; as warm-up; kept up after it; on a rest day.
PLANS = [
    ("bar-hang", WARM_UP, [], []),
    ("seated-row", WARM_UP, ["bar-hang"], ["bar-hang"]),
    ("reverse-hyper", WARM_UP, ["bar-hang", "seated-row"], ["bar-hang"]),
    (
        "barbell-row",
        [*WARM_UP, "reverse-hyper"],
        ["bar-hang", "seated-row", "pull-through", "deadlift"],
        ["bar-hang"],
    ),
]


@pytest.mark.parametrize(("stage", "warm_up", "kept", "rest"), PLANS)
def test_finished_stages_are_kept_up(
    catalogue: Catalogue, stage: str, warm_up: list[str], kept: list[str], rest: list[str]
) -> None:
    """Protocol A: the hang daily, the reverse hyper as a warm-up."""
    made = planner(catalogue)
    plan = plan_on(made, stage)
    assert plan.stage is not None
    assert plan.stage.exercise.key == stage
    assert keys(plan.of(Part.WARM_UP)) == warm_up
    assert keys(others_of(plan)) == kept
    resting = plan_on(made, stage, training=False)
    assert (resting.stage, resting.of(Part.WARM_UP)) == (None, ())
    assert keys(others_of(resting)) == rest


def test_an_open_side_branch_is_part_of_the_day(catalogue: Catalogue) -> None:
    plan = plan_on(planner(catalogue), "deadlift", training=True, branch_open=True)
    assert others_of(plan)[0].exercise.key == "hyper-row"


@pytest.mark.parametrize(("level", "sets"), [(1, 2), (3, 3), (99, 3)])
def test_the_dose_of_the_level(catalogue: Catalogue, level: int, sets: int) -> None:
    stage = plan_on(planner(catalogue), "seated-row", level=level).stage
    assert stage is not None
    assert (stage.dose.sets_prescribed, stage.sets_done, stage.complete) == (sets, 0, False)


@pytest.mark.parametrize("equipment", [BAR, ()])
def test_nothing_fits(catalogue: Catalogue, equipment: tuple[str, ...]) -> None:
    """An exercise that nothing takes the place of stays in the plan, and says what it needs."""
    lift = plan_on(planner(catalogue, equipment=equipment), "deadlift").stage
    assert lift is not None
    assert (lift.variant, lift.stand_in) == (None, None)
    assert lift.missing == "Barbell and plates or Dumbbells"


def test_what_nothing_fits_is_left_out_with_its_minutes(catalogue: Catalogue) -> None:
    """But for the stage; what takes the place of another exercise needs nothing."""
    away = plan_on(planner(catalogue, equipment=(), followed=("sciatica",)), "barbell-row")
    names = keys(away.exercises)
    assert {"bar-hang", "deadlift", "piriformis-release"}.isdisjoint(names)
    assert away.stage is not None
    assert away.stage.missing == "Barbell and plates or Dumbbells"
    assert "belly-breathing" in names
    assert [(one.exercise.key, str(one.reason), one.needs) for one in away.missed] == [
        ("piriformis-release", "no_equipment", "Tennis ball or Foam roller"),
        ("deadlift", "no_equipment", "Barbell and plates or Dumbbells"),
    ]
    with_all = (*GYM, "ball")
    whole = plan_on(planner(catalogue, equipment=with_all, followed=("sciatica",)), "barbell-row")
    assert whole.missed == ()
    assert whole.seconds > away.seconds


def test_what_was_done_today_stays(catalogue: Catalogue) -> None:
    done = {"piriformis-release": frozenset({TODAY})}
    plan = plan_on(planner(catalogue, followed=("sciatica",), done_on=done), "seated-row")
    assert "piriformis-release" in keys(plan.exercises)
    assert plan.missed == ()


def test_without_hanging_breathing_takes_its_place(catalogue: Catalogue) -> None:
    """docs/clinical-rules.md: the hang can be skipped; its sets are ticked under its own name."""
    hang = plan_on(planner(catalogue, "no_hang"), "bar-hang").stage
    assert hang is not None
    assert (hang.exercise.key, replaced_by(hang)) == ("belly-breathing", "Bar hang")
    assert hang.tick_id == catalogue.exercises["bar-hang"].id


def test_the_easy_routine_is_the_four_drills(catalogue: Catalogue) -> None:
    """Protocol C: in this order, and level 1 of the marching only."""
    plan = plan_on(planner(catalogue), "bar-hang", easy_only=True)
    drills = keys(others_of(plan))
    assert drills[:4] == ["belly-breathing", "cat-cow", "rocking", "marching-1"]
    assert (plan.stage, plan.of(Part.WARM_UP)) == (None, ())


def test_a_drill_is_done_at_its_open_level(catalogue: Catalogue) -> None:
    made = planner(catalogue, drills={"marching-1": "marching-2"})
    plan = plan_on(made, "bar-hang", easy_only=True)
    assert keys(others_of(plan))[:4] == ["belly-breathing", "cat-cow", "rocking", "marching-2"]
    levels = [(one.level, one.levels) for one in others_of(plan)]
    assert levels[:4] == [(0, 0), (0, 0), (0, 0), (2, 2)]


def test_a_stopped_drill_is_not_done(catalogue: Catalogue) -> None:
    made = planner(catalogue, drills={"marching-1": None})
    plan = plan_on(made, "bar-hang", easy_only=True)
    assert keys(others_of(plan))[:3] == ["belly-breathing", "cat-cow", "rocking"]
    assert "marching-1" not in keys(others_of(plan))


def test_nothing_while_the_plan_is_paused(catalogue: Catalogue) -> None:
    assert plan_on(planner(catalogue), "pull-through", paused=True).exercises == ()


def test_with_the_ladder_paused_only_what_is_followed_is_left(catalogue: Catalogue) -> None:
    made = planner(catalogue, followed=("sciatica",), drills={"prone-lying": "prone-lying"})
    plan = plan_for(made, stage_key="pull-through", stage_dose=None, training=True)
    assert {one.programme for one in plan.exercises} == {"sciatica"}


def test_the_day_between_heavy_ones_leaves_all_heavy_work_out(catalogue: Catalogue) -> None:
    """48 hours: the stage itself, named with its reason; the deadlift belongs to heavy days."""
    yesterday = TODAY.replace(day=TODAY.day - 1)
    plan = plan_on(planner(catalogue, last_heavy_on=yesterday), "barbell-row")
    assert (plan.stage, plan.kind.value) == (None, "light")
    assert [(one.exercise.key, one.reason.value) for one in plan.missed] == [
        ("barbell-row", "heavy_too_soon")
    ]
    assert "deadlift" not in keys(others_of(plan))
    later = TODAY.replace(day=TODAY.day - 2)
    allowed = plan_on(planner(catalogue, last_heavy_on=later), "barbell-row")
    assert (allowed.missed, "deadlift" in keys(others_of(allowed))) == ((), True)


def test_what_was_skipped_is_told_and_can_come_back(catalogue: Catalogue) -> None:
    plan = plan_on(planner(catalogue, skipped=frozenset({"seated-row"})), "reverse-hyper")
    assert keys(others_of(plan)) == ["bar-hang"]
    assert [(one.exercise.key, one.reason.value) for one in plan.missed] == [
        ("seated-row", "skipped")
    ]


def test_a_short_day_leaves_out_what_gives_way_first(catalogue: Catalogue) -> None:
    whole = plan_on(planner(catalogue), "barbell-row")
    plan = plan_on(planner(catalogue, minutes=20), "barbell-row")
    assert whole.seconds > 20 * 60 >= plan.seconds
    assert plan.stage is not None
    assert {(one.reason.value, one.why) for one in plan.missed} == {
        ("time", "What you built stays for a few days without it.")
    }
