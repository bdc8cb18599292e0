"""The short way back to a resting stage: its criteria at their limits, and its answer."""

from random import Random
from typing import Any

import pytest
from hypothesis import given

from backrehab.domain.colours import Colour
from backrehab.domain.decision import Code, Route, Status
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import FlareUp, Outcome
from backrehab.domain.scenario import Scenario
from backrehab.domain.way_back import RETURN, evaluate_return
from backrehab.progression.explain_criteria import explain_criterion
from tests.domain.cases import cases, on, read_history
from tests.domain.diaries import (
    GATES,
    RULES,
    RULES_DATA,
    TODAY,
    make_history,
)
from tests.domain.returning import ask, is_open, on_the_way
from tests.domain.strategies import person, scenarios, seeds
from tests.domain.test_documents import cell, rows, section

READY = {"light": "C...C1", "moderate": "C...C1", "heavy": "C..C...C1", "hyper row": "C..C...C1"}


def unmet(row: dict[str, Any], **changes: Any) -> list[str]:
    found = ask(row, **changes)
    assert found.problem is None
    return [criterion.code.value for criterion in found.criteria if not criterion.met]


# The criteria at their limits


@pytest.mark.parametrize(
    ("gate", "diary", "expected"),
    [
        ("light", "C...C1", []),
        ("light", "C..C1", ["return_spread"]),
        ("light", "....C1", ["return_days", "return_spread"]),
        ("moderate", "C...C1", []),
        ("moderate", "C..C.1", ["return_spread"]),
        ("heavy", "C..C...C1", []),
        ("heavy", "C..C..C1", ["return_spread"]),
        ("heavy", "C......C1", ["return_days"]),
        ("heavy", "C..L...C1", ["return_days"]),
        ("hyper row", "C..C...C1", []),
        # Greens need not be the last few of the run, but the latest day must be one.
        ("light", "C.SSUUC1", []),
        ("light", "S...C1", ["return_days", "return_spread"]),
        ("light", "S...CC1", ["return_spread"]),
        ("heavy", "C.SUS..C1", ["return_days"]),
        ("light", "C...CS1", ["latest_green"]),
        ("light", "C...CU1", ["latest_green"]),
        ("light", "C...CN.1", ["latest_green"]),
        ("light", "C...CT", ["latest_green"]),
        ("light", "C...CR1", ["return_days", "return_spread", "latest_green"]),
        ("light", "C..RC1", ["return_days", "return_spread"]),
        ("light", "RC...C1", []),
        # Recent, and today's score.
        ("light", "C...C......1", []),
        ("light", "C...C.......1", ["recent"]),
        ("light", "C...C..", ["today_score"]),
        ("light", "C...C3", []),
        ("light", "C...C4", ["today_score"]),
        # Neither the full dose nor a falling trend is asked for.
        ("light", "c...c1", []),
        ("moderate", "3..C...C3", []),
    ],
)
def test_the_criteria(gate: str, diary: str, expected: list[str]) -> None:
    assert unmet({"gate": gate, "diary": diary}) == expected


@pytest.mark.parametrize(("entered", "met"), [(5, True), (4, False)])
def test_only_days_since_the_step_back_count(entered: int, met: bool) -> None:
    found = ask({"gate": "light", "diary": "C...C1", "entered": entered})
    assert (found.status is Status.READY) is met
    assert found.criterion(Code.RETURN_DAYS).observed == (2 if met else 1)


@pytest.mark.parametrize(("gate", "window"), [("light", 21), ("moderate", 21), ("heavy", 28)])
def test_the_run_looks_back_as_far_as_the_gate(gate: str, window: int) -> None:
    """One calm day at its edge, and enough others later, of which the first is too close."""
    late = "C.." * (2 if gate == "heavy" else 1) + "C1"
    for length, met in ((window, True), (window + 1, False)):
        diary = "C" + "." * (length - len(late) - 1) + late
        assert (Code.RETURN_SPREAD.value not in unmet({"gate": gate, "diary": diary})) is met


@pytest.mark.parametrize("gate", GATES)
def test_what_the_gate_asks_besides_is_not_asked_again(gate: str) -> None:
    row = {"gate": gate, "diary": READY[gate], "technique": False, "hold_test": False}
    found = ask({**row, "baseline": 0, "level": 2})
    assert (found.status, found.route, found.earliest_on) == (Status.READY, Route.RETURN, TODAY)
    assert tuple(c.code for c in found.criteria) == RETURN
    assert found.problem is None


@pytest.mark.parametrize(
    ("gate", "screening", "screened", "met"),
    [
        ("light", "clear", 60, True),
        ("light", "light_only", 60, True),
        ("moderate", "clear", 60, True),
        ("moderate", "light_only", 0, False),
        ("heavy", "clear", 27, True),
        ("heavy", "clear", 28, False),
        ("heavy", "light_only", 0, False),
    ],
)
def test_screening_is_that_of_the_gate(gate: str, screening: str, screened: int, met: bool) -> None:
    row = {"gate": gate, "diary": READY[gate], "screening": screening, "screened": screened}
    assert unmet(row) == ([] if met else ["screening"])


@pytest.mark.parametrize(("spell", "met"), [([3, 2], True), ([3, 1], False), ([1, 1], False)])
@pytest.mark.parametrize("gate", ["light", "heavy"])
def test_a_flare_up_must_end_before_the_latest_calm_day(
    gate: str, spell: list[int], met: bool
) -> None:
    """In heavy no fourteen dates without one are asked: a flare-up itself led down here."""
    row = {"gate": gate, "diary": READY[gate], "flare_ups": [spell]}
    assert ("flare_up" not in unmet(row)) is met
    assert (ask(row).status is Status.READY) is met


# The answer


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.READY),
        ({"screening": Outcome.CLINICIAN}, Status.SEE_CLINICIAN),
        ({"screening": Outcome.EMERGENCY}, Status.SEE_CLINICIAN),
        ({"flare_ups": (FlareUp(TODAY, None),)}, Status.ON_HOLD),
        (
            {"flare_ups": (FlareUp(TODAY, None),), "screening": Outcome.CLINICIAN},
            Status.SEE_CLINICIAN,
        ),
        ({"days": ()}, Status.NOT_YET),
    ],
)
@pytest.mark.parametrize("gate", GATES)
def test_the_first_status_that_fits(gate: str, changes: dict[str, Any], status: Status) -> None:
    found = ask({"gate": gate, "diary": READY[gate]}, **changes)
    assert found.status is status
    assert found.route is (Route.RETURN if status is Status.READY else None)
    if status in {Status.SEE_CLINICIAN, Status.ON_HOLD}:
        assert found.earliest_on is None


def test_a_fault_is_named_and_opens_nothing() -> None:
    found = ask({"gate": "light", "diary": READY["light"]}, screening="clear?")
    assert (found.status, found.problem) == (Status.NOT_YET, "screening: must be an outcome")
    assert [(c.code, c.met) for c in found.criteria] == [(code, False) for code in RETURN]


def test_a_way_back_over_two_stages_is_gone_one_at_a_time() -> None:
    history, _ = make_history({"gate": "light", "diary": READY["light"]})
    with pytest.raises(ValueError, match="is not directly after"):
        evaluate_return(history, opens="reverse-hyper", rules=RULES, today=TODAY)


def test_every_criterion_has_words() -> None:
    for diary in ("C...C1", "."):
        found = ask({"gate": "light", "diary": diary})
        texts = {c.code: explain_criterion(c, RULES, found.tier) for c in found.criteria}
        assert [code for code, text in texts.items() if not (text.title and text.detail)] == []
    days = texts[Code.RETURN_DAYS]
    assert (days.title, days.detail) == (
        "2 calm days since you went back a step",
        "0 so far",
    )


# What holds for any history


def decision_of(asked: Scenario) -> Any:
    return evaluate_return(asked.history, opens=asked.opens, rules=asked.rules, today=asked.today)


@given(seeds)
def test_the_order_of_records_is_irrelevant(seed: int) -> None:
    asked = on_the_way(seed)
    rng = Random(seed)
    shuffled = {
        name: tuple(rng.sample(getattr(asked.history, name), k=len(getattr(asked.history, name))))
        for name in ("days", "flare_ups")
    }
    assert decision_of(person(asked, **shuffled)) == decision_of(asked)


@given(seeds)
def test_what_ready_means(seed: int) -> None:
    """Never in a flare-up, under a clinician, on too few calm days, or on a latest day that is
    red or not settled; and it is said in one way only."""
    asked = on_the_way(seed)
    history, today = asked.history, asked.today
    decision = decision_of(asked)
    ready = decision.status is Status.READY
    assert ready is (decision.route is Route.RETURN) is is_open(asked)
    assert (decision.earliest_on == today) or not ready
    if not ready:
        return
    assert not history.in_flare_up
    assert history.screening in {Outcome.CLEAR, Outcome.LIGHT_ONLY}
    ledger = Ledger(history, asked.rules, today)
    since = [t for t in ledger.training if t >= history.entered_on.toordinal()]
    own = [t for t in since if ledger.days[t].stage == history.stage]
    assert ledger.colour(own[-1]) is Colour.GREEN
    tier = asked.rules.tier_of(history.stage)
    last_red = max(ledger.reds, default=0)
    greens = [t for t in own if ledger.colour(t) is Colour.GREEN and t > last_red]
    calm = [t for t in greens if not ledger.in_flare_up(t) and ledger.today - t < tier.window]
    assert len(calm) >= tier.return_green_days
    assert calm[-1] - calm[0] >= tier.return_spread
    assert ledger.first_score(ledger.today) is not None
    assert max(ledger.scores_given(ledger.today)) < asked.rules.no_exercise.score


@given(scenarios)
def test_it_is_never_longer_than_the_way_up(asked: Scenario) -> None:
    """Whoever may open the stage by its gate may come back to it."""
    gate = evaluate_gate(asked.history, opens=asked.opens, rules=asked.rules, today=asked.today)
    if gate.route is Route.STANDARD:
        assert decision_of(asked).status is Status.READY


@pytest.mark.parametrize("case", cases("step-back", "return"))
def test_case(case: dict[str, Any]) -> None:
    found = evaluate_return(
        read_history(case), opens=case["returns_to"], rules=RULES, today=on(case["today"])
    )
    assert found.problem is None
    assert case["expected"] == {
        "status": found.status.value,
        "route": found.route and found.route.value,
        "earliest_on": found.earliest_on and found.earliest_on.isoformat(),
        "unmet": [criterion.code.value for criterion in found.criteria if not criterion.met],
    }


def test_the_table_in_the_document() -> None:
    header = "| code | met when | light | moderate | heavy |"
    table = rows(section("The short way back"), header=header)
    assert list(table) == [code.value for code in RETURN]
    tiers = [RULES_DATA["tiers"][name] for name in ("light", "moderate", "heavy")]
    for code, name in (
        (Code.RETURN_DAYS, "return_green_days"),
        (Code.RETURN_SPREAD, "return_spread"),
        (Code.RECENT, "recent"),
    ):
        assert table[code.value][1:] == [cell(tier[name]) for tier in tiers]
