"""An open flare-up as pages need it: how it goes, when it is over, and the way back."""

from dataclasses import dataclass
from datetime import date

from backrehab.domain import flare_up as rule
from backrehab.domain.flare_up import Advice
from backrehab.domain.ladder_line import main_line
from backrehab.domain.ledger import Ledger
from backrehab.domain.rules import RuleSet
from backrehab.progression.breaks import Break
from backrehab.progression.history import Loaded
from backrehab.progression.models import Enrolment


@dataclass(frozen=True, slots=True, kw_only=True)
class FlareState:
    """An open flare-up as of today.

    `usual` is that before it began; `good_dates` are the dates at or below `limit` that end today.
    `resume_stage` and `resume_shares` (percent, in turn) are where the ladder goes on if
    it ended today. After a long time without training the rule of breaks is part of that: `band`
    names it, and its questions come first.
    """

    since: date
    day: int
    usual: float
    limit: float
    good_dates: tuple[date, ...]
    gets_about: bool | None
    can_end: bool
    advice: Advice | None
    resume_stage: str
    resume_shares: tuple[int, ...]
    band: str
    days_away: int
    needs_screening: bool
    needs_baseline: bool
    scores: tuple[tuple[date, int], ...]


def flare_state(
    enrolment: Enrolment, loaded: Loaded, *, rested: Break | None, rules: RuleSet, today: date
) -> FlareState | None:
    """The open flare-up with what the rule says of it; None without one. `rested` is the break that
    would end today."""
    start = loaded.history.flare_up_since
    if start is None:
        return None
    ledger = Ledger(loaded.flare_history, rules, today)
    usual = ledger.usual(start.toordinal() - 1)
    days = rule.flare_days(ledger, loaded.said, start=start, today=today)
    check = rule.can_end(days, start=start, usual=usual, today=today, rules=rules)
    back = rule.resume(stage=enrolment.stage_key, start=start, end=today, rules=rules)
    stage_to, shares = _stricter(back, rested, rules)
    return FlareState(
        since=start,
        day=(today - start).days,
        usual=usual,
        limit=check.limit,
        good_dates=tuple(check.good_dates),
        gets_about=check.gets_about,
        can_end=check.met,
        advice=rule.advice(days, start=start, today=today, rules=rules),
        resume_stage=stage_to,
        resume_shares=shares,
        band="" if rested is None else rested.lay_off.band,
        days_away=0 if rested is None else rested.lay_off.days,
        needs_screening=rested is not None and rested.needs_screening,
        needs_baseline=rested is not None and rested.needs_baseline,
        scores=tuple((day.on, day.score) for day in days if day.score is not None),
    )


def _stricter(
    back: rule.Resume, rested: Break | None, rules: RuleSet
) -> tuple[str, tuple[int, ...]]:
    """The lower stage and the smaller first share of what the flare-up and the days without
    training ask for."""
    if rested is None:
        return back.stage_to, (back.share,)
    line = main_line(rules)
    lay_off = rested.lay_off
    stage_to = min(back.stage_to, lay_off.stage_to, key=line.index)
    first, *then = lay_off.shares
    return stage_to, (min(back.share, first), *then)
