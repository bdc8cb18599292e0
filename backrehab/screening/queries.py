"""What the screening says now, and whether it is due again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, Q, Value, When

from backrehab.accounts.models import AgeBand, User
from backrehab.domain.screening import GateOutcome, Outcome, Timing, gate_outcome
from backrehab.screening.models import Clearance, Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.questionnaire import CURRENT_VERSION, questionnaire

UNDER_18_LIMIT = "under_18"
FLARE_UP_ONLY = "flare_up_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningState:
    """The screening as the rest of the product sees it.

    `gate_outcome` is what the gate is told. `outcome` is None before the first screening. `on` is
    the local date it was asked, or of the clinician's assessment. `limits`: no_hang, no_pressure,
    flare_up_only (nothing but the easy routine), support, book_assessment, under_18. `unfinished`:
    an assessment was recorded, but the screening had stopped early, so questions are left.
    """

    gate_outcome: GateOutcome
    outcome: Outcome | None
    on: date | None
    limits: frozenset[str]
    ask_again_on: date | None
    run_id: int | None
    acknowledged: bool
    reason: Reason | None
    cleared: bool
    unfinished: bool

    @property
    def asked(self) -> bool:
        """Whether there is any screening."""
        return self.run_id is not None

    @property
    def blocks_exercise(self) -> bool:
        """Whether no exercise may be shown (docs/clinical-rules.md#no-exercise-today)."""
        return self.gate_outcome.needs_clinician

    @property
    def flare_up_only(self) -> bool:
        """Whether the plan may hold nothing but the easy routine (K2)."""
        return FLARE_UP_ONLY in self.limits


# Nobody asked yet: nothing opens and no exercise is shown.
NO_SCREENING = ScreeningState(
    gate_outcome=GateOutcome.CLINICIAN,
    outcome=None,
    on=None,
    limits=frozenset(),
    ask_again_on=None,
    run_id=None,
    acknowledged=False,
    reason=None,
    cleared=False,
    unfinished=False,
)

OPEN_EMERGENCY = Q(outcome=Outcome.EMERGENCY.value, clearance__isnull=True)


def run_in_force(user: User) -> ScreeningRun | None:
    """The run that counts: an emergency not yet assessed, else the latest. One query.

    An emergency stays in force until "assessed and cleared" is recorded; milder answers given
    later do not lift it (docs/screening.md, outcome E).
    """
    return (
        ScreeningRun.objects.filter(user=user)
        .select_related("clearance")
        .annotate(
            open_emergency=Case(
                When(OPEN_EMERGENCY, then=Value(1)), default=Value(0), output_field=IntegerField()
            )
        )
        .order_by("-open_emergency", "-id")
        .first()
    )


def current_screening(user: User) -> ScreeningState:
    """The screening state of this person, NO_SCREENING if never asked. One query."""
    return state_of(run_in_force(user), user)


def state_of(run: ScreeningRun | None, user: User) -> ScreeningState:
    """The state that this run in force gives this person. No query."""
    if run is None:
        return NO_SCREENING
    clearance: Clearance | None = getattr(run, "clearance", None)
    source: ScreeningRun | Clearance = clearance or run
    on = clearance.cleared_on if clearance else run.on
    outcome = Outcome(source.outcome)
    # The person's own age band decides this one, so that a corrected age is enough.
    limits = frozenset(source.limits) - {UNDER_18_LIMIT}
    unfinished = clearance is not None and not run.complete
    told = GateOutcome.CLINICIAN if unfinished else gate_outcome(outcome)
    if user.age_band == AgeBand.UNDER_18:
        limits |= {UNDER_18_LIMIT}
        told = told if told.needs_clinician else GateOutcome.CLINICIAN
    days = source.ask_again_in_days
    return ScreeningState(
        gate_outcome=told,
        outcome=outcome,
        on=on,
        limits=limits,
        ask_again_on=None if days is None else on + timedelta(days=days),
        run_id=run.pk,
        acknowledged=run.acknowledged_at is not None,
        reason=Reason(run.reason),
        cleared=clearance is not None,
        unfinished=unfinished,
    )


def due_reason(
    state: ScreeningState,
    *,
    today: date,
    last_trained_on: date | None = None,
    flare_up_started_on: date | None = None,
    before_first_deadlift: bool = False,
) -> Reason | None:
    """Why the questions are to be asked again today, or None (docs/screening.md, first paragraph).

    `last_trained_on`: the latest training day, for the lay-off rule. `flare_up_started_on`: of the
    open flare-up. `before_first_deadlift`: the deadlift is about to open for the first time.
    The numbers of days are data, in `timing` of the questionnaire.
    """
    if state.on is None:
        return Reason.START
    if state.unfinished:
        return Reason.UNFINISHED
    if state.reason is Reason.LEG_SYMPTOM_REPORTED:
        return Reason.LEG_SYMPTOM
    if flare_up_started_on is not None and state.on < flare_up_started_on:
        return Reason.FLARE_UP
    if state.ask_again_on is not None and state.ask_again_on <= today:
        return Reason.ASK_AGAIN
    timing = questionnaire().timing
    if last_trained_on is not None and _rested(state.on, last_trained_on, today, timing):
        return Reason.LAY_OFF
    age = (today - state.on).days
    if before_first_deadlift and age >= timing.before_deadlift_days:
        return Reason.BEFORE_DEADLIFT
    return Reason.PERIODIC if age >= timing.periodic_days else None


def _rested(asked_on: date, last_trained_on: date, today: date, timing: Timing) -> bool:
    """Whether the lay-off is long enough, and nothing was asked since it became so."""
    long_enough_on = last_trained_on + timedelta(days=timing.lay_off_days)
    return asked_on < long_enough_on <= today


def current_draft(user: User, *, now: datetime) -> ScreeningDraft | None:
    """The half-answered questionnaire, unless it is too old or of another version. One query.

    Answers about how the body feels go stale, so after `draft_days` it starts anew.
    """
    oldest = now - timedelta(days=questionnaire().timing.draft_days)
    return (
        ScreeningDraft.objects.filter(user=user, version=CURRENT_VERSION, updated_at__gte=oldest)
        .select_related("follows")
        .first()
    )
