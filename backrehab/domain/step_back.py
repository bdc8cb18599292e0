"""When the ladder goes one step back, and when somebody should look at the back.

In words: docs/clinical-rules.md#step-back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from backrehab.domain.ladder_line import stage_below
from backrehab.domain.ledger import Ledger
from backrehab.domain.rules import RuleSet


class StepBackReason(StrEnum):
    """Why the ladder goes one step back."""

    TWO_REDS = "two_reds"
    STILL_UP = "still_up"


@dataclass(frozen=True, slots=True)
class StepBack:
    """One step back, with the red days that caused it, in order."""

    reason: StepBackReason
    reds: tuple[date, ...]


class Concern(StrEnum):
    """Why somebody should look at the back."""

    STEPPED_BACK_AGAIN = "stepped_back_again"
    RISING = "rising"
    TWO_REDS_AT_FIRST_STAGE = "two_reds_at_first_stage"


def find_step_back(
    ledger: Ledger, *, stage: str, after: date | None, rules: RuleSet
) -> StepBack | None:
    """Whether `stage` is to be left downwards as of the ledger's today, and why.

    Two red days of any stage within `red_dates` dates of one another; or, in a stage that steps
    back at once, one red day of the stage with both mornings after it up. The latest of them is no
    older than that itself: a day may turn red by a score given days later. Red days on or before
    `after` were dealt with already. It answers on the first stage too: the caller knows what lies
    below.
    """
    since = 0 if after is None else after.toordinal()
    reds = [t for t in _around_latest(ledger.reds, ledger, rules) if t > since]
    if len(reds) >= rules.step_back.reds:
        return StepBack(StepBackReason.TWO_REDS, _dates(reds))
    if not rules.tier_of(stage).steps_back_at_once:
        return None
    still_up = [t for t in reds if ledger.days[t].stage == stage and ledger.both_mornings_up(t)]
    return StepBack(StepBackReason.STILL_UP, _dates(still_up)) if still_up else None


def step_back_due(
    ledger: Ledger, *, stage: str, entered_on: date, after: date | None, rules: RuleSet
) -> StepBack | None:
    """The step back that is called for from a stage entered on that date; none on the first one.

    Red days from before the stage was entered do not call for one alone: the gate that opened it
    has seen them. `after` as in `find_step_back`.
    """
    if stage_below(stage, rules) is None:
        return None
    found = find_step_back(ledger, stage=stage, after=after, rules=rules)
    return None if found is None or found.reds[-1] < entered_on else found


def concerns(
    ledger: Ledger, *, stage: str, step_backs: Sequence[tuple[str, date]], rules: RuleSet
) -> tuple[Concern, ...]:
    """Every reason to see a clinician as of the ledger's today.

    `stage` is the current one; `step_backs` are (the stage stepped back from, the date), in any
    order.
    """
    found = {
        Concern.STEPPED_BACK_AGAIN: _stepped_back_again(ledger, step_backs, rules),
        Concern.RISING: _is_rising(ledger, rules),
        Concern.TWO_REDS_AT_FIRST_STAGE: stage_below(stage, rules) is None
        and _two_reds_of(ledger, stage, step_backs, rules),
    }
    return tuple(concern for concern, holds in found.items() if holds)


def _around_latest(reds: Sequence[int], ledger: Ledger, rules: RuleSet) -> list[int]:
    """The latest of these red days, if it is recent, and those within so many dates of it."""
    dates = rules.step_back.red_dates
    latest = max((t for t in reds if t <= ledger.today), default=0)
    if latest <= ledger.today - dates:
        return []
    return [t for t in reds if latest - dates < t <= latest]


def _stepped_back_again(
    ledger: Ledger, step_backs: Sequence[tuple[str, date]], rules: RuleSet
) -> bool:
    """Whether one stage, the current or another, was stepped back from too often."""
    first = ledger.today - rules.step_back.again_dates + 1
    stages = [stage for stage, on in step_backs if first <= on.toordinal() <= ledger.today]
    return any(stages.count(stage) >= rules.step_back.again for stage in stages)


def _is_rising(ledger: Ledger, rules: RuleSet) -> bool:
    """Whether the median of the last week is up on that of the week which ended so many dates
    before; flare-up dates are left out of both."""
    rule = rules.step_back
    weeks = []
    for last in (ledger.today, ledger.today - rule.median_dates):
        scores = ledger.first_scores(last - rules.usual.dates + 1, last)
        if len(scores) < rule.median_values:
            return False
        weeks.append(median(scores))
    return weeks[0] - weeks[1] >= rule.median_rise


def _two_reds_of(
    ledger: Ledger, stage: str, step_backs: Sequence[tuple[str, date]], rules: RuleSet
) -> bool:
    """Whether the stage itself has had the red days of a step back since the latest one: those
    before it, of a stage above, led down here and were dealt with by that."""
    until_today = [on.toordinal() for _, on in step_backs if on.toordinal() <= ledger.today]
    since = max(until_today, default=0)
    own = [t for t in ledger.reds if since <= t and ledger.days[t].stage == stage]
    return len(_around_latest(own, ledger, rules)) >= rules.step_back.reds


def _dates(days: Sequence[int]) -> tuple[date, ...]:
    return tuple(date.fromordinal(t) for t in days)
