"""The definitions over a history: first scores, the usual, and day colours.

In words: docs/clinical-rules.md#definitions and #colours.

Dates are ordinals in here (`date.toordinal()`), because the rules only count them. Medians of
whole scores are whole or end in .5, which a float holds exactly, so no rounding can tip a limit.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from backrehab.domain.records import Day, History
from backrehab.domain.rules import RuleSet


class Colour(StrEnum):
    """What a training day says about the load."""

    GREEN = "green"
    STEADY = "steady"
    UNSETTLED = "unsettled"
    RED = "red"
    UNSCORED = "unscored"
    PENDING = "pending"

    @property
    def in_run(self) -> bool:
        """Whether such a day may stand in the counting run."""
        return self in RUN_COLOURS


RUN_COLOURS = frozenset({Colour.GREEN, Colour.STEADY, Colour.UNSETTLED})


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


@dataclass(frozen=True, slots=True)
class Morning:
    """The reported morning of a training day; a stand-in is a later day's `before`."""

    score: int
    given: int
    on_time: bool
    stand_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
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

    def __init__(self, history: History, rules: RuleSet, today: date) -> None:
        self.rules = rules
        self.today = today.toordinal()
        self.days = {day.on.toordinal(): day for day in history.days}
        self.training = sorted(t for t, day in self.days.items() if day.trained)
        self._history = history
        # Late mornings by the date they were given on; two can share one.
        self._late: dict[int, list[int]] = {}
        for day in self.days.values():
            if day.morning is not None and not day.morning_on_time:
                self._late.setdefault(day.morning_given_on.toordinal(), []).append(day.morning)
        self._flare_ups = [
            (spell.start.toordinal(), spell.end.toordinal() if spell.end else None)
            for spell in history.flare_ups
        ]
        self._first_scores = self._find_first_scores()
        self._usuals: dict[int, float] = {}
        self._mornings: dict[int, Morning | None] = {}
        self._judgements: dict[int, tuple[Colour, Cause]] = {}

    def in_flare_up(self, t: int) -> bool:
        """Whether the date lies inside a flare-up, both ends included."""
        if not self._flare_ups:
            return False
        return any(start <= t and (end is None or t <= end) for start, end in self._flare_ups)

    def first_score(self, t: int) -> int | None:
        """The first score of a date: on-time morning of the day before, late morning of the one
        before that, `before`, `daily`."""
        return self._first_scores.get(t)

    def _find_first_scores(self) -> dict[int, int]:
        """By date; a source that takes precedence overwrites the ones before it."""
        first: dict[int, int] = {}
        for t, day in self.days.items():
            own = day.daily if day.before is None else day.before
            if own is not None:
                first[t] = own
        for t, scores in self._late.items():
            first[t] = max(scores)
        for t, day in self.days.items():
            if day.morning is not None and day.morning_on_time:
                first[t + 1] = day.morning
        return first

    def first_scores(self, first: int, last: int) -> list[int]:
        """The first scores of the dates first … last, those inside a flare-up left out."""
        found = self._first_scores
        dates = [t for t in range(first, last + 1) if t in found]
        return [found[t] for t in dates if not self.in_flare_up(t)]

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
        if t not in self._usuals:
            self._usuals[t] = self._find_usual(t)
        return self._usuals[t]

    def _find_usual(self, t: int) -> float:
        rule = self.rules.usual
        scores = sorted(self.first_scores(t - rule.dates + 1, t))
        count = len(scores)
        if count > rule.few_values:
            middle = count // 2
            return scores[middle] if count % 2 else (scores[middle - 1] + scores[middle]) / 2
        baseline = self._history.baseline_on(date.fromordinal(t))
        return min(sum(scores) / count, baseline) if count else baseline

    def ref(self, t: int) -> float:
        """`ref` of the training day on `t`: the higher of `before` and the usual until then."""
        before = self.days[t].before
        usual = self.usual(t - 1)
        return usual if before is None else max(before, usual)

    def reported_morning(self, t: int) -> Morning | None:
        """On time, else late, else the `before` of the next training day within two dates."""
        if t not in self._mornings:
            self._mornings[t] = self._find_morning(t)
        return self._mornings[t]

    def _find_morning(self, t: int) -> Morning | None:
        day = self.days[t]
        if day.morning is not None:
            given = t + 1 if day.morning_on_time else day.morning_given_on.toordinal()
            return Morning(day.morning, given, day.morning_on_time, stand_in=False)
        for later in (t + 1, t + 2):
            next_day = self.days.get(later)
            if next_day is not None and next_day.trained:
                if next_day.before is None:
                    return None
                return Morning(next_day.before, later, on_time=False, stand_in=True)
        return None

    def usable_morning(self, t: int) -> int | None:
        """The reported morning; in a heavy stage only one that was given on time."""
        morning = self.reported_morning(t)
        if morning is None:
            return None
        stage = self.days[t].stage
        if stage and self.rules.tier_of(stage).on_time_mornings_only and not morning.on_time:
            return None
        return morning.score

    def is_done(self, t: int) -> bool:
        """Whether enough of the prescribed sets of the training day were done."""
        done, share = self.days[t].done, self.rules.colour.done_share
        # Multiplied out: comparing Fractions would be a tenth of the whole decision's time.
        return done.numerator * share.denominator >= share.numerator * done.denominator

    @cached_property
    def reds(self) -> list[int]:
        """The red days of any stage."""
        return [t for t in self.training if self.colour(t) is Colour.RED]

    def colour(self, t: int) -> Colour:
        """The colour of the training day on `t`."""
        return self._judgement(t)[0]

    def verdict(self, t: int) -> Verdict:
        """The colour of the training day on `t`, and why."""
        day, morning = self.days[t], self.reported_morning(t)
        colour, cause = self._judgement(t)
        return Verdict(
            on=day.on,
            stage=day.stage or "",
            colour=colour,
            cause=cause,
            before=day.before,
            worst=day.worst,
            morning=None if morning is None else morning.score,
            ref=self.ref(t),
            ceiling=self._ceiling(day),
        )

    def _ceiling(self, day: Day) -> int:
        return self.rules.tier_of(day.stage or "").ceiling

    def _judgement(self, t: int) -> tuple[Colour, Cause]:
        if t not in self._judgements:
            self._judgements[t] = self._judge(t)
        return self._judgements[t]

    def _judge(self, t: int) -> tuple[Colour, Cause]:
        """The first line of the colours that fits."""
        day, ref, morning = self.days[t], self.ref(t), self.reported_morning(t)
        if cause := self._red_cause(t, day, ref, morning):
            return Colour.RED, cause
        if t == self.today:
            return Colour.PENDING, Cause.IS_TODAY
        if t == self.today - 1 and morning is None:
            return Colour.PENDING, Cause.AWAITS_MORNING
        if cause := self._unsettled_cause(t, day, ref, morning):
            return Colour.UNSETTLED, cause
        usable = self.usable_morning(t)
        if cause := _steady_cause(day, usable, self._ceiling(day)):
            return Colour.STEADY, cause
        if usable is None:
            return Colour.UNSCORED, Cause.NO_MORNING
        # The scenario format always has both scores; the diary may still lack one, and what is
        # missing never counts as calm.
        if day.worst is None or day.before is None:
            return Colour.UNSCORED, Cause.NO_WORST
        return Colour.GREEN, Cause.CALM

    def _red_cause(self, t: int, day: Day, ref: float, morning: Morning | None) -> Cause | None:
        rule = self.rules.colour
        worst = -1 if day.worst is None else day.worst
        rise = rise_of(day)
        if day.stop:
            return Cause.STOP
        if day.leg:
            return Cause.LEG
        if worst >= rule.red_worst:
            return Cause.WORST_VERY_HIGH
        if worst >= rule.red_worst_with_rise and rise is not None and rise >= rule.red_rise:
            return Cause.WORST_HIGH_AND_RISING
        if morning is None:
            return None
        if morning.score >= ref + rule.red_morning_over_ref:
            return Cause.MORNING_FAR_UP
        after = self.first_score(t + 2)
        limit = ref + rule.red_two_mornings_over_ref
        if morning.given == t + 1 and morning.score >= limit and after is not None:
            return Cause.TWO_MORNINGS_UP if after >= limit else None
        return None

    def _unsettled_cause(
        self, t: int, day: Day, ref: float, morning: Morning | None
    ) -> Cause | None:
        rule = self.rules.colour
        rise = rise_of(day)
        if not self.is_done(t):
            return Cause.NOT_DONE
        if rise is not None and rise >= rule.unsettled_rise:
            return Cause.RISE
        if morning is not None and morning.score > ref + rule.unsettled_morning_over_ref:
            return Cause.MORNING_UP
        return None


def rise_of(day: Day) -> int | None:
    """`rise`: worst minus before, in points; None while either is missing."""
    if day.worst is None or day.before is None:
        return None
    return day.worst - day.before


def _steady_cause(day: Day, usable: int | None, ceiling: int) -> Cause | None:
    if day.worst is not None and day.worst > ceiling:
        return Cause.WORST_OVER_CEILING
    if day.extra_meds:
        return Cause.EXTRA_MEDS
    if usable is not None and usable > ceiling:
        return Cause.MORNING_OVER_CEILING
    return None
