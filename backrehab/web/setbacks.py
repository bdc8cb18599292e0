"""Flare-up, break and worry in words: prepared for Today, the ladder and the flare-up page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backrehab.accounts.numbers import limit_text
from backrehab.domain.dose import FULL
from backrehab.domain.flare_up import Advice
from backrehab.domain.screening import Scope
from backrehab.domain.step_back import Concern
from backrehab.progression.explain import in_sentence
from backrehab.progression.flare_state import FlareState
from backrehab.progression.plan import finished_stages
from backrehab.progression.words import day_name, when_name
from backrehab.web.person import Person
from backrehab.web.screening_due import due_for


@dataclass(frozen=True, slots=True, kw_only=True)
class FlareText:
    """An open flare-up: how long, what it takes to end, what is advised, and the way back."""

    since_text: str
    day_text: str
    can_end: bool
    good: int
    needed: int
    limit: str
    gets_about: bool | None
    advice: str
    advice_urgent: bool
    resume_text: str
    scores: Sequence[tuple[str, int]]
    began_today: bool
    needs_screening: bool
    needs_baseline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeBack:
    """The first visit after a break: what changes and why, and what is asked first."""

    headline: str
    changes: Sequence[str]
    needs_screening: bool
    short_screening: bool
    needs_baseline: bool
    can_go_on: bool


@dataclass(frozen=True, slots=True)
class ConcernText:
    """Why somebody should look at the back."""

    key: str
    text: str


ADVICE = {
    Advice.SUGGEST_CLINICIAN: gettext_lazy(
        "After %(days)s days your pain is not clearly lower. Think about seeing a clinician."
    ),
    Advice.SEE_CLINICIAN_LIMITED: gettext_lazy(
        "After %(days)s days you still can't get about as usual. Please see a clinician."
    ),
    Advice.SEE_CLINICIAN_PAIN: gettext_lazy(
        "After %(days)s days the pain is still there. Please see a clinician."
    ),
}
CONCERNS = {
    Concern.STEPPED_BACK_AGAIN: gettext_lazy(
        "You went back from the same stage %(again)s times within %(again_dates)s days."
    ),
    Concern.RISING: gettext_lazy(
        "Your usual pain has clearly risen over the last %(median_dates)s days."
    ),
    Concern.TWO_REDS_AT_FIRST_STAGE: gettext_lazy(
        "%(reds)s days within %(red_dates)s days were too much, and this is the gentlest stage."
    ),
}


@dataclass(frozen=True, slots=True)
class SteppedBackText:
    """That bad days led one stage down."""

    title: str
    text: str


def stepped_back_text(person: Person) -> SteppedBackText | None:
    """The step back that led here, in words, until the first training after it."""
    step = person.snapshot.went_back
    if step is None:
        return None
    days = get_text_list([day_name(on) for on in step.reds], _("and"))
    return SteppedBackText(
        _("One step back, to: %(stage)s") % {"stage": person.stage.name},
        _(
            "Too much on %(days)s: the rule then goes one stage down. The stage you left rests, "
            "and a short way leads back to it."
        )
        % {"days": days},
    )


def flare_text(person: Person) -> FlareText | None:
    """The open flare-up in words; None without one."""
    state = person.snapshot.flare_up
    if state is None:
        return None
    return FlareText(
        since_text=when_name(state.since, person.today),
        day_text=ngettext("day %(n)d", "day %(n)d", state.day + 1) % {"n": state.day + 1},
        can_end=state.can_end,
        good=len(state.good_dates),
        needed=person.rules.flare_up.good_dates,
        limit=limit_text(state.limit),
        gets_about=state.gets_about,
        advice=advice_text(person, state.advice),
        advice_urgent=state.advice not in {None, Advice.SUGGEST_CLINICIAN},
        resume_text=_way_on(person, state),
        scores=[(date_format(on, "D j M"), score) for on, score in state.scores],
        began_today=state.since == person.today,
        needs_screening=state.needs_screening,
        needs_baseline=state.needs_baseline,
    )


def advice_text(person: Person, advice: Advice | None) -> str:
    """What to advise in a flare-up that goes on, with the number of days of the rule."""
    if advice is None:
        return ""
    rule = person.rules.flare_up
    days = {
        Advice.SUGGEST_CLINICIAN: rule.not_better_day,
        Advice.SEE_CLINICIAN_LIMITED: rule.limited_day,
        Advice.SEE_CLINICIAN_PAIN: rule.any_pain_day,
    }
    return str(ADVICE[advice]) % {"days": days[advice]}


def _way_on(person: Person, state: FlareState) -> str:
    """The way back, or that there is none yet: a paused ladder stays paused."""
    text = _resume_text(person, state)
    if person.following.on_ladder:
        return text
    return f"{_('Your ladder stays paused until you go on with it.')} {text}"


def _resume_text(person: Person, state: FlareState) -> str:
    stage = in_sentence(person.catalogue.stages[state.resume_stage].name)
    values = {"stage": stage, "share": state.resume_shares[0]}
    if state.band and person.rules.lay_off.starts_over(state.band):
        text = _("You start again with the %(stage)s, at most at %(share)s%% of its first dose.")
        return text % values
    if state.resume_stage == person.enrolment.stage_key:
        return _("You go on with the %(stage)s, at most at %(share)s%% of your last dose.") % values
    return (
        _(
            "You go on further down, with the %(stage)s, at %(share)s%% of the dose that went "
            "well there. A short way leads back up."
        )
        % values
    )


def _headline(person: Person, days: int) -> str:
    """How long the break lasted; one that counts anew says since when."""
    last = person.snapshot.last_trained_on
    if last is not None and (person.today - last).days > days:
        return ngettext(
            "%(n)d day since you last went on with your ladder",
            "%(n)d days since you last went on with your ladder",
            days,
        ) % {"n": days}
    return ngettext("%(n)d day without training", "%(n)d days without training", days) % {"n": days}


def _shares_text(shares: Sequence[int]) -> str:
    """How much of the dose the first days have: less still, where a bad day came before them."""
    first, *then = (f"{share}%" for share in shares)
    if not then:
        return _("Your first day is at most %(first)s of your dose.") % {"first": first}
    text = _("Your first day is at most %(first)s of your dose, then %(then)s, then all of it.")
    return text % {"first": first, "then": then[0]}


def welcome_back(person: Person) -> WelcomeBack | None:
    """What changes after a break, in words; None without one."""
    found = person.snapshot.lay_off
    if found is None:
        return None
    lay_off, due = found.lay_off, due_for(person)
    days = lay_off.days
    here = person.enrolment.stage_key
    values = {"stage": in_sentence(person.catalogue.stages[lay_off.stage_to].name)}
    if lay_off.starts_over:
        changes = [_("You start again with the %(stage)s, at its first dose.") % values]
        if lay_off.stage_to != here:
            changes.append(_("The stages above rest. Each opens again by its own gate."))
    elif lay_off.stage_to != here:
        changes = [
            _("You go on further down the ladder, with the %(stage)s.") % values,
            _("What you had opened rests. A short way leads back up."),
        ]
    else:
        changes = [_("You stay with the %(stage)s.") % values]
    if lay_off.shares[0] < FULL:
        changes.append(_shares_text(lay_off.shares))
    if finished_stages(person.rules, lay_off.stage_to):
        changes.append(_("What you keep up starts again with less as well."))
    if lay_off.restarts_count:
        changes.append(_("Counting calm days starts anew."))
    if person.user.starts_gently:
        changes.append(_("You start gently, so this is one step more careful."))
    return WelcomeBack(
        headline=_headline(person, days),
        changes=changes,
        needs_screening=found.needs_screening,
        short_screening=due is not None and due.scope is Scope.SHORT,
        needs_baseline=found.needs_baseline,
        can_go_on=found.can_go_on,
    )


def concern_texts(person: Person) -> list[ConcernText]:
    """Every reason to see a clinician, in words."""
    return [
        ConcernText(concern.value, str(CONCERNS[concern]) % asdict(person.rules.step_back))
        for concern in person.snapshot.concerns
    ]
