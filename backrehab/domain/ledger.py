"""The definitions over a history: first scores, the usual, and day colours.

In words: docs/clinical-rules.md#definitions and #colours.

Dates are ordinals in here (`date.toordinal()`), because the rules only count them. Medians of
whole scores are whole or end in .5, which a float holds exactly, so no rounding can tip a limit.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from backrehab.domain.records import Day, History, Timing
from backrehab.domain.rules import RuleSet, TierRule


class Colour(StrEnum):
    """What a training day says about the load."""

    GREEN = "green"
    STEADY = "steady"
    UNSETTLED = "unsettled"
    RED = "red"
    UNSCORED = "unscored"
    PENDING = "pending"


class Cause(StrEnum):
    """Which condition decided a day's colour."""

    STOP = "stop"
    LEG = "leg"
    WORST_VERY_HIGH = "worst_very_high"
    WORST_HIGH_AND_RISING = "worst_high_and_rising"
    MORNING_FAR_UP = "morning_far_up"
    TWO_MORNINGS_UP = "two_mornings_up"
    IS_TODAY = "is_today"
    AWAITS_MORNING = "awaits_morning"
    NOT_DONE = "not_done"
    RISE = "rise"
    MORNING_UP = "morning_up"
    WORST_OVER_CEILING = "worst_over_ceiling"
    EXTRA_MEDS = "extra_meds"
    MORNING_OVER_CEILING = "morning_over_ceiling"
    NO_MORNING = "no_morning"
    NO_WORST = "no_worst"
    CALM = "calm"


# A cause has one colour, so the cause is all there is to find.
COLOURS = {
    Cause.STOP: Colour.RED,
    Cause.LEG: Colour.RED,
    Cause.WORST_VERY_HIGH: Colour.RED,
    Cause.WORST_HIGH_AND_RISING: Colour.RED,
    Cause.MORNING_FAR_UP: Colour.RED,
    Cause.TWO_MORNINGS_UP: Colour.RED,
    Cause.IS_TODAY: Colour.PENDING,
    Cause.AWAITS_MORNING: Colour.PENDING,
    Cause.NOT_DONE: Colour.UNSETTLED,
    Cause.RISE: Colour.UNSETTLED,
    Cause.MORNING_UP: Colour.UNSETTLED,
    Cause.WORST_OVER_CEILING: Colour.STEADY,
    Cause.EXTRA_MEDS: Colour.STEADY,
    Cause.MORNING_OVER_CEILING: Colour.STEADY,
    Cause.NO_MORNING: Colour.UNSCORED,
    Cause.NO_WORST: Colour.UNSCORED,
    Cause.CALM: Colour.GREEN,
}


# So many dates after a training day still speak about it: a late morning, or the first score of
# the second date after it.
DATES_READ_ON = 2


class Morning(NamedTuple):
    """The reported morning of a training day, and the date it was given on."""

    score: int
    given: int


class Verdict(NamedTuple):
    """The colour of one training day with the numbers it was decided on."""

    on: date
    stage: str
    colour: Colour
    cause: Cause
    before: int | None
    worst: int | None
    morning: int | None
    ref: float
    ceiling: int


class Ledger:
    """A history, read as of `today`: everything that the rule defines."""

    def __init__(
        self,
        history: History,
        rules: RuleSet,
        today: date,
        *,
        known: Mapping[int, Verdict] = MappingProxyType({}),
    ) -> None:
        """`known`: verdicts by date that cannot be others here (`settled_verdicts` of a ledger of
        the same days)."""
        self.rules = rules
        self._known = known
        self.today = today.toordinal()
        self.days = {day.on.toordinal(): day for day in history.days}
        self.training = sorted([t for t, day in self.days.items() if day.stage is not None])
        self._history = history
        self._flare_ups = [
            (spell.start.toordinal(), spell.end.toordinal() if spell.end else None)
            for spell in history.flare_ups
        ]
        self._tiers = {key: rules.tiers[stage.tier] for key, stage in rules.stages.items()}
        self._done_share = rules.colour.done_share.as_integer_ratio()
        # Late mornings by the date they were given on; two can share one.
        self._late: dict[int, list[int]] = {}
        # Asked again for every date that the earliest date may be.
        self._settled: dict[int, bool] = {}
        self._first_scores = self._find_first_scores()
        # Those that count towards a week or the usual, in the order of their dates.
        self._counted_on = sorted(self._first_scores)
        for start, end in self._flare_ups:
            after = None if end is None else bisect_right(self._counted_on, end)
            del self._counted_on[bisect_left(self._counted_on, start) : after]
        self._counted = [self._first_scores[t] for t in self._counted_on]

    def in_flare_up(self, t: int) -> bool:
        """Whether the date lies inside a flare-up, both ends included."""
        if not self._flare_ups:
            return False
        return any(start <= t and (end is None or t <= end) for start, end in self._flare_ups)

    def has_flare_up_since(self, t: int) -> bool:
        """Whether the date or a later one lies inside a flare-up."""
        return any(end is None or t <= end for _start, end in self._flare_ups)

    def first_score(self, t: int) -> int | None:
        """The first score of a date: on-time morning of the day before, late morning of the one
        before that, `before`, `daily`."""
        return self._first_scores.get(t)

    def _find_first_scores(self) -> dict[int, int]:
        """By date; a source on the right takes precedence over those on its left."""
        own: dict[int, int] = {}
        on_time: dict[int, int] = {}
        for t, day in self.days.items():
            score = day.daily if day.before is None else day.before
            if score is not None:
                own[t] = score
            if day.morning is None:
                continue
            if day.morning_timing is Timing.ON_TIME:
                on_time[t + 1] = day.morning
            else:
                self._late.setdefault(day.morning_given_on.toordinal(), []).append(day.morning)
        return own | {t: max(scores) for t, scores in self._late.items()} | on_time

    def first_scores(self, first: int, last: int) -> list[int]:
        """The first scores of the dates first … last, those inside a flare-up left out."""
        dates = self._counted_on
        return self._counted[bisect_left(dates, first) : bisect_right(dates, last)]

    def scores_given(self, t: int) -> list[int]:
        """Every score given on a date: morning, before, worst, daily."""
        previous, day = self.days.get(t - 1), self.days.get(t)
        given: list[int | None] = [*self._late.get(t, ())]
        if previous is not None and previous.morning_on_time:
            given.append(previous.morning)
        if day is not None:
            given += [day.before, day.worst, day.daily]
        return [score for score in given if score is not None]

    def usual(self, t: int) -> float:
        """`usual(t)`: the median of the week's first scores; with few values the baseline helps."""
        rule = self.rules.usual
        scores = self.first_scores(t - rule.dates + 1, t)
        count = len(scores)
        if count > rule.few_values:
            scores.sort()
            middle = count // 2
            return scores[middle] if count % 2 else (scores[middle - 1] + scores[middle]) / 2
        baseline = self._history.baseline_on(date.fromordinal(t))
        return min(sum(scores) / count, baseline) if count else baseline

    def ref(self, t: int) -> float:
        """`ref` of the training day on `t`: the higher of `before` and the usual until then."""
        before, usual = self.days[t].before, self.usual(t - 1)
        return usual if before is None or before < usual else before

    def reported_morning(self, t: int) -> Morning | None:
        """On time, else late, else the `before` of the next training day within two dates."""
        day = self.days[t]
        if day.morning is not None:
            return Morning(day.morning, day.morning_given_on.toordinal())
        for later in (t + 1, t + 2):
            next_day = self.days.get(later)
            if next_day is not None and next_day.trained:
                return None if next_day.before is None else Morning(next_day.before, later)
        return None

    def usable_morning(self, t: int) -> int | None:
        """The reported morning; in a heavy stage only one that was given on time."""
        day, morning = self.days[t], self.verdicts[t].morning
        on_time_only = self._tiers[day.stage or ""].on_time_mornings_only
        return None if on_time_only and not day.morning_on_time else morning

    def both_mornings_up(self, t: int) -> bool:
        """Whether the morning after a training day and the first score of the next date are up."""
        limit = self.ref(t) + self.rules.colour.red_two_mornings_over_ref
        morning, after = self.reported_morning(t), self.first_score(t + 2)
        if morning is None or morning.given != t + 1 or after is None:
            return False
        return morning.score >= limit and after >= limit

    def is_done(self, t: int) -> bool:
        """Whether enough of the prescribed sets of the training day were done."""
        return self._is_done(self.days[t])

    def _is_done(self, day: Day) -> bool:
        # Multiplied out: comparing Fractions would be a tenth of the whole decision's time.
        done, prescribed = day.done.as_integer_ratio()
        share, of = self._done_share
        return done * of >= share * prescribed

    def is_settled(self, t: int) -> bool:
        """Whether the training day on `t` is settled, as the steady-pain route understands it."""
        found = self._settled.get(t)
        if found is None:
            found = self._settled[t] = self._find_settled(t)
        return found

    def _find_settled(self, t: int) -> bool:
        rule, day = self.rules.steady, self.days[t]
        morning, rise = self.usable_morning(t), rise_of(day)
        if day.extra_meds or not self.is_done(t):
            return False
        if day.worst is None or rise is None or morning is None:
            return False
        if day.worst > rule.worst or rise > rule.rise:
            return False
        return morning <= self.verdicts[t].ref + rule.morning_over_ref and morning <= rule.morning

    @cached_property
    def verdicts(self) -> dict[int, Verdict]:
        """The colour of every training day, and why, by date in order."""
        known, judge = self._known, self._judge
        return {t: known[t] if t in known else judge(t) for t in self.training}

    def settled_verdicts(self, last: int) -> dict[int, Verdict]:
        """The verdicts that stay as they are whatever is added to the dates from `last` on: a
        training day is judged by its own date, those before, and two after it."""
        return {t: verdict for t, verdict in self.verdicts.items() if t + DATES_READ_ON < last}

    @cached_property
    def reds(self) -> list[int]:
        """The red days of any stage."""
        return [t for t, verdict in self.verdicts.items() if verdict.colour is Colour.RED]

    def colour(self, t: int) -> Colour:
        """The colour of the training day on `t`."""
        return self.verdicts[t].colour

    def verdict(self, t: int) -> Verdict:
        """The colour of the training day on `t`, and why."""
        return self.verdicts[t]

    def _judge(self, t: int) -> Verdict:
        """The first line of the colours that fits."""
        day, ref = self.days[t], self.ref(t)
        stage, morning = day.stage or "", day.morning
        if morning is None:
            reported = self.reported_morning(t)
            morning = None if reported is None else reported.score
        tier = self._tiers[stage]
        cause = (
            self._red_cause(t, day, ref, morning)
            or (self._pending_cause(t, morning) if 0 <= self.today - t <= 1 else None)
            or self._unsettled_cause(day, ref, morning)
            or _calm_cause(day, morning, tier)
        )
        return Verdict(
            day.on,
            stage,
            COLOURS[cause],
            cause,
            day.before,
            day.worst,
            morning,
            ref,
            tier.ceiling,
        )

    def _red_cause(self, t: int, day: Day, ref: float, morning: int | None) -> Cause | None:
        rule, worst = self.rules.colour, -1 if day.worst is None else day.worst
        if day.stop:
            return Cause.STOP
        if day.leg:
            return Cause.LEG
        if worst >= rule.red_worst:
            return Cause.WORST_VERY_HIGH
        if worst >= rule.red_worst_with_rise:
            rise = rise_of(day)
            if rise is not None and rise >= rule.red_rise:
                return Cause.WORST_HIGH_AND_RISING
        if morning is None:
            return None
        if morning >= ref + rule.red_morning_over_ref:
            return Cause.MORNING_FAR_UP
        if morning >= ref + rule.red_two_mornings_over_ref and self.both_mornings_up(t):
            return Cause.TWO_MORNINGS_UP
        return None

    def _pending_cause(self, t: int, morning: int | None) -> Cause | None:
        """Of today or yesterday: no other day can still be pending."""
        if t == self.today:
            return Cause.IS_TODAY
        return Cause.AWAITS_MORNING if morning is None else None

    def _unsettled_cause(self, day: Day, ref: float, morning: int | None) -> Cause | None:
        rule, rise = self.rules.colour, rise_of(day)
        if not self._is_done(day):
            return Cause.NOT_DONE
        if rise is not None and rise >= rule.unsettled_rise:
            return Cause.RISE
        if morning is not None and morning > ref + rule.unsettled_morning_over_ref:
            return Cause.MORNING_UP
        return None


def rise_of(day: Day) -> int | None:
    """`rise`: worst minus before, in points; None while either is missing."""
    if day.worst is None or day.before is None:
        return None
    return day.worst - day.before


def _calm_cause(day: Day, morning: int | None, tier: TierRule) -> Cause:
    """Steady, unscored or green: nothing of this day speaks against the load."""
    if tier.on_time_mornings_only and not day.morning_on_time:
        morning = None
    if day.worst is not None and day.worst > tier.ceiling:
        return Cause.WORST_OVER_CEILING
    if day.extra_meds:
        return Cause.EXTRA_MEDS
    if morning is None:
        return Cause.NO_MORNING
    if morning > tier.ceiling:
        return Cause.MORNING_OVER_CEILING
    # The scenario format always has both scores; the diary may still lack one, and what is
    # missing never counts as calm.
    if day.worst is None or day.before is None:
        return Cause.NO_WORST
    return Cause.CALM
