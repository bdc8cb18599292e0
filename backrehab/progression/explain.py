"""The gate's codes in words for the person: one whole sentence each, translated when shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import islice

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.accounts.numbers import exact_text, limit_text, pain_text, share_a_word
from backrehab.domain.colours import Cause, Colour, Verdict
from backrehab.domain.decision import (
    NOT_OF_THIS_STAGE,
    Code,
    GateDecision,
    JudgedDay,
    Route,
    Standing,
    Status,
)
from backrehab.domain.dose import percent
from backrehab.domain.ledger import DATES_READ_ON
from backrehab.domain.pace import Ahead
from backrehab.domain.plan import DATES_A_WEEK
from backrehab.domain.records import Day
from backrehab.domain.rules import RuleSet
from backrehab.progression.words import date_text, day_name, when_name
from backrehab.screening.queries import ScreeningState

MOST_DAYS_NAMED = 3
EARLIEST = gettext_lazy("Earliest %(date)s, if %(days)s: %(limits)s.")
EARLIEST_IN_FULL = gettext_lazy(
    "Earliest %(date)s, if %(days)s and the full dose is done by then: %(limits)s."
)
BY_PLAN = gettext_lazy("On the days you can train it is %(date)s, if %(days)s: %(limits)s.")
BY_PLAN_IN_FULL = gettext_lazy(
    "On the days you can train it is %(date)s, if %(days)s and the full dose is done by then: "
    "%(limits)s."
)
CALM_LIMITS = gettext_lazy(
    "worst pain %(worst)s or less, and the next morning no more than %(over)s above your usual"
)
SETTLED_LIMITS = gettext_lazy(
    "worst pain %(worst)s or less and up by no more than %(rise)s, and the next morning no more "
    "than %(over)s above your usual"
)
# As many judged days as fit a card; the pain log has the rest.
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class ColourText:
    """A day colour: never shown by colour alone, but with an icon and these words."""

    key: str
    icon: str
    label: str


@dataclass(frozen=True, slots=True)
class DayText:
    """One training day before the gate: its colour, why, and whether it counts. `machine_date` is
    its date for programs: 2026-11-23."""

    machine_date: str
    date_text: str
    colour: ColourText
    reason: str
    standing: str
    counts: bool


COLOURS = {
    Colour.GREEN: ("check", gettext_lazy("Calm day")),
    Colour.STEADY: ("dot", gettext_lazy("More than planned")),
    Colour.UNSETTLED: ("warn", gettext_lazy("Not settled")),
    Colour.RED: ("stop", gettext_lazy("Too much")),
    Colour.UNSCORED: ("empty", gettext_lazy("No morning score")),
    Colour.PENDING: ("clock", gettext_lazy("Waiting for tomorrow morning")),
}


def colour_text(colour: Colour) -> ColourText:
    """The words of docs/clinical-rules.md#colours."""
    icon, label = COLOURS[colour]
    return ColourText(colour.value, icon, str(label))


def day_colour_text(verdict: Verdict, today: date) -> ColourText:
    """The same, said as of today: yesterday waits for this morning's score."""
    text = colour_text(verdict.colour)
    if verdict.colour is Colour.PENDING and verdict.on < today:
        return ColourText(text.key, text.icon, _("Waiting for the morning score"))
    if verdict.colour is Colour.UNSCORED and verdict.cause is Cause.NO_WORST:
        return ColourText(text.key, text.icon, _("Not complete"))
    return text


CAUSES = {
    Cause.STOP: gettext_lazy("You stopped: it made your back worse."),
    Cause.LEG: gettext_lazy("New or worse leg symptoms."),
    Cause.WORST_VERY_HIGH: gettext_lazy("Worst pain %(worst)s."),
    Cause.WORST_HIGH_AND_RISING: gettext_lazy("Worst pain %(worst)s, up from %(before)s before."),
    Cause.MORNING_FAR_UP: gettext_lazy("%(then)s; your usual was %(ref)s."),
    Cause.TWO_MORNINGS_UP: gettext_lazy(
        "%(then)s, and still up the day after; your usual was %(ref)s."
    ),
    Cause.IS_TODAY: gettext_lazy("Tomorrow morning's score decides what today counts as."),
    Cause.AWAITS_MORNING: gettext_lazy("The morning score decides what it counts as."),
    Cause.NOT_DONE: gettext_lazy("Less than %(share)s%% of the sets were done."),
    Cause.RISE: gettext_lazy(
        "Worst pain %(worst)s after %(before)s before: up by %(rise)s or more."
    ),
    Cause.MORNING_UP: gettext_lazy("%(then)s; your usual was %(ref)s."),
    Cause.WORST_OVER_CEILING: gettext_lazy(
        "Worst pain %(worst)s; this stage asks for %(ceiling)s or less."
    ),
    Cause.EXTRA_MEDS: gettext_lazy("More painkiller than usual."),
    Cause.MORNING_OVER_CEILING: gettext_lazy("%(then)s; this stage asks for %(ceiling)s or less."),
    Cause.NO_MORNING: gettext_lazy(
        "Without a morning score that counts it is left out; the next calm day takes its place."
    ),
    Cause.NO_WORST: gettext_lazy("The worst pain of the day is missing."),
    Cause.CALM: gettext_lazy("Worst pain %(worst)s, %(then)s."),
}


# The same where the pain before the training is what the morning was compared with: it was the
# higher of both, so nothing is said of the usual.
AGAINST_BEFORE = {
    Cause.MORNING_FAR_UP: gettext_lazy("%(then)s; it was %(before)s before you trained that day."),
    Cause.TWO_MORNINGS_UP: gettext_lazy(
        "%(then)s, and still up the day after; it was %(before)s before you trained that day."
    ),
    Cause.MORNING_UP: gettext_lazy("%(then)s; it was %(before)s before you trained that day."),
}


class Then(Enum):
    """Where the morning number of a verdict came from."""

    MORNING = "morning"
    STAND_IN = "stand_in"
    EITHER = "either"


THEN = {
    Then.MORNING: gettext_lazy("next morning %(morning)s"),
    Then.STAND_IN: gettext_lazy("before your next training: %(morning)s"),
    Then.EITHER: gettext_lazy("next score %(morning)s"),
}


def then_of(day: Day) -> Then:
    """Without a morning score the number of its verdict is what was said before the next training
    (docs/clinical-rules.md, reported morning)."""
    return Then.STAND_IN if day.morning is None else Then.MORNING


# What a sentence may say of a day, and those that say a number of the rules.
SCORES = ("before", "worst", "ref")
OF_RULES = {Cause.NOT_DONE, Cause.RISE}


def cause_text(verdict: Verdict, rules: RuleSet, then: Then) -> str:
    """Why a training day has its colour, with the numbers it was decided on. `then` says where its
    morning number came from."""
    against_before = verdict.cause in AGAINST_BEFORE and verdict.before == verdict.ref
    text = str((AGAINST_BEFORE if against_before else CAUSES)[verdict.cause])
    scores = {name: getattr(verdict, name) for name in SCORES if f"%({name})" in text}
    limit = verdict.ceiling if "%(ceiling)" in text else None
    morning = verdict.morning if "%(then)" in text else None
    compared = verdict.cause is not Cause.CALM and share_a_word(*scores.values(), limit, morning)
    say = exact_text if compared else pain_text
    numbers: dict[str, object] = {name: say(score) for name, score in scores.items()}
    if limit is not None:
        numbers["ceiling"] = limit_text(limit)
    if verdict.cause in OF_RULES:
        numbers["rise"] = rules.colour.unsettled_rise
        numbers["share"] = percent(rules.colour.done_share)
    if "%(then)" in text:
        numbers["then"] = str(THEN[then]) % {"morning": say(morning)}
    return capfirst(text % numbers)


STANDINGS = {
    Standing.COUNTS: gettext_lazy("Counts"),
    Standing.OTHER_STAGE: gettext_lazy("Another stage"),
    Standing.BEFORE_STAGE: gettext_lazy("Before this stage was opened"),
    Standing.BEFORE_RED: gettext_lazy("Counting started anew after a day that was too much"),
    Standing.RED: gettext_lazy("Counting starts anew after this day"),
    Standing.OUTSIDE_WINDOW: gettext_lazy("Too long ago"),
    Standing.IN_FLARE_UP: gettext_lazy("Inside a flare-up"),
    Standing.UNSCORED: gettext_lazy("Neither counts nor blocks"),
    Standing.PENDING: gettext_lazy("Not known yet"),
}


# A reason that says by itself what the standing would say again.
SAID_BY_CAUSE = {
    (Cause.NO_MORNING, Standing.UNSCORED),
    (Cause.IS_TODAY, Standing.PENDING),
    (Cause.AWAITS_MORNING, Standing.PENDING),
}


def standing_text(day: JudgedDay) -> str:
    """Why a day is in the counting run or not; empty where the reason of its colour says so."""
    verdict, standing = day
    return "" if (verdict.cause, standing) in SAID_BY_CAUSE else str(STANDINGS[standing])


def explain_day(day: JudgedDay, rules: RuleSet, today: date, then: Then = Then.MORNING) -> DayText:
    """A training day in words."""
    verdict, standing = day
    return DayText(
        machine_date=verdict.on.isoformat(),
        date_text=date_text(verdict.on, "D j M"),
        colour=day_colour_text(verdict, today),
        reason=cause_text(verdict, rules, then),
        standing=standing_text(day),
        counts=standing is Standing.COUNTS,
    )


def explain_days(decision: GateDecision, rules: RuleSet, today: date) -> tuple[DayText, ...]:
    """The latest training days of the stage that a decision looked at, the latest first."""
    return tuple(
        explain_day(day, rules, today, then)
        for day, then in islice(_days_of_stage(decision), MOST_DAYS)
    )


def _days_of_stage(decision: GateDecision) -> Iterator[tuple[JudgedDay, Then]]:
    """A decision does not keep where a morning number came from: if the next training began with
    the same score, it may have been that one."""
    later: Verdict | None = None
    for day in reversed(decision.days):
        verdict, standing = day
        if standing not in NOT_OF_THIS_STAGE:
            yield day, Then.EITHER if _may_stand_in(later, verdict) else Then.MORNING
        later = verdict


def _may_stand_in(later: Verdict | None, verdict: Verdict) -> bool:
    if later is None or later.before != verdict.morning:
        return False
    return (later.on - verdict.on).days <= DATES_READ_ON


HEADLINES = {
    Status.READY: gettext_lazy("The %(the_stage)s is ready to open"),
    Status.NOT_YET: gettext_lazy("Next: %(stage)s"),
    Status.ON_HOLD: gettext_lazy("On hold: %(stage)s"),
    Status.SEE_CLINICIAN: gettext_lazy("Paused: %(stage)s"),
}
RETURN_HEADLINES = HEADLINES | {
    Status.READY: gettext_lazy("You can go back to the %(the_stage)s"),
    Status.NOT_YET: gettext_lazy("Back to the %(the_stage)s"),
}
ROUTES = {
    Route.STANDARD: gettext_lazy("Every condition was met."),
    Route.STEADY: gettext_lazy("By the route for steady pain, as a trial at the lowest dose."),
    Route.RETURN: gettext_lazy("By the short way back: every condition of it was met."),
}


def route_text(route: Route) -> str:
    """By which conditions a stage was opened."""
    return str(ROUTES[route])


def is_way_back(decision: GateDecision) -> bool:
    """Whether the decision is about the short way back, not about a gate."""
    return any(criterion.code is Code.RETURN_DAYS for criterion in decision.criteria)


def in_sentence(name: str) -> str:
    """A name of the catalogue as it stands inside a sentence: "the seated row"."""
    return name[:1].lower() + name[1:]


def headline(decision: GateDecision, opens_name: str) -> str:
    """The card's first line."""
    texts = RETURN_HEADLINES if is_way_back(decision) else HEADLINES
    return str(texts[decision.status]) % {
        "stage": opens_name,
        "the_stage": in_sentence(opens_name),
    }


def summary(
    decision: GateDecision,
    rules: RuleSet,
    ahead: Ahead | None,
    *,
    screening: ScreeningState | None = None,
) -> str:
    """What happens next, and when at the earliest; `ahead` has the days that this takes, and
    `screening` tells whether the health check alone keeps the stage shut."""
    if decision.problem is not None:
        return _("Your log holds something that cannot be read, so nothing can be decided.")
    if decision.status is Status.SEE_CLINICIAN:
        return _paused(screening)
    if decision.status is Status.ON_HOLD:
        return _("A flare-up is open. Everything you have earned stays.")
    if decision.status is Status.READY:
        if decision.route is Route.STEADY:
            return _(
                "Your pain has been steady. You may try it at its lowest dose; its own gate stays "
                "as it is."
            )
        if decision.route is Route.RETURN:
            return _("Every line below is met. Go back to it when you like.")
        return _("Every line below is met. Open it when you like.")
    if screening is not None and not screening.lets_open(rules.tiers[decision.tier]):
        return _(
            "It stays shut while your health check keeps the plan to easier exercises. Answer it "
            "again once things have changed."
        )
    if is_way_back(decision):
        earliest = _earliest(decision, rules, ahead)
        return _("You opened it before, so less is asked this time. %(when)s") % {"when": earliest}
    return _earliest(decision, rules, ahead)


def _paused(screening: ScreeningState | None) -> str:
    if screening is not None and screening.waits_for_answers:
        return _("Paused until you answered the questions. What you have opened stays open.")
    return _("Paused until somebody has looked at your back. What you have opened stays open.")


def _earliest(decision: GateDecision, rules: RuleSet, ahead: Ahead | None) -> str:
    if decision.earliest_on is None:
        return _("It can't open in the next %(days)s days as things are. See the conditions.") % {
            "days": rules.horizon
        }
    earliest = when_name(decision.earliest_on, decision.as_of)
    if ahead is None or ahead.on is None or not ahead.days:
        return _("Earliest %(date)s, once the conditions that are left are met.") % {
            "date": earliest
        }
    date_of = when_name(ahead.on, decision.as_of)
    numbers = {
        "date": _("%(date)s by the route for steady pain") % {"date": date_of}
        if ahead.steady
        else date_of,
        "days": _day_list(ahead, decision.as_of),
        "limits": _limits(decision, rules, steady=ahead.steady),
    }
    dose = Code.SETTLED_TARGET_DOSE if ahead.steady else Code.TARGET_DOSE
    in_full = all(criterion.met for criterion in decision.criteria if criterion.code is dose)
    if ahead.on == decision.earliest_on:
        return str(EARLIEST if in_full else EARLIEST_IN_FULL) % numbers
    then = str(BY_PLAN if in_full else BY_PLAN_IN_FULL) % numbers
    return _("Earliest %(date)s by the rule. %(then)s") % {"date": earliest, "then": then}


def _limits(decision: GateDecision, rules: RuleSet, *, steady: bool) -> str:
    """What a calm day asks for, or a settled one."""
    if steady:
        rule = rules.steady
        numbers = {"rise": rule.rise, "over": rule.morning_over_ref}
        return str(SETTLED_LIMITS) % {**numbers, "worst": limit_text(rule.worst)}
    worst = limit_text(rules.tiers[decision.tier].ceiling)
    return str(CALM_LIMITS) % {"worst": worst, "over": rules.colour.unsettled_morning_over_ref}


def _day_list(ahead: Ahead, today: date) -> str:
    """Say which days have to be calm, or settled; a long list is not read out."""
    names = [_near_day(on, today) for on in ahead.days]
    if len(names) == 1:
        text = _("%(day)s is a settled day") if ahead.steady else _("%(day)s is a calm day")
        return text % {"day": names[0]}
    if len(names) > MOST_DAYS_NAMED:
        if ahead.steady:
            return _("every training day until then is settled")
        return _("every training day until then is calm")
    numbers = {"days": ", ".join(names[:-1]), "last": names[-1]}
    if ahead.steady:
        return _("%(days)s and %(last)s are settled days") % numbers
    return _("%(days)s and %(last)s are calm days") % numbers


def _near_day(on: date, today: date) -> str:
    """A day by its name alone while there is but one of that name ahead."""
    if on == today:
        return _("today")
    return date_text(on, "l") if (on - today).days < DATES_A_WEEK else day_name(on)
