"""The main line of the ladder, its side branch, and the way down and up again."""

from copy import deepcopy
from typing import Any

import pytest

from backrehab.domain.ladder_line import (
    main_line,
    next_towards,
    rung,
    stage_below,
    stages_down,
    stages_within,
)
from backrehab.domain.records import Outcome
from backrehab.domain.rules import RuleSet, parse_rules
from tests.domain.diaries import RULES, RULES_DATA

LINE = ("bar-hang", "seated-row", "reverse-hyper", "pull-through", "deadlift", "barbell-row")


def rules_with(**opens: list[str]) -> RuleSet:
    """The rule set with other ways between its stages."""
    data: dict[str, Any] = deepcopy(RULES_DATA)
    for stage, ways in opens.items():
        data["stages"][stage.replace("_", "-")]["opens"] = ways
    return parse_rules(data)


def test_the_main_line() -> None:
    assert main_line(RULES) == LINE


def test_it_does_not_depend_on_the_order_of_the_data() -> None:
    data = deepcopy(RULES_DATA)
    data["stages"] = dict(sorted(data["stages"].items()))
    assert main_line(parse_rules(data)) == LINE


@pytest.mark.parametrize(
    "ways",
    [
        {"seated_row": ["reverse-hyper", "pull-through"]},
        {"seated_row": []},
        {"barbell_row": ["hyper-row", "bar-hang"]},
        {"reverse_hyper": ["seated-row"]},
        {"barbell_row": ["hyper-row", "seated-row"]},
    ],
    ids=["a fork", "a gap", "a circle", "a way back", "a circle at the end"],
)
def test_what_is_not_one_line_is_refused(ways: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="not one line"):
        main_line(rules_with(**ways))


@pytest.mark.parametrize(
    ("stage", "below"), [*zip(LINE, (None, *LINE), strict=False), ("hyper-row", "deadlift")]
)
def test_stage_below(stage: str, below: str | None) -> None:
    assert stage_below(stage, RULES) == below


def test_an_unknown_stage_has_none_below() -> None:
    with pytest.raises(KeyError):
        stage_below("plank", RULES)


@pytest.mark.parametrize(
    ("stage", "n", "to"),
    [
        ("deadlift", 0, "deadlift"),
        ("deadlift", 1, "pull-through"),
        ("deadlift", 3, "seated-row"),
        ("deadlift", 4, "bar-hang"),
        ("deadlift", 5, "bar-hang"),
        ("bar-hang", 1, "bar-hang"),
        ("hyper-row", 2, "pull-through"),
    ],
)
def test_stages_down(stage: str, n: int, to: str) -> None:
    assert stages_down(stage, n, RULES) == to


def test_the_side_branch_lies_between_the_stages_that_open_it() -> None:
    assert sorted(RULES.stages, key=lambda stage: rung(stage, RULES)) == [
        *LINE[:5],
        "hyper-row",
        "barbell-row",
    ]


@pytest.mark.parametrize(
    ("stage", "goal", "step"),
    [
        ("pull-through", "barbell-row", "deadlift"),
        ("deadlift", "barbell-row", "barbell-row"),
        ("pull-through", "hyper-row", "deadlift"),
        ("deadlift", "hyper-row", "hyper-row"),
        ("barbell-row", "hyper-row", "hyper-row"),
        ("bar-hang", "barbell-row", "seated-row"),
        ("deadlift", "deadlift", None),
        ("deadlift", "bar-hang", None),
        ("hyper-row", "barbell-row", None),
    ],
)
def test_the_way_up_goes_one_stage_at_a_time(stage: str, goal: str, step: str | None) -> None:
    assert next_towards(stage, goal, RULES) == step


@pytest.mark.parametrize(
    ("outcome", "within"),
    [
        (Outcome.CLEAR, set(RULES.stages)),
        (Outcome.LIGHT_ONLY, {"bar-hang", "seated-row"}),
        (Outcome.CLINICIAN, set()),
        (Outcome.EMERGENCY, set()),
    ],
)
def test_the_stages_that_an_outcome_leaves(outcome: Outcome, within: set[str]) -> None:
    assert stages_within(outcome, RULES) == within
