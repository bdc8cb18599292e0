"""The definitions over a history: first scores, the usual, and what colours ask of other days.

In words: docs/clinical-rules.md#definitions and #colours.

Dates are ordinals in here (`date.toordinal()`), because the rules only count them. Medians of
whole scores are whole or end in .5, which a float holds exactly, so no rounding can tip a limit.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from backrehab.domain.colours import (
    COLOURS,
    COUNTING,
    Cause,
    Colour,
    Verdict,
    calm_is_settled,
    cause_of,
    ref_of,
)
from backrehab.domain.judged import Judged
from backrehab.domain.records import LATE_AFTER, Day, History, Timing
from backrehab.domain.rules import RuleSet

# So many dates after a training day still speak about it: a late morning, or the first score of
# the second date after it.
DATES_READ_ON = 2
# Where the fields of a day stand.
ON, DAILY, BEFORE, WORST = map(Day._fields.index, ("on", "daily", "before", "worst"))
STAGE, MORNING, TIMING = map(Day._fields.index, ("stage", "morning", "morning_timing"))
TARGET_DOSE, LEG = map(Day._fields.index, ("target_dose", "leg"))
# Later than any date.
NEVER = date.max.toordinal() + 1


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
        known: Judged | None = None,
    ) -> None:
        """`known`: the first training days as they were judged, if they cannot be judged
        otherwise here (`judged_for_good` of a ledger of the same days)."""
        self.rules = rules
        self._known = known
        self.today = today.toordinal()
        self._history = history
        self._flare_ups = [
            (spell.start.toordinal(), spell.end.toordinal() if spell.end else None)
            for spell in history.flare_ups
        ]
        # The fields of each day, by date. A plain tuple is taken apart in a third of the time.
        self.fields: dict[int, tuple[Any, ...]] = {}
        # Those that are judged, in order.
        self.training: list[int] = []
        # Late mornings by the date they were given on; two can share one.
        self._late: dict[int, list[int]] = {}
        self._first_scores = self._read()
        # Those that count towards a week or the usual, in the order of their dates.
        self._counted_on = sorted(self._first_scores)
        self.leave_out_flare_ups(self._counted_on)
        self._counted = list(map(self._first_scores.__getitem__, self._counted_on))

    def in_flare_up(self, t: int) -> bool:
        """Whether the date lies inside a flare-up, both ends included."""
        if not self._flare_ups:
            return False
        return any(start <= t and (end is None or t <= end) for start, end in self._flare_ups)

    def leave_out_flare_ups(self, dates: list[int]) -> None:
        """Take those dates inside a flare-up from `dates`, which are in order."""
        for start, end in self._flare_ups:
            after = None if end is None else bisect_right(dates, end)
            del dates[bisect_left(dates, start) : after]

    def first_score(self, t: int) -> int | None:
        """The first score of a date: on-time morning of the day before, late morning of the one
        before that, `before`, `daily`."""
        return self._first_scores.get(t)

    def _read(self) -> dict[int, int]:
        """Take each day in; return the first scores by date."""
        history, found = self._history, {}
        since = history.judged_since.toordinal() if history.judged_since else 0
        read, training, late, on_time = self.fields, self.training, self._late, Timing.ON_TIME
        for day in history.days:
            fields = day[:]
            on, daily, stage, _, before, _, morning, timing, given_on, _, _, _, _ = fields
            t = on.toordinal()
            read[t] = fields
            if stage is not None and t >= since:
                training.append(t)
            score = daily if before is None else before
            # The morning of the day before goes first, whichever was read first.
            if score is not None and t not in found:
                found[t] = score
            if morning is None:
                continue
            if timing is on_time:
                found[t + 1] = morning
            else:
                given = t + LATE_AFTER if given_on is None else given_on.toordinal()
                late.setdefault(given, []).append(morning)
        training.sort()
        for t, mornings in late.items():
            if self._morning_on_time(t - 1) is None:
                found[t] = max(mornings)
        return found

    @cached_property
    def days(self) -> dict[int, Day]:
        """The days by date."""
        return dict(zip(self.fields, self._history.days, strict=True))

    def _morning_on_time(self, t: int) -> int | None:
        """The morning score of the training day on `t`, if there is one and it was on time."""
        if t not in self.fields:
            return None
        fields = self.fields[t]
        return fields[MORNING] if fields[TIMING] is Timing.ON_TIME else None

    def first_scores(self, first: int, last: int) -> list[int]:
        """The first scores of the dates first … last, those inside a flare-up left out."""
        dates = self._counted_on
        return self._counted[bisect_left(dates, first) : bisect_right(dates, last)]

    def scores_given(self, t: int) -> list[int]:
        """Every score given on a date: morning, before, worst, daily."""
        given = [*self._late.get(t, ()), self._morning_on_time(t - 1)]
        if t in self.fields:
            fields = self.fields[t]
            given += fields[BEFORE], fields[WORST], fields[DAILY]
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
        span, few, middle = rule.dates, rule.few_values, rule.dates // 2
        # So many scores has a week that lacks none, if one of them stands in its middle.
        whole = span if span % 2 and span > few else None
        found: list[float | None] = []
        # Where no date lacks its score, the place of each is known, and so is that of its week.
        has_no_gap = bool(on) and on[-1] - on[0] == len(on) - 1
        known_from = on[0] + span - 1 if has_no_gap else NEVER
        for t in dates:
            if t >= known_from:
                end = t - on[0] + 1
                week = scores[end - span : end]
            else:
                week = scores[bisect_right(on, t - span) : bisect_right(on, t)]
            count = len(week)
            if count == whole:
                week.sort()
                found.append(week[middle])
            elif count > few:
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
        found = self._stand_in(t)
        return None if found is None else Morning(*found)

    def _stand_in(self, t: int) -> tuple[int, int] | None:
        """What stands in for the morning of a training day that has none, and its date."""
        fields = self.fields
        for later in (t + 1, t + 2):
            if later in fields and fields[later][STAGE] is not None:
                before = fields[later][BEFORE]
                return None if before is None else (before, later)
        return None

    def usable_morning(self, t: int) -> int | None:
        """The reported morning; in a heavy stage only one that was given on time."""
        if self.rules.tier_of(self.verdict(t).stage).on_time_mornings_only:
            return self._morning_on_time(t)
        reported = self.reported_morning(t)
        return None if reported is None else reported.score

    def both_mornings_up(self, t: int) -> bool:
        """Whether the morning after a training day and the first score of the next date are up."""
        limit = self.ref(t) + self.rules.colour.red_two_mornings_over_ref
        morning, after = self.reported_morning(t), self.first_score(t + 2)
        if morning is None or morning.given != t + 1 or after is None:
            return False
        return morning.score >= limit and after >= limit

    @cached_property
    def judged(self) -> Judged:
        """Every training day with its colour, and why, and what a gate counts of them."""
        found = Judged() if self._known is None else self._known.before(self.today + 1)
        self._judge(self.training[len(found.verdicts) :], found)
        return found

    def _judge(self, dates: list[int], found: Judged) -> None:
        """Add training days, in order and later than all so far: the first line that fits."""
        rule, steady, current = self.rules.colour, self.rules.steady, None
        share, up_twice = float(rule.done_share), rule.red_two_mornings_over_ref
        yesterday, green, red = self.today - 1, Colour.GREEN, Colour.RED
        sure = Cause.CALM if calm_is_settled(self.rules) else None
        # By its fields a verdict would take twice as long.
        new, fields, verdicts = tuple.__new__, self.fields, found.verdicts
        for t, usual in zip(dates, self._middles([t - 1 for t in dates]), strict=True):
            on, _, stage, done, before, worst, morning, _, _, _, stop, leg, meds = fields[t]
            if stage != current:
                current, tier = stage, self.rules.tier_of(stage)
                ceiling, strict = tier.ceiling, tier.on_time_mornings_only
                count, calm, settle = found.lists_of(stage)
            # As `ref` and `usable_morning` say.
            ref = self._baseline(t - 1) if usual is None else usual
            ref = ref if before is None or before < ref else before
            if morning is None and (stand_in := self._stand_in(t)) is not None:
                morning = stand_in[0]
            usable = self._morning_on_time(t) if strict else morning
            # Only then do other days, or today's date, say anything of this one.
            asks = t >= yesterday or (morning is not None and morning >= ref + up_twice)
            elsewhere = self._cause_elsewhere(t, morning) if asks else None
            cause = cause_of(stop, leg, meds, done, before, worst, morning, usable, ref,
                             elsewhere, rule, ceiling, share)  # fmt: skip
            colour = COLOURS[cause]
            verdict = on, stage, colour, cause, before, worst, morning, ref, ceiling
            verdicts[t] = new(Verdict, verdict)
            if colour is red:
                found.reds.append(t)
            elif colour is green or colour in COUNTING:
                count(t)
                if colour is green:
                    calm(t)
                # As the steady-pain route understands it.
                if tier.steady_route and (
                    cause is sure
                    or (
                        (worst is not None and before is not None and usable is not None)
                        and not (meds or done < share or worst > steady.worst)
                        and worst - before <= steady.rise
                        and steady.morning >= usable <= ref + steady.morning_over_ref
                    )
                ):
                    settle(t)

    def judged_for_good(self, last: int) -> Judged:
        """The days that stay as they are judged whatever is added to the dates from `last` on: a
        training day is judged by its own date, those before, and two after it."""
        return self.judged.before(last - DATES_READ_ON)

    @property
    def verdicts(self) -> dict[int, Verdict]:
        """The colour of every training day, and why, by date in order."""
        return self.judged.verdicts

    @property
    def reds(self) -> list[int]:
        """The red days of any stage."""
        return self.judged.reds

    def is_settled(self, t: int) -> bool:
        """Whether the training day on `t` is settled, as the steady-pain route understands it. No
        day is where the gate out of its stage does not have that route."""
        return t in self.judged.settled[self.verdict(t).stage]

    def colour(self, t: int) -> Colour:
        """The colour of the training day on `t`."""
        return self.verdicts[t].colour

    def verdict(self, t: int) -> Verdict:
        """The colour of the training day on `t`, and why."""
        return self.verdicts[t]

    def _cause_elsewhere(self, t: int, morning: int | None) -> Cause | None:
        """What other days, or today's date, say of a training day; `morning`: its reported one."""
        if morning is not None and self.both_mornings_up(t):
            return Cause.TWO_MORNINGS_UP
        if t == self.today:
            return Cause.IS_TODAY
        return Cause.AWAITS_MORNING if morning is None and t >= self.today - 1 else None
