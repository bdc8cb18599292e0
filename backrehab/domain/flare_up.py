"""A flare-up: when it is over, when somebody should look, and how to go on after it.

In words: docs/clinical-rules.md#flare-up. It begins with a press of a button, never with a score.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backrehab.domain.dose import percent
from backrehab.domain.ladder_line import stages_down
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import ONE_DAY
from backrehab.domain.rules import RuleSet, TierName

# The score given for a date, and whether the person got about nearly as usual.
type Said = tuple[int | None, bool | None]


@dataclass(frozen=True, slots=True)
class FlareDay:
    """What was reported on one date of a flare-up: pain 0-10, and getting about nearly as usual.
    None is not answered."""

    on: date
    score: int | None
    gets_about: bool | None


class Missing(StrEnum):
    """What a flare-up still lacks to be over."""

    SCORE_TODAY = "score_today"
    LOWER_SCORE = "lower_score"
    ANOTHER_GOOD_DATE = "another_good_date"
    GETS_ABOUT = "gets_about"


@dataclass(frozen=True, slots=True)
class EndCheck:
    """Whether a flare-up can end today.

    `good_dates` are the latest dates running, up to as many as needed, that end today with a score
    of at most `limit`; `gets_about` is the answer of today. `missing` is empty when it is met.
    """

    met: bool
    good_dates: tuple[date, ...]
    limit: float
    gets_about: bool | None
    missing: tuple[Missing, ...]


class Advice(StrEnum):
    """What to advise in a flare-up that goes on, from mild to strong."""

    SUGGEST_CLINICIAN = "suggest_clinician"
    SEE_CLINICIAN_LIMITED = "see_clinician_limited"
    SEE_CLINICIAN_PAIN = "see_clinician_pain"


@dataclass(frozen=True, slots=True)
class Resume:
    """How to go on after a flare-up of `dates` dates: the stage, and a percentage of the dose."""

    stage_to: str
    share: int
    dates: int
    band: str


def flare_days(
    ledger: Ledger, said: Mapping[date, Said], *, start: date, today: date
) -> list[FlareDay]:
    """Each date of the flare-up with the higher of its first score and the one given for the day,
    and how well the person got about. A calm morning before the back got worse says nothing: of
    the first date only the score of the day counts."""
    found = []
    for t in range(start.toordinal(), today.toordinal() + 1):
        on = date.fromordinal(t)
        daily, gets_about = said.get(on, (None, None))
        first = ledger.first_score(t) if on > start else None
        scores = [score for score in (first, daily) if score is not None]
        found.append(FlareDay(on, max(scores, default=None), gets_about))
    return found


def can_end(
    days: Sequence[FlareDay], *, start: date, usual: float, today: date, rules: RuleSet
) -> EndCheck:
    """Whether the flare-up that began on `start` can end today.

    `days` has at most one record a date, in any order; `usual` is the usual of the date before
    `start`. The score is at most `over_usual` over it on so many dates running, the last of them
    today, and getting about is nearly as usual today. A missing answer is never a good one.
    """
    rule = rules.flare_up
    limit = usual + rule.over_usual
    inside = {day.on: day for day in _inside(days, start, today)}
    last = inside.get(today)
    good: list[date] = []
    on = today
    while len(good) < rule.good_dates and _is_good(inside.get(on), limit):
        good.append(on)
        on -= ONE_DAY
    gets_about = None if last is None else last.gets_about
    missing: list[Missing] = []
    if last is None or last.score is None:
        missing.append(Missing.SCORE_TODAY)
    elif not good:
        missing.append(Missing.LOWER_SCORE)
    elif len(good) < rule.good_dates:
        missing.append(Missing.ANOTHER_GOOD_DATE)
    if gets_about is not True:
        missing.append(Missing.GETS_ABOUT)
    return EndCheck(not missing, tuple(reversed(good)), limit, gets_about, tuple(missing))


def advice(days: Sequence[FlareDay], *, start: date, today: date, rules: RuleSet) -> Advice | None:
    """The strongest advice that fits on day `today - start` of an open flare-up.

    `days` as for `can_end`. What is missing never counts as better: without any score there is
    still pain, and whoever did not say that they get about, on the latest date with any answer,
    is limited.
    """
    rule, day = rules.flare_up, (today - start).days
    inside = sorted(_inside(days, start, today), key=lambda each: each.on)
    scores = [each.score for each in inside if each.score is not None]
    if day >= rule.any_pain_day and (not scores or scores[-1] > 0):
        return Advice.SEE_CLINICIAN_PAIN
    if day >= rule.limited_day and not (inside and inside[-1].gets_about is True):
        return Advice.SEE_CLINICIAN_LIMITED
    if day >= rule.not_better_day and not _is_better(scores, rules):
        return Advice.SUGGEST_CLINICIAN
    return None


def resume(*, stage: str, start: date, end: date, rules: RuleSet) -> Resume:
    """Where and how to go on after a flare-up in `stage`, both its ends included.

    Raises ValueError when it ends before it starts.
    """
    dates = (end - start).days + 1
    bands = rules.flare_up.resume.items()
    fitting = [(key, band) for key, band in bands if band.from_dates <= dates]
    if not fitting:
        raise ValueError(f"end: {end} is before {start}")
    key, band = max(fitting, key=lambda item: item[1].from_dates)
    heavy = rules.stages[stage].tier is TierName.HEAVY
    down = band.heavy_stages_down if heavy else band.stages_down
    return Resume(
        stage_to=stages_down(stage, down, rules),
        share=percent(band.share),
        dates=dates,
        band=key,
    )


def suggests_flare_up(score: int | None, usual: float, rules: RuleSet) -> bool:
    """Whether the product may ask "is this a flare-up?": a high score, or one well over the usual.
    It is only ever a question."""
    rule = rules.flare_up
    if score is None:
        return False
    return score >= rule.suggest_score or score >= usual + rule.suggest_over_usual


def _inside(days: Iterable[FlareDay], start: date, today: date) -> list[FlareDay]:
    """The records of the flare-up with any answer."""
    return [
        day
        for day in days
        if start <= day.on <= today and (day.score is not None or day.gets_about is not None)
    ]


def _is_good(day: FlareDay | None, limit: float) -> bool:
    return day is not None and day.score is not None and day.score <= limit


def _is_better(scores: Sequence[int], rules: RuleSet) -> bool:
    """Whether the latest score is lower than the first by so many points, or by such a share."""
    if len(scores) < 2:
        return False
    fall = scores[0] - scores[-1]
    rule = rules.flare_up
    return fall >= rule.better_points or fall >= rule.better_share * scores[0]
