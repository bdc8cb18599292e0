"""The lines of a gate name the days that they count."""

from datetime import date, timedelta

import pytest

from backrehab.domain.decision import Code
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.records import BaselineAnswer, Day, History, Outcome
from backrehab.progression.explain_criteria import explain_criterion
from backrehab.progression.rulesets import current_rules

RULES = current_rules()
TODAY = date(2026, 3, 20)


def details(days: tuple[Day, ...], *codes: Code, today: date | None = TODAY) -> list[str]:
    """What the lines of the gate of the seated row say was seen."""
    history = History(
        stage="seated-row",
        entered_on=TODAY - timedelta(days=10),
        baselines=(BaselineAnswer(TODAY - timedelta(days=60), 4),),
        training_weekdays=frozenset(range(7)),
        screening=Outcome.CLEAR,
        screened_on=TODAY,
        days=days,
    )
    decision = evaluate_gate(history, opens="reverse-hyper", rules=RULES, today=TODAY)
    return [
        explain_criterion(
            decision.criterion(code), RULES, decision.tier, today=today, decision=decision
        ).detail
        for code in codes
    ]


def trained(*ago: int, worst: int = 1, pain: int = 1) -> tuple[Day, ...]:
    """Training days at the full dose, so many days ago."""
    return tuple(
        Day(
            on=TODAY - timedelta(days=n),
            stage="seated-row",
            done=1.0,
            target_dose=True,
            before=pain,
            worst=worst,
            morning=pain,
        )
        for n in ago
    )


@pytest.mark.parametrize(
    ("ago", "days", "spread"),
    [
        ((9, 5, 1), "3 so far: 11 Mar, 15 Mar and 19 Mar", "8 days so far, from 11 Mar to 19 Mar"),
        ((2, 1), "2 so far: 18 Mar and 19 Mar", "1 day so far, from 18 Mar to 19 Mar"),
        ((5,), "1 so far: 15 Mar", "Only 15 Mar so far"),
        ((), "0 so far", "No calm day that counts yet"),
    ],
)
def test_the_days_that_count_are_named(ago: tuple[int, ...], days: str, spread: str) -> None:
    assert details(trained(*ago), Code.GREEN_DAYS, Code.SPREAD) == [days, spread]


def test_the_settled_days_are_named_too() -> None:
    days = trained(9, 5, 1, worst=5, pain=4)
    assert details(
        days,
        Code.GREEN_DAYS,
        Code.SETTLED_DAYS,
        Code.SETTLED_SPREAD,
        Code.SETTLED_LATEST,
        Code.SETTLED_TARGET_DOSE,
    ) == [
        "0 so far",
        "3 so far: 11 Mar, 15 Mar and 19 Mar",
        "8 days so far, from 11 Mar to 19 Mar",
        "Thursday 19 March was settled",
        "On Thursday 19 March",
    ]


def test_a_latest_day_that_is_not_settled_is_named() -> None:
    days = (*trained(5, pain=4, worst=5), *trained(1, pain=4, worst=7))
    assert details(days, Code.SETTLED_LATEST) == ["Thursday 19 March was not, or not yet"]
    assert details((), Code.SETTLED_LATEST) == ["No training day of this stage counts yet"]
