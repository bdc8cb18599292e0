"""Why no exercise is shown now, in words, and where to go instead."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from backrehab.screening.explain import emergency_words, words_for
from backrehab.screening.queries import ScreeningState
from backrehab.web.day_plan import EASY_MODES, Today
from backrehab.web.person import Person


@dataclass(frozen=True, slots=True)
class Pause:
    """Why no exercise is shown now, and where to go instead; `urgent` if at once."""

    title: str
    text: str
    url_name: str
    link: str
    urgent: bool = False


def paused_by_screening(state: ScreeningState) -> Pause | None:
    """What the health check says, if it rules exercise out."""
    if not state.blocks_exercise:
        return None
    emergency = emergency_words(state)
    if emergency is not None:
        text = f"{emergency.lead} {_('Your plan is paused.')}"
        link = _("See the numbers to call")
        return Pause(emergency.title, text, "urgent_help", link, urgent=True)
    if state.asks_for_answers:
        text = _("You told of a leg symptom. A few questions about it come first.")
        return Pause(_("Your plan is paused"), text, "screening", _("Answer the questions"))
    if state.unfinished:
        words = words_for(state)
        link = _("Answer the questions that are left")
        return Pause(words.title, words.lead, "screening", link)
    text = _("Your last health check says that somebody should look at your back first.")
    return Pause(_("Your plan is paused"), text, "screening_result", _("See what to do"))


def why_shut(state: ScreeningState) -> str:
    """The same in one sentence, beside what cannot be started."""
    if emergency_words(state) is not None:
        return _("Your health check says that you need medical help now.")
    if state.asks_for_answers:
        return _("You told of a leg symptom. A few questions about it come first.")
    if state.unfinished:
        return _("A few questions of your health check are left.")
    return _("Your health check says that somebody should look at your back first.")


def stopped_for_today() -> Pause:
    """It made things worse today."""
    text = _("You stopped for today because it made things worse. Rest now.")
    return Pause(_("Stopped for today"), text, "today", _("Go to Today"))


def pause_of(person: Person) -> Pause | None:
    """Why no exercise is shown now: the first reason that fits, the same that Today has. A query
    once today's training was begun, and one after a high score.

    See docs/clinical-rules.md#no-exercise-today.
    """
    snapshot, today = person.snapshot, Today(person)
    if pause := paused_by_screening(snapshot.screening):
        return pause
    if today.day is not None and today.day.stop:
        return stopped_for_today()
    if snapshot.flare_up_since is not None:
        text = _("While your back is worse, only the easy routine is in your plan.")
        return easy_routine(today, _("Your plan is on hold"), text)
    if snapshot.flare_up_today:
        text = _("Today still belongs to it, so the easy routine stays for today.")
        return easy_routine(today, _("Your flare-up is over"), text)
    return _paused_by_pain(today)


def easy_routine(today: Today, title: str, text: str) -> Pause:
    """Why only the easy routine is there, and the way to it: Today, which asks for the signs of an
    emergency before it shows any."""
    if today.asks_first:
        text = f"{_('A few questions come first.')} {text}"
        return Pause(title, text, "today", _("Go to Today"))
    return Pause(title, text, "today", _("See the easy routine"))


def _paused_by_pain(today: Today) -> Pause | None:
    """What a high score of today says. Where Today still has more than the easy routine, because
    the score was this morning's or the worst of the exercises, nothing is added to it here."""
    snapshot, title = today.person.snapshot, _("No exercise today")
    if not (today.rules_out(snapshot.highest_today) or snapshot.screening.flare_up_only):
        return None
    if today.mode in EASY_MODES:
        text = _("Your pain is high, so only the easy routine is in your plan.")
        return easy_routine(today, title, text)
    text = _("A pain score of today is high, so these exercises wait.")
    return Pause(title, text, "today", _("Go to Today"))
