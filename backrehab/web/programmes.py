"""The programmes a person may follow, how each stands, and the time a day, for their page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.domain.plan import DATES_A_WEEK, LeftOut
from backrehab.domain.plan_records import Part
from backrehab.exercises.cards import ProgrammeCard
from backrehab.progression.day_rules import day_rules
from backrehab.progression.models import LADDER
from backrehab.progression.plan import EASY_PROGRAMME, WARM_UP_PROGRAMME
from backrehab.progression.planned import Missed
from backrehab.progression.programmes import can_start, enrolment_in
from backrehab.web.day_plan import EASY_MODES, Mode, Today
from backrehab.web.forms.programmes import ChangeForm, MinutesForm, minutes_value
from backrehab.web.pause import (
    Pause,
    easy_routine,
    paused_by_screening,
    stopped_for_today,
    why_shut,
)
from backrehab.web.person import Person
from backrehab.web.week import WeekDay, week_days


class State(StrEnum):
    """How a programme stands for a person."""

    RUNNING = "running"
    PAUSED = "paused"
    OPEN = "open"
    WAITING = "waiting"
    SHUT = "shut"
    BY_ITSELF = "by_itself"


@dataclass(frozen=True, slots=True)
class Press:
    """One button, with the form and so the key that belongs to it alone."""

    key: str
    change: str
    label: str
    icon: str
    style: str
    name: str
    form: ChangeForm


@dataclass(frozen=True, slots=True)
class Standing:
    """How a programme stands, in words, and what can be pressed; `why` nothing can."""

    state: State
    text: str
    icon: str
    pill: str
    presses: Sequence[Press] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A programme in the list; `in_today` says how it is in the list of today."""

    card: ProgrammeCard
    standing: Standing
    in_today: str


@dataclass(frozen=True, slots=True)
class Way:
    """What gives way when time is short, why, and whether it did today."""

    name: str
    why: str
    today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammesPage:
    """Everything on the list."""

    notice: Pause | None
    ladder: Standing
    stage_text: str
    followable: Sequence[Row]
    by_themselves: Sequence[ProgrammeCard]
    today_text: str
    left_out_text: str
    week: Sequence[WeekDay]
    minutes_form: MinutesForm
    gives_way: Sequence[Way]


def programmes_page(person: Person, *, minutes_form: MinutesForm | None = None) -> ProgrammesPage:
    """Work out the list: as many queries as `Today` beside the person's own."""
    today = Today(person)
    stage = person.stage
    cards = person.catalogue.programmes.values()
    minutes = person.user.daily_minutes
    # Without consent no day is planned, so nothing gives way either.
    missed = today.plan.missed if person.user.withdrawn_at is None else ()
    return ProgrammesPage(
        notice=notice_of(today),
        ladder=ladder_standing(person),
        stage_text=_("Stage %(number)s: %(name)s") % {"number": stage.number, "name": stage.name},
        followable=[
            Row(card, standing_of(person, card), _in_today_text(today, card))
            for card in cards
            if card.followable
        ],
        by_themselves=[card for card in cards if card.key in {WARM_UP_PROGRAMME, EASY_PROGRAMME}],
        today_text=_today_text(today),
        left_out_text=_left_out_text(missed, minutes),
        week=week_days(today),
        minutes_form=minutes_form
        or MinutesForm(initial={"minutes": minutes_value(minutes)}, budgets=day_rules().budgets),
        gives_way=_gives_way(person, missed),
    )


# How a programme stands


def ladder_standing(person: Person) -> Standing:
    """The ladder runs or is paused; it has no end."""
    ladder, name = person.following.ladder, _("The ladder")
    if ladder.paused_on is not None:
        press = _press(LADDER, "resume", name)
        return _standing(State.PAUSED, ladder.paused_on, person, [press])
    presses = [_press(LADDER, "pause", name)]
    if person.snapshot.screening.blocks_exercise:
        return Standing(State.RUNNING, _("Not now"), "pause", "steady", presses)
    if person.snapshot.flare_up is not None:
        text = _("On hold while the flare-up lasts")
        return Standing(State.RUNNING, text, "pause", "steady", presses)
    return _standing(State.RUNNING, ladder.started_on, person, presses)


def standing_of(person: Person, card: ProgrammeCard) -> Standing:
    """How this programme stands, and what can be pressed."""
    if not card.followable:
        return Standing(State.BY_ITSELF, _("Comes by itself"), "calendar", "")
    row = enrolment_in(card.key, person.following.sides)
    may_run = can_start(card, person.following.ladder)
    stop = _press(card.key, "stop", card.name)
    if row is not None and row.paused_on is not None:
        presses = [_press(card.key, "resume", card.name), stop] if may_run else [stop]
        why = "" if may_run else from_stage_text(person, card)
        return _standing(State.PAUSED, row.paused_on, person, presses, why)
    if row is not None:
        presses = [_press(card.key, "pause", card.name), stop]
        return _standing(State.RUNNING, row.started_on, person, presses)
    if person.snapshot.screening.blocks_exercise:
        why = why_shut(person.snapshot.screening)
        return Standing(State.SHUT, _("Not now"), "pause", "steady", why=why)
    if not may_run:
        why = from_stage_text(person, card)
        return Standing(State.WAITING, _("Not yet"), "clock", "pending", why=why)
    presses = [_press(card.key, "start", card.name)]
    return Standing(State.OPEN, _("Not followed"), "empty", "", presses)


def from_stage_text(person: Person, card: ProgrammeCard) -> str:
    """From when on the programme may run."""
    stage = person.catalogue.stages[card.from_stage_key]
    return _("From stage %(number)s of the ladder on, or alone with the ladder paused.") % {
        "number": stage.number
    }


def _standing(
    state: State, on: date, person: Person, presses: Sequence[Press], why: str = ""
) -> Standing:
    day = date_format(on, "j F" if on.year == person.today.year else "j F Y")
    if state is State.PAUSED:
        text = _("Paused since %(day)s") % {"day": day}
        return Standing(state, text, "pause", "steady", presses, why)
    text = _("Running since %(day)s") % {"day": day}
    return Standing(state, text, "play", "green", presses, why)


def _press(key: str, change: str, name: str) -> Press:
    label, icon, style = {
        "start": (_("Start"), "play", ""),
        "resume": (_("Go on"), "play", ""),
        "pause": (_("Pause"), "pause", "quiet"),
        "stop": (_("Stop"), "cross", "plain"),
    }[change]
    return Press(key, change, label, icon, style, name, ChangeForm(auto_id=False))


def said(change: str, name: str, also_paused: Sequence[str] = ()) -> str:
    """What the page says after a press."""
    text = {
        "start": _("%(name)s: started. It is in your plan from today."),
        "pause": _("%(name)s: paused. Go on whenever you like."),
        "resume": _("%(name)s: in your plan again."),
        "stop": _("%(name)s: stopped. What you did stays in your log."),
    }[change] % {"name": name}
    if not also_paused:
        return text
    names = ", ".join(also_paused)
    return text + " " + _("Paused until the ladder gets there: %(names)s.") % {"names": names}


# The day and the week


def notice_of(today: Today) -> Pause | None:
    """Why what is followed is not in the plan today, and where to go; None if it is."""
    mode = today.mode
    if mode is Mode.PAUSED:
        return paused_by_screening(today.person.snapshot.screening)
    if today.person.user.withdrawn_at is not None:
        text = _("You took back your consent, so nothing new is stored and no day is planned.")
        link = _("What you agreed to")
        return Pause(_("Your programmes wait"), text, "settings_consents", link)
    if mode is Mode.STOPPED:
        return stopped_for_today()
    if mode in EASY_MODES:
        text = _("Only the easy routine is in your plan today. What you follow waits for you.")
        return easy_routine(today, _("Your programmes wait"), text)
    if mode is Mode.WELCOME_BACK:
        text = _("You had a break. Today shows what changes before you go on.")
        return Pause(_("Welcome back"), text, "today", _("Go to Today"))
    return None


def _in_today_text(today: Today, card: ProgrammeCard) -> str:
    """Whether the list of today has it; the exercise of the stage stands there once, as that."""
    if today.mode is Mode.STOPPED or today.person.user.withdrawn_at is not None:
        return ""
    plan = today.plan
    if any(planned.programme == card.key for planned in plan.exercises):
        return _("In today's list")
    stage, keys = plan.stage, {item.exercise_key for item in card.items}
    if card.key in today.followed and stage is not None and stage.exercise.key in keys:
        return _("In today's list, as your stage")
    return ""


def _today_text(today: Today) -> str:
    plan = today.plan
    if today.mode is Mode.STOPPED:
        return _("Nothing more is planned for today.")
    if not plan.minutes or today.person.user.withdrawn_at is not None:
        return _("Nothing is planned for today.")
    return ngettext(
        "Today: about %(n)d minute in all.", "Today: about %(n)d minutes in all.", plan.minutes
    ) % {"n": plan.minutes}


def _left_out_text(missed: Sequence[Missed], minutes: int | None) -> str:
    """What had to give way today."""
    names = [one.exercise.name for one in missed if one.reason is LeftOut.TIME]
    if not names or minutes is None:
        return ""
    return _("Left out today to stay within %(minutes)d minutes: %(names)s.") % {
        "minutes": minutes,
        "names": ", ".join(names),
    }


def _gives_way(person: Person, missed: Sequence[Missed]) -> list[Way]:
    """What gives way when time is short, the first to go first, then what never goes by choice."""
    gone = {one.why for one in missed if one.reason is LeftOut.TIME}
    ways = [
        Way(part_name(person, one.name), one.why, one.why in gone) for one in day_rules().gives_way
    ]
    last = _("The warm-up shrinks, down to one move. Your stage stays longest.")
    return [*ways, Way(_("Warm-up and stage"), last)]


def often_text(times_a_week: int) -> str:
    """How often in a week, in words."""
    if not times_a_week:
        return _("when you like")
    if times_a_week == DATES_A_WEEK:
        return _("every day")
    return ngettext("%(n)d time a week", "%(n)d times a week", times_a_week) % {"n": times_a_week}


def part_name(person: Person, name: str) -> str:
    """A part of the plan, or a programme by its key, as people call it."""
    if name in person.catalogue.programmes:
        return person.catalogue.programmes[name].name
    if name == Part.BRANCH:
        branches = [stage.name for stage in person.catalogue.stages.values() if stage.side_branch]
        return _("Side branch: %(names)s") % {"names": ", ".join(branches)}
    return _("Keeping up what you have") if name == Part.MAINTENANCE else name
