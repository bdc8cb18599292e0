"""The gate: may the next stage open, why, why not yet, and when at the earliest?

Pure: the same history, rules and date always give the same decision. See docs/clinical-rules.md.
"""

from datetime import date

from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import (
    GateDecision,
    JudgedDay,
    Route,
    Status,
)
from backrehab.domain.earliest import find_earliest
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import History
from backrehab.domain.rules import RuleSet, TierName
from backrehab.domain.validity import find_problem


def evaluate_gate(history: History, *, opens: str, rules: RuleSet, today: date) -> GateDecision:
    """Decide whether `opens`, which lies directly after `history.stage`, may open on `today`.

    Never raises for a faulty history: that is answered `not_yet` with `problem` set. Raises
    ValueError only for an `opens` that is not directly after the stage, the caller's mistake.
    """
    return decide_by(Criteria, history, opens=opens, rules=rules, today=today)


def decide_by(
    kind: type[Criteria], history: History, *, opens: str, rules: RuleSet, today: date
) -> GateDecision:
    """The same for any way up to a stage: `kind` says what it asks for."""
    stage = rules.stages.get(history.stage) if isinstance(history.stage, str) else None
    if stage is not None and opens not in stage.opens:
        raise ValueError(f"{opens!r} is not directly after {history.stage!r}")
    problem = find_problem(history, rules, today)
    if stage is None or problem is not None:
        return _undecided(kind, history, opens=opens, rules=rules, today=today, problem=problem)
    criteria = kind(Ledger(history, rules, today), history, opens=opens, as_of=today)
    status, route = _decide(history, criteria)
    if status is Status.READY:
        earliest: date | None = today
    else:
        earliest = find_earliest(history, opens=opens, rules=rules, today=today, kind=kind)
    return GateDecision(
        status=status,
        route=route,
        stage=history.stage,
        opens=opens,
        tier=stage.tier,
        criteria=criteria.all(),
        days=_judged_days(criteria),
        earliest_on=earliest,
        rules_version=rules.version,
        as_of=today,
    )


def evaluate_gates(history: History, *, rules: RuleSet, today: date) -> tuple[GateDecision, ...]:
    """One decision for each stage directly ahead, in the order of the rule set."""
    return tuple(
        evaluate_gate(history, opens=opens, rules=rules, today=today)
        for opens in rules.stages[history.stage].opens
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


def _judged_days(criteria: Criteria) -> tuple[JudgedDay, ...]:
    ledger = criteria.ledger
    return tuple(JudgedDay(ledger.verdict(t), criteria.standing(t)) for t in ledger.training)


def _undecided(
    kind: type[Criteria],
    history: History,
    *,
    opens: str,
    rules: RuleSet,
    today: date,
    problem: str | None,
) -> GateDecision:
    """Nothing opens on a history that cannot be read: every criterion stands unmet. Of a stage
    that does not exist there are none, and its tier is taken to be the strictest."""
    known = isinstance(history.stage, str) and history.stage in rules.stages
    return GateDecision(
        status=Status.NOT_YET,
        route=None,
        stage=history.stage,
        opens=opens,
        tier=rules.stages[history.stage].tier if known else TierName.HEAVY,
        criteria=kind.unmet(rules, stage=history.stage, opens=opens) if known else (),
        days=(),
        earliest_on=None,
        rules_version=rules.version,
        as_of=today,
        problem=problem,
    )
