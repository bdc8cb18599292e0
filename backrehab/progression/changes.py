"""How a stored decision changes a person's place on the ladder; replaying the log gives the state.

Whatever moves somebody is a `Transition` first; `apply` is the only code that moves them. `record`
stores the place that follows; within an entry that is done at its end, with what it leads to.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from backrehab.domain.dose import FULL
from backrehab.domain.ladder_line import main_line
from backrehab.domain.rules import RuleSet
from backrehab.exercises.catalogue import get_catalogue
from backrehab.json_rows import columns_of
from backrehab.painlog.day_rows import TimedRow
from backrehab.painlog.models import TrainingDay
from backrehab.progression.history_read import HistoryRead
from backrehab.progression.models import BY_MISTAKE, Enrolment, Transition, TransitionKind
from backrehab.progression.prescriptions import prescription_at
from backrehab.progression.rulesets import all_rule_sets, current_rules
from backrehab.progression.stand_ins import way_on
from backrehab.row_writes import update_row

MOVED_FIELDS = (
    "stage_key",
    "entered_on",
    "branch_opened_on",
    "reached_key",
    "return_to",
    "dose_from",
    "dose_level",
    "dose_shares",
)


def apply(enrolment: Enrolment, row: Transition) -> None:
    """What a decision changes on the enrolment (not saved)."""
    if row.kind in {TransitionKind.REVIEWED, TransitionKind.ON_HOLD} or row.reason == BY_MISTAKE:
        return
    rules = all_rule_sets()[row.rules_version]
    line = main_line(rules)
    if row.stage_to not in line:
        enrolment.branch_opened_on = row.on
        return
    before = enrolment.stage_key
    if row.stage_to != before or row.kind in {TransitionKind.STARTED, TransitionKind.LAY_OFF}:
        enrolment.entered_on = row.on
    enrolment.stage_key = row.stage_to
    enrolment.reached_key = higher(line, enrolment.reached_key, before, row.stage_to)
    starts_over = row.kind == TransitionKind.LAY_OFF and rules.lay_off.starts_over(row.reason)
    enrolment.return_to = "" if starts_over else _return_to(line, enrolment, before, row)
    if starts_over:
        # What hangs on a stage above opens again by its own gate as well.
        enrolment.branch_opened_on = None
    enrolment.dose_from = row.on
    enrolment.dose_level = row.dose_level or 1
    enrolment.dose_shares = list(row.dose_shares)


def _return_to(line: Sequence[str], enrolment: Enrolment, before: str, row: Transition) -> str:
    """Up to which stage the short way back leads; empty once it was walked."""
    place = line.index(row.stage_to)
    if before and line.index(before) > place:
        return higher(line, enrolment.return_to, before)
    goal = enrolment.return_to
    return goal if goal and line.index(goal) > place else ""


def higher(line: Sequence[str], *stages: str) -> str:
    """The furthest of these stages; an empty one does not count, and one at least is there."""
    return max((stage for stage in stages if stage), key=line.index)


def resting_stages(enrolment: Enrolment, rules: RuleSet) -> tuple[str, ...]:
    """The stages that were open once and lie above the current one."""
    line = main_line(rules)
    here = line.index(enrolment.stage_key)
    reached = line.index(higher(line, enrolment.reached_key, enrolment.stage_key))
    return line[here + 1 : reached + 1]


def by_short_way(enrolment: Enrolment, stage_key: str, rules: RuleSet) -> bool:
    """Whether the stage opens again by the short way back."""
    line = main_line(rules)
    goal = enrolment.return_to
    return bool(goal) and stage_key in line and line.index(stage_key) <= line.index(goal)


def record(
    enrolment: Enrolment,
    *,
    kind: TransitionKind,
    stage_to: str,
    now: datetime,
    reason: str = "",
    decision: dict[str, Any] | None = None,
    route: str = "",
    dose_level: int | None = None,
    dose_shares: Sequence[int] = (),
    stores_place: bool = True,
) -> Transition:
    """Store a decision of today and move the person; the caller holds the lock, and lets a day that
    was begun go on (`carry_over`). Without `stores_place` the caller stores what is then the
    `unstored_place`, as the end of an entry does."""
    row = Transition.objects.create(
        user_id=enrolment.user_id,
        enrolment=enrolment,
        kind=kind,
        stage_from="" if kind == TransitionKind.STARTED else enrolment.stage_key,
        stage_to=stage_to,
        on=enrolment.user.local_date(now),
        at=now,
        rules_version=current_rules().version,
        route=route,
        reason=reason,
        decision=decision or {},
        dose_level=dose_level,
        dose_shares=list(dose_shares),
    )
    apply(enrolment, row)
    enrolment.has_moved = True
    if stores_place:
        update_row(Enrolment, enrolment.pk, **unstored_place(enrolment))
    return row


def unstored_place(enrolment: Enrolment) -> dict[str, Any]:
    """The columns that decisions may have changed since it was stored; the caller stores them."""
    moved, enrolment.has_moved = enrolment.has_moved, False
    return {name: getattr(enrolment, name) for name in MOVED_FIELDS} if moved else {}


def carry_over(enrolment: Enrolment, read: HistoryRead) -> HistoryRead:
    """A day that has no more than its first score goes on in the stage that somebody was moved to,
    at the dose that the move prescribes; what was `read`, as it is then. One statement if there is
    such a day."""
    on, user, rows = read.until, enrolment.user, read.window.rows
    begun = next((row for row in rows if row.on == on and not row.trained), None)
    if begun is None or begun.stage_key == enrolment.stage_key:
        return read
    share = enrolment.dose_shares[0] if enrolment.dose_shares else FULL
    catalogue = get_catalogue()
    stage = catalogue.stages[enrolment.stage_key]
    way = way_on(
        catalogue.exercise_of(stage.key), limits=read.screening.limits, equipment=user.equipment
    )
    fields = prescription_at(stage, enrolment.dose_level, share=share).as_fields
    fields["stage_key"] = stage.key
    TrainingDay.objects.filter(user=user, on=on).update(variant_key=way, **fields)
    known = {name: value for name, value in fields.items() if name in columns_of(TimedRow)}
    return read.with_row(replace(begun, **known))
