"""Reference implementation of the gate, rule set 2026.1, transcribed from docs/clinical-rules.md.

It exists to be compared with the product's own implementation, so it shares no code with it, is
written for obviousness, and takes nothing for granted that the text does not say. Input is a VALID
scenario (see docs/scenarios.md); nothing is validated here, because the hypothetical scenarios that
`earliest_on` builds may hold records the input format would refuse (a training day with a `daily`).

Readings chosen (each: the sentence; the reading taken here; the other reading)
--------------------------------------------------------------------------------
 1. Spans: `spread`, `settled_spread` ("dates from the first to the last") and `recent` ("dates
    since") are date differences (1 March to 8 March = 7). Other: inclusive count (8); the example
    painkillers-on-last-day refutes it for `spread`; for the other two it is by analogy.
 2. "the last N dates" always includes today: today-N+1 ... today (as the window of w dates is
    spelt out). Other: today-N ... today-1, or ... today-N.
 3. "in heavy only an on-time one is usable": heavy is the tier of the stage the training day
    belongs to. Other: the tier of the gate being decided. Only visible in `colours` of days of
    other stages (the same holds for the ceiling).
 4. Pending, "yesterday and has no on-time morning yet and no stand-in": in heavy a stand-in ends
    pending although it is not usable, so the day is then unscored (or unsettled). Other: pending
    until something usable.
 5. "lines that speak of a morning are skipped while there is none": read of the single conditions
    between the dots, not of whole numbered lines, and not of lines 2 and 5, which are about the
    absence of one. Other: whole lines 1, 3, 4 skipped without a morning.
 6. "a reported morning given on d+1": an on-time morning or the stand-in `before` of d+1; a late
    morning and a stand-in of d+2 are given on d+2. If a late morning exists, the `before` of d+1 is
    no reported morning any more and cannot make red. Other: any score given on d+1.
 7. "the last red day (of any stage)": of the whole history, also before `entered_on` and inside a
    flare-up. Other: outside flare-ups only. (Since `entered_on` only: gives the same run.)
 8. "the last n days of the run (of all of them, if fewer)": 3 green of 3 is enough, 3 of 4 too; the
    needed number never shrinks. `settled_days` lacks the words in brackets, but is read the same
    way: 6 settled of 6 or 7 is enough. Other: at least 8 run days are needed.
 9. `latest_green`, `recent`: the latest training day of the stage on or after `entered_on`,
    whatever its colour, also when inside a flare-up, outside the window, or before the last red
    day (then it may well be green though not in the run). Other: must be in the run.
10. `settled_spread`, `settled_target_dose`: first / last / any settled day of the whole run (w =
    35), not of its last 8 days. Other: of the last 8.
11. `today_score`: `first score` and the scores given today count on flare-up dates as well (only
    usual, trend, not_worse leave flare-up dates out). A date inside a flare-up is left out by the
    date of the score, not by the date of the training it belongs to.
12. `usual(d)`, "with one or two values: the lower of their mean and baseline": counted after the
    flare-up dates are left out. Other: counted before.
13. `trend`: "baseline stands in for their mean" when the 7 dates before hold 0, 1 or 2 values; the
    two conditions on the number of values are independent.
14. `flare_up`, "none of its dates on or after the latest green day of the run": any flare-up of the
    history. "no flare-up ever recorded: met" holds without any green day. An open flare-up covers
    every date from its start on.
15. `flare_up` in heavy, "no flare-up date in the last 14": no date of any flare-up in today-13 ...
    today. `settled_flare_up` exists for moderate only, so it never has this addition.
16. `screening`, "asked on or after the latest leg day": training days of any stage, before
    `entered_on` too; no leg day at all: nothing more is asked. Other: "Where a line needs a day and
    there is none, it is not met" applied to the leg day (absurd: a healthy user never passes).
17. `screening` in heavy, "within the last 28 dates": screened_on >= today-27 (see 2).
18. `highest_score`: a morning counts by the date it was given (on time: day+1, late: day+2); a
    stand-in is not a score of its own. A `daily` counts even on a training day (only in the
    hypothetical of `earliest_on`).
19. Steady route: only for the moderate gates (seated row -> reverse hyper, reverse hyper ->
    pull-through). `green_days`, `latest_green`, `spread`, `target_dose`, `flare_up` are not needed
    for it. Its `settled` says nothing of `stop` and `leg`: such days are red, hence not in the run.
20. `earliest_on`, "ready": by either route, through the whole answer (status), D as today.
21. `earliest_on`, D = today is decided on the hypothetical as well, not on the real history; so
    when today is already `ready`, earliest_on is what the brute force says (always today so far).
22. `earliest_on`, "yesterday's training day", "that of the day before", "it was trained already":
    training of any stage. A day of another stage already trained today keeps its stage, so the
    current stage is not trained on that date. Other: current stage only.
23. `earliest_on`, "the rest of its dose is done (done 1, target dose)": all other fields of the
    record stay (worst, stop, leg, extra_meds). On D = today itself nothing is completed.
24. `earliest_on`, "gets a daily, if it has none": on a date without training that is no planned
    weekday, even if it has a first score from a morning.
25. `earliest_on`, "that of the day before ... gets a late one": even when a stand-in serves.
26. "(a real daily of that date stays)": it stays beside the training and is still a score (18), but
    `before` comes first in `first score`.
27. `earliest_on` with an outcome the tier does not accept (light_only in moderate and heavy): never
    ready, hence null after 90 days; status stays `not_yet`.
28. `done` < 0.8 compares the decimal as written (exactly 0.8 is not below 0.8).
29. `needed` / `observed`: free in the text; here the limit and the measured value as numbers,
    `today_score` with the lower of 6 and usual+3 (strict), booleans elsewhere.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import wraps
from typing import Any

RULES = "2026.1"

TIER_OF_STAGE = {
    "bar-hang": "light",
    "seated-row": "moderate",
    "reverse-hyper": "moderate",
    "pull-through": "heavy",
    "deadlift": "heavy",
    "barbell-row": "heavy",
    "hyper-row": "heavy",
}
CEILING = {"light": 5, "moderate": 3, "heavy": 2}
WINDOW = {"light": 21, "moderate": 21, "heavy": 28}
GREEN_NEEDED = {"light": 3, "moderate": 3, "heavy": 4}
GREEN_AMONG_LAST = {"light": 4, "moderate": 4, "heavy": 5}
SPREAD = {"light": 7, "moderate": 7, "heavy": 14}
ACCEPTED_OUTCOMES = {
    "light": ("clear", "light_only"),
    "moderate": ("clear",),
    "heavy": ("clear",),
}
ENOUGH_DONE = Fraction(4, 5)
STEADY_WINDOW = 35
STEADY_CODES = (
    "settled_days",
    "settled_spread",
    "settled_latest",
    "settled_target_dose",
    "settled_flare_up",
    "recent",
    "today_score",
    "trend",
    "not_worse",
    "screening",
)
LAST_DATE_TRIED = 90

GREEN, STEADY, UNSETTLED = "green", "steady", "unsettled"
RED, UNSCORED, PENDING = "red", "unscored", "pending"
RUN_COLOURS = (GREEN, STEADY, UNSETTLED)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TrainingDay:
    """One training day; `morning` is None while missing."""

    on: date
    stage: str
    done: Fraction
    before: int
    worst: int
    morning: int | None
    on_time: bool
    target_dose: bool
    stop: bool
    leg: bool
    extra_meds: bool


@dataclass(frozen=True, eq=False)
class History:
    """A scenario with its dates parsed; `memo` keeps results within one single decision."""

    today: date
    stage: str
    opens: str
    entered_on: date
    baseline: int
    screening: str
    screened_on: date
    technique_confirmed: bool
    hold_test_passed: bool
    flare_ups: list[tuple[date, date | None]]
    training: dict[date, TrainingDay]
    daily: dict[date, int]
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def tier(self) -> str:
        """The tier of the gate that leads out of the current stage."""
        return TIER_OF_STAGE[self.stage]


@dataclass(frozen=True)
class Criterion:
    """One line of the answer."""

    code: str
    needed: int | bool | Fraction | None
    observed: int | bool | Fraction | None
    met: bool


def read(scenario: dict[str, Any]) -> History:
    """Parse the dates of a scenario and split its records into training and daily scores."""
    training: dict[date, TrainingDay] = {}
    daily: dict[date, int] = {}
    for record in scenario["days"]:
        on = date.fromisoformat(record["on"])
        if record.get("daily") is not None:
            daily[on] = record["daily"]
        if "stage" in record:
            training[on] = TrainingDay(
                on=on,
                stage=record["stage"],
                done=Fraction(str(record["done"])),
                before=record["before"],
                worst=record["worst"],
                morning=record.get("morning"),
                on_time=record.get("morning_timing", "on_time") == "on_time",
                target_dose=record.get("target_dose", False),
                stop=record.get("stop", False),
                leg=record.get("leg", False),
                extra_meds=record.get("extra_meds", False),
            )
    return History(
        today=date.fromisoformat(scenario["today"]),
        stage=scenario["stage"],
        opens=scenario["opens"],
        entered_on=date.fromisoformat(scenario["entered_on"]),
        baseline=scenario["baseline"],
        screening=scenario["screening"],
        screened_on=date.fromisoformat(scenario["screened_on"]),
        technique_confirmed=scenario["technique_confirmed"],
        hold_test_passed=scenario["hold_test_passed"],
        flare_ups=[
            (
                date.fromisoformat(flare["from"]),
                None if flare["to"] is None else date.fromisoformat(flare["to"]),
            )
            for flare in scenario["flare_ups"]
        ],
        training=dict(sorted(training.items())),
        daily=daily,
    )


def once_per_decision[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Remember the results of a function of (history, ...) in that history's own memo."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        history, *rest = args
        assert isinstance(history, History)
        key = (function.__name__, *rest)
        if key not in history.memo:
            history.memo[key] = function(*args, **kwargs)
        result: T = history.memo[key]
        return result

    return wrapper


# ------------------------------------------------------------------------- arithmetic


def mean(values: list[int]) -> Fraction:
    """Exact mean of at least one value."""
    return Fraction(sum(values), len(values))


def median(values: list[int]) -> Fraction:
    """Exact median of at least one value: the middle one, or the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def last_dates(end: date, count: int) -> list[date]:
    """The `count` dates that end with `end`, oldest first."""
    return [end - timedelta(days=back) for back in range(count - 1, -1, -1)]


# ------------------------------------------------------------------- section 1: definitions


def in_flare_up(history: History, on: date) -> bool:
    """A flare-up covers its dates, both ends included; without an end it goes on."""
    return any(start <= on and (end is None or on <= end) for start, end in history.flare_ups)


def flare_up_is_open(history: History) -> bool:
    """A flare-up is open while it has no end."""
    return any(end is None for _, end in history.flare_ups)


def on_time_morning(history: History, on: date) -> int | None:
    """The on-time morning score of the training day on that date, if there is one."""
    day = history.training.get(on)
    return day.morning if day is not None and day.on_time else None


def late_morning(history: History, on: date) -> int | None:
    """The late morning score of the training day on that date, if there is one."""
    day = history.training.get(on)
    return day.morning if day is not None and not day.on_time else None


@once_per_decision
def reported_morning(history: History, on: date) -> tuple[int, date] | None:
    """The reported morning of the training day on `on`, with the date it was given.

    Its on-time score; else its late score; else `before` of the training day, of any stage, on the
    next date; else, if nothing was trained then, `before` of the one on the date after that.
    """
    next_date, date_after = on + ONE_DAY, on + 2 * ONE_DAY
    score = on_time_morning(history, on)
    if score is not None:
        return score, next_date
    score = late_morning(history, on)
    if score is not None:
        return score, date_after
    if next_date in history.training:
        return history.training[next_date].before, next_date
    if date_after in history.training:
        return history.training[date_after].before, date_after
    return None


def usable_morning(history: History, on: date) -> int | None:
    """A reported morning is usable, but in heavy only if it is an on-time one."""
    if TIER_OF_STAGE[history.training[on].stage] == "heavy":
        return on_time_morning(history, on)
    reported = reported_morning(history, on)
    return None if reported is None else reported[0]


@once_per_decision
def first_score(history: History, on: date) -> int | None:
    """The first score of a date.

    The on-time morning of the training the date before; else the late morning of the training two
    dates before; else `before` of the date; else its `daily`.
    """
    score = on_time_morning(history, on - ONE_DAY)
    if score is not None:
        return score
    score = late_morning(history, on - 2 * ONE_DAY)
    if score is not None:
        return score
    if on in history.training:
        return history.training[on].before
    return history.daily.get(on)


def first_scores_outside_flare_ups(history: History, end: date, count: int) -> list[int]:
    """The first scores of the `count` dates up to `end`, dates inside a flare-up left out."""
    scores = [
        first_score(history, on) for on in last_dates(end, count) if not in_flare_up(history, on)
    ]
    return [score for score in scores if score is not None]


@once_per_decision
def usual(history: History, on: date) -> Fraction:
    """Median of the first scores of the seven dates up to `on`, flare-up dates left out.

    With one or two values the lower of their mean and `baseline`; with none `baseline`.
    """
    scores = first_scores_outside_flare_ups(history, on, 7)
    if not scores:
        return Fraction(history.baseline)
    if len(scores) <= 2:
        return min(mean(scores), Fraction(history.baseline))
    return median(scores)


def ref(history: History, day: TrainingDay) -> Fraction:
    """The higher of `before` and what was usual up to the date before."""
    return max(Fraction(day.before), usual(history, day.on - ONE_DAY))


def rise(day: TrainingDay) -> int:
    """How much the pain rose during the exercises."""
    return day.worst - day.before


# ----------------------------------------------------------------------- section 2: colour


def morning_and_day_after_are_up(history: History, day: TrainingDay) -> bool:
    """Reported morning given on d+1 at `ref` + 2 or more, and so the first score of d+2."""
    reported = reported_morning(history, day.on)
    if reported is None:
        return False
    score, given_on = reported
    later = first_score(history, day.on + 2 * ONE_DAY)
    limit = ref(history, day) + 2
    return given_on == day.on + ONE_DAY and score >= limit and later is not None and later >= limit


def is_red(history: History, day: TrainingDay) -> bool:
    """Line 1: stop, leg, very high pain, high risen pain, or a morning well above `ref`."""
    reported = reported_morning(history, day.on)
    return (
        day.stop
        or day.leg
        or day.worst >= 8
        or (day.worst >= 6 and rise(day) >= 2)
        or (reported is not None and reported[0] >= ref(history, day) + 3)
        or morning_and_day_after_are_up(history, day)
    )


def is_pending(history: History, day: TrainingDay) -> bool:
    """Line 2: today; or yesterday without an on-time morning and without a stand-in."""
    if day.on == history.today:
        return True
    has_on_time = on_time_morning(history, day.on) is not None
    has_stand_in = not has_on_time and reported_morning(history, day.on) is not None
    return day.on == history.today - ONE_DAY and not has_on_time and not has_stand_in


def is_unsettled(history: History, day: TrainingDay) -> bool:
    """Line 3: not enough done, pain rose by 3 or more, or a morning more than 1 above `ref`."""
    reported = reported_morning(history, day.on)
    return (
        day.done < ENOUGH_DONE
        or rise(day) >= 3
        or (reported is not None and reported[0] > ref(history, day) + 1)
    )


def is_steady(history: History, day: TrainingDay) -> bool:
    """Line 4: worst or usable morning above the ceiling of the stage, or extra painkillers."""
    ceiling = CEILING[TIER_OF_STAGE[day.stage]]
    morning = usable_morning(history, day.on)
    return day.worst > ceiling or day.extra_meds or (morning is not None and morning > ceiling)


@once_per_decision
def colour(history: History, on: date) -> str:
    """The colour of the training day on that date: the first line that fits decides."""
    day = history.training[on]
    if is_red(history, day):
        return RED
    if is_pending(history, day):
        return PENDING
    if is_unsettled(history, day):
        return UNSETTLED
    if is_steady(history, day):
        return STEADY
    if usable_morning(history, on) is None:
        return UNSCORED
    return GREEN


# ------------------------------------------------------------------------ section 3: the run


@once_per_decision
def days_of_stage(history: History) -> list[TrainingDay]:
    """Training days of the current stage, on or after the day it was entered, oldest first."""
    return [
        day
        for on, day in history.training.items()
        if day.stage == history.stage and on >= history.entered_on
    ]


def latest_day_of_stage(history: History) -> TrainingDay | None:
    """The latest training day of the stage, whatever its colour."""
    days = days_of_stage(history)
    return days[-1] if days else None


@once_per_decision
def last_red_on(history: History) -> date | None:
    """The date of the last red training day of any stage."""
    return max((on for on in history.training if colour(history, on) == RED), default=None)


@once_per_decision
def run(history: History, window: int) -> list[TrainingDay]:
    """The counting run with a window of that many dates, oldest first.

    Green and amber training days of the current stage since it was entered, after the last red
    day of any stage, inside the window that ends today, and not inside a flare-up.
    """
    red_on = last_red_on(history)
    window_start = history.today - timedelta(days=window - 1)
    return [
        day
        for day in days_of_stage(history)
        if colour(history, day.on) in RUN_COLOURS
        and (red_on is None or day.on > red_on)
        and window_start <= day.on <= history.today
        and not in_flare_up(history, day.on)
    ]


def standard_run(history: History) -> list[TrainingDay]:
    """The counting run of the tier."""
    return run(history, WINDOW[history.tier])


def green_days_of_run(history: History) -> list[TrainingDay]:
    """The green days of the counting run."""
    return [day for day in standard_run(history) if colour(history, day.on) == GREEN]


# ------------------------------------------------------------------- section 3: the criteria


def criterion_green_days(history: History) -> Criterion:
    """Enough green days among the last few days of the run, or among all if it has fewer."""
    last = standard_run(history)[-GREEN_AMONG_LAST[history.tier] :]
    observed = sum(colour(history, day.on) == GREEN for day in last)
    needed = GREEN_NEEDED[history.tier]
    return Criterion("green_days", needed, observed, observed >= needed)


def criterion_latest_green(history: History) -> Criterion:
    """The latest training day of the stage is green."""
    latest = latest_day_of_stage(history)
    if latest is None:
        return Criterion("latest_green", True, None, False)
    observed = colour(history, latest.on) == GREEN
    return Criterion("latest_green", True, observed, observed)


def criterion_recent(history: History) -> Criterion:
    """At most seven dates since the latest training day of the stage."""
    latest = latest_day_of_stage(history)
    if latest is None:
        return Criterion("recent", 7, None, False)
    observed = (history.today - latest.on).days
    return Criterion("recent", 7, observed, observed <= 7)


def criterion_spread(history: History) -> Criterion:
    """Enough dates from the first to the last green day of the run."""
    needed = SPREAD[history.tier]
    greens = green_days_of_run(history)
    if not greens:
        return Criterion("spread", needed, None, False)
    observed = (greens[-1].on - greens[0].on).days
    return Criterion("spread", needed, observed, observed >= needed)


def criterion_target_dose(history: History) -> Criterion:
    """At least one green day of the run was done at the target dose."""
    observed = sum(day.target_dose for day in green_days_of_run(history))
    return Criterion("target_dose", 1, observed, observed >= 1)


def scores_given_on(history: History, on: date) -> list[int]:
    """Every score given on a date: mornings given then, before, worst and daily."""
    scores = [
        on_time_morning(history, on - ONE_DAY),
        late_morning(history, on - 2 * ONE_DAY),
        history.daily.get(on),
    ]
    if on in history.training:
        scores += [history.training[on].before, history.training[on].worst]
    return [score for score in scores if score is not None]


def criterion_today_score(history: History) -> Criterion:
    """Today has a first score, and every score given today is below 6 and below usual + 3."""
    limit = min(Fraction(6), usual(history, history.today - ONE_DAY) + 3)
    scores = scores_given_on(history, history.today)
    if first_score(history, history.today) is None:
        return Criterion("today_score", limit, None, False)
    return Criterion("today_score", limit, max(scores), all(score < limit for score in scores))


def criterion_trend(history: History) -> Criterion:
    """The mean first score of the last 7 dates exceeds that of the 7 before by less than 1."""
    recent = first_scores_outside_flare_ups(history, history.today, 7)
    earlier = first_scores_outside_flare_ups(history, history.today - 7 * ONE_DAY, 7)
    if len(recent) < 3:
        return Criterion("trend", 1, None, False)
    compared_with = mean(earlier) if len(earlier) >= 3 else Fraction(history.baseline)
    observed = mean(recent) - compared_with
    return Criterion("trend", 1, observed, observed < 1)


def criterion_not_worse(history: History) -> Criterion:
    """The mean first score of the last 7 dates exceeds `baseline` by less than 2."""
    recent = first_scores_outside_flare_ups(history, history.today, 7)
    if not recent:
        return Criterion("not_worse", 2, None, False)
    observed = mean(recent) - history.baseline
    return Criterion("not_worse", 2, observed, observed < 2)


def no_flare_up_since(history: History, days: list[TrainingDay]) -> bool:
    """No flare-up is open, and none has a date on or after the latest of these days.

    Met if no flare-up was ever recorded; not met if one was and there is no such day.
    """
    if not history.flare_ups:
        return True
    if flare_up_is_open(history) or not days:
        return False
    return all(end is not None and end < days[-1].on for _, end in history.flare_ups)


def criterion_flare_up(history: History) -> Criterion:
    """No flare-up since the latest green day; in heavy also none in the last 14 dates."""
    met = no_flare_up_since(history, green_days_of_run(history))
    if history.tier == "heavy":
        met = met and not any(in_flare_up(history, on) for on in last_dates(history.today, 14))
    return Criterion("flare_up", True, met, met)


def criterion_screening(history: History) -> Criterion:
    """An accepted outcome, asked on or after the latest leg day; in heavy within 28 dates."""
    met = history.screening in ACCEPTED_OUTCOMES[history.tier]
    leg_dates = [on for on, day in history.training.items() if day.leg]
    if leg_dates:
        met = met and history.screened_on >= max(leg_dates)
    if history.tier == "heavy":
        met = met and history.screened_on >= last_dates(history.today, 28)[0]
    return Criterion("screening", True, met, met)


def criterion_usual_pain(history: History) -> Criterion:
    """`usual(today)` is at most 2."""
    observed = usual(history, history.today)
    return Criterion("usual_pain", 2, observed, observed <= 2)


def criterion_highest_score(history: History) -> Criterion:
    """No score given in the last 14 dates is above 4, flare-ups included."""
    scores = [
        score for on in last_dates(history.today, 14) for score in scores_given_on(history, on)
    ]
    observed = max(scores, default=None)
    return Criterion("highest_score", 4, observed, observed is None or observed <= 4)


def criterion_no_red_14(history: History) -> Criterion:
    """No red training day of any stage in the last 14 dates."""
    observed = sum(
        on in history.training and colour(history, on) == RED
        for on in last_dates(history.today, 14)
    )
    return Criterion("no_red_14", 0, observed, observed == 0)


def criterion_technique(history: History) -> Criterion:
    """The technique is confirmed."""
    return Criterion("technique", True, history.technique_confirmed, history.technique_confirmed)


def criterion_hold_test(history: History) -> Criterion:
    """The back-extension hold was passed."""
    return Criterion("hold_test", True, history.hold_test_passed, history.hold_test_passed)


def standard_criteria(history: History) -> list[Criterion]:
    """Every criterion of the tier, in the order of the table."""
    criteria = [
        criterion_green_days(history),
        criterion_latest_green(history),
        criterion_recent(history),
        criterion_spread(history),
        criterion_target_dose(history),
        criterion_today_score(history),
        criterion_trend(history),
        criterion_not_worse(history),
        criterion_flare_up(history),
        criterion_screening(history),
    ]
    if history.tier == "heavy":
        criteria += [
            criterion_usual_pain(history),
            criterion_highest_score(history),
            criterion_no_red_14(history),
            criterion_technique(history),
        ]
        if history.opens == "hyper-row":
            criteria.append(criterion_hold_test(history))
    return criteria


# --------------------------------------------------------------- section 3: steady-pain route


def is_settled(history: History, day: TrainingDay) -> bool:
    """Enough done, no extra painkillers, worst <= 5, rise <= 2, usable morning <= ref+1 and 5."""
    morning = usable_morning(history, day.on)
    return (
        day.done >= ENOUGH_DONE
        and not day.extra_meds
        and day.worst <= 5
        and rise(day) <= 2
        and morning is not None
        and morning <= ref(history, day) + 1
        and morning <= 5
    )


def settled_days_of_run(history: History) -> list[TrainingDay]:
    """The settled days of the run with the wide window."""
    return [day for day in run(history, STEADY_WINDOW) if is_settled(history, day)]


def criterion_settled_days(history: History) -> Criterion:
    """Of the last 8 days of the run at least 6 are settled."""
    observed = sum(is_settled(history, day) for day in run(history, STEADY_WINDOW)[-8:])
    return Criterion("settled_days", 6, observed, observed >= 6)


def criterion_settled_spread(history: History) -> Criterion:
    """At least 21 dates from the first to the last settled day."""
    settled = settled_days_of_run(history)
    if not settled:
        return Criterion("settled_spread", 21, None, False)
    observed = (settled[-1].on - settled[0].on).days
    return Criterion("settled_spread", 21, observed, observed >= 21)


def criterion_settled_latest(history: History) -> Criterion:
    """The latest training day of the stage is in the run and settled."""
    latest = latest_day_of_stage(history)
    if latest is None:
        return Criterion("settled_latest", True, None, False)
    observed = latest in settled_days_of_run(history)
    return Criterion("settled_latest", True, observed, observed)


def criterion_settled_target_dose(history: History) -> Criterion:
    """At least one settled day was done at the target dose."""
    observed = sum(day.target_dose for day in settled_days_of_run(history))
    return Criterion("settled_target_dose", 1, observed, observed >= 1)


def criterion_settled_flare_up(history: History) -> Criterion:
    """As `flare_up`, counted from the latest settled day."""
    met = no_flare_up_since(history, settled_days_of_run(history))
    return Criterion("settled_flare_up", True, met, met)


def steady_criteria(history: History) -> list[Criterion]:
    """The extra criteria of the steady-pain route, listed for moderate only."""
    if history.tier != "moderate":
        return []
    return [
        criterion_settled_days(history),
        criterion_settled_spread(history),
        criterion_settled_latest(history),
        criterion_settled_target_dose(history),
        criterion_settled_flare_up(history),
    ]


# ------------------------------------------------------------------------ section 3: answer


@dataclass(frozen=True)
class Answer:
    """The answer for one stage directly ahead, without `earliest_on`."""

    status: str
    route: str | None
    criteria: list[Criterion]


def answer(history: History) -> Answer:
    """The first status that fits, with the route when it is `ready`."""
    standard = standard_criteria(history)
    steady = steady_criteria(history)
    criteria = standard + steady
    if history.screening in ("clinician", "emergency"):
        return Answer("see_clinician", None, criteria)
    if flare_up_is_open(history):
        return Answer("on_hold", None, criteria)
    if all(criterion.met for criterion in standard):
        return Answer("ready", "standard", criteria)
    met = {criterion.code for criterion in criteria if criterion.met}
    if steady and met.issuperset(STEADY_CODES):
        return Answer("ready", "steady", criteria)
    return Answer("not_yet", None, criteria)


# -------------------------------------------------------------------- section 3: earliest_on


def hypothetical(scenario: dict[str, Any], target: date) -> dict[str, Any]:
    """The scenario as it would be on the date `target` if all goes as well as it can."""
    result = copy.deepcopy(scenario)
    today = date.fromisoformat(scenario["today"])
    records = {date.fromisoformat(record["on"]): record for record in result["days"]}

    yesterday = records.get(today - ONE_DAY, {})
    if "stage" in yesterday and not has_morning(yesterday, "on_time"):
        yesterday |= {"morning": 0, "morning_timing": "on_time"}
    day_before = records.get(today - 2 * ONE_DAY, {})
    if "stage" in day_before and not has_morning(day_before, "on_time", "late"):
        day_before |= {"morning": 0, "morning_timing": "late"}

    for ahead in range((target - today).days):
        on = today + timedelta(days=ahead)
        record = records.setdefault(on, {"on": on.isoformat()})
        if "stage" in record:
            record |= {"done": 1, "target_dose": True, "morning": 0, "morning_timing": "on_time"}
        elif on.weekday() in scenario["training_weekdays"]:
            record |= {
                "stage": scenario["stage"],
                "target_dose": True,
                "done": 1,
                "before": 0,
                "worst": 0,
                "morning": 0,
                "morning_timing": "on_time",
            }
        elif record.get("daily") is None:
            record["daily"] = 0

    result["days"] = list(records.values())
    if first_score(read(result), target) is None:
        record = records.setdefault(target, {"on": target.isoformat()})
        record["daily"] = 0
        result["days"] = list(records.values())

    result["today"] = target.isoformat()
    result["technique_confirmed"] = True
    result["hold_test_passed"] = True
    result["screened_on"] = target.isoformat()
    return result


def has_morning(record: dict[str, Any], *timings: str) -> bool:
    """Whether a training record has a morning score of one of these timings."""
    timing = record.get("morning_timing", "on_time")
    return record.get("morning") is not None and timing in timings


def earliest_on(scenario: dict[str, Any], status: str) -> date | None:
    """The first date, up to 90 days ahead, on which the hypothetical scenario is `ready`.

    None while on hold, while a clinician is to be seen, and when 90 days do not suffice.
    """
    if status in ("see_clinician", "on_hold"):
        return None
    today = date.fromisoformat(scenario["today"])
    for ahead in range(LAST_DATE_TRIED + 1):
        target = today + timedelta(days=ahead)
        if answer(read(hypothetical(scenario, target))).status == "ready":
            return target
    return None


# ------------------------------------------------------------------------------- decision


def as_json(value: int | bool | Fraction | None) -> int | float | bool | None:
    """A number as JSON can carry it; whole fractions become whole numbers."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


def decide(scenario: dict[str, Any]) -> dict[str, Any]:
    """The full decision of a valid scenario, in the form of docs/scenarios.md."""
    history = read(scenario)
    reply = answer(history)
    earliest = earliest_on(scenario, reply.status)
    return {
        "status": reply.status,
        "route": reply.route,
        "earliest_on": None if earliest is None else earliest.isoformat(),
        "rules": RULES,
        "criteria": [
            {
                "code": criterion.code,
                "needed": as_json(criterion.needed),
                "observed": as_json(criterion.observed),
                "met": criterion.met,
            }
            for criterion in reply.criteria
        ],
        "colours": {on.isoformat(): colour(history, on) for on in history.training},
    }
