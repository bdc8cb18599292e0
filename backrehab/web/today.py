"""The Today page: what is to be done now, prepared for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from backrehab.accounts.units import from_kg
from backrehab.domain.dose import FULL
from backrehab.domain.flare_up import suggests_flare_up
from backrehab.exercises.models import Resistance
from backrehab.painlog.models import Comfort, TrainingDay
from backrehab.progression.explain_dose import dose_reason
from backrehab.progression.plan import resistance_of
from backrehab.progression.planned import DayPlan
from backrehab.progression.prescriptions import DoseOption, dose_options, options_of_sets
from backrehab.progression.ticks import SetTick
from backrehab.progression.words import date_text, load_text
from backrehab.screening.queries import Due
from backrehab.web.check_ins import CheckIn, check_ins
from backrehab.web.day_plan import EASY_MODES, Mode, Today
from backrehab.web.forms.diary import (
    BeforeForm,
    DailyForm,
    FinishForm,
    FlareDailyForm,
    LevelForm,
)
from backrehab.web.forms.fields import FreshKey
from backrehab.web.gate_card import GateCard, gate_cards
from backrehab.web.high_pain import HighPain, high_pain
from backrehab.web.hip import RELEASE
from backrehab.web.page_date import DayKey
from backrehab.web.pause import Pause, paused_by_screening
from backrehab.web.person import Person
from backrehab.web.screening_due import due_for
from backrehab.web.setbacks import (
    ConcernText,
    FlareText,
    SteppedBackText,
    WelcomeBack,
    concern_texts,
    stepped_back_text,
)
from backrehab.web.setbacks import flare_text as make_flare_text
from backrehab.web.setbacks import welcome_back as make_welcome_back
from backrehab.web.so_far import done_text
from backrehab.web.today_sections import Section, Ticked, sections_of, ticked_of
from backrehab.web.week import WeekDay, next_training, week_days

type Forms = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MissingWorst:
    """A day of which nobody told the worst pain."""

    on: date
    day: str


@dataclass(frozen=True, slots=True)
class FinishPlace:
    """Where the report after training stands: first once it is next, and unfolded once there is
    something to tell."""

    now: bool
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """Everything on the page; forms that were refused come in from outside. No `gates` where none
    is shown, and an empty list where every stage is open."""

    mode: Mode
    date_text: str
    stage_number: str
    stage_name: str
    on_ladder: bool
    check_ins: Sequence[CheckIn]
    screening_due: Due | None
    support: bool
    pause: Pause | None
    withheld: bool
    easy_only: bool
    high_pain: HighPain | None
    stepped_back: SteppedBackText | None
    plan: DayPlan
    over_budget: int | None
    dose_reason: str
    load_text: str
    day: TrainingDay | None
    done_text: str
    worst_missing: Sequence[MissingWorst]
    daily: int | None
    suggests_flare_up: bool
    skips_stage: bool
    too_soon: bool
    stage_id: int
    flare: FlareText | None
    welcome_back: WelcomeBack | None
    concerns: Sequence[ConcernText]
    before_form: BeforeForm | None
    level_form: LevelForm | None
    finish_form: FinishForm | None
    daily_form: DailyForm | None
    tick_form: DayKey
    open_form: FreshKey
    drill_keys: frozenset[str]
    release_key: str
    comforts: Sequence[tuple[str, str]]
    gates: Sequence[GateCard] | None
    week: Sequence[WeekDay]
    next_training: str
    sections: Sequence[Section] = ()
    ticked: Ticked | None = None
    notice: str = ""

    def shows(self, form: object) -> bool:
        """Whether that form stands on the page, and with it what is wrong with its fields."""
        forms = (self.before_form, self.level_form, self.finish_form, self.daily_form)
        return any(one is form for one in (*forms, *(one.form for one in self.check_ins)))

    @property
    def others(self) -> int:
        """How many exercises there are beside the stage's."""
        return sum(len(one.exercises) for one in self.sections if not one.is_stage)

    @property
    def questions_first(self) -> bool:
        """Whether the health questions that are due stand before the day: half answered, or with
        the easy routine, also where a stop took its place in a flare-up."""
        on_hold = self.mode is Mode.STOPPED and self.flare is not None
        easy = self.mode in EASY_MODES or on_hold
        return self.screening_due is not None and (self.screening_due.begun or easy)

    @property
    def finish(self) -> FinishPlace:
        """Where the report after training stands."""
        begun = self.day is not None and bool(self.day.sets_done) and self.mode is Mode.TRAINING
        now = begun and not any(section.now for section in self.sections)
        refused = self.finish_form is not None and self.finish_form.is_bound
        return FinishPlace(now=now, open=begun or refused)


def today_page(
    person: Person,
    *,
    forms: Forms | None = None,
    train_anyway: bool = False,
    notice: str = "",
    ticked: SetTick | None = None,
) -> TodayPage:
    """Work out the page; `ticked` is the set whose button was just pressed. It costs as many
    queries as `Today` beside the person's own."""
    today = Today(person, train_anyway=train_anyway)
    return page_of(today, forms=forms, notice=notice, ticked=ticked)


def page_of(
    today: Today,
    *,
    forms: Forms | None = None,
    notice: str = "",
    ticked: SetTick | None = None,
) -> TodayPage:
    """`today_page` for a day that was read already."""
    just = ticked_of(today.plan, ticked)
    sections = sections_of(today, touched=just.key if just else "")
    return replace(_page(today, forms or {}), sections=sections, ticked=just, notice=notice)


def _page(today: Today, forms: Forms) -> TodayPage:
    person, mode, day = today.person, today.mode, today.day
    snapshot, stage = person.snapshot, person.catalogue.stages[today.stage_key]
    return TodayPage(
        mode=mode,
        date_text=date_text(person.today, "l j F"),
        stage_number=stage.number,
        stage_name=stage.name,
        on_ladder=person.following.on_ladder,
        check_ins=check_ins(person, forms.get("morning")),
        screening_due=due_for(person),
        support="support" in snapshot.screening.limits,
        pause=paused_by_screening(snapshot.screening),
        withheld=today.is_withheld,
        easy_only=snapshot.screening.flare_up_only,
        high_pain=high_pain(today),
        stepped_back=stepped_back_text(person),
        plan=today.plan,
        over_budget=person.user.daily_minutes,
        dose_reason=_dose_reason(today),
        load_text=_load_text(today),
        day=day,
        done_text=done_text(today),
        worst_missing=[MissingWorst(on, date_text(on, "l")) for on in snapshot.worst_missing],
        daily=None if today.daily is None else today.daily.score,
        suggests_flare_up=_suggests_flare_up(today),
        skips_stage=today.skips_stage,
        too_soon=today.mode is Mode.REST and today.is_too_soon,
        stage_id=person.catalogue.exercises[stage.exercise_key].id,
        flare=make_flare_text(person),
        welcome_back=make_welcome_back(person) if mode is Mode.WELCOME_BACK else None,
        concerns=concern_texts(person),
        before_form=_before_form(person, mode, forms),
        level_form=_level_form(today, forms),
        finish_form=_finish_form(today, forms),
        daily_form=_daily_form(today, forms),
        tick_form=DayKey(person.today),
        open_form=FreshKey(),
        drill_keys=frozenset(drill.now.key for drill in today.drills if not drill.now.stopped),
        release_key=RELEASE,
        comforts=[(value, str(label)) for value, label in Comfort.choices],
        gates=gate_cards(person) if _shows_gates(today) else None,
        week=week_days(today),
        next_training=next_training(today),
    )


def _shows_gates(today: Today) -> bool:
    """Not while the ladder is paused, nor before the stage to go on with is settled."""
    return today.person.following.on_ladder and today.person.snapshot.lay_off is None


def _dose_reason(today: Today) -> str:
    """Why the dose is what it is; somebody who chose an easier one reads that."""
    day = today.day
    if day is not None and day.suggested_level is not None:
        return _("Easier than suggested: your own choice, and written down as that.")
    if today.has_moved_on:
        return ""
    stage = today.plan.stage
    if stage is not None and stage.substitute_dose and today.person.snapshot.dose.share >= FULL:
        # The levels are those of the exercise whose place it takes; its own dose stays the same.
        return ""
    snapshot = today.person.snapshot
    return dose_reason(
        snapshot.dose,
        today.person.rules,
        lacks_worst=snapshot.dose_lacks_worst,
        today=today.person.today,
    )


def _load_text(today: Today) -> str:
    """What to take, if the way it is done today has such a load."""
    load = today.person.snapshot.dose.load
    if load is None or _resistance(today) != load.kind.value:
        return ""
    return load_text(load.kg, load.band, today.person.user.unit)


def _suggests_flare_up(today: Today) -> bool:
    """Whether to ask if this is a flare-up; it never begins by itself."""
    snapshot = today.person.snapshot
    if snapshot.flare_up is not None or snapshot.screening.blocks_exercise:
        return False
    seen = [today.score_now, today.day.worst if today.day else None]
    return any(
        suggests_flare_up(score, snapshot.usual_before, today.person.rules) for score in seen
    )


def _before_form(person: Person, mode: Mode, forms: Forms) -> BeforeForm | None:
    if mode is not Mode.BEFORE:
        return None
    return forms.get("before") or BeforeForm(initial={"level": person.snapshot.dose.level})


def level_options(today: Today) -> tuple[DoseOption, ...]:
    """The doses to choose from today: the suggested one and all that are easier."""
    day, person = today.day, today.person
    stage = person.catalogue.stages[today.stage_key]
    exercise = person.catalogue.exercises[stage.exercise_key]
    if day is None:
        return ()
    level = day.suggested_level or day.dose_level
    share = day.suggested_share or day.dose_share
    dose = person.snapshot.dose
    exact = dose.amount if (level, share) == (dose.level, dose.share) else None
    options = dose_options(stage, exercise, level=level, share=share, amount=exact)
    planned = today.plan.stage
    if planned is None or planned.substitute_dose is None:
        return options
    # What takes the exercise's place is only ever fewer sets of its own.
    return options_of_sets(stage, options, planned.substitute_dose)


def _level_form(today: Today, forms: Forms) -> LevelForm | None:
    """Going easier is always allowed, up to the first set."""
    day = today.day
    if today.mode is not Mode.TRAINING or day is None or day.sets_done:
        return None
    options = level_options(today)
    if len(options) < 2:
        return None
    initial = {"dose": f"{day.dose_level}-{day.dose_share}"}
    return forms.get("level") or LevelForm(initial=initial, options=options)


def finish_fields(today: Today) -> dict[str, Any]:
    """What the form after training asks, by the dose and the way it is done."""
    return {
        "dose": today.stage_dose,
        "resistance": _resistance(today),
        "unit": today.person.user.unit,
    }


def _resistance(today: Today) -> Resistance:
    """What is written down of the way that the stage's exercise is done today."""
    planned = today.plan.stage
    return Resistance.NONE if planned is None else resistance_of(planned.variant)


def _finish_form(today: Today, forms: Forms) -> FinishForm | None:
    day, mode, person = today.day, today.mode, today.person
    if mode not in {Mode.TRAINING, Mode.DONE, Mode.STOPPED} or day is None:
        return None
    if today.plan.stage is None or (mode is Mode.STOPPED and day.finished_at):
        return None
    suggested = person.snapshot.dose.load
    kg = day.load_kg if day.load_kg is not None else (suggested.kg if suggested else None)
    initial = {
        "sets_done": day.sets_done,
        "shown": day.sets_done,
        "extra_repetitions": day.extra_repetitions,
        "load": None if kg is None else from_kg(kg, person.user.unit),
        "band": day.band or (suggested.band if suggested else None),
        "worst": day.worst,
        "stop": day.stop,
        "leg": day.leg,
        "extra_meds": day.extra_meds,
    }
    return forms.get("finish") or FinishForm(initial=initial, **finish_fields(today))


def _daily_form(today: Today, forms: Forms) -> DailyForm | None:
    mode, daily = today.mode, today.daily
    in_flare_up = {Mode.FLARE_UP, Mode.PAUSED, Mode.STOPPED}
    if today.person.snapshot.flare_up is not None and mode in in_flare_up:
        if daily is not None and daily.gets_about is not None:
            return None
        initial = {"score": None if daily is None else daily.score}
        return forms.get("daily") or FlareDailyForm(initial=initial)
    asks = {Mode.REST, Mode.LIGHT, Mode.PAUSED, Mode.FLARE_UP_OVER, Mode.WELCOME_BACK}
    if today.person.snapshot.screening.flare_up_only:
        asks.add(Mode.NO_EXERCISE)
    if mode not in asks or daily is not None or today.day is not None:
        return None
    return forms.get("daily") or DailyForm()
