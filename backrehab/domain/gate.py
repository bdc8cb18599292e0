"""The gate: may the next stage open, why, why not yet, and when at the earliest?

Pure: the same history, rules and date always give the same decision. See docs/clinical-rules.md.
"""

from datetime import date
from functools import cached_property

from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import (
    GateDecision,
    Route,
    Status,
)
from backrehab.domain.earliest import Outlook
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import History
from backrehab.domain.rules import RuleSet, TierName
from backrehab.domain.validity import find_problem


def evaluate_gate(history: History, *, opens: str, rules: RuleSet, today: date) -> GateDecision:
    """Decide whether `opens`, which lies directly after `history.stage`, may open on `today`.

    Never raises for a faulty history: that is answered `not_yet` with `problem` set. Raises
    ValueError only for an `opens` that is not directly after the stage, the caller's mistake.
    """
    return decide_by(Criteria, Reading(history, rules, today), opens=opens)


class Reading:
    """One history, read once: what every decision on it of that date is made from."""

    def __init__(self, history: History, rules: RuleSet, today: date) -> None:
        self.history = history
        self.rules = rules
        self.today = today

    @cached_property
    def problem(self) -> str | None:
        """Why nothing can be decided, if so; the rest may be asked for only if not."""
        return find_problem(self.history, self.rules, self.today)

    @cached_property
    def ledger(self) -> Ledger:
        """The days with their colours."""
        return Ledger(self.history, self.rules, self.today)

    @cached_property
    def outlook(self) -> Outlook:
        """The best course of things from here on."""
        return Outlook(self.history, self.rules, self.today, ledger=self.ledger)


def decide_by(kind: type[Criteria], reading: Reading, *, opens: str) -> GateDecision:
    """What `evaluate_gate` says, for any way up to a stage: `kind` says what it asks for."""
    history, rules, today = reading.history, reading.rules, reading.today
    stage = rules.stages.get(history.stage) if isinstance(history.stage, str) else None
    if stage is not None and opens not in stage.opens:
        raise ValueError(f"{opens!r} is not directly after {history.stage!r}")
    if stage is None or reading.problem is not None:
        return _undecided(kind, reading, opens=opens)
    criteria = kind(reading.ledger, history, opens=opens, as_of=today)
    lines = criteria.all()
    status, route = _decide(history, criteria)
    is_ready = status is Status.READY
    return GateDecision(
        status=status,
        route=route,
        stage=history.stage,
        opens=opens,
        tier=stage.tier,
        criteria=lines,
        days=criteria.judged_days(),
        earliest_on=today if is_ready else reading.outlook.first_date(opens, kind),
        rules_version=rules.version,
        as_of=today,
    )


def no_exercise_today(*, score: int | None, usual: float, rules: RuleSet) -> bool:
    """Whether pain now (0-10) rules out exercise today: a fixed limit, or so many points over the
    usual until yesterday. Without a score there is nothing to say."""
    limit = rules.no_exercise
    return score is not None and (score >= limit.score or score >= usual + limit.over_usual)


def _decide(history: History, criteria: Criteria) -> tuple[Status, Route | None]:
    """The first status that fits, and by which route it is ready."""
    if history.screening.needs_clinician:
        return Status.SEE_CLINICIAN, None
    if history.in_flare_up:
        return Status.ON_HOLD, None
    route = criteria.ready_route()
    return (Status.READY, route) if route else (Status.NOT_YET, None)


def _undecided(kind: type[Criteria], reading: Reading, *, opens: str) -> GateDecision:
    """Nothing opens on a history that cannot be read: every criterion stands unmet. Of a stage
    that does not exist there are none, and its tier is taken to be the strictest."""
    stage, rules = reading.history.stage, reading.rules
    known = isinstance(stage, str) and stage in rules.stages
    return GateDecision(
        status=Status.NOT_YET,
        route=None,
        stage=stage,
        opens=opens,
        tier=rules.stages[stage].tier if known else TierName.HEAVY,
        criteria=kind.unmet(rules, stage=stage, opens=opens) if known else (),
        days=(),
        earliest_on=None,
        rules_version=rules.version,
        as_of=reading.today,
        problem=reading.problem,
    )
