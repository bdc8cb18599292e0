"""The short way back to a stage that was opened before and is resting.

In words: docs/clinical-rules.md#the-short-way-back. What was earned once needs less proof the
second time: neither technique nor hold test, trend nor target dose are asked again.
"""

from datetime import date

from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Code, Criterion, GateDecision, Route
from backrehab.domain.gate import Reading, decide_by
from backrehab.domain.records import History
from backrehab.domain.rules import RuleSet
from backrehab.domain.way_up import WayUp

RETURN = (
    Code.RETURN_DAYS,
    Code.RETURN_SPREAD,
    Code.LATEST_GREEN,
    Code.RECENT,
    Code.TODAY_SCORE,
    Code.FLARE_UP,
    Code.SCREENING,
)
WAY_BACK = WayUp(RETURN, ((Route.RETURN, RETURN),))


class ReturnCriteria(Criteria):
    """The criteria of the short way back, over the same counting run as the gate's."""

    @staticmethod
    def way_up(rules: RuleSet, *, stage: str, opens: str) -> WayUp:  # noqa: ARG004
        """The same in every tier; only their numbers differ."""
        return WAY_BACK

    def _flare_up(self) -> Criterion:
        """As in the gate, without its dates free of flare-ups in heavy: a flare-up itself leads
        to this way back."""
        return self._clear_of_flare_ups(Code.FLARE_UP, self._greens, free_dates=0)


def evaluate_return(history: History, *, opens: str, rules: RuleSet, today: date) -> GateDecision:
    """Decide whether the resting stage `opens` may be taken up again on `today`.

    `history.stage` is the current, lower stage and `entered_on` the date of the step back. The
    numbers are those of its tier. The answer is that of `evaluate_gate`, with `return` as its
    only route; it raises ValueError likewise when `opens` is not directly after the stage: a
    longer way back is gone one stage at a time (`ladder_line.next_towards`).
    """
    return decide_by(ReturnCriteria, Reading(history, rules, today), opens=opens)
