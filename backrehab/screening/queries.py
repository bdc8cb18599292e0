"""What the screening says now, and whether it is due again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from msgspec import Struct, field

from backrehab.accounts.models import AgeBand, User
from backrehab.domain.records import Outcome
from backrehab.domain.rules import TierRule
from backrehab.domain.screening import Scope, TriageOutcome, gate_outcome
from backrehab.domain.screening_scopes import LayOffDates
from backrehab.json_rows import columns_of, rows_as
from backrehab.prepared import Prepared
from backrehab.screening.begun import Begun
from backrehab.screening.models import Clearance, Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.questionnaire import CURRENT_VERSION, questionnaire

UNDER_18_LIMIT = "under_18"
FLARE_UP_ONLY = "flare_up_only"
# So many shorter checks are read for a note; all is asked again every 12 weeks.
MOST_CHECKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningState:
    """The screening as the rest of the product sees it.

    `gate_outcome` is what the gate is told. `outcome` is None before the first screening. `on` is
    the local date on which all was asked, or of the clinician's assessment; `short_on` and
    `emergency_on` are when at least that part was asked, and `told_on` when anything of it was
    told last. `limits`: no_hang, no_pressure, flare_up_only (nothing but the easy routine),
    support, book_assessment, under_18. `version`: of the questionnaire that was answered.
    `complete`: all its questions were, and no leg symptom was reported since. `unfinished`: an
    assessment was recorded, but the screening had stopped early, so questions are left. `begun` is
    known where a whole history is read.
    """

    gate_outcome: Outcome
    outcome: TriageOutcome | None
    on: date | None
    short_on: date | None
    emergency_on: date | None
    told_on: date | None
    limits: frozenset[str]
    ask_again_on: date | None
    run_id: int | None
    acknowledged: bool
    reason: Reason | None
    cleared: bool
    unfinished: bool
    version: str
    complete: bool
    begun: Begun | None = None

    @property
    def asked(self) -> bool:
        """Whether there is any screening."""
        return self.run_id is not None

    @property
    def blocks_exercise(self) -> bool:
        """Whether no exercise may be shown (docs/clinical-rules.md#no-exercise-today)."""
        return self.gate_outcome.needs_clinician

    @property
    def asks_for_answers(self) -> bool:
        """Whether a leg symptom was told in the log, and nothing was asked since."""
        return self.reason is Reason.LEG_SYMPTOM_REPORTED

    @property
    def waits_for_answers(self) -> bool:
        """Whether questions come next, and nobody has to look first."""
        return self.asks_for_answers or self.unfinished

    @property
    def flare_up_only(self) -> bool:
        """Whether the plan may hold nothing but the easy routine (K2)."""
        return FLARE_UP_ONLY in self.limits

    def lets_open(self, tier: TierRule) -> bool:
        """Whether it admits opening a gate of that tier."""
        return tier.admits(self.gate_outcome, easy_only=self.flare_up_only)

    @property
    def allows_narrow(self) -> bool:
        """Whether a shorter check can stand on it: complete, and of the version in use."""
        return self.complete and self.version == CURRENT_VERSION

    def scope_for(self, wanted: Scope) -> Scope:
        """What is asked where `wanted` would do: all, if that has nothing to stand on."""
        return wanted if self.allows_narrow else Scope.FULL


# Nobody asked yet: nothing opens and no exercise is shown.
NO_SCREENING = ScreeningState(
    gate_outcome=Outcome.CLINICIAN,
    outcome=None,
    on=None,
    short_on=None,
    emergency_on=None,
    told_on=None,
    limits=frozenset(),
    ask_again_on=None,
    run_id=None,
    acknowledged=False,
    reason=None,
    cleared=False,
    unfinished=False,
    version="",
    complete=False,
)

OPEN_EMERGENCY = Q(outcome=TriageOutcome.EMERGENCY.value, clearance__isnull=True)


def _run_in_force(user: int) -> QuerySet[ScreeningRun]:
    emergency = Case(
        When(OPEN_EMERGENCY, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return ScreeningRun.objects.filter(user=user).order_by(emergency.desc(), "-id")[:1]


RUN_IN_FORCE = Prepared[ScreeningRun](
    lambda user: _run_in_force(user).select_related("clearance"), user=int
)


class ClearanceRow(NamedTuple):
    """What a clinician's assessment left of a run."""

    cleared_on: date
    outcome: str
    limits: list[str]
    ask_again_in_days: int | None


class RunRow(Struct, frozen=True, array_like=True):
    """What the state is worked out from: columns of `ScreeningRun` under their names, and those of
    its clearance, if there is one."""

    on: date
    stands_on: date | None
    short_on: date | None
    emergency_on: date | None
    acknowledged_at: str | None
    pk: int = field(name="id")
    reason: str
    version: str
    complete: bool
    outcome: str
    limits: list[str]
    ask_again_in_days: int | None
    cleared_on: date | None = field(name="clearance__cleared_on")
    cleared_outcome: str | None = field(name="clearance__outcome")
    cleared_limits: list[str] | None = field(name="clearance__limits")
    cleared_ask_again_in_days: int | None = field(name="clearance__ask_again_in_days")

    @property
    def clearance(self) -> ClearanceRow | None:
        """The assessment."""
        if self.cleared_on is None:
            return None
        return ClearanceRow(
            self.cleared_on,
            self.cleared_outcome or "",
            self.cleared_limits or [],
            self.cleared_ask_again_in_days,
        )


RUNS = rows_as(RunRow)


def run_listed(user: int) -> QuerySet[ScreeningRun, Any]:
    """The run in force with its clearance, for `JsonRows`; `read_run` makes a row of it."""
    return _run_in_force(user).values_list(*columns_of(RunRow))


def read_run(text: str) -> RunRow | None:
    """The one row that `run_listed` was asked for."""
    return next(iter(RUNS(text)), None)


def run_in_force(user: User) -> ScreeningRun | None:
    """The run that counts: an emergency not yet assessed, else the latest. One query.

    An emergency stays in force until "assessed and cleared" is recorded; milder answers given
    later do not lift it (docs/screening.md, outcome E).
    """
    return RUN_IN_FORCE.first(user=user.pk)


def current_screening(user: User) -> ScreeningState:
    """The screening state of this person, NO_SCREENING if never asked. One query."""
    return state_of(run_in_force(user), user)


def state_of(
    run: ScreeningRun | RunRow | None, user: User, begun: Begun | None = None
) -> ScreeningState:
    """The state that this run in force gives this person. No query."""
    if run is None:
        return NO_SCREENING
    clearance: Clearance | ClearanceRow | None = getattr(run, "clearance", None)
    source: ScreeningRun | RunRow | Clearance | ClearanceRow = clearance or run
    asked_on = clearance.cleared_on if clearance else run.on
    # A shorter check never counts as all of it, not even with an assessment after it.
    on = run.stands_on or asked_on
    again_from = clearance.cleared_on if clearance else on
    outcome = TriageOutcome(source.outcome)
    # The person's own age band decides this one, so that a corrected age is enough.
    limits = frozenset(source.limits) - {UNDER_18_LIMIT}
    unfinished = clearance is not None and not run.complete
    told = Outcome.CLINICIAN if unfinished else gate_outcome(outcome)
    if user.age_band == AgeBand.UNDER_18:
        limits |= {UNDER_18_LIMIT}
        told = told if told.needs_clinician else Outcome.CLINICIAN
    days = source.ask_again_in_days
    return ScreeningState(
        gate_outcome=told,
        outcome=outcome,
        on=on,
        short_on=max(on, run.short_on or on),
        emergency_on=max(on, run.short_on or on, run.emergency_on or on),
        told_on=max(on, asked_on),
        limits=limits,
        ask_again_on=None if days is None else again_from + timedelta(days=days),
        run_id=run.pk,
        acknowledged=run.acknowledged_at is not None,
        reason=Reason(run.reason),
        cleared=clearance is not None,
        unfinished=unfinished,
        version=run.version,
        complete=run.complete,
        begun=begun,
    )


@dataclass(frozen=True, slots=True)
class Due:
    """Why questions are to be asked today, and which part of them."""

    reason: Reason
    scope: Scope = Scope.FULL
    # Some were answered already, and one of them not with no.
    begun: bool = False


def what_is_due(
    state: ScreeningState,
    *,
    today: date,
    lay_off: LayOffDates | None = None,
    flare_up_started_on: date | None = None,
    before_first_deadlift: bool = False,
) -> Due | None:
    """Why the questions are to be asked again today, and how many (docs/screening.md), or None.

    `lay_off`: from when on the days without training ask for something; None for somebody who
    never trained. `flare_up_started_on`: of the open flare-up. `before_first_deadlift`: the
    deadlift is about to open for the first time. The numbers of days are data, in the rule set and
    in the intervals of the questionnaire.
    """
    if state.on is None:
        return Due(Reason.START)
    if left := _left_open(state, today):
        return left
    if lacks_emergency_signs(state, flare_up_started_on):
        return Due(Reason.FLARE_UP, state.scope_for(Scope.EMERGENCY))
    if state.ask_again_on is not None and state.ask_again_on <= today:
        return Due(Reason.ASK_AGAIN)
    intervals = questionnaire().intervals
    age = (today - state.on).days
    if lay_off is not None:
        scope = _rested(state, lay_off, today)
        # The short check would be asked in vain where all is due anyway.
        if scope is not None and (scope is Scope.FULL or age < intervals.periodic_days):
            return Due(Reason.LAY_OFF, state.scope_for(scope))
    if before_first_deadlift and age >= intervals.before_deadlift_days:
        return Due(Reason.BEFORE_DEADLIFT)
    return Due(Reason.PERIODIC) if age >= intervals.periodic_days else None


def _left_open(state: ScreeningState, today: date) -> Due | None:
    """Questions that are left of a check, or that a leg symptom called for."""
    if state.unfinished:
        return Due(Reason.UNFINISHED)
    if state.asks_for_answers:
        return Due(Reason.LEG_SYMPTOM)
    begun = state.begun
    if begun is None or today > begun.until or state.blocks_exercise:
        return None
    return Due(begun.reason, begun.scope, begun=True)


def lacks_emergency_signs(state: ScreeningState, flare_up_started_on: date | None) -> bool:
    """Whether the signs of an emergency were asked about last before the flare-up of that date,
    whatever else is due. The first health check always was, also on the date on which it began."""
    asked_on = state.emergency_on or state.on
    if flare_up_started_on is None or asked_on is None:
        return flare_up_started_on is not None
    if asked_on < flare_up_started_on:
        return True
    return asked_on == flare_up_started_on and state.reason is Reason.START


def due_reason(state: ScreeningState, *, today: date, **facts: Any) -> Reason | None:
    """The reason alone; `facts` as for `what_is_due`."""
    due = what_is_due(state, today=today, **facts)
    return None if due is None else due.reason


def _rested(state: ScreeningState, dates: LayOffDates, today: date) -> Scope | None:
    """How much a lay-off of that length asks for, unless it was asked since it became so long."""
    if dates.full_from <= today:
        return Scope.FULL if state.on is None or state.on < dates.full_from else None
    if dates.short_from <= today:
        asked_on = state.short_on or state.on
        return Scope.SHORT if asked_on is None or asked_on < dates.short_from else None
    return None


def last_full_answers(user: User) -> dict[str, Any]:
    """The answers of the last time all was asked, empty if never. One query."""
    full = ScreeningRun.objects.filter(user=user, scope=Scope.FULL.value, complete=True)
    found: dict[str, Any] | None = full.order_by("-id").values_list("answers", flat=True).first()
    return found or {}


def checks_under(run: ScreeningRun) -> list[ScreeningRun]:
    """What a shorter check stands on: the checks before it, newest first, down to the last one in
    which all was asked. One query, none for any other run."""
    if run.scope == Scope.FULL:
        return []
    earlier = ScreeningRun.objects.filter(user=run.user_id, pk__lt=run.pk)
    full = earlier.filter(scope=Scope.FULL.value).order_by("-pk").values("pk")[:1]
    return list(earlier.filter(pk__gte=Subquery(full)).order_by("-pk")[:MOST_CHECKS])


def current_draft(user: User, *, now: datetime) -> ScreeningDraft | None:
    """The half-answered questionnaire, unless it is too old or of another version, or a leg symptom
    was reported since. One query.

    Answers about how the body feels go stale, so after `draft_days` it starts anew.
    """
    oldest = now - timedelta(days=questionnaire().intervals.draft_days)
    reported = ScreeningRun.objects.filter(
        user=user,
        reason=Reason.LEG_SYMPTOM_REPORTED,
        completed_at__gt=OuterRef("started_at"),
    )
    return (
        ScreeningDraft.objects.filter(user=user, version=CURRENT_VERSION, updated_at__gte=oldest)
        .exclude(Exists(reported))
        .select_related("follows")
        .first()
    )
