"""`fixtures/plan/day.json`: every fault named, and what the published file promises."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from backrehab.accounts.models import WeightUnit
from backrehab.domain.ladder_line import main_line
from backrehab.domain.plan import Part
from backrehab.exercises.cards import Catalogue
from backrehab.progression.day_rules import FILE, DayRulesError, day_rules, parse_day_rules
from backrehab.progression.plan import Planner
from backrehab.progression.rulesets import current_rules
from tests.factories import make_user
from tests.progression.scenes import TODAY, plan_for

PUBLISHED = json.loads(FILE.read_text(encoding="utf-8"))
FIELDS = "bands, budgets, default_reason, gives_way, plate_steps, sources"
WHOLE_MINUTES = "budgets: must be whole minutes, the shortest first"


def changed(path: str, value: Any) -> Any:
    """The published file with another value at a dotted path; `...` takes the field away."""
    data = deepcopy(PUBLISHED)
    *entries, last = path.split(".")
    place = data
    for name in entries:
        place = place[int(name)] if isinstance(place, list) else place[name]
    if value is ...:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("bands", ..., f"must be an object with {FIELDS}"),
        ("budget", [15], f"must be an object with {FIELDS}"),
        ("budgets", 15, WHOLE_MINUTES),
        ("budgets", [], WHOLE_MINUTES),
        ("budgets", [15, "20"], WHOLE_MINUTES),
        ("budgets", [15.0, 20], WHOLE_MINUTES),
        ("budgets", [True, 20], WHOLE_MINUTES),
        ("budgets", [0, 20], WHOLE_MINUTES),
        ("budgets", [20, 15], WHOLE_MINUTES),
        ("budgets", [15, 15], WHOLE_MINUTES),
        ("gives_way", {}, "gives_way: must be a list"),
        ("gives_way.0", "hip", "gives_way[0]: must be an object with name and why"),
        ("gives_way.1", {"name": "hip"}, "gives_way[1]: must be an object with name and why"),
        ("gives_way.1.how", "", "gives_way[1]: must be an object with name and why"),
        ("gives_way.2.name", "", "gives_way[2].name: must be text"),
        ("gives_way.2.name", 3, "gives_way[2].name: must be text"),
        ("gives_way.2.why", "", "gives_way[2].why: must be text"),
        ("gives_way.2.why", None, "gives_way[2].why: must be text"),
        ("gives_way.2.name", "stage", "gives_way[2].name: 'stage' never gives way by choice"),
        ("gives_way.2.name", "warm_up", "gives_way[2].name: 'warm_up' never gives way by choice"),
        ("gives_way.2.name", "fundamentals", "gives_way: a name stands twice"),
        ("bands", "Red", "bands: must be a list of names"),
        ("bands.0", "", "bands: must be a list of names"),
        ("bands.0", 1, "bands: must be a list of names"),
        ("bands", ["Red"], "bands: must be 5, as many as the rule set has"),
        ("plate_steps", [], "plate_steps: must have kg, lb"),
        ("plate_steps.lb", ..., "plate_steps: must have kg, lb"),
        ("plate_steps.st", ["1"], "plate_steps: must have kg, lb"),
        ("plate_steps.kg", 1, "plate_steps.kg: must be weights"),
        ("plate_steps.kg", ["a lot"], "plate_steps.kg: must be weights"),
        ("plate_steps.kg", [None], "plate_steps.kg: must be weights"),
        ("plate_steps.lb", [], "plate_steps.lb: must be above 0"),
        ("plate_steps.lb", ["1", "0"], "plate_steps.lb: must be above 0"),
    ],
)
def test_a_fault_is_named(path: str, value: Any, fault: str) -> None:
    with pytest.raises(DayRulesError) as caught:
        parse_day_rules(changed(path, value))
    assert str(caught.value) == f"day.json: {fault}"


@pytest.mark.parametrize("data", [None, [], "", 15])
def test_anything_else_is_no_such_file(data: Any) -> None:
    with pytest.raises(DayRulesError, match="must be an object"):
        parse_day_rules(data)


def test_the_published_file() -> None:
    rules = day_rules()
    assert rules == parse_day_rules(PUBLISHED)
    assert rules.budgets == (15, 20, 30, 45, 60)
    assert rules.order == tuple(one["name"] for one in PUBLISHED["gives_way"])
    assert len(rules.bands) == current_rules().dose.bands
    assert min(rules.plate_steps[WeightUnit.KILOGRAM]) == Decimal("0.5")


@pytest.mark.django_db
def test_every_name_is_a_part_or_a_programme_that_can_be_followed(catalogue: Catalogue) -> None:
    followed = {key for key, one in catalogue.programmes.items() if one.followable}
    parts = {Part.BRANCH.value, Part.MAINTENANCE.value, Part.FUNDAMENTALS.value}
    assert set(day_rules().order) == followed | parts


@pytest.mark.django_db
@pytest.mark.parametrize("stage_key", main_line(current_rules()))
@pytest.mark.parametrize("everything", [False, True], ids=["ladder", "everything followed"])
def test_the_stage_is_never_dropped_for_time(
    catalogue: Catalogue, stage_key: str, everything: bool
) -> None:
    """The shortest day holds the whole warm-up and any dose of any stage. The fundamentals, which
    join on the days of the ladder once it takes the whole week, wait."""
    followed = tuple(catalogue.programmes[name].key for name in followable(catalogue))
    user = make_user(daily_minutes=day_rules().budgets[0], weekday_mask=0b111_1111)
    planner = Planner(
        user=user,
        catalogue=catalogue,
        rules=current_rules(),
        today=TODAY,
        followed=followed if everything else (),
    )
    warm_up = {item.exercise_key for item in catalogue.programmes["warm-up"].items}
    for dose in catalogue.stages[stage_key].levels:
        plan = plan_for(
            planner, stage_key=stage_key, stage_dose=dose, branch_open=True, training=True
        )
        stage = plan.stage
        assert stage is not None, dose
        assert stage.exercise.key == catalogue.stages[stage_key].exercise_key
        assert warm_up <= {one.exercise.key for one in plan.of(Part.WARM_UP)}, dose
        assert plan.minutes <= day_rules().budgets[0]


def followable(catalogue: Catalogue) -> list[str]:
    return [key for key, one in catalogue.programmes.items() if one.followable]
