"""The definitions over a history: first scores, the usual, and what colours ask of other days.

In words: docs/clinical-rules.md#definitions and #colours.

Dates are ordinals in here (`date.toordinal()`), because the rules only count them. Medians of
whole scores are whole or end in .5, which a float holds exactly, so no rounding can tip a limit.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from backrehab.domain.colours import (
    COLOURS,
    Cause,
    Colour,
    Verdict,
    cause_of,
    is_settled,
    ref_of,
    rise_of,
    usable_morning,
)
from backrehab.domain.records import History, Timing
from backrehab.domain.rules import RuleSet, TierRule

# So many dates after a training day still speak about it: a late morning, or the first score of
# the second date after it.
DATES_READ_ON = 2


class Morning(NamedTuple):
    """The reported morning of a training day, and the date it was given on."""

    score: int
    given: int


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
        """`known`: verdicts of the first training days that cannot be others here
        (`settled_verdicts` of a ledger of the same days)."""
        self.rules = rules
        self._known = known
        self.today = today.toordinal()
        self.days = {day.on.toordinal(): day for day in history.days}
        since = history.judged_since.toordinal() if history.judged_since else 0
        self.training = sorted(
            [t for t, day in self.days.items() if day.stage is not None and t >= since]
        )
        self._history = history
        self._flare_ups = [
            (spell.start.toordinal(), spell.end.toordinal() if spell.end else None)
            for spell in history.flare_ups
        ]
        # By stage; every training day has one.
        self._tiers: dict[str | None, TierRule] = {
            key: rules.tiers[stage.tier] for key, stage in rules.stages.items()
        }
        self._done_share = float(rules.colour.done_share)
        # Late mornings by the date they were given on; two can share one.
        self._late: dict[int, list[int]] = {}
        self._first_scores = self._find_first_scores()
        # Those that count towards a week or the usual, in the order of their dates.
        self._counted_on = sorted(self._first_scores)
        for start, end in self._flare_ups:
            after = None if end is None else bisect_right(self._counted_on, end)
            del self._counted_on[bisect_left(self._counted_on, start) : after]
        self._counted = list(map(self._first_scores.__getitem__, self._counted_on))

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
        in_time: dict[int, int] = {}
        on_time = Timing.ON_TIME
        for t, day in self.days.items():
            _, daily, _, _, before, _, morning, timing = day[:8]
            score = daily if before is None else before
            if score is not None:
                own[t] = score
            if morning is None:
                continue
            if timing is on_time:
                in_time[t + 1] = morning
            else:
                self._late.setdefault(day.morning_given_on.toordinal(), []).append(morning)
        return own | {t: max(scores) for t, scores in self._late.items()} | in_time

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
        (found,) = self._middles((t,))
        return self._baseline(t) if found is None else found

    def usuals(self, dates: Sequence[int]) -> dict[int, float]:
        """By date, the usual of each of `dates` (ordinals) that has a first score in its
        week; elsewhere it would be a guess."""
        found = zip(dates, self._middles(dates), strict=True)
        return {t: usual for t, usual in found if usual is not None}

    def _middles(self, dates: Sequence[int]) -> list[float | None]:
        """The usual on each of `dates` by the first scores of its week; None without any."""
        rule, on, scores = self.rules.usual, self._counted_on, self._counted
        found: list[float | None] = []
        for t in dates:
            week = scores[bisect_right(on, t - rule.dates) : bisect_right(on, t)]
            count = len(week)
            if count > rule.few_values:
                week.sort()
                half = count // 2
                found.append(week[half] if count % 2 else (week[half - 1] + week[half]) / 2)
            else:
                found.append(min(sum(week) / count, self._baseline(t)) if count else None)
        return found

    def _baseline(self, t: int) -> int:
        return self._history.baseline_on(date.fromordinal(t))

    def ref(self, t: int) -> float:
        """`ref` of the training day on `t`: the higher of `before` and the usual until then."""
        return ref_of(self.days[t].before, self.usual(t - 1))

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
        day = self.days[t]
        return usable_morning(day, self.verdicts[t].morning, self._tiers[day.stage])

    def both_mornings_up(self, t: int) -> bool:
        """Whether the morning after a training day and the first score of the next date are up."""
        limit = self.ref(t) + self.rules.colour.red_two_mornings_over_ref
        morning, after = self.reported_morning(t), self.first_score(t + 2)
        if morning is None or morning.given != t + 1 or after is None:
            return False
        return morning.score >= limit and after >= limit

    @cached_property
    def full_dose(self) -> set[int]:
        """The days at the target dose."""
        return {t for t, day in self.days.items() if day.target_dose}

    @cached_property
    def settled(self) -> set[int]:
        """The training days that are settled, as the steady-pain route understands it."""
        days, tiers, rule, share = self.days, self._tiers, self.rules.steady, self._done_share
        return {
            t
            for t, verdict in self.verdicts.items()
            if is_settled(days[t], verdict, rule, tiers[verdict.stage], share)
        }

    @cached_property
    def verdicts(self) -> dict[int, Verdict]:
        """The colour of every training day, and why, by date in order."""
        found = dict(self._known)
        rest = self.training[len(found) :]
        found.update(zip(rest, self._judge(rest), strict=True))
        return found

    def _judge(self, dates: list[int]) -> list[Verdict]:
        """Of training days in their order: the first line of the colours that fits."""
        rule, share, yesterday = self.rules.colour, self._done_share, self.today - 1
        up_twice = rule.red_two_mornings_over_ref
        days, tiers, found = self.days, self._tiers, []
        # By its fields a verdict would take twice as long.
        new = tuple.__new__
        usuals = self._middles([t - 1 for t in dates])
        for t, usual in zip(dates, usuals, strict=True):
            day = days[t]
            # Taken apart at once: a field by its name takes as long as three of them by place, of
            # a plain tuple.
            on, _, stage, done, before, worst, morning, _, _, _, stop, leg, meds = day[:]
            tier = tiers[stage]
            ref = ref_of(before, self._baseline(t - 1) if usual is None else usual)
            if morning is None:
                reported = self.reported_morning(t)
                morning = None if reported is None else reported.score
            # In the other tiers it is the reported one.
            usable = usable_morning(day, morning, tier) if tier.on_time_mornings_only else morning
            elsewhere = None
            # Asked here first: only then are other days looked at.
            if morning is not None and morning >= ref + up_twice:
                elsewhere = self._two_mornings_cause(t)
            if elsewhere is None and t >= yesterday:
                elsewhere = self._pending_cause(t, morning)
            rise = rise_of(before, worst)
            told = stop, leg, meds, done, worst, rise, morning, usable, ref
            cause = cause_of(told, elsewhere, rule, tier, share)
            colour, ceiling = COLOURS[cause], tier.ceiling
            verdict = on, stage, colour, cause, before, worst, morning, ref, ceiling
            found.append(new(Verdict, verdict))
        return found

    def settled_verdicts(self, last: int) -> dict[int, Verdict]:
        """The verdicts that stay as they are whatever is added to the dates from `last` on: a
        training day is judged by its own date, those before, and two after it."""
        return {t: verdict for t, verdict in self.verdicts.items() if t + DATES_READ_ON < last}

    @cached_property
    def reds(self) -> list[int]:
        """The red days of any stage."""
        red = Colour.RED
        return [t for t, verdict in self.verdicts.items() if verdict.colour is red]

    def colour(self, t: int) -> Colour:
        """The colour of the training day on `t`."""
        return self.verdicts[t].colour

    def verdict(self, t: int) -> Verdict:
        """The colour of the training day on `t`, and why."""
        return self.verdicts[t]

    def _two_mornings_cause(self, t: int) -> Cause | None:
        return Cause.TWO_MORNINGS_UP if self.both_mornings_up(t) else None

    def _pending_cause(self, t: int, morning: int | None) -> Cause | None:
        """Of today or yesterday: no other day can still be pending."""
        if t == self.today:
            return Cause.IS_TODAY
        return Cause.AWAITS_MORNING if morning is None else None
