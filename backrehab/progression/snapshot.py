"""The gate's answer as pages need it: worked out once per change and per local day, then read.

Working out takes milliseconds and one query, reading takes none beyond the enrolment's row. A
stored answer is used only if the person's data (`User.log_version`), the local date and the rule
set are those it was made from, and no morning score has become late or closed since; so it cannot
go stale: tests/progression/test_snapshot.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Self

from backrehab.accounts.models import User
from backrehab.domain.colours import Cause
from backrehab.domain.decision import GateDecision
from backrehab.domain.dose import NextDose
from backrehab.domain.gate import Reading
from backrehab.domain.ledger import Ledger
from backrehab.domain.pace import Ahead
from backrehab.domain.records import Timing
from backrehab.domain.rules import RuleSet
from backrehab.domain.step_back import Concern, StepBack, concerns, step_back_due
from backrehab.exercises.catalogue import Catalogue
from backrehab.painlog.day_rows import TimedRow
from backrehab.painlog.windows import MorningWindow, morning_window
from backrehab.progression import codec
from backrehab.progression.breaks import Break, find_break
from backrehab.progression.decisions import decide_ahead
from backrehab.progression.dosing import last_heavy_on, look_ahead, suggest_dose, suggest_kept
from backrehab.progression.flare_state import FlareState, flare_state
from backrehab.progression.history import Loaded, load_history
from backrehab.progression.history_read import WentBack
from backrehab.progression.models import Enrolment
from backrehab.row_writes import update_row
from backrehab.screening.queries import ScreeningState

# Raised whenever the stored form, or what is worked out, changes: an older one is worked out anew.
FORM = 23


@dataclass(frozen=True, slots=True)
class MorningDue:
    """A training day of a stage without a morning score, the instants between which it can be
    given, and that from which it is late: often on the next date already, by the hours."""

    on: date
    stage: str
    opens_at: datetime
    late_from: datetime
    closes_at: datetime

    @classmethod
    def of(cls, row: TimedRow, window: MorningWindow) -> Self:
        """The score of that training day."""
        instants = window.opens_at, window.late_from, window.closes_at
        return cls(row.on, row.stage_key, *instants)

    def open_at(self, now: datetime) -> bool:
        """Whether the score can be given now."""
        return self.opens_at <= now < self.closes_at

    def is_late_at(self, now: datetime) -> bool:
        """Whether it would be a late one."""
        return now >= self.late_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that the gate and the plan say about one person on one date.

    `ahead` has for each decision what to expect at the pace of the plan, None where that says
    nothing (backrehab/domain/pace.py).

    `begun_today` says whether today has a training day, if only with a score before it.
    `kept_share` is how much of what is kept up to do, in percent. `usual` is that of today in
    points, `usual_before` that of yesterday, and `highest_today` the highest score given today:
    whether pain rules exercise out is decided by the latter two. `mornings_due` are the training
    days of the last two dates that have no morning score yet, `worst_missing` those of which nobody
    told the worst pain: without it they can't be calm; both latest first. `dose_lacks_worst` says
    whether the day that decided the dose is such a one, however long ago. `last_heavy_on` is the
    latest date of heavy work. `went_back` is the step back that led to the stage, until
    the first training there. `holds_until` is the instant at which one of the mornings will be late
    or closed, and what lies ahead be another. `step_back` is one that is called for and not done
    yet: entries do it (settling.py).
    """

    on: date
    decisions: tuple[GateDecision, ...]
    ahead: tuple[Ahead | None, ...]
    begun_today: bool
    dose: NextDose
    dose_lacks_worst: bool
    kept_share: int
    usual: float
    usual_before: float
    highest_today: int | None
    mornings_due: tuple[MorningDue, ...]
    holds_until: datetime | None
    worst_missing: tuple[date, ...]
    flare_up: FlareState | None
    flare_up_today: bool
    last_trained_on: date | None
    last_heavy_on: date | None
    screening: ScreeningState
    lay_off: Break | None
    concerns: tuple[Concern, ...]
    went_back: WentBack | None
    step_back: StepBack | None = None

    @property
    def flare_up_since(self) -> date | None:
        """Since when a flare-up is open."""
        return None if self.flare_up is None else self.flare_up.since


def read_snapshot(stored: Any) -> Snapshot:
    """The snapshot as it was before it was stored."""
    snapshot: Snapshot = codec.read(stored, Snapshot)
    return snapshot


def rules_stamp(rules: RuleSet, catalogue: Catalogue) -> str:
    """What a stored snapshot was made with: rule version, stored form and catalogue."""
    return f"{rules.version} {FORM} {catalogue.digest[:40]}"


def make_snapshot(
    user: User, enrolment: Enrolment, *, rules: RuleSet, catalogue: Catalogue, now: datetime
) -> Snapshot:
    """Work the snapshot out afresh from the person's rows."""
    loaded = load_history(user, enrolment, rules=rules, today=user.local_date(now))
    return snapshot_of(user, enrolment, loaded, rules=rules, catalogue=catalogue, now=now)


def snapshot_of(
    user: User,
    enrolment: Enrolment,
    loaded: Loaded,
    *,
    rules: RuleSet,
    catalogue: Catalogue,
    now: datetime,
) -> Snapshot:
    """Work the snapshot out from rows that were just read."""
    today = user.local_date(now)
    reading = Reading(loaded.history, rules, today)
    ledger = reading.ledger
    decisions = decide_ahead(enrolment, reading)
    known: dict[str, Any] = {"rules": rules, "catalogue": catalogue, "user": user}
    dose = suggest_dose(loaded, ledger, enrolment, **known)
    heavy = last_heavy_on(loaded, rules)
    rested = find_break(user, enrolment, loaded, rules=rules, today=today)
    windows = _windows(user, loaded, rules, today)
    known["mornings"] = _to_come(windows, now)
    return Snapshot(
        on=today,
        # Days of other stages are most of them after a move, and no page shows them.
        decisions=tuple([decision.of_this_stage() for decision in decisions]),
        ahead=look_ahead(loaded, reading, enrolment, decisions, dose=dose, heavy_on=heavy, **known),
        begun_today=any(row.on == today for row in loaded.rows),
        dose=dose,
        dose_lacks_worst=_decided_without_worst(dose, ledger),
        kept_share=suggest_kept(loaded, ledger, enrolment, rules=rules, user=user),
        usual=ledger.usual(ledger.today),
        usual_before=ledger.usual(ledger.today - 1),
        highest_today=max(ledger.scores_given(ledger.today), default=None),
        mornings_due=_mornings_due(loaded, windows),
        holds_until=_holds_until(windows, now),
        worst_missing=tuple(row.on for row in loaded.rows if _lacks_worst(row, rules, today)),
        flare_up=flare_state(enrolment, loaded, rested=rested, rules=rules, today=today),
        flare_up_today=any(spell.covers(today) for spell in loaded.history.flare_ups),
        last_trained_on=loaded.last_trained_on,
        last_heavy_on=heavy,
        screening=loaded.read.screening,
        lay_off=rested,
        concerns=_concerns(enrolment, ledger, loaded, rules),
        went_back=_went_back(enrolment, loaded),
        step_back=_step_back(enrolment, ledger, loaded, rules),
    )


def _decided_without_worst(dose: NextDose, ledger: Ledger) -> bool:
    """Whether the day that decided the dose lacks no more than its worst pain."""
    on = dose.because_of
    verdict = None if on is None else ledger.verdicts.get(on.toordinal())
    return verdict is not None and verdict.cause is Cause.NO_WORST


def _concerns(
    enrolment: Enrolment, ledger: Ledger, loaded: Loaded, rules: RuleSet
) -> tuple[Concern, ...]:
    steps = [(step.left, step.on) for step in loaded.read.steps_back]
    return concerns(ledger, stage=enrolment.stage_key, step_backs=steps, rules=rules)


def _went_back(enrolment: Enrolment, loaded: Loaded) -> WentBack | None:
    trained_on = loaded.last_trained_on
    latest = max(loaded.read.steps_back, key=lambda step: step.on, default=None)
    if latest is None or latest.on != enrolment.entered_on:
        return None
    return latest if trained_on is None or trained_on <= latest.on else None


def _step_back(
    enrolment: Enrolment, ledger: Ledger, loaded: Loaded, rules: RuleSet
) -> StepBack | None:
    """The one that is called for, by red days that have not led to one already."""
    return step_back_due(
        ledger,
        stage=enrolment.stage_key,
        entered_on=enrolment.entered_on,
        after=max((on for step in loaded.read.steps_back for on in step.reds), default=None),
        rules=rules,
    )


def _lacks_worst(row: TimedRow, rules: RuleSet, today: date) -> bool:
    """Whether to ask for it now; a day that was too much stays that without it."""
    if not row.trained or row.worst is not None or row.stop or row.leg:
        return False
    return 0 < (today - row.on).days <= rules.morning.dates


def _windows(user: User, loaded: Loaded, rules: RuleSet, today: date) -> dict[date, MorningWindow]:
    """When the morning scores that are missing can be given, by their training days."""
    return {
        row.on: morning_window(user, row, rules)
        for row in loaded.rows
        if row.trained and row.morning is None and (today - row.on).days <= rules.morning.dates
    }


def _mornings_due(loaded: Loaded, windows: Mapping[date, MorningWindow]) -> tuple[MorningDue, ...]:
    rows = (row for row in loaded.rows if row.on in windows)
    return tuple(MorningDue.of(row, windows[row.on]) for row in rows)


def _to_come(windows: Mapping[date, MorningWindow], now: datetime) -> dict[date, Timing]:
    """How these can still be given at that hour."""
    found = ((on, window.to_come(now)) for on, window in windows.items())
    return {on: timing for on, timing in found if timing is not None}


def _holds_until(windows: Mapping[date, MorningWindow], now: datetime) -> datetime | None:
    """When the first of these will be late, or closed."""
    ends = [end for window in windows.values() for end in (window.late_from, window.closes_at)]
    return min((end for end in ends if end > now), default=None)


def current_snapshot(
    user: User, enrolment: Enrolment, *, rules: RuleSet, catalogue: Catalogue, now: datetime
) -> Snapshot:
    """The stored snapshot if it was made from exactly this state, else a new one, then stored."""
    if _is_stored(user, enrolment, rules=rules, catalogue=catalogue, now=now):
        return read_snapshot(enrolment.snapshot)
    snapshot = make_snapshot(user, enrolment, rules=rules, catalogue=catalogue, now=now)
    store_snapshot(enrolment, snapshot, version=user.log_version, rules=rules, catalogue=catalogue)
    return snapshot


def as_it_stands(
    user: User, enrolment: Enrolment, *, rules: RuleSet, catalogue: Catalogue, now: datetime
) -> Snapshot:
    """The same without storing a new one: within an entry, which stores what it leads to."""
    if _is_stored(user, enrolment, rules=rules, catalogue=catalogue, now=now):
        return read_snapshot(enrolment.snapshot)
    return make_snapshot(user, enrolment, rules=rules, catalogue=catalogue, now=now)


def break_to_answer(
    user: User, enrolment: Enrolment, *, rules: RuleSet, catalogue: Catalogue, now: datetime
) -> Break | None:
    """The break that is open (`Snapshot.lay_off`), without reading the rest of a stored answer."""
    if _is_stored(user, enrolment, rules=rules, catalogue=catalogue, now=now):
        found: Break | None = codec.read(enrolment.snapshot["lay_off"], Break | None)
        return found
    today = user.local_date(now)
    loaded = load_history(user, enrolment, rules=rules, today=today)
    return find_break(user, enrolment, loaded, rules=rules, today=today)


def _is_stored(
    user: User, enrolment: Enrolment, *, rules: RuleSet, catalogue: Catalogue, now: datetime
) -> bool:
    """Whether the stored snapshot was made from exactly this state, and still holds."""
    made_from = (enrolment.snapshot_version, enrolment.snapshot_on, enrolment.snapshot_rules)
    if made_from != (user.log_version, user.local_date(now), rules_stamp(rules, catalogue)):
        return False
    until = enrolment.snapshot["holds_until"]
    return until is None or now < datetime.fromisoformat(until)


def store_snapshot(
    enrolment: Enrolment,
    snapshot: Snapshot,
    *,
    version: int,
    rules: RuleSet,
    catalogue: Catalogue,
    beside: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Keep the snapshot together with the count of changes that it was made from, and `beside` it
    other columns of the enrolment."""
    # Of two pages that work it out at once, each writes the same; one that read older data than
    # it claims cannot exist, because the count was read before the rows.
    update_row(
        Enrolment,
        enrolment.pk,
        snapshot=codec.write(snapshot),
        snapshot_on=snapshot.on,
        snapshot_version=version,
        snapshot_rules=rules_stamp(rules, catalogue),
        **beside,
    )


def forget_snapshot(enrolment: Enrolment) -> None:
    """Take away what is kept: it holds the scores it was worked out from."""
    update_row(
        Enrolment,
        enrolment.pk,
        snapshot={},
        snapshot_on=None,
        snapshot_version=None,
        snapshot_rules="",
    )
