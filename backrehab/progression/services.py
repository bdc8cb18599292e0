"""Moving along the ladder: start, open the next stage, confirm what a heavy gate asks for."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.decision import GateDecision, Status
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.rules import RuleSet
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import check_score, prescribe
from backrehab.progression.history import load_history
from backrehab.progression.models import LADDER, Enrolment, Transition, TransitionKind
from backrehab.progression.prescriptions import prescription_at
from backrehab.progression.rulesets import current_rules
from backrehab.progression.stored import decision_json

__all__ = [
    "GateClosed",
    "Opening",
    "confirm_technique",
    "get_enrolment",
    "open_stage",
    "record_hold_test",
    "start_ladder",
    "touch",
]


class GateClosed(Exception):  # noqa: N818 - an answer, not a fault
    """The gate said no; `decision` says why."""

    def __init__(self, decision: GateDecision) -> None:
        super().__init__(decision.status.value)
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Opening:
    """The stored decision that opened a stage; `new` is False when it was open before."""

    transition: Transition
    new: bool


def get_enrolment(user: User) -> Enrolment | None:
    """The person's open enrolment in the ladder."""
    return Enrolment.objects.filter(user=user, programme_key=LADDER, closed_on__isnull=True).first()


def first_stage(rules: RuleSet) -> str:
    """The stage that nothing opens: where everybody begins."""
    ahead = {key for stage in rules.stages.values() for key in stage.opens}
    return next(key for key in rules.stages if key not in ahead)


def start_ladder(*, user: User, now: datetime) -> Enrolment:
    """Begin at the first stage, or return the enrolment that is open already."""
    rules = current_rules()
    today = user.local_date(now)
    with transaction.atomic():
        touch(user)
        if enrolment := get_enrolment(user):
            return enrolment
        stage = first_stage(rules)
        enrolment = Enrolment.objects.create(
            user=user, stage_key=stage, entered_on=today, started_on=today
        )
        Transition.objects.create(
            user=user,
            enrolment=enrolment,
            kind=TransitionKind.STARTED,
            stage_to=stage,
            on=today,
            at=now,
            rules_version=rules.version,
        )
        user.started_at = now
        user.save(update_fields=["started_at"])
    return enrolment


def open_stage(*, user: User, stage_key: str, now: datetime) -> Opening:
    """Open a stage if the gate, evaluated again in this transaction, is ready.

    The decision is stored with what it saw. A stage that is open already is answered with the
    decision that opened it. Raises GateClosed otherwise; a stage not directly ahead raises
    EntryRefused.
    """
    rules = current_rules()
    today = user.local_date(now)
    with transaction.atomic():
        touch(user)
        enrolment = Enrolment.objects.select_for_update().get(
            user=user, programme_key=LADDER, closed_on__isnull=True
        )
        opened = Transition.objects.filter(
            enrolment=enrolment, stage_to=stage_key, kind=TransitionKind.OPENED
        ).first()
        if opened is not None:
            return Opening(opened, new=False)
        if stage_key not in rules.stages[enrolment.stage_key].opens:
            raise EntryRefused(_("That stage does not come next."))
        loaded = load_history(user, enrolment, rules=rules, today=today)
        decision = evaluate_gate(loaded.history, opens=stage_key, rules=rules, today=today)
        if decision.status is not Status.READY:
            raise GateClosed(decision)
        transition = _store_opening(user, enrolment, decision, now)
    return Opening(transition, new=True)


def _store_opening(
    user: User, enrolment: Enrolment, decision: GateDecision, now: datetime
) -> Transition:
    try:
        transition = Transition.objects.create(
            user=user,
            enrolment=enrolment,
            kind=TransitionKind.OPENED,
            stage_from=decision.stage,
            stage_to=decision.opens,
            on=decision.as_of,
            at=now,
            rules_version=decision.rules_version,
            route=decision.route or "",
            decision=decision_json(decision),
        )
    except IntegrityError as error:  # the constraint is the last word on "never two openings"
        raise EntryRefused(_("That stage is already open.")) from error
    apply_opening(enrolment, decision.opens, decision.as_of)
    enrolment.save(update_fields=["stage_key", "entered_on", "branch_opened_on"])
    _carry_over(user, enrolment, decision.as_of)
    return transition


def _carry_over(user: User, enrolment: Enrolment, on: date) -> None:
    """A day that has its first score goes on in the new stage, at its lowest dose. It has no more
    than that: no gate is ready on a day that was trained."""
    day = TrainingDay.objects.filter(user=user, on=on).first()
    if day is None or day.stage_key == enrolment.stage_key:
        return
    first = prescription_at(get_catalogue().stages[enrolment.stage_key], 1)
    day.stage_key = first.stage_key
    day.save(update_fields=["stage_key"])
    prescribe(day=day, prescription=first)


def apply_opening(enrolment: Enrolment, stage_key: str, on: date) -> None:
    """What an opening changes: the side branch opens beside the ladder, every other stage becomes
    the current one. Replaying the decision log with this gives the stored state (a test)."""
    if stage_key in side_branches(current_rules()):
        enrolment.branch_opened_on = on
        return
    enrolment.stage_key = stage_key
    enrolment.entered_on = on


def side_branches(rules: RuleSet) -> frozenset[str]:
    """Stages that lead nowhere and that more than one stage opens: never needed to go on."""
    return frozenset(
        key
        for key, stage in rules.stages.items()
        if not stage.opens and sum(key in other.opens for other in rules.stages.values()) > 1
    )


def confirm_technique(*, user: User, now: datetime) -> None:
    """The person declares that they master the hip hinge (the checklist of the ladder page)."""
    with transaction.atomic():
        touch(user)
        Enrolment.objects.filter(
            user=user, closed_on__isnull=True, technique_confirmed_at__isnull=True
        ).update(technique_confirmed_at=now)


def record_hold_test(*, user: User, held: bool, pain: int, now: datetime) -> bool:
    """The back-extension hold before the hyper row; whether it was passed, the latest try stands.

    Passed means held to the end with pain (0-10) within the limit of the rule set.
    """
    check_score(pain, field="pain")
    passed = held and pain <= current_rules().hold_test.pain
    with transaction.atomic():
        touch(user)
        Enrolment.objects.filter(user=user, closed_on__isnull=True).update(
            hold_test_passed_at=now if passed else None
        )
    return passed
