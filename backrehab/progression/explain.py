"""The gate's codes in words for the person: one whole sentence each, translated when shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.domain.decision import (
    Code,
    Criterion,
    GateDecision,
    JudgedDay,
    Number,
    Route,
    Standing,
    Status,
)
from backrehab.domain.dose import DoseReason, NextDose
from backrehab.domain.ledger import Cause, Colour, Verdict
from backrehab.domain.rules import RuleSet

MOST_DAYS_NAMED = 3


@dataclass(frozen=True, slots=True)
class ColourText:
    """A day colour: never shown by colour alone, but with an icon and these words."""

    key: str
    icon: str
    label: str


@dataclass(frozen=True, slots=True)
class DayText:
    """One training day before the gate: its colour, why, and whether it counts."""

    on: date
    date_text: str
    colour: ColourText
    reason: str
    standing: str
    counts: bool


@dataclass(frozen=True, slots=True)
class CriterionText:
    """One criterion: what is asked, what was seen, on which days."""

    code: str
    met: bool
    title: str
    detail: str


def colour_text(colour: Colour) -> ColourText:
    """The words of gate.md 2."""
    words = {
        Colour.GREEN: ("check", _("Calm day")),
        Colour.STEADY: ("dot", _("More than planned")),
        Colour.UNSETTLED: ("warn", _("Not settled")),
        Colour.RED: ("stop", _("Too much")),
        Colour.UNSCORED: ("empty", _("No morning score")),
        Colour.PENDING: ("clock", _("Waiting for tomorrow morning")),
    }
    icon, label = words[colour]
    return ColourText(colour.value, icon, label)


def day_colour_text(verdict: Verdict, today: date) -> ColourText:
    """The same, said as of today: yesterday waits for this morning's score."""
    text = colour_text(verdict.colour)
    if verdict.colour is Colour.PENDING and verdict.on < today:
        return ColourText(text.key, text.icon, _("Waiting for the morning score"))
    if verdict.colour is Colour.UNSCORED and verdict.cause is Cause.NO_WORST:
        return ColourText(text.key, text.icon, _("Not complete"))
    return text


def points(value: Number) -> str:
    """A score or a mean as people write it: 2, 2.5, 0.43."""
    if value is None or isinstance(value, bool):
        return "–"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def day_name(on: date) -> str:
    """Say a date in full, such as "Friday 27 March"."""
    return date_format(on, "l j F")


def cause_text(verdict: Verdict, rules: RuleSet) -> str:
    """Why a training day has its colour, with the numbers it was decided on."""
    numbers = {
        "before": points(verdict.before),
        "worst": points(verdict.worst),
        "morning": points(verdict.morning),
        "ref": points(verdict.ref),
        "ceiling": points(verdict.ceiling),
        "rise": rules.colour.unsettled_rise,
        "share": round(rules.colour.done_share * 100),
    }
    return _cause_template(verdict.cause) % numbers


def _cause_template(cause: Cause) -> str:
    templates = {
        Cause.STOP: _("You stopped: it made your back worse."),
        Cause.LEG: _("New or worse leg symptoms."),
        Cause.WORST_VERY_HIGH: _("Worst pain %(worst)s."),
        Cause.WORST_HIGH_AND_RISING: _("Worst pain %(worst)s, up from %(before)s before."),
        Cause.MORNING_FAR_UP: _("Next morning %(morning)s; your usual was %(ref)s."),
        Cause.TWO_MORNINGS_UP: _(
            "Next morning %(morning)s and still up the day after; your usual was %(ref)s."
        ),
        Cause.IS_TODAY: _("Today counts once tomorrow morning's score is in."),
        Cause.AWAITS_MORNING: _("It counts once the morning score is in."),
        Cause.NOT_DONE: _("Less than %(share)s%% of the sets were done."),
        Cause.RISE: _("Worst pain %(worst)s after %(before)s before: up by %(rise)s or more."),
        Cause.MORNING_UP: _("Next morning %(morning)s; your usual was %(ref)s."),
        Cause.WORST_OVER_CEILING: _(
            "Worst pain %(worst)s; this stage asks for %(ceiling)s or less."
        ),
        Cause.EXTRA_MEDS: _("More painkiller than usual."),
        Cause.MORNING_OVER_CEILING: _(
            "Next morning %(morning)s; this stage asks for %(ceiling)s or less."
        ),
        Cause.NO_MORNING: _(
            "Nobody knows how the next morning was, so it neither counts nor blocks."
        ),
        Cause.NO_WORST: _("The worst pain of the day is missing."),
        Cause.CALM: _("Worst pain %(worst)s, next morning %(morning)s."),
    }
    return templates[cause]


def standing_text(standing: Standing) -> str:
    """Why a day is in the counting run or not."""
    return {
        Standing.COUNTS: _("Counts"),
        Standing.OTHER_STAGE: _("Another stage"),
        Standing.BEFORE_STAGE: _("Before this stage was opened"),
        Standing.BEFORE_RED: _("Counting started anew after a day that was too much"),
        Standing.RED: _("Counting starts anew after this day"),
        Standing.OUTSIDE_WINDOW: _("Too long ago"),
        Standing.IN_FLARE_UP: _("Inside a flare-up"),
        Standing.UNSCORED: _("Neither counts nor blocks"),
        Standing.PENDING: _("Not known yet"),
    }[standing]


def explain_day(day: JudgedDay, rules: RuleSet, today: date) -> DayText:
    """A training day in words."""
    return DayText(
        on=day.verdict.on,
        date_text=date_format(day.verdict.on, "D j M"),
        colour=day_colour_text(day.verdict, today),
        reason=cause_text(day.verdict, rules),
        standing=standing_text(day.standing),
        counts=day.standing is Standing.COUNTS,
    )


def explain_criterion(criterion: Criterion, rules: RuleSet) -> CriterionText:
    """A criterion in words: the title says what is asked, the detail what was seen."""
    title, detail = _CRITERIA[criterion.code](criterion, rules)
    return CriterionText(criterion.code.value, criterion.met, title, detail)


def _green_days(c: Criterion, rules: RuleSet) -> tuple[str, str]:
    of = max(t.green_of for t in rules.tiers.values() if t.green_days == c.needed)
    title = _("%(needed)s calm days among the last %(of)s") % {"needed": c.needed, "of": of}
    return title, _("%(seen)s so far") % {"seen": c.observed or 0}


def _latest_green(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("Your latest training day was calm")
    if c.observed is None:
        return title, _("No training day in this stage yet")
    on = day_name(c.days[-1])
    if c.met:
        return title, _("%(day)s was calm") % {"day": on}
    return title, _("%(day)s is not a calm day, or not yet") % {"day": on}


def _recent(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("You trained in the last %(needed)s days") % {"needed": c.needed}
    if not c.days:
        return title, _("No training day in this stage yet")
    return title, _("Last on %(day)s") % {"day": day_name(c.days[-1])}


def _spread(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("%(needed)s days from the first to the last calm day") % {"needed": c.needed}
    if c.observed is None:
        return title, _("No calm day yet")
    seen = int(c.observed)
    return title, ngettext("%(seen)s day so far", "%(seen)s days so far", seen) % {"seen": seen}


def _target_dose(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("A calm day at the full dose")
    if c.met:
        return title, _("On %(day)s") % {"day": day_name(c.days[-1])}
    return title, _("Not yet")


def _today_score(c: Criterion, rules: RuleSet) -> tuple[str, str]:
    numbers = {"score": rules.no_exercise.score, "over": rules.no_exercise.over_usual}
    title = _("A score today, below %(score)s and less than %(over)s above your usual") % numbers
    if c.observed is None:
        return title, _("No score yet today")
    return title, _("Highest today: %(score)s") % {"score": points(c.observed)}


def _trend(c: Criterion, rules: RuleSet) -> tuple[str, str]:
    title = _("Not rising: this week less than %(needed)s above the week before") % {
        "needed": points(c.needed)
    }
    if c.observed is None:
        return title, _("Needs scores on %(values)s days of this week") % {
            "values": rules.trend.values
        }
    return title, _("Change: %(change)s") % {"change": f"{c.observed:+.1f}"}


def _not_worse(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("This week less than %(needed)s above your start") % {"needed": points(c.needed)}
    if c.observed is None:
        return title, _("No score this week")
    return title, _("Difference: %(change)s") % {"change": f"{c.observed:+.1f}"}


def _flare_up(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("No flare-up since your latest calm day")
    return title, _("None in the way") if c.met else _("A flare-up is open or too recent")


def _screening(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("Your health check allows this stage and is recent enough")
    return title, _("Yes") if c.met else _("Please answer the health check again")


def _usual_pain(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("Usual pain %(needed)s or less") % {"needed": points(c.needed)}
    return title, _("Yours: %(score)s") % {"score": points(c.observed)}


def _highest_score(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("No score above %(needed)s in the last 14 days") % {"needed": points(c.needed)}
    if c.observed is None:
        return title, _("No score at all")
    numbers = {"score": points(c.observed), "day": day_name(c.days[-1]) if c.days else ""}
    return title, _("Highest: %(score)s on %(day)s") % numbers


def _no_red(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("No day that was too much in the last 14 days")
    if c.met:
        return title, _("None")
    return title, _("Latest: %(day)s") % {"day": day_name(c.days[-1])}


def _technique(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    return _("You know the hip hinge"), _("Confirmed") if c.met else _("Not confirmed yet")


def _hold_test(c: Criterion, rules: RuleSet) -> tuple[str, str]:
    numbers = {"seconds": rules.hold_test.seconds, "pain": rules.hold_test.pain}
    title = _("A %(seconds)s-second back hold at pain %(pain)s or less") % numbers
    return title, _("Passed") if c.met else _("Not done yet")


def _settled_days(c: Criterion, rules: RuleSet) -> tuple[str, str]:
    numbers = {"needed": c.needed, "of": rules.steady.days}
    title = _("%(needed)s settled days among the last %(of)s") % numbers
    return title, _("%(seen)s so far") % {"seen": c.observed or 0}


def _settled_spread(c: Criterion, rules: RuleSet) -> tuple[str, str]:
    title = _("%(needed)s days from the first to the last settled day") % {"needed": c.needed}
    if c.observed is None:
        return title, _("No settled day yet")
    return title, _spread(c, rules)[1]


def _settled_latest(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("Your latest training day was settled")
    return title, _("Yes") if c.met else _("Not yet")


def _settled_target_dose(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("A settled day at the full dose")
    return title, _("Yes") if c.met else _("Not yet")


def _settled_flare_up(c: Criterion, rules: RuleSet) -> tuple[str, str]:  # noqa: ARG001
    title = _("No flare-up since your latest settled day")
    return title, _("None in the way") if c.met else _("A flare-up is open or too recent")


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
}


def headline(decision: GateDecision, opens_name: str) -> str:
    """The card's first line."""
    name = {"stage": opens_name}
    return {
        Status.READY: _("The %(stage)s is ready to open"),
        Status.NOT_YET: _("Next: %(stage)s"),
        Status.ON_HOLD: _("On hold: %(stage)s"),
        Status.SEE_CLINICIAN: _("Paused: %(stage)s"),
    }[decision.status] % name


def summary(decision: GateDecision, rules: RuleSet, weekdays: Sequence[int]) -> str:
    """The one sentence that says what happens next, and when at the earliest."""
    if decision.problem is not None:
        return _("Your log holds something that cannot be read, so nothing can be decided.")
    if decision.status is Status.SEE_CLINICIAN:
        return _("Please see a clinician first. Everything you have earned stays.")
    if decision.status is Status.ON_HOLD:
        return _("A flare-up is open. Everything you have earned stays.")
    if decision.status is Status.READY:
        if decision.route is Route.STEADY:
            return _(
                "Your pain has been steady. You may try it at its lowest dose; its own gate stays "
                "as it is."
            )
        return _("Every line below is met. Open it when you like.")
    return _earliest(decision, rules, weekdays)


def _earliest(decision: GateDecision, rules: RuleSet, weekdays: Sequence[int]) -> str:
    if decision.earliest_on is None:
        return _("It cannot open in the next %(days)s days as things are. See the lines below.") % {
            "days": rules.horizon
        }
    ahead = [
        decision.as_of + timedelta(days=n)
        for n in range((decision.earliest_on - decision.as_of).days)
    ]
    planned = [on for on in ahead if on.weekday() in weekdays]
    if not planned:
        on = {"date": day_name(decision.earliest_on)}
        return _("Earliest %(date)s, once the open lines below are met.") % on
    numbers = {
        "date": day_name(decision.earliest_on),
        "ceiling": rules.tiers[decision.tier].ceiling,
        "over": rules.colour.unsettled_morning_over_ref,
        "days": _day_list(planned),
    }
    if decision.criterion(Code.TARGET_DOSE).met:
        text = _(
            "Earliest %(date)s, if %(days)s: worst pain %(ceiling)s or less, and the next "
            "morning no more than %(over)s above your usual."
        )
    else:
        text = _(
            "Earliest %(date)s, if %(days)s and the full dose is done by then: worst pain "
            "%(ceiling)s or less, and the next morning no more than %(over)s above your usual."
        )
    return text % numbers


def _day_list(days: Sequence[date]) -> str:
    """Say which days have to be calm; a long list is counted instead."""
    names = [date_format(on, "l") for on in days]
    if len(names) == 1:
        return _("%(day)s is a calm day") % {"day": names[0]}
    if len(names) > MOST_DAYS_NAMED:
        return _("your next %(count)s training days are calm") % {"count": len(names)}
    numbers = {"days": ", ".join(names[:-1]), "last": names[-1]}
    return _("%(days)s and %(last)s are calm days") % numbers


def dose_reason(dose: NextDose) -> str:
    """Why today's dose is what it is."""
    day = {"day": date_format(dose.because_of, "l") if dose.because_of else ""}
    return {
        DoseReason.FIRST: _("The first dose of this stage."),
        DoseReason.RAISED: _("A little more than last time: two good days running."),
        DoseReason.AT_TARGET: _("The full dose of this stage."),
        DoseReason.ONE_MORE_CALM_DAY: _("Same dose: one more day like the last raises it."),
        DoseReason.SAME_AFTER_AMBER: _("Same dose: %(day)s was not a calm day."),
        DoseReason.NO_MORNING: _("Same dose: %(day)s has no morning score."),
        DoseReason.AWAITS_MORNING: _("Same dose: %(day)s still waits for its morning score."),
        DoseReason.ONCE_A_WEEK: _("Same dose: heavy lifts go up at most once a week."),
        DoseReason.LOWERED_UNSETTLED: _("One step down: two days running were not settled."),
        DoseReason.LOWERED_RED: _("One step down: %(day)s was too much."),
    }[dose.reason] % day
