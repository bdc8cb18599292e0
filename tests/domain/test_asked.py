"""What a gate asks for, apart from anybody's history."""

import pytest

from backrehab.domain.asked import asked_by_gate, opened_by
from backrehab.domain.way_up import way_up_of
from tests.domain.diaries import GATES, RULES

GATES_AHEAD = [(stage, opens) for stage, rule in RULES.stages.items() for opens in rule.opens]


@pytest.mark.parametrize(("stage", "opens"), GATES_AHEAD)
def test_every_criterion_with_the_number_it_needs(stage: str, opens: str) -> None:
    asked = asked_by_gate(RULES, stage=stage, opens=opens)
    way = way_up_of(RULES, stage=stage, opens=opens)
    assert tuple(criterion.code for criterion in asked) == way.codes
    assert all(criterion.needed is not None for criterion in asked)


def test_the_numbers_are_those_of_the_tier() -> None:
    needed = {
        gate: {c.code.value: c.needed for c in asked_by_gate(RULES, stage=stage, opens=opens)}
        for gate, (stage, opens) in GATES.items()
    }
    assert [needed[gate]["green_days"] for gate in GATES] == [3, 3, 4, 4]
    assert [needed[gate]["spread"] for gate in GATES] == [7, 7, 14, 14]
    assert needed["heavy"]["highest_score"] == 4
    assert needed["moderate"]["settled_days"] == 6
    assert "hold_test" not in needed["heavy"]
    assert needed["hyper row"]["hold_test"] is True


@pytest.mark.parametrize(
    ("stage", "before"),
    [
        ("bar-hang", ()),
        ("seated-row", ("bar-hang",)),
        ("deadlift", ("pull-through",)),
        ("hyper-row", ("deadlift", "barbell-row")),
    ],
)
def test_which_gates_lead_to_a_stage(stage: str, before: tuple[str, ...]) -> None:
    assert opened_by(RULES, stage) == before
