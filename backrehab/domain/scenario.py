"""Scenarios: a JSON object a physiotherapist can read, in; an answer, out.

The format is described in docs/scenarios.md. A scenario may `ask` for something else than the gate;
each question is a function from the object to an answer, registered in `ASKS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from backrehab.domain.amounts import Amount
from backrehab.domain.decision import GateDecision
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.plan import PublishedPlan
from backrehab.domain.records import History
from backrehab.domain.rules import RuleSet
from backrehab.domain.scenario_dose import answer_dose
from backrehab.domain.scenario_fields import (
    REQUIRED,
    Published,
    ScenarioError,
    check_fields,
    check_person,
    read_object,
    read_opens,
    read_person,
)
from backrehab.domain.scenario_plan import answer_plan

__all__ = ["ASKS", "Scenario", "ScenarioError", "as_json", "decide", "parse_scenario"]

type Answer = dict[str, Any]
NO_LEVELS: Mapping[str, tuple[Amount, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question to the gate: may `opens` open on `today`?"""

    history: History
    opens: str
    rules: RuleSet
    today: date


def decide(
    data: object,
    rule_sets: Mapping[str, RuleSet],
    levels: Mapping[str, tuple[Amount, ...]] = NO_LEVELS,
    plan: PublishedPlan | None = None,
) -> Answer:
    """The answer to one scenario, as JSON values; raises ScenarioError.

    `levels` are the published dose levels of each stage, and `plan` what a day is planned from;
    only some questions need them.
    """
    fields = read_object(data, "scenario")
    ask = fields.get("ask", GATE)
    if not isinstance(ask, str) or ask not in ASKS:
        raise ScenarioError(f"ask: must be one of {', '.join(ASKS)}")
    return ASKS[ask](fields, Published(rule_sets, levels, plan))


def answer_gate(fields: Mapping[str, Any], published: Published) -> Answer:
    """The decision of the gate; raises ScenarioError."""
    asked = _parse(fields, published)
    return as_json(
        evaluate_gate(asked.history, opens=asked.opens, rules=asked.rules, today=asked.today)
    )


# What a scenario may ask; without `ask` it asks the gate.
GATE = "gate"
ASKS: dict[str, Callable[[Mapping[str, Any], Published], Answer]] = {
    GATE: answer_gate,
    "dose": answer_dose,
    "plan": answer_plan,
}


def parse_scenario(data: object, rule_sets: Mapping[str, RuleSet]) -> Scenario:
    """The question to the gate in `data`, the value of a JSON object; raises ScenarioError."""
    return _parse(read_object(data, "scenario"), Published(rule_sets, NO_LEVELS))


def _parse(fields: Mapping[str, Any], published: Published) -> Scenario:
    check_fields(fields, required=REQUIRED | {"opens"}, optional=frozenset({"ask"}), path="")
    person = read_person(fields, published)
    opens = read_opens(fields["opens"], person)
    check_person(person)
    return Scenario(person.history, opens, person.rules, person.today)


def as_json(decision: GateDecision) -> dict[str, Any]:
    """The decision in the scenario format."""
    return {
        "status": decision.status.value,
        "route": decision.route.value if decision.route else None,
        "earliest_on": decision.earliest_on.isoformat() if decision.earliest_on else None,
        "rules": decision.rules_version,
        "criteria": [
            {
                "code": criterion.code.value,
                "needed": criterion.needed,
                "observed": criterion.observed,
                "met": criterion.met,
            }
            for criterion in decision.criteria
        ],
        "colours": {judged.on.isoformat(): judged.colour.value for judged, _ in decision.days},
    }
