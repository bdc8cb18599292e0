"""What today counts as so far, once the exercises are done: said before the morning decides."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.accounts.numbers import pain_text
from backrehab.domain.colours import COLOURS, Cause, Colour, Verdict, certain_cause, ref_of
from backrehab.domain.dose import percent
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.queries import to_day
from backrehab.progression.explain import Then, cause_text, in_sentence
from backrehab.web.day_plan import Mode, Today


def done_text(today: Today) -> str:
    """What was done today, and whether it can still be a calm day; empty before it is done."""
    row = today.day
    if today.mode is not Mode.DONE or row is None:
        return ""
    verdict = _certain(today, row)
    texts = _sets_text(row), _outcome_text(today, verdict), _left_text(today, row, verdict)
    return " ".join(text for text in texts if text)


def leaves_the_rest(today: Today) -> bool:
    """Whether what is done was too much already, so that nobody is sent on."""
    row = today.day
    if today.mode is not Mode.DONE or row is None:
        return False
    return _too_much(_certain(today, row))


def _too_much(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.colour is Colour.RED


def _sets_text(row: TrainingDay) -> str:
    numbers = {
        "done": row.sets_done,
        "all": row.sets_prescribed,
        "worst": pain_text(row.worst),
    }
    if row.sets_done <= row.sets_prescribed:
        text = ngettext(
            "%(done)s of %(all)s set, worst pain %(worst)s.",
            "%(done)s of %(all)s sets, worst pain %(worst)s.",
            row.sets_prescribed,
        )
        return text % numbers
    text = ngettext(
        "%(done)s sets, %(all)s was planned; worst pain %(worst)s.",
        "%(done)s sets, %(all)s were planned; worst pain %(worst)s.",
        row.sets_prescribed,
    )
    return text % numbers


def _outcome_text(today: Today, verdict: Verdict | None) -> str:
    if verdict is None:
        return _(
            "Tomorrow morning, tell how your back is: that decides whether today counts as a calm "
            "day."
        )
    rules = today.person.rules
    if verdict.cause is Cause.NOT_DONE:
        share = percent(rules.colour.done_share)
        return _(
            "With less than %(share)s%% of the sets today can't count as a calm day. Tell how your "
            "back is tomorrow morning all the same."
        ) % {"share": share}
    why = in_sentence(cause_text(verdict, rules, Then.MORNING))
    return _(
        "Today can't count as a calm day: %(why)s Tell how your back is tomorrow morning all the "
        "same."
    ) % {"why": why}


def _left_text(today: Today, row: TrainingDay, verdict: Verdict | None) -> str:
    """What to do with what is left; nobody is sent on where today was too much already."""
    plan = today.plan
    if _too_much(verdict):
        if all(planned.complete for planned in plan.exercises):
            return ""
        return _("Leave what is left of today's plan: your back has had enough.")
    if plan.stage is None or plan.stage.complete:
        return ""
    left = max(1, row.sets_prescribed - row.sets_done)
    return ngettext(
        "There is still a set left for later today, if your back allows.",
        "There are still %(left)s sets left for later today, if your back allows.",
        left,
    ) % {"left": left}


def _certain(today: Today, row: TrainingDay) -> Verdict | None:
    """What the day is already, if no morning can make it calm."""
    person = today.person
    rules, score = person.rules, None if today.daily is None else today.daily.score
    day, tier = to_day(row, score, today=person.today), rules.tier_of(row.stage_key)
    ref = ref_of(day.before, person.snapshot.usual_before)
    share = float(rules.colour.done_share)
    cause = certain_cause(day, ref, rules.colour, tier, share)
    if cause is None:
        return None
    scores = day.before, day.worst, None
    return Verdict(day.on, row.stage_key, COLOURS[cause], cause, *scores, ref, tier.ceiling)
