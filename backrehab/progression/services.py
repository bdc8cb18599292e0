"""Moving along the ladder: start, open the next stage, confirm what a heavy gate asks for."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import lock, touch
from backrehab.domain.decision import GateDecision, Status
from backrehab.domain.dose import DoseReason
from backrehab.domain.gate import Reading
from backrehab.domain.ladder_line import main_line
from backrehab.domain.rules import RuleSet
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.queries import TRAINED
from backrehab.painlog.refusals import PLAN_PAUSED, EntryRefused
from backrehab.painlog.services import check_score
from backrehab.progression.changes import carry_over, record, resting_stages
from backrehab.progression.decision_form import decision_json
from backrehab.progression.decisions import decide_stage
from backrehab.progression.dosing import suggest_dose
from backrehab.progression.history import Loaded, load_history
from backrehab.progression.models import LADDER, Enrolment, Transition, TransitionKind
from backrehab.progression.prescriptions import prescription_of
from backrehab.progression.programmes import get_following
from backrehab.progression.rulesets import current_rules


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
    following = get_following(user)
    return None if following is None else following.ladder


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
        record(enrolment, kind=TransitionKind.STARTED, stage_to=stage, now=now)
        user.started_at = now
        user.save(update_fields=["started_at"])
    return enrolment


def open_stage(*, user: User, stage_key: str, now: datetime) -> Opening:
    """Open a stage if its gate, evaluated again in this transaction, is ready.

    The decision is stored with what it saw. A stage that is open already is answered with the
    decision that opened it. Raises GateClosed otherwise; a stage not directly ahead raises
    EntryRefused.
    """
    rules = current_rules()
    with transaction.atomic():
        lock(user)
        today = user.local_date(now)
        # The person's own row is locked by now, and with it all that entries change.
        enrolment = get_enrolment(user)
        if enrolment is None:
            raise EntryRefused(_("Please finish the start first."))
        enrolment.user = user
        if opened := _opened_already(enrolment, stage_key, rules):
            return Opening(opened, new=False)
        if enrolment.paused_on is not None:
            raise EntryRefused(_("Your ladder is paused. Go on with it first."))
        if stage_key not in rules.stages[enrolment.stage_key].opens:
            raise EntryRefused(_("That stage does not come next."))
        loaded = load_history(user, enrolment, rules=rules, today=today)
        reading = Reading(loaded.history, rules, today)
        decision = decide_stage(enrolment, reading, opens=stage_key)
        if decision.status is not Status.READY:
            raise GateClosed(decision)
        before = _opened_before(enrolment, stage_key, rules)
        try:
            transition = record(
                enrolment,
                kind=TransitionKind.RETURNED if before else TransitionKind.OPENED,
                stage_to=stage_key,
                now=now,
                route=decision.route or "",
                decision=decision_json(decision),
            )
        except IntegrityError as error:  # the last word on "never two openings"
            raise EntryRefused(_("That stage is already open.")) from error
        if stage_key in main_line(rules):
            carry_over(enrolment, loaded.read)
        else:
            _keep_dose(enrolment, loaded, reading)
    return Opening(transition, new=True)


def _keep_dose(enrolment: Enrolment, loaded: Loaded, reading: Reading) -> None:
    """A side branch was opened: no dose is raised on that date, nor that of a day which was begun
    with no more than its first score (docs/clinical-rules.md#dose)."""
    catalogue, user = get_catalogue(), enrolment.user
    dose = suggest_dose(
        loaded, reading.ledger, enrolment, rules=reading.rules, catalogue=catalogue, user=user
    )
    if dose.reason is not DoseReason.STAGE_OPENED:
        return
    prescription = prescription_of(catalogue.stages[enrolment.stage_key], dose)
    TrainingDay.objects.filter(
        ~TRAINED, user=user, on=reading.today, dose_level__gt=dose.level
    ).update(**prescription.as_fields)


def _opened_before(enrolment: Enrolment, stage_key: str, rules: RuleSet) -> bool:
    """Whether a stage that is not open now was open once; a query for a side branch."""
    if stage_key in main_line(rules):
        return stage_key in resting_stages(enrolment, rules)
    opened = Transition.objects.filter(enrolment=enrolment, kind=TransitionKind.OPENED)
    return opened.filter(stage_to=stage_key).exists()


def _opened_already(enrolment: Enrolment, stage_key: str, rules: RuleSet) -> Transition | None:
    """The decision that opened a stage which is not ahead: the current one, one before it, or a
    side branch."""
    line = main_line(rules)
    if stage_key not in line:
        # After starting over it has to open again.
        is_ahead = enrolment.branch_opened_on is None
    else:
        is_ahead = line.index(stage_key) > line.index(enrolment.stage_key)
    if is_ahead:
        return None
    return Transition.objects.filter(
        enrolment=enrolment,
        stage_to=stage_key,
        kind__in=[TransitionKind.OPENED, TransitionKind.RETURNED],
    ).first()


def confirm_technique(*, user: User, now: datetime) -> None:
    """The person declares that they master the hip hinge (the checklist of the ladder page)."""
    with transaction.atomic():
        touch(user)
        Enrolment.objects.filter(
            user=user,
            programme_key=LADDER,
            closed_on__isnull=True,
            technique_confirmed_at__isnull=True,
        ).update(technique_confirmed_at=now)


def record_hold_test(
    *, user: User, held: bool, pain: int, now: datetime, ruled_out: bool = False
) -> bool:
    """The back-extension hold before the hyper row; whether it was passed, the latest try stands.

    Passed means held to the end with pain (0-10) within the limit of the rule set. Refused while
    exercise is ruled out.
    """
    if ruled_out:
        raise EntryRefused(PLAN_PAUSED)
    check_score(pain, field="pain")
    passed = held and pain <= current_rules().hold_test.pain
    with transaction.atomic():
        touch(user)
        Enrolment.objects.filter(user=user, programme_key=LADDER, closed_on__isnull=True).update(
            hold_test_passed_at=now if passed else None
        )
    return passed
