"""Reference implementation of going back and returning, rule set 2026.1, from the text alone.

Transcribed from docs/clinical-rules.md (Step back, The short way back, Flare-up, After a break), to
be compared with the product's own implementation. It shares no code with it and is written for
obviousness. What these rules take from the gate (colours, `ref`, the run, the lines that are "as in
the gate") is that of the gate's reference.

Readings chosen (each: the sentence; the reading taken here; the other reading)
--------------------------------------------------------------------------------
 1. "2 red days within 14 dates": both dates counted there are at most 14 (a difference of 13).
    Other: a difference of up to 14.
 2. Which red days `two_reds` names: the latest one and all in the 14 dates that end with it.
    Other: those of every pair that fits, so that a chain of pairs reaches further back.
 3. Dealt with: all red days dated up to the latest of the step back (`after`), also one that turns
    red by a later score. Other: only those that were named.
 4. "red days from before the stage was entered call for none alone": at least one of the named red
    days is dated on or after that date; the others may be older.
 5. "2 of its own red days in 14 dates" (`two_reds_at_first_stage`): as `two_reds` counts them, so
    the older may lie outside the 14 dates that end today. Other: both in these.
 6. "of the last 7 dates", "the dates that end today" include today; `rising` compares with the
    dates today-20 ... today-14.
 7. `return_days` and `return_spread` take all calm days of the run, not only the last few.
 8. After a very long break the share is all of the first dose. Other: no share.
 9. "lower by 0.3 of it" for a first score of 0: 0 is, so that no pain at all is not "not better".
    Other: nothing is lower than 0, hence never better.
10. Without any answer in a flare-up nobody said that they get about, so it is limited.
11. What an end still lacks (`missing`): a score of today; a lower one; when that is good, the date
    before; a yes. The text names the conditions only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle import reference as gate
from tests.oracle.reference import Criterion, History, colour, read

MAIN_LINE = ("bar-hang", "seated-row", "reverse-hyper", "pull-through", "deadlift", "barbell-row")
SIDE_BRANCH, BELOW_SIDE_BRANCH = "hyper-row", "deadlift"
FIRST_STAGE = "bar-hang"
HEAVY_LIFTS = ("deadlift", "barbell-row", "hyper-row")
RETURN_DAYS = {"light": 2, "moderate": 2, "heavy": 3}
RETURN_SPREAD = {"light": 4, "moderate": 4, "heavy": 7}

type StepBack = tuple[str, list[date]]


def one_down(stage: str) -> str:
    """The stage below on the main line, from the hyper row the deadlift; the first one stays."""
    if stage == SIDE_BRANCH:
        return BELOW_SIDE_BRANCH
    return MAIN_LINE[max(0, MAIN_LINE.index(stage) - 1)]


def is_heavy(stage: str) -> bool:
    """Whether the stage is of the heavy tier."""
    return gate.TIER_OF_STAGE[stage] == "heavy"


# ------------------------------------------------------------------------------- step back


def reds_after(history: History, after: date | None) -> list[date]:
    """The red days of any stage that were not dealt with, oldest first."""
    return [
        on
        for on in history.training
        if colour(history, on) == gate.RED and (after is None or on > after)
    ]


def two_reds(history: History, reds: list[date]) -> list[date]:
    """Two or more red days within 14 dates, the latest of them in the 14 that end today."""
    latest_dates = [
        later
        for earlier in reds
        for later in reds
        if earlier < later
        and earlier in gate.last_dates(later, 14)
        and later in gate.last_dates(history.today, 14)
    ]
    if not latest_dates:
        return []
    return [on for on in reds if on in gate.last_dates(max(latest_dates), 14)]


def still_up(history: History, reds: list[date]) -> list[date]:
    """In heavy: red days of the current stage in these 14 dates, both mornings after it up."""
    if not is_heavy(history.stage):
        return []
    return [
        on
        for on in reds
        if on in gate.last_dates(history.today, 14)
        and history.training[on].stage == history.stage
        and gate.morning_and_day_after_are_up(history, history.training[on])
    ]


def find_step_back(history: History, after: date | None) -> StepBack | None:
    """The first line that fits, whatever lies below and whenever the stage was entered."""
    reds = reds_after(history, after)
    for reason, named in (
        ("two_reds", two_reds(history, reds)),
        ("still_up", still_up(history, reds)),
    ):
        if named:
            return reason, named
    return None


def step_back_due(history: History, after: date | None) -> StepBack | None:
    """None on the first stage, and none for red days from before the stage was entered alone."""
    found = find_step_back(history, after)
    if found is None or history.stage == FIRST_STAGE:
        return None
    return found if any(on >= history.entered_on for on in found[1]) else None


def stepped_back_again(today: date, step_backs: list[tuple[str, date]]) -> bool:
    """Two steps back from one and the same stage in the 42 dates that end today."""
    return any(
        sum(other == stage and on in gate.last_dates(today, 42) for other, on in step_backs) >= 2
        for stage, _ in step_backs
    )


def rising(history: History) -> bool:
    """The median of the last 7 dates is up by 2 on that of the 7 which ended 14 dates earlier."""
    now = gate.first_scores_outside_flare_ups(history, history.today, 7)
    earlier = gate.first_scores_outside_flare_ups(history, history.today - timedelta(days=14), 7)
    return len(now) >= 3 and len(earlier) >= 3 and gate.median(now) - gate.median(earlier) >= 2


def two_reds_at_first_stage(history: History, step_backs: list[tuple[str, date]]) -> bool:
    """On the first stage two of its own red days, since the latest step back, its date included."""
    own = [
        on
        for on in reds_after(history, None)
        if history.training[on].stage == FIRST_STAGE and all(on >= back for _, back in step_backs)
    ]
    return history.stage == FIRST_STAGE and bool(two_reds(history, own))


def concerns(history: History, step_backs: list[tuple[str, date]]) -> set[str]:
    """Every reason to see a clinician."""
    reasons = {
        "stepped_back_again": stepped_back_again(history.today, step_backs),
        "rising": rising(history),
        "two_reds_at_first_stage": two_reds_at_first_stage(history, step_backs),
    }
    return {reason for reason, is_one in reasons.items() if is_one}


# ------------------------------------------------------------------------ the short way back


def return_criteria(history: History) -> list[Criterion]:
    """The lines of the table, in its order."""
    calm, tier = gate.green_days_of_run(history), history.tier
    spread = (calm[-1].on - calm[0].on).days if calm else None
    no_flare_up = gate.no_flare_up_since(history, calm)
    return [
        Criterion("return_days", RETURN_DAYS[tier], len(calm), len(calm) >= RETURN_DAYS[tier]),
        Criterion(
            "return_spread",
            RETURN_SPREAD[tier],
            spread,
            spread is not None and spread >= RETURN_SPREAD[tier],
        ),
        gate.criterion_latest_green(history),
        gate.criterion_recent(history),
        gate.criterion_today_score(history),
        Criterion("flare_up", True, no_flare_up, no_flare_up),
        gate.criterion_screening(history),
    ]


def return_status(history: History) -> str:
    """The first status that fits."""
    if history.screening in ("clinician", "emergency"):
        return "see_clinician"
    if gate.flare_up_is_open(history):
        return "on_hold"
    return "ready" if all(line.met for line in return_criteria(history)) else "not_yet"


def return_earliest_on(scenario: dict[str, Any]) -> date | None:
    """The first of 91 dates on which the history with the best that can still come is ready."""
    history = read(scenario)
    if return_status(history) in ("see_clinician", "on_hold"):
        return None
    for ahead in range(gate.LAST_DATE_TRIED + 1):
        target = history.today + timedelta(days=ahead)
        if return_status(read(gate.hypothetical(scenario, target))) == "ready":
            return target
    return None


def decide_return(scenario: dict[str, Any]) -> dict[str, Any]:
    """The full decision on the short way back, in the form of docs/scenarios.md."""
    history = read(scenario)
    status, earliest = return_status(history), return_earliest_on(scenario)
    return {
        "status": status,
        "route": "return" if status == "ready" else None,
        "earliest_on": None if earliest is None else earliest.isoformat(),
        "rules": gate.RULES,
        "criteria": [
            {
                "code": line.code,
                "needed": gate.as_json(line.needed),
                "observed": gate.as_json(line.observed),
                "met": line.met,
            }
            for line in return_criteria(history)
        ],
        "colours": {on.isoformat(): colour(history, on) for on in history.training},
    }


# ---------------------------------------------------------------------------- after a break

BREAKS = ("short", "medium", "long", "very_long")


def break_band(days: int, *, gently: bool) -> str | None:
    """The band of so many days without training; the next stricter one for a gentle start."""
    if days < 8:
        return None
    place = 0 if days <= 14 else 1 if days <= 28 else 2 if days <= 84 else 3
    return BREAKS[min(place + 1, 3) if gently else place]


def stage_after_break(stage: str, band: str) -> str:
    """The same, one down (from a heavy lift the pull-through), or over from the seated row."""
    if band in ("short", "medium"):
        return stage
    long_leads_to = "pull-through" if stage in HEAVY_LIFTS else one_down(stage)
    if band == "long":
        return long_leads_to
    return min("seated-row", stage, long_leads_to, key=[*MAIN_LINE, SIDE_BRANCH].index)


def lay_off(
    stage: str, last_trained_on: date | None, today: date, *, gently: bool
) -> dict[str, Any] | None:
    """What a break changes; nothing before the first band and for who never trained."""
    if last_trained_on is None:
        return None
    days = (today - last_trained_on).days
    band = break_band(days, gently=gently)
    if band is None:
        return None
    return {
        "band": band,
        "days": days,
        "stage_to": stage_after_break(stage, band),
        "sets_fewer": 1 if band == "short" else 0,
        "shares": {"short": (90,), "medium": (50, 80), "long": (50,), "very_long": (100,)}[band],
        "restarts_count": band != "short",
        "asks": ("nothing", "short", "full", "full_with_baseline")[BREAKS.index(band)],
        "starts_over": band == "very_long",
    }


# --------------------------------------------------------------------------------- flare-up


@dataclass(frozen=True)
class FlareDate:
    """What was said on one date: a score, and whether getting about is nearly as usual."""

    score: int | None
    gets_about: bool | None


def inside(days: dict[date, FlareDate], start: date, today: date) -> dict[date, FlareDate]:
    """The dates of the flare-up so far, oldest first."""
    return {on: days[on] for on in sorted(days) if start <= on <= today}


def can_end(
    days: dict[date, FlareDate], start: date, usual: Fraction, today: date
) -> dict[str, Any]:
    """On 2 dates running, the second today, at most 1 over the usual; and getting about today."""
    within, nothing = inside(days, start, today), FlareDate(None, None)

    def good(on: date) -> bool:
        score = within.get(on, nothing).score
        return score is not None and score <= usual + 1

    answered, yesterday = within.get(today, nothing), today - timedelta(days=1)
    good_dates = [on for on in (yesterday, today) if good(today) and good(on)]
    lacks = {
        "score_today": answered.score is None,
        "lower_score": answered.score is not None and not good(today),
        "another_good_date": good(today) and not good(yesterday),
        "gets_about": answered.gets_about is not True,
    }
    return {
        "met": good(today) and good(yesterday) and answered.gets_about is True,
        "good_dates": good_dates,
        "limit": usual + 1,
        "gets_about": answered.gets_about,
        "missing": {name for name, is_missing in lacks.items() if is_missing},
    }


def advice(days: dict[date, FlareDate], start: date, today: date) -> str | None:
    """The strongest that fits; the date it began is day 0."""
    within, day = inside(days, start, today), (today - start).days
    scores = [said.score for said in within.values() if said.score is not None]
    answers = [said for said in within.values() if said != FlareDate(None, None)]
    if day >= 42 and (not scores or scores[-1] > 0):
        return "see_clinician_pain"
    if day >= 14 and (not answers or answers[-1].gets_about is not True):
        return "see_clinician_limited"
    if day >= 7:
        lower_by = scores[0] - scores[-1] if len(scores) >= 2 else None
        if lower_by is None or (lower_by < 2 and lower_by < Fraction(3, 10) * scores[0]):
            return "suggest_clinician"
    return None


def resume(stage: str, start: date, end: date) -> dict[str, Any]:
    """Where and with which share to go on, by the dates of the flare-up, both ends counted."""
    dates = (end - start).days + 1
    band = "short" if dates <= 2 else "week" if dates <= 7 else "long"
    down = band == "long" or (band == "week" and is_heavy(stage))
    return {
        "stage_to": one_down(stage) if down else stage,
        "share": 70 if band == "short" else 50,
        "dates": dates,
        "band": band,
    }


def suggests_flare_up(score: int | None, usual: Fraction) -> bool:
    """Whether the product may ask: a score of 7 or more, or 3 or more over the usual."""
    return score is not None and (score >= 7 or score >= usual + 3)
