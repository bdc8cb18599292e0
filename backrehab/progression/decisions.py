"""Which rule decides on a stage: its gate, or for a resting one the short way back."""

from datetime import date

from backrehab.domain.decision import GateDecision
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.records import History
from backrehab.domain.rules import RuleSet
from backrehab.domain.way_back import evaluate_return
from backrehab.progression.changes import by_short_way
from backrehab.progression.models import Enrolment


def decide_stage(
    enrolment: Enrolment, history: History, *, opens: str, rules: RuleSet, today: date
) -> GateDecision:
    """The decision on one stage directly ahead."""
    if by_short_way(enrolment, opens, rules):
        return evaluate_return(history, opens=opens, rules=rules, today=today)
    return evaluate_gate(history, opens=opens, rules=rules, today=today)


def decide_ahead(
    enrolment: Enrolment, history: History, *, rules: RuleSet, today: date
) -> tuple[GateDecision, ...]:
    """One decision for each stage directly ahead, in the order of the rule set."""
    return tuple(
        decide_stage(enrolment, history, opens=opens, rules=rules, today=today)
        for opens in rules.stages[history.stage].opens
    )
