"""What the rule says about everything that is stored, read and put together apart from the app."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from backrehab.accounts.models import User
from backrehab.domain.decision import GateDecision
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Timing
from backrehab.domain.way_back import evaluate_return
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import Baseline, DailyScore, TrainingDay
from backrehab.painlog.models import FlareUp as Spell
from backrehab.progression.changes import by_short_way
from backrehab.progression.history import load_history
from backrehab.progression.models import Enrolment
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import Snapshot, snapshot_of
from backrehab.screening.queries import current_screening
from tests.progression.scenes import enrolment_of, fresh


def whole_history(user: User, enrolment: Enrolment, today: date) -> History:
    """Every row there is, however old: what the app leaves out of its window may not matter."""
    screening = current_screening(user)
    days = list(TrainingDay.objects.filter(user=user, on__lte=today).order_by("on"))
    scores = dict(DailyScore.objects.filter(user=user, on__lte=today).values_list("on", "score"))
    told = {on: Day(on=on, daily=score) for on, score in scores.items()}
    told |= {row.on: _day(row, scores.get(row.on), today) for row in days}
    legs = [row.on for row in days if row.leg]
    return History(
        stage=enrolment.stage_key,
        entered_on=enrolment.entered_on,
        baselines=tuple(
            BaselineAnswer(on, score)
            for on, score in Baseline.objects.filter(user=user).values_list("on", "score")
        ),
        training_weekdays=frozenset(user.training_weekdays),
        screening=screening.gate_outcome,
        screened_on=screening.on,
        easy_only=screening.flare_up_only,
        technique_confirmed=enrolment.technique_confirmed_at is not None,
        hold_test_passed=enrolment.hold_test_passed_at is not None,
        flare_ups=tuple(
            FlareUp(one.started_on, one.ended_on) for one in Spell.objects.filter(user=user)
        ),
        days=tuple(told[on] for on in sorted(told)),
        last_leg_on=max(legs, default=None),
    )


def _day(row: TrainingDay, daily: int | None, today: date) -> Day:
    """A `before` that nothing followed is a score like another."""
    if not row.trained:
        scores = [score for score in (row.before, daily) if score is not None]
        return Day(on=row.on, daily=max(scores, default=None))
    known = row.morning is not None and row.morning_on is not None and row.morning_on <= today
    return Day(
        on=row.on,
        daily=daily,
        stage=row.stage_key,
        done=min(1.0, row.sets_done / row.sets_prescribed),
        before=row.before,
        worst=row.worst,
        morning=row.morning if known else None,
        morning_timing=Timing(row.morning_timing) if known else Timing.ON_TIME,
        morning_on=row.morning_on if known else None,
        target_dose=row.target_dose,
        stop=row.stop,
        leg=row.leg,
        extra_meds=row.extra_meds,
    )


def decisions_of(user: User, now: datetime) -> dict[str, GateDecision]:
    """The rule's answer for each stage directly ahead, from everything that is stored."""
    user, rules = fresh(user), current_rules()
    enrolment, today = enrolment_of(user), user.local_date(now)
    history = whole_history(user, enrolment, today)
    found = {}
    for opens in rules.stages[history.stage].opens:
        back = by_short_way(enrolment, opens, rules)
        decide = evaluate_return if back else evaluate_gate
        found[opens] = decide(history, opens=opens, rules=rules, today=today)
    return found


def answer_of(user: User, now: datetime) -> Snapshot:
    """The prepared answer that follows from every row there is, however old."""
    user, rules = fresh(user), current_rules()
    enrolment, today = enrolment_of(user), user.local_date(now)
    whole = whole_history(user, enrolment, today)
    # A row of the table has what a row of the window has.
    rows: Any = tuple(TrainingDay.objects.filter(user=user, on__lte=today).order_by("-on"))
    loaded = load_history(user, enrolment, rules=rules, today=today)
    everything = replace(loaded, history=whole, flare_history=whole, rows=rows)
    known: dict[str, Any] = {"rules": rules, "catalogue": get_catalogue(), "now": now}
    return snapshot_of(user, enrolment, everything, **known)


def essence(decision: GateDecision) -> tuple[object, ...]:
    """What has to be the same however far back was read: all but the days that do not count."""
    lines = [(one.code, one.needed, one.observed, one.met) for one in decision.criteria]
    return (
        decision.status,
        decision.route,
        decision.opens,
        decision.earliest_on,
        decision.problem,
        tuple(lines),
    )
