"""The criteria of the gate in words: what is asked, and what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.accounts.numbers import are_hidden, least_text, limit_text, pain_text
from backrehab.domain.colours import Cause, Colour
from backrehab.domain.decision import Code, Criterion, GateDecision, Number, Status
from backrehab.domain.rules import RuleSet, TierName, TierRule
from backrehab.progression.words import date_text, day_name, points


@dataclass(frozen=True, slots=True)
class CriterionText:
    """One criterion: what is asked, what was seen, on which days."""

    code: str
    met: bool
    title: str
    detail: str


class Seen(NamedTuple):
    """What the words of a criterion are made of: its numbers, the rules and what they ask in this
    tier, `today` while it is about this very day, and the decision it belongs to, if there is
    one."""

    needed: Number
    observed: Number
    met: bool
    days: tuple[date, ...]
    rules: RuleSet
    tier: TierRule
    today: date | None
    decision: GateDecision | None

    @property
    def day(self) -> str:
        """The latest of its days in full."""
        return day_name(self.days[-1])

    @property
    def is_today(self) -> bool:
        """Whether that day is today."""
        return self.days[-1] == self.today


def explain_criterion(
    criterion: Criterion,
    rules: RuleSet,
    tier: TierName,
    *,
    today: date | None = None,
    decision: GateDecision | None = None,
    way_back: bool = False,
) -> CriterionText:
    """A criterion in words: the title says what is asked in this `tier`, the detail what was seen.
    With `today` its date is called so; a decision of the past names all dates. What else its
    `decision` knows makes the words exact. `way_back`: it is one of the short way back."""
    code, needed, observed, met, days = criterion
    asks = rules.tiers[tier]
    if way_back:
        asks = replace(asks, flare_up_free_dates=0)
    seen = Seen(needed, observed, met, days, rules, asks, today, decision)
    title, detail = _CRITERIA[code](seen)
    return CriterionText(code.value, criterion.met, title, detail)


def _green_days(c: Seen) -> tuple[str, str]:
    numbers = {"needed": c.needed, "of": c.tier.green_of}
    title = _("%(needed)s calm days among the last %(of)s") % numbers
    return title, _so_far(c)


# So many days are named one by one, or as many as are asked for.
MOST_NAMED = 5


def _so_far(c: Seen) -> str:
    """How many days there are of those asked for, and which."""
    if not c.days:
        return _("%(seen)s so far") % {"seen": c.observed or 0}
    # On a way back there may be many more than it asks for: the latest tell enough.
    latest = c.days[-max(int(c.needed or 0), MOST_NAMED) :]
    days = get_text_list([_short_day(on, c.today) for on in latest], _("and"))
    if len(latest) < len(c.days):
        return _("%(seen)s so far, the latest: %(days)s") % {"seen": c.observed, "days": days}
    return _("%(seen)s so far: %(days)s") % {"seen": c.observed, "days": days}


def _short_day(on: date, today: date | None) -> str:
    return _("today") if on == today else date_text(on, "j M")


def _latest_green(c: Seen) -> tuple[str, str]:
    title = _("Your latest training day was calm")
    if c.observed is None:
        return title, _("No training day of this stage counts yet")
    if c.met:
        return title, _("%(day)s was calm") % {"day": c.day}
    text = _not_calm_text(c.days[-1], c.decision)
    return title, text % {"day": _("Today") if c.is_today else c.day}


def _not_calm_text(on: date, decision: GateDecision | None) -> str:
    """Why a training day is not calm, as far as is known."""
    days = () if decision is None else decision.days
    verdict = next((verdict for verdict, _ in reversed(days) if verdict.on == on), None)
    if verdict is None:
        return _("%(day)s is not a calm day, or not yet")
    if verdict.colour is Colour.PENDING:
        return _("%(day)s still waits for its morning score")
    if verdict.cause is Cause.NO_WORST:
        return _("%(day)s has no worst pain of the day")
    if verdict.colour is Colour.UNSCORED:
        return _("%(day)s has no morning score that counts")
    return _("%(day)s is not a calm day")


def _recent(c: Seen) -> tuple[str, str]:
    title = _("You trained in the last %(needed)s days") % {"needed": c.needed}
    if not c.days:
        return title, _("No training day of this stage counts yet")
    return title, _("Today") if c.is_today else _("Last on %(day)s") % {"day": c.day}


def _spread(c: Seen) -> tuple[str, str]:
    title = _("%(needed)s days from the first to the last calm day") % {"needed": c.needed}
    if c.observed is None or not c.days:
        return title, _("No calm day that counts yet")
    seen = int(c.observed)
    if not seen:
        return title, _("Only %(day)s so far") % {"day": _short_day(c.days[0], c.today)}
    text = ngettext(
        "%(seen)s day so far, from %(first)s to %(last)s",
        "%(seen)s days so far, from %(first)s to %(last)s",
        seen,
    )
    first, last = (_short_day(on, c.today) for on in (c.days[0], c.days[-1]))
    return title, text % {"seen": seen, "first": first, "last": last}


def _target_dose(c: Seen) -> tuple[str, str]:
    title = _("A calm day at the full dose")
    if c.met:
        return title, _("On %(day)s") % {"day": c.day}
    return title, _("Not yet")


def _today_score(c: Seen) -> tuple[str, str]:
    limit = c.rules.no_exercise
    numbers = {"score": least_text(limit.score), "over": limit.over_usual}
    title = _("A score today, below %(score)s and less than %(over)s above your usual") % numbers
    if c.observed is None:
        return title, _("No score yet today")
    return title, _("Highest today: %(score)s") % {"score": pain_text(c.observed)}


def _trend(c: Seen) -> tuple[str, str]:
    title = _("Not rising: this week less than %(needed)s above the week before") % {
        "needed": points(c.needed)
    }
    if c.observed is None:
        return title, _("Needs scores that count on %(values)s days of this week") % {
            "values": c.rules.trend.values
        }
    return title, _("Change: %(change)s") % {"change": _change(c.observed)}


def _change(change: Number) -> str:
    """A difference between two means, with its sign; in words for those who hide numbers."""
    said = f"{change or 0:+.1f}"
    if not change or not float(said):
        return _("none")
    if not are_hidden():
        return said.replace("-", "\N{MINUS SIGN}")
    return _("higher") if change > 0 else _("lower")


def _not_worse(c: Seen) -> tuple[str, str]:
    title = _("This week less than %(needed)s above the average pain you told us") % {
        "needed": points(c.needed)
    }
    if c.observed is None:
        return title, _("No score that counts this week")
    return title, _("Difference: %(change)s") % {"change": _change(c.observed)}


def _flare_up(c: Seen) -> tuple[str, str]:
    title = _("No flare-up since your latest calm day")
    if c.tier.flare_up_free_dates:
        title = _("No flare-up since your latest calm day, and none in the last %(dates)s days") % {
            "dates": c.tier.flare_up_free_dates
        }
    none_since = _("No calm day that counts since the latest flare-up")
    return title, _flare_up_text(c, (Code.SPREAD, Code.RETURN_SPREAD), none_since)


def _flare_up_text(c: Seen, spreads: Sequence[Code], none_since: str) -> str:
    """What is in the way: one is open, no good day has come since (then nothing is spread), or the
    latest is too recent."""
    if c.met:
        return _("None in the way")
    decision = c.decision
    if decision is not None and decision.problem is None:
        if decision.status is Status.ON_HOLD:
            return _("A flare-up is open")
        if any(one.code in spreads and one.observed is None for one in decision.criteria):
            return none_since
        if decision.status is not Status.SEE_CLINICIAN:
            return _("The latest one is too recent")
    return _("One is open or too recent, or there is no good day since")


def _screening(c: Seen) -> tuple[str, str]:
    title = _("Your health check allows this stage, and no leg symptom came after it")
    if c.tier.screening_dates is not None:
        title = _(
            "Your health check of the last %(dates)s days allows this stage, and no leg symptom "
            "came after it"
        ) % {"dates": c.tier.screening_dates}
    return title, _("Yes") if c.met else _("Please answer the health check again")


def _usual_pain(c: Seen) -> tuple[str, str]:
    title = _("Usual pain %(needed)s or less") % {"needed": limit_text(c.needed or 0)}
    return title, _("Yours: %(score)s") % {"score": pain_text(c.observed)}


def _highest_score(c: Seen) -> tuple[str, str]:
    title = _("No score above %(needed)s in the last %(dates)s days") % {
        "needed": limit_text(c.needed or 0),
        "dates": c.tier.quiet_dates,
    }
    if c.observed is None:
        return title, _("No score at all")
    if c.is_today:
        return title, _("Highest: %(score)s, today") % {"score": pain_text(c.observed)}
    numbers = {"score": pain_text(c.observed), "day": c.day}
    return title, _("Highest: %(score)s on %(day)s") % numbers


def _no_red(c: Seen) -> tuple[str, str]:
    title = _("No day that was too much in the last %(dates)s days") % {"dates": c.tier.quiet_dates}
    if c.met:
        return title, _("None")
    return title, _("Latest: today") if c.is_today else _("Latest: %(day)s") % {"day": c.day}


def _technique(c: Seen) -> tuple[str, str]:
    return _("You know the hip hinge"), _("Confirmed") if c.met else _("Not confirmed yet")


def _hold_test(c: Seen) -> tuple[str, str]:
    numbers = {"seconds": c.rules.hold_test.seconds, "pain": limit_text(c.rules.hold_test.pain)}
    title = _("A %(seconds)s-second back hold at pain %(pain)s or less") % numbers
    return title, _("Passed") if c.met else _("Not done yet")


def _settled_days(c: Seen) -> tuple[str, str]:
    numbers = {"needed": c.needed, "of": c.rules.steady.days}
    title = _("%(needed)s settled days among the last %(of)s") % numbers
    return title, _so_far(c)


def _settled_spread(c: Seen) -> tuple[str, str]:
    title = _("%(needed)s days from the first to the last settled day") % {"needed": c.needed}
    if c.observed is None:
        return title, _("No settled day yet")
    return title, _spread(c)[1]


def _settled_latest(c: Seen) -> tuple[str, str]:
    title = _("Your latest training day was settled")
    if c.observed is None or not c.days:
        return title, _("No training day of this stage counts yet")
    text = _("%(day)s was settled") if c.met else _("%(day)s was not, or not yet")
    return title, text % {"day": _("Today") if c.is_today else c.day}


def _settled_target_dose(c: Seen) -> tuple[str, str]:
    title = _("A settled day at the full dose")
    return title, _("On %(day)s") % {"day": c.day} if c.met else _("Not yet")


def _settled_flare_up(c: Seen) -> tuple[str, str]:
    title = _("No flare-up since your latest settled day")
    none_since = _("No settled day that counts since the latest flare-up")
    return title, _flare_up_text(c, (Code.SETTLED_SPREAD,), none_since)


def _return_days(c: Seen) -> tuple[str, str]:
    needed = int(c.needed or 0)
    title = ngettext(
        "%(needed)s calm day since you went back a step",
        "%(needed)s calm days since you went back a step",
        needed,
    ) % {"needed": needed}
    return title, _so_far(c)


_CRITERIA = {
    Code.GREEN_DAYS: _green_days,
    Code.LATEST_GREEN: _latest_green,
    Code.RECENT: _recent,
    Code.SPREAD: _spread,
    Code.TARGET_DOSE: _target_dose,
    Code.TODAY_SCORE: _today_score,
    Code.TREND: _trend,
    Code.NOT_WORSE: _not_worse,
    Code.FLARE_UP: _flare_up,
    Code.SCREENING: _screening,
    Code.USUAL_PAIN: _usual_pain,
    Code.HIGHEST_SCORE: _highest_score,
    Code.NO_RED_14: _no_red,
    Code.TECHNIQUE: _technique,
    Code.HOLD_TEST: _hold_test,
    Code.SETTLED_DAYS: _settled_days,
    Code.SETTLED_SPREAD: _settled_spread,
    Code.SETTLED_LATEST: _settled_latest,
    Code.SETTLED_TARGET_DOSE: _settled_target_dose,
    Code.SETTLED_FLARE_UP: _settled_flare_up,
    Code.RETURN_DAYS: _return_days,
    Code.RETURN_SPREAD: _spread,
}
