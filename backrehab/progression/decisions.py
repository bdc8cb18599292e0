"""Which rule decides on a stage: its gate, or for a resting one the short way back."""

from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import GateDecision
from backrehab.domain.gate import Reading, decide_by
from backrehab.domain.way_back import ReturnCriteria
from backrehab.progression.changes import by_short_way
from backrehab.progression.models import Enrolment


def decide_stage(enrolment: Enrolment, reading: Reading, *, opens: str) -> GateDecision:
    """The decision on one stage directly ahead."""
    short = by_short_way(enrolment, opens, reading.rules)
    return decide_by(ReturnCriteria if short else Criteria, reading, opens=opens)


def decide_ahead(enrolment: Enrolment, reading: Reading) -> tuple[GateDecision, ...]:
    """One decision for each stage directly ahead, in the order of the rule set."""
    ahead = reading.rules.stages[reading.history.stage].opens
    return tuple(decide_stage(enrolment, reading, opens=opens) for opens in ahead)
