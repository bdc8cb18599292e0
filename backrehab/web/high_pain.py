"""Pain that rules out exercise today, in words: why, and what has to change for it to come back."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from backrehab.accounts.numbers import least_text, limit_text, pain_text
from backrehab.domain.rules import RuleSet
from backrehab.web.day_plan import Mode, Today
from backrehab.web.person import Person


@dataclass(frozen=True, slots=True)
class HighPain:
    """What Today says of it. `usual` is empty unless the usual pain alone is at the limit; `why` is
    empty before a score of today was given; `limit` is the lowest score without exercise."""

    why: str
    usual: str
    again: str
    limit: str


def high_pain(today: Today) -> HighPain | None:
    """The words for a day without exercise because of its score; and before the score is given, for
    somebody whose usual pain lets expect such a day. No query."""
    person = today.person
    limit, usual = person.rules.no_exercise.score, person.snapshot.usual_before
    said = _("Your usual pain is %(usual)s.") % {"usual": pain_text(usual)}
    said = said if usual >= limit else ""
    again, from_here = exercise_again(person), least_text(limit)
    if today.mode is Mode.BEFORE and said:
        return HighPain("", said, again, from_here)
    score = today.too_high
    if today.mode is not Mode.NO_EXERCISE or score is None:
        return None
    return HighPain(_why(score, usual, person.rules), said, again, from_here)


def _why(score: int, usual: float, rules: RuleSet) -> str:
    """The limit that the score is at, in the words of the rule."""
    limit = rules.no_exercise
    said = {"score": pain_text(score)}
    if score >= limit.score:
        text = _("Your score today: %(score)s. From %(limit)s on, exercise waits for another day.")
        return text % {**said, "limit": least_text(limit.score)}
    text = _(
        "Your score today: %(score)s. That is %(over)s or more above your usual (%(usual)s), so "
        "exercise waits for another day."
    )
    return text % {**said, "over": limit.over_usual, "usual": pain_text(usual)}


def exercise_again(person: Person) -> str:
    """What has to change for exercise to be offered: docs/clinical-rules.md#no-exercise-today. The
    usual of another day may be another, so the shorter words are for where it cannot matter."""
    limit = person.rules.no_exercise
    if person.snapshot.usual_before >= limit.score:
        return _("exercise comes back on the next day with a score of %(most)s or less.") % {
            "most": limit_text(limit.score - 1)
        }
    text = _(
        "exercise comes back on the next day with a score below %(limit)s and less than %(over)s "
        "above your usual."
    )
    return text % {"limit": least_text(limit.score), "over": limit.over_usual}
