"""The gate's answer as pages need it: worked out once per change and per local day, then read.

Working out takes milliseconds and five queries, reading takes none beyond the enrolment's row. A
stored answer is used only if the person's data (`User.log_version`), the local date and the rule
set are those it was made from, so it cannot go stale: tests/progression/test_snapshot.py.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backrehab.accounts.models import User
from backrehab.domain.criteria import is_settled
from backrehab.domain.decision import GateDecision
from backrehab.domain.dose import DosedDay, DoseReason, NextDose, next_dose
from backrehab.domain.gate import evaluate_gates
from backrehab.domain.ledger import Ledger
from backrehab.domain.rules import RuleSet
from backrehab.exercises.catalogue import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.windows import morning_window
from backrehab.progression import stored
from backrehab.progression.history import Loaded, load_history
from backrehab.progression.models import Enrolment
from backrehab.screening.queries import ScreeningState

# A morning score is closed 48 h after training, which can reach into the third date after it.
DATES_WITH_MORNING = 3


@dataclass(frozen=True, slots=True)
class MorningDue:
    """A training day without a morning score, and the instants between which it can be given."""

    on: date
    opens_at: datetime
    closes_at: datetime

    def open_at(self, now: datetime) -> bool:
        """Whether the score can be given now."""
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that the gate and the plan say about one person on one date.

    `usual_before` is `usual(today-1)` in points; `mornings_due` are the training days of the last
    two dates that have no morning score yet.
    """

    on: date
    decisions: tuple[GateDecision, ...]
    dose: NextDose
    usual_before: float
    mornings_due: tuple[MorningDue, ...]
    flare_up_since: date | None
    last_trained_on: date | None
    screening: ScreeningState


def rules_stamp(rules: RuleSet, catalogue: Catalogue) -> str:
    """What a stored snapshot was made with: rule version and catalogue."""
    return f"{rules.version} {catalogue.digest[:40]}"


def make_snapshot(
    user: User, enrolment: Enrolment, *, rules: RuleSet, catalogue: Catalogue, today: date
) -> Snapshot:
    """Work the snapshot out afresh from the person's rows."""
    loaded = load_history(user, enrolment, rules=rules, today=today)
    ledger = Ledger(loaded.history, rules, today)
    open_spells = [spell.start for spell in loaded.history.flare_ups if spell.end is None]
    return Snapshot(
        on=today,
        decisions=evaluate_gates(loaded.history, rules=rules, today=today),
        dose=_next_dose(loaded, ledger, enrolment, rules=rules, catalogue=catalogue),
        usual_before=ledger.usual(today.toordinal() - 1),
        mornings_due=tuple(
            _morning_due(user, row, rules)
            for row in loaded.rows
            if row.trained and row.morning is None and (today - row.on).days <= DATES_WITH_MORNING
        ),
        flare_up_since=min(open_spells, default=None),
        last_trained_on=loaded.last_trained_on,
        screening=loaded.screening,
    )


def _morning_due(user: User, row: TrainingDay, rules: RuleSet) -> MorningDue:
    window = morning_window(user, row, rules)
    return MorningDue(row.on, window.opens_at, window.closes_at)


def _next_dose(
    loaded: Loaded,
    ledger: Ledger,
    enrolment: Enrolment,
    *,
    rules: RuleSet,
    catalogue: Catalogue,
) -> NextDose:
    steady = rules.tier_of(enrolment.stage_key).steady_route
    days = [
        DosedDay(
            on=row.on,
            level=row.dose_level,
            fully_done=row.sets_done >= row.sets_prescribed,
            colour=ledger.colour(row.on.toordinal()),
            settled=steady and is_settled(ledger, row.on.toordinal()),
        )
        for row in loaded.rows
        if row.trained and row.stage_key == enrolment.stage_key and row.on >= enrolment.entered_on
    ]
    return next_dose(
        days,
        levels=len(catalogue.stages[enrolment.stage_key].levels),
        tier=rules.stages[enrolment.stage_key].tier,
        rule=rules.dose,
        today=date.fromordinal(ledger.today),
    )


def current_snapshot(
    user: User, enrolment: Enrolment, *, rules: RuleSet, catalogue: Catalogue, today: date
) -> Snapshot:
    """The stored snapshot if it was made from exactly this state, else a new one, then stored."""
    stamp = rules_stamp(rules, catalogue)
    made_from = (enrolment.snapshot_version, enrolment.snapshot_on, enrolment.snapshot_rules)
    if made_from == (user.log_version, today, stamp):
        return read_snapshot(enrolment.snapshot)
    snapshot = make_snapshot(user, enrolment, rules=rules, catalogue=catalogue, today=today)
    # Of two pages that work it out at once, each writes the same; one that read older data than
    # it claims cannot exist, because the count was read before the rows.
    Enrolment.objects.filter(pk=enrolment.pk).update(
        snapshot=snapshot_json(snapshot),
        snapshot_on=today,
        snapshot_version=user.log_version,
        snapshot_rules=stamp,
    )
    return snapshot


def snapshot_json(snapshot: Snapshot) -> dict[str, Any]:
    """The snapshot as JSON values; `read_snapshot` is its inverse."""
    return {
        "on": snapshot.on.isoformat(),
        "decisions": [stored.decision_json(decision) for decision in snapshot.decisions],
        "dose": [
            snapshot.dose.level,
            snapshot.dose.reason.value,
            stored.date_json(snapshot.dose.because_of),
        ],
        "usual_before": snapshot.usual_before,
        "mornings_due": [
            [due.on.isoformat(), due.opens_at.isoformat(), due.closes_at.isoformat()]
            for due in snapshot.mornings_due
        ],
        "flare_up_since": stored.date_json(snapshot.flare_up_since),
        "last_trained_on": stored.date_json(snapshot.last_trained_on),
        "screening": stored.screening_json(snapshot.screening),
    }


def read_snapshot(data: dict[str, Any]) -> Snapshot:
    """The inverse of `snapshot_json`."""
    level, reason, because_of = data["dose"]
    return Snapshot(
        on=date.fromisoformat(data["on"]),
        decisions=tuple(stored.read_decision(decision) for decision in data["decisions"]),
        dose=NextDose(level, DoseReason(reason), stored.read_date(because_of)),
        usual_before=data["usual_before"],
        mornings_due=tuple(
            MorningDue(date.fromisoformat(on), *map(datetime.fromisoformat, instants))
            for on, *instants in data["mornings_due"]
        ),
        flare_up_since=stored.read_date(data["flare_up_since"]),
        last_trained_on=stored.read_date(data["last_trained_on"]),
        screening=stored.read_screening(data["screening"]),
    )
