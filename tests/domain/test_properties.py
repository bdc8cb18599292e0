"""What must hold for any history: order, missing mornings, red days; and the same as the oracle."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from backrehab.domain.colours import Colour
from backrehab.domain.decision import Code, Status
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, Day, History, Timing
from backrehab.domain.rules import TierName
from backrehab.domain.scenario import Scenario, decide
from tests.domain.strategies import (
    RULE_SETS,
    criteria_of,
    earliest,
    is_ready,
    person,
    raw_scenarios,
    scenario_of,
    scenarios,
    seeds,
    with_day,
)
from tests.oracle import reference
from tests.oracle.generate import random_scenario
from tests.thorough import examples

CHUNKS = 10
PER_CHUNK = examples(100)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_same_decision_as_the_reference(chunk: int) -> None:
    """Status, route, earliest date, colours, and every criterion with its numbers."""
    rng = Random(20260309 + chunk)
    for _ in range(PER_CHUNK):
        scenario = random_scenario(rng)
        assert decide(scenario, RULE_SETS) == reference.decide(scenario)


@given(raw_scenarios)
def test_a_decision_depends_on_the_scenario_alone(scenario: dict[str, Any]) -> None:
    assert decide(scenario, RULE_SETS) == decide(scenario, RULE_SETS)


@given(seeds)
def test_the_order_of_records_is_irrelevant(seed: int) -> None:
    asked = scenario_of(seed)
    rng = Random(seed)
    answers = [
        BaselineAnswer(asked.today - timedelta(days=ago), rng.randint(0, 10))
        for ago in rng.sample(range(60), k=3)
    ]
    asked = person(asked, baselines=tuple(answers))
    shuffled = {
        name: tuple(rng.sample(getattr(asked.history, name), k=len(getattr(asked.history, name))))
        for name in ("days", "flare_ups", "baselines")
    }
    assert decision_of(person(asked, **shuffled)) == decision_of(asked)


def decision_of(asked: Scenario) -> Any:
    return evaluate_gate(asked.history, opens=asked.opens, rules=asked.rules, today=asked.today)


@given(scenarios)
def test_the_answer_holds_together(asked: Scenario) -> None:
    decision = decision_of(asked)
    met = {criterion.code for criterion in decision.criteria if criterion.met}
    ready = decision.status is Status.READY
    assert ready is is_ready(asked)
    assert ready is (decision.route is not None)
    if ready:
        assert decision.earliest_on == asked.today
        assert {Code.RECENT, Code.TODAY_SCORE, Code.TREND, Code.NOT_WORSE, Code.SCREENING} <= met
        assert not asked.history.screening.needs_clinician
        assert not asked.history.in_flare_up
    elif decision.status is not Status.NOT_YET:
        assert decision.earliest_on is None


# Missing mornings in front of a heavy gate


def heavy(asked: Scenario) -> bool:
    return asked.rules.stages[asked.history.stage].tier is TierName.HEAVY


def without_morning(day: Day) -> Day:
    return day._replace(morning=None, morning_timing=Timing.ON_TIME)


@given(scenarios)
def test_a_heavy_day_without_an_on_time_morning_is_never_calm(asked: Scenario) -> None:
    ledger = criteria_of(asked).ledger
    for t in ledger.training:
        day = ledger.days[t]
        if asked.rules.stages[day.stage or ""].tier is TierName.HEAVY:
            history = with_day(asked.history, without_morning(day))
            assert Ledger(history, asked.rules, asked.today).colour(t) is not Colour.GREEN
            if day.morning is None or day.morning_timing is not Timing.ON_TIME:
                assert ledger.colour(t) is not Colour.GREEN


@given(scenarios)
def test_without_the_latest_morning_no_heavy_gate_is_open(asked: Scenario) -> None:
    own = [day for day in asked.history.days if day.stage == asked.history.stage]
    if heavy(asked) and own:
        latest = max(own, key=lambda day: day.on)
        if latest.on >= asked.history.entered_on:
            assert not is_ready(asked, with_day(asked.history, without_morning(latest)))


@given(scenarios)
def test_removing_a_calm_days_morning_never_opens_a_heavy_gate(asked: Scenario) -> None:
    """Unless it was the first score of its date and the next one in line is another."""
    if not heavy(asked) or is_ready(asked):
        return
    ledger = criteria_of(asked).ledger
    for t in ledger.training:
        day = ledger.days[t]
        if ledger.colour(t) is not Colour.GREEN or day.morning is None:
            continue
        history = with_day(asked.history, without_morning(day))
        on = day.morning_given_on.toordinal()
        if Ledger(history, asked.rules, asked.today).first_score(on) == ledger.first_score(on):
            assert not is_ready(asked, history)


# A red day always delays


def red(history: History, day: Day) -> History:
    return with_day(history, day._replace(stop=True))


@given(seeds)
def test_a_day_that_turns_red_never_opens_and_never_hastens(seed: int) -> None:
    asked = scenario_of(seed)
    days = [day for day in asked.history.days if day.trained]
    for day in Random(seed).sample(days, k=min(3, len(days))):
        worse = red(asked.history, day)
        assert is_ready(asked, worse) <= is_ready(asked)
        assert earliest(asked, worse) >= earliest(asked)


@given(scenarios)
def test_after_a_red_day_the_whole_spread_is_needed_anew(asked: Scenario) -> None:
    """The first calm day is the date after at the earliest, and the last one needs a morning. A
    morning that can still come may say that the day was none."""
    ledger, today = criteria_of(asked).ledger, asked.today.toordinal()
    reds = [t for t in ledger.reds if t < today - 2 or ledger.days[t].morning is not None]
    if reds:
        spread = asked.rules.tier_of(asked.history.stage).spread
        assert earliest(asked).toordinal() >= reds[-1] + 1 + spread + 1


@given(seeds)
@settings(max_examples=examples(150))
def test_less_done_painkillers_and_a_lower_dose_never_hasten(seed: int) -> None:
    asked = scenario_of(seed)
    days = [day for day in asked.history.days if day.trained][-4:]
    if days:
        changes: list[dict[str, Any]] = [
            {"done": 0.0},
            {"extra_meds": True},
            {"target_dose": False},
        ]
        rng = Random(seed)
        worse = with_day(asked.history, rng.choice(days)._replace(**rng.choice(changes)))
        assert is_ready(asked, worse) <= is_ready(asked)
        assert earliest(asked, worse) >= earliest(asked)
