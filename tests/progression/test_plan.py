"""The plan of a day: what is in it at each stage, and how it bends to the person."""

from datetime import date

import pytest

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.progression.models import Enrolment
from backrehab.progression.plan import (
    Planner,
    easy_plan,
    finished_stages,
    rest_plan,
    training_plan,
)
from backrehab.progression.rulesets import current_rules
from backrehab.progression.services import first_stage, side_branches
from tests.factories import make_user

pytestmark = pytest.mark.django_db

WARM_UP = ["walking-on-the-spot", "shoulder-circles", "hip-sway", "cat-cow"]
RULES = current_rules()


def planner(catalogue: Catalogue, *limits: str, equipment: tuple[str, ...] = ()) -> Planner:
    user: User = make_user(equipment=list(equipment))
    return Planner(user, catalogue, frozenset(limits), frozenset())


def on_stage(key: str, **fields: object) -> Enrolment:
    return Enrolment(stage_key=key, **fields)


def test_the_ladder_of_the_rules() -> None:
    assert first_stage(RULES) == "bar-hang"
    assert side_branches(RULES) == {"hyper-row"}
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
    plan = training_plan(made, on_stage(stage), RULES, 1)
    assert plan.stage is not None
    assert plan.stage.exercise.key == stage
    assert [planned.exercise.key for planned in plan.warm_up] == warm_up
    assert [planned.exercise.key for planned in plan.others] == kept
    resting = rest_plan(made, on_stage(stage), RULES)
    assert (resting.stage, resting.warm_up) == (None, ())
    assert [planned.exercise.key for planned in resting.others] == rest


def test_an_open_side_branch_is_part_of_the_day(catalogue: Catalogue) -> None:
    enrolment = on_stage("deadlift", branch_opened_on=date(2026, 3, 2))
    plan = training_plan(planner(catalogue), enrolment, RULES, 1)
    assert plan.others[0].exercise.key == "hyper-row"


@pytest.mark.parametrize(("level", "sets"), [(1, 2), (3, 3), (99, 3)])
def test_the_dose_of_the_level(catalogue: Catalogue, level: int, sets: int) -> None:
    plan = training_plan(planner(catalogue), on_stage("seated-row"), RULES, level)
    assert plan.stage is not None
    assert (plan.stage.dose.sets_prescribed, plan.stage.sets_done) == (sets, 0)
    assert plan.stage.complete is False


@pytest.mark.parametrize(
    ("equipment", "variant", "missing"), [(("pull-up-bar",), True, 0), (("band",), False, 1)]
)
def test_the_way_that_fits_what_is_at_hand(
    catalogue: Catalogue, equipment: tuple[str, ...], variant: bool, missing: int
) -> None:
    made = planner(catalogue, equipment=equipment)
    hang = training_plan(made, on_stage("bar-hang"), RULES, 1).stage
    assert hang is not None
    assert (hang.variant is not None, len(hang.missing)) == (variant, missing)


def test_without_hanging_breathing_takes_its_place(catalogue: Catalogue) -> None:
    """docs/clinical-rules.md: the hang can be skipped; its sets are ticked under its own name."""
    hang = training_plan(planner(catalogue, "no_hang"), on_stage("bar-hang"), RULES, 1).stage
    assert hang is not None
    assert (hang.exercise.key, hang.replaces) == ("belly-breathing", "Bar hang")
    assert hang.tick_id == catalogue.exercises["bar-hang"].id


def test_the_easy_routine_is_the_four_drills(catalogue: Catalogue) -> None:
    """Protocol C: in this order, and level 1 of the marching only."""
    plan = easy_plan(planner(catalogue))
    drills = [planned.exercise.key for planned in plan.others]
    assert drills[:4] == ["belly-breathing", "cat-cow", "rocking", "marching-1"]
    assert (plan.stage, plan.warm_up) == (None, ())
