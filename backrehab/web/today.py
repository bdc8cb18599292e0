"""The Today page: what is to be done now, prepared for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format

from backrehab.domain.decision import Code, GateDecision
from backrehab.domain.gate import no_exercise_today
from backrehab.painlog.models import DailyScore, PerformedSet, TrainingDay
from backrehab.progression.explain import dose_reason
from backrehab.progression.plan import DayPlan, Planner, easy_plan, rest_plan, training_plan
from backrehab.progression.snapshot import Snapshot
from backrehab.screening.queries import due_reason
from backrehab.web.forms.diary import (
    BeforeForm,
    DailyForm,
    FinishForm,
    KeyOnlyForm,
    LevelForm,
    MorningForm,
)
from backrehab.web.gate_card import GateCard, gate_cards
from backrehab.web.person import Person

type Forms = Mapping[str, Any]


class Mode(StrEnum):
    """What kind of day it is: the first that fits."""

    PAUSED = "paused"
    STOPPED = "stopped"
    FLARE_UP = "flare_up"
    NO_EXERCISE = "no_exercise"
    BEFORE = "before"
    TRAINING = "training"
    DONE = "done"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A morning score that can be given now."""

    on: date
    day_text: str
    is_yesterday: bool
    form: MorningForm


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """Everything on the page; forms that were refused come in from outside."""

    mode: Mode
    date_text: str
    stage_number: str
    stage_name: str
    check_ins: Sequence[CheckIn]
    screening_due: bool
    support: bool
    plan: DayPlan | None
    dose_reason: str
    day: TrainingDay | None
    daily: int | None
    before_form: BeforeForm | None
    level_form: LevelForm | None
    finish_form: FinishForm | None
    daily_form: DailyForm | None
    tick_form: KeyOnlyForm
    open_form: KeyOnlyForm
    gates: Sequence[GateCard]
    notice: str


def today_page(
    person: Person, *, forms: Forms | None = None, train_anyway: bool = False, notice: str = ""
) -> TodayPage:
    """Work out the page: three queries beside the person's own (day, daily score, ticked sets)."""
    forms = forms or {}
    user, today, snapshot = person.user, person.today, person.snapshot
    day = TrainingDay.objects.filter(user=user, on=today).first()
    daily = DailyScore.objects.filter(user=user, on=today).values_list("score", flat=True).first()
    mode = _mode(person, day, daily, train_anyway=train_anyway)
    plan = _plan(person, mode, day)
    return TodayPage(
        mode=mode,
        date_text=date_format(today, "l j F"),
        stage_number=person.stage.number,
        stage_name=person.stage.name,
        check_ins=_check_ins(person, forms.get("morning")),
        screening_due=_screening_due(person),
        support="support" in snapshot.screening.limits,
        plan=plan,
        dose_reason=dose_reason(snapshot.dose),
        day=day,
        daily=daily,
        before_form=_before_form(person, mode, forms),
        level_form=_level_form(person, mode, day, forms),
        finish_form=_finish_form(mode, day, plan, forms),
        daily_form=_daily_form(mode, day, daily, forms),
        tick_form=KeyOnlyForm(auto_id=False),
        open_form=KeyOnlyForm(auto_id=False),
        gates=gate_cards(person),
        notice=notice,
    )


def plan_now(person: Person) -> DayPlan:
    """The plan that today's buttons belong to; empty while the plan is paused."""
    user, today = person.user, person.today
    day = TrainingDay.objects.filter(user=user, on=today).first()
    daily = DailyScore.objects.filter(user=user, on=today).values_list("score", flat=True).first()
    mode = _mode(person, day, daily, train_anyway=True)
    return _plan(person, mode, day) or DayPlan(warm_up=(), stage=None, others=())


def _mode(
    person: Person, day: TrainingDay | None, daily: int | None, *, train_anyway: bool
) -> Mode:
    snapshot = person.snapshot
    if snapshot.screening.blocks_exercise:
        return Mode.PAUSED
    if day is not None and day.stop:
        return Mode.STOPPED
    if snapshot.flare_up_since is not None:
        return Mode.FLARE_UP
    score = day.before if day is not None and day.before is not None else daily
    rules = person.rules
    too_high = no_exercise_today(score=score, usual=snapshot.usual_before, rules=rules)
    if too_high or snapshot.screening.flare_up_only:
        return Mode.NO_EXERCISE
    if day is not None:
        return Mode.DONE if day.finished_at else Mode.TRAINING
    if train_anyway or person.today.weekday() in person.user.training_weekdays:
        return Mode.BEFORE
    # Without training nobody asks for the pain right now, so this morning's score says it.
    too_high = no_exercise_today(
        score=_highest_today(snapshot), usual=snapshot.usual_before, rules=rules
    )
    return Mode.NO_EXERCISE if too_high else Mode.REST


def _highest_today(snapshot: Snapshot) -> int | None:
    """The highest score given today, as the gate saw it."""
    seen = [decision.criterion(Code.TODAY_SCORE).observed for decision in snapshot.decisions]
    return next((int(score) for score in seen if score is not None), None)


def _plan(person: Person, mode: Mode, day: TrainingDay | None) -> DayPlan | None:
    if mode is Mode.PAUSED:
        return None
    ticked = PerformedSet.objects.filter(user=person.user, on=person.today)
    planner = Planner(
        user=person.user,
        catalogue=person.catalogue,
        limits=person.snapshot.screening.limits,
        ticks=frozenset(ticked.values_list("exercise_id", "slot", "number")),
    )
    if mode in {Mode.FLARE_UP, Mode.NO_EXERCISE}:
        return easy_plan(planner)
    if mode is Mode.REST:
        return rest_plan(planner, person.enrolment, person.rules)
    level = person.snapshot.dose.level if day is None else day.dose_level
    return training_plan(planner, person.enrolment, person.rules, level)


def _check_ins(person: Person, refused: MorningForm | None) -> list[CheckIn]:
    """The morning scores that can be given now, yesterday's first."""
    found = []
    for due in sorted(person.snapshot.mornings_due, key=lambda due: due.on, reverse=True):
        if not due.open_at(person.now):
            continue
        form = refused if refused is not None and refused.data.get("on") == str(due.on) else None
        found.append(
            CheckIn(
                on=due.on,
                day_text=date_format(due.on, "l"),
                is_yesterday=(person.today - due.on).days == 1,
                form=form or MorningForm(initial={"on": due.on}, auto_id=f"morning_{due.on}_%s"),
            )
        )
    return found


def _screening_due(person: Person) -> bool:
    snapshot = person.snapshot
    reason = due_reason(
        snapshot.screening,
        today=person.today,
        last_trained_on=snapshot.last_trained_on,
        flare_up_started_on=snapshot.flare_up_since,
        before_first_deadlift=any(map(_waits_for_screening, snapshot.decisions)),
    )
    return reason is not None


# What somebody can do about a gate on the spot.
SAYABLE = {Code.SCREENING, Code.TECHNIQUE, Code.HOLD_TEST}


def _waits_for_screening(decision: GateDecision) -> bool:
    """Whether a heavier stage would open but for an older health check."""
    unmet = {criterion.code for criterion in decision.unmet}
    return Code.SCREENING in unmet and unmet <= SAYABLE


def _before_form(person: Person, mode: Mode, forms: Forms) -> BeforeForm | None:
    if mode is not Mode.BEFORE:
        return None
    return forms.get("before") or BeforeForm(initial={"level": person.snapshot.dose.level})


def _level_form(
    person: Person, mode: Mode, day: TrainingDay | None, forms: Forms
) -> LevelForm | None:
    """Going easier is always allowed, up to the first set."""
    suggested = person.snapshot.dose.level
    if mode is not Mode.TRAINING or day is None or day.sets_done or suggested < 2:
        return None
    doses = person.stage.levels[:suggested]
    return forms.get("level") or LevelForm(initial={"level": day.dose_level}, doses=doses)


def _finish_form(
    mode: Mode, day: TrainingDay | None, plan: DayPlan | None, forms: Forms
) -> FinishForm | None:
    if mode not in {Mode.TRAINING, Mode.DONE, Mode.STOPPED} or day is None:
        return None
    if plan is None or plan.stage is None or (mode is Mode.STOPPED and day.finished_at):
        return None
    initial = {
        "sets_done": day.sets_done,
        "worst": day.worst,
        "stop": day.stop,
        "leg": day.leg,
        "extra_meds": day.extra_meds,
    }
    return forms.get("finish") or FinishForm(initial=initial, dose=plan.stage.dose)


def _daily_form(
    mode: Mode, day: TrainingDay | None, daily: int | None, forms: Forms
) -> DailyForm | None:
    asks = {Mode.REST, Mode.FLARE_UP, Mode.PAUSED}
    if mode not in asks or daily is not None or day is not None:
        return None
    return forms.get("daily") or DailyForm()
