"""The criteria of a gate, each a small function of the ledger; one method a code."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property

from backrehab.domain.colours import Colour, Verdict
from backrehab.domain.decision import (
    Code,
    Criterion,
    JudgedDay,
    Number,
    Route,
    Standing,
)
from backrehab.domain.ledger import LEG, ON, TARGET_DOSE, Ledger
from backrehab.domain.records import History
from backrehab.domain.rules import RuleSet, TierRule
from backrehab.domain.way_up import way_up_of

# The method that works each of them out.
CHECKS = {code: f"_{code}" for code in Code}
_NEW = tuple.__new__


class Criteria:
    """The criteria of one gate on one date, worked out when asked for."""

    def __init__(
        self,
        ledger: Ledger,
        history: History,
        *,
        opens: str,
        as_of: date,
        until: date | None = None,
    ) -> None:
        """Read `ledger` as of `as_of`; training days after `until` (default: that date) do not
        exist yet. Of `history` everything but the days is used."""
        self.ledger = ledger
        self._judged = judged = ledger.judged
        self._verdicts = judged.verdicts
        self._fields = ledger.fields
        self._history = history
        self._rules = ledger.rules
        self._tier: TierRule = ledger.rules.tier_of(history.stage)
        self._today = as_of.toordinal()
        self._entered = history.entered_on.toordinal()
        self._last = last = (until or as_of).toordinal()
        self._reds = judged.reds[: bisect_right(judged.reds, last)]
        self._latest_red = self._reds[-1] if self._reds else 0
        self._stage = history.stage
        self._way_up = self.way_up(ledger.rules, stage=history.stage, opens=opens)
        self._found: dict[Code, Criterion] = {}
        self._run = self._in_run(judged.counting[self._stage], self._tier.window)
        self._greens = self._in_run(judged.greens[self._stage], self._tier.window)

    # What is asked on this way up.
    way_up = staticmethod(way_up_of)

    @classmethod
    def unmet(cls, rules: RuleSet, *, stage: str, opens: str) -> tuple[Criterion, ...]:
        """Every criterion of the gate, with nothing observed and nothing met."""
        codes = cls.way_up(rules, stage=stage, opens=opens).codes
        return tuple(Criterion(code, needed=None, observed=None, met=False) for code in codes)

    def all(self) -> tuple[Criterion, ...]:
        """Every criterion of the tier, met or not."""
        # As `criterion` does, without a call for each: those would take 2 of the gate's 150 µs.
        found, codes = self._found, self._way_up.codes
        for code in codes:
            if code not in found:
                found[code] = getattr(self, CHECKS[code])()
        return tuple([found[code] for code in codes])

    def criterion(self, code: Code) -> Criterion:
        """One criterion."""
        found = self._found.get(code)
        if found is None:
            check: Callable[[], Criterion] = getattr(self, CHECKS[code])
            found = self._found[code] = check()
        return found

    def ready_route(self) -> Route | None:
        """The first route by which everything is met."""
        for route, codes in self._way_up.routes:
            if self._are_met(codes):
                return route
        return None

    def _are_met(self, codes: Iterable[Code]) -> bool:
        found = self._found
        for code in codes:  # noqa: SIM110 - a loop takes half of what `all` does
            if not (found[code] if code in found else self.criterion(code)).met:
                return False
        return True

    # The counting run

    def judged_days(self) -> tuple[JudgedDay, ...]:
        """Every training day, and whether it is in the counting run of the tier, or why not."""
        run, why_not, counts = frozenset(self._run), self._why_not, Standing.COUNTS
        return tuple(
            [
                (verdict, counts if t in run else why_not(t, verdict))
                for t, verdict in self._verdicts.items()
            ]
        )

    def _why_not(self, t: int, verdict: Verdict) -> Standing:
        """The first reason that fits a training day that is not in the counting run."""
        if verdict.stage != self._stage:
            return Standing.OTHER_STAGE
        if t < self._entered:
            return Standing.BEFORE_STAGE
        if verdict.colour is Colour.RED:
            return Standing.RED
        if t < self._latest_red:
            return Standing.BEFORE_RED
        if t <= self._today - self._tier.window:
            return Standing.OUTSIDE_WINDOW
        if self.ledger.in_flare_up(t):
            return Standing.IN_FLARE_UP
        return Standing.PENDING if verdict.colour is Colour.PENDING else Standing.UNSCORED

    def _in_run(self, days: list[int], window: int) -> list[int]:
        """Those of `days`, all of them of the stage, since it was entered and since the last red
        day, in the last so many dates and not inside a flare-up."""
        first = max(self._entered, self._latest_red + 1, self._today - window + 1)
        found = days[bisect_left(days, first) : bisect_right(days, self._last)]
        self.ledger.leave_out_flare_ups(found)
        return found

    @cached_property
    def _latest(self) -> int | None:
        """The latest training day of the stage since it was entered, whatever its colour."""
        training = self.ledger.training
        for t in reversed(training[: bisect_right(training, self._last)]):
            if t >= self._entered and self._verdicts[t].stage == self._stage:
                return t
        return None

    # The standard route

    def _green_days(self) -> Criterion:
        last = self._run[-self._tier.green_of :]
        greens = self._greens[bisect_left(self._greens, last[0]) :] if last else []
        return self._at_least(Code.GREEN_DAYS, self._tier.green_days, len(greens), greens)

    def _latest_green(self) -> Criterion:
        if self._latest is None:
            return self._yes(Code.LATEST_GREEN, None)
        green = self._verdicts[self._latest].colour is Colour.GREEN
        return self._yes(Code.LATEST_GREEN, green, [self._latest])

    def _recent(self) -> Criterion:
        if self._latest is None:
            return self._at_most(Code.RECENT, self._tier.recent, None)
        gap = self._today - self._latest
        return self._at_most(Code.RECENT, self._tier.recent, gap, [self._latest])

    def _spread(self) -> Criterion:
        return self._spread_of(Code.SPREAD, self._tier.spread, self._greens)

    def _target_dose(self) -> Criterion:
        return self._at_target(Code.TARGET_DOSE, self._tier.target_dose, self._greens)

    def _at_target(self, code: Code, needed: int, days: list[int]) -> Criterion:
        fields = self._fields
        on = tuple([day[ON] for t in days if (day := fields[t])[TARGET_DOSE]])
        return _NEW(Criterion, (code, needed, len(on), len(on) >= needed, on))

    def _today_score(self) -> Criterion:
        """Below both limits of "no exercise today"; `needed` is the lower one."""
        rule = self._rules.no_exercise
        limit = min(rule.score, self.ledger.usual(self._today - 1) + rule.over_usual)
        if self.ledger.first_score(self._today) is None:
            return Criterion(Code.TODAY_SCORE, limit, None, met=False)
        highest = max(self.ledger.scores_given(self._today))
        return Criterion(Code.TODAY_SCORE, limit, highest, highest < limit)

    def _week(self, weeks_ago: int) -> list[int]:
        """The first scores of the week that ends today, or of an earlier one."""
        dates = self._rules.trend.dates
        last = self._today - weeks_ago * dates
        return self.ledger.first_scores(last - dates + 1, last)

    def _trend(self) -> Criterion:
        this_week, week_before = self._week(0), self._week(1)
        enough, limit = self._rules.trend.values, self._tier.trend
        if len(this_week) < enough:
            return Criterion(Code.TREND, limit, None, met=False)
        if len(week_before) < enough:
            week_before = [self._history.lowest_baseline]
        return _means_apart(Code.TREND, limit, this_week, week_before)

    def _not_worse(self) -> Criterion:
        this_week, limit = self._week(0), self._tier.not_worse
        if not this_week:
            return Criterion(Code.NOT_WORSE, limit, None, met=False)
        return _means_apart(Code.NOT_WORSE, limit, this_week, [self._history.lowest_baseline])

    def _flare_up(self) -> Criterion:
        return self._clear_of_flare_ups(Code.FLARE_UP, self._greens, self._tier.flare_up_free_dates)

    def _clear_of_flare_ups(self, code: Code, good_days: list[int], free_dates: int) -> Criterion:
        """None open, none on or after the latest good day, none in the last so many dates."""
        flare_ups = self._history.flare_ups
        if not flare_ups:
            return self._yes(code, observed=True)
        ends = [spell.end for spell in flare_ups if spell.end is not None]
        if len(ends) < len(flare_ups) or not good_days:
            return self._yes(code, observed=False)
        last = max(ends).toordinal()
        return self._yes(code, last < good_days[-1] and last <= self._today - free_dates)

    def _screening(self) -> Criterion:
        history, tier = self._history, self._tier
        asked = None if history.screened_on is None else history.screened_on.toordinal()
        allowed = tier.admits(history.screening, easy_only=history.easy_only)
        met = allowed and asked is not None
        if asked is not None:
            # A day with a leg symptom is red.
            legs = [t for t in self._reds if self.ledger.fields[t][LEG]]
            if history.last_leg_on is not None:
                legs.append(history.last_leg_on.toordinal())
            met = met and all(asked >= t for t in legs)
            if tier.screening_dates is not None:
                met = met and asked > self._today - tier.screening_dates
        return self._yes(Code.SCREENING, met)

    # The short way back

    def _return_days(self) -> Criterion:
        greens = self._greens
        return self._at_least(Code.RETURN_DAYS, self._tier.return_green_days, len(greens), greens)

    def _return_spread(self) -> Criterion:
        return self._spread_of(Code.RETURN_SPREAD, self._tier.return_spread, self._greens)

    # Heavy only: "pain has largely subsided"

    def _usual_pain(self) -> Criterion:
        return self._at_most(Code.USUAL_PAIN, self._tier.usual_pain, self.ledger.usual(self._today))

    def _quiet_dates(self) -> range:
        return range(self._today - (self._tier.quiet_dates or 0) + 1, self._today + 1)

    def _highest_score(self) -> Criterion:
        scores = [(s, t) for t in self._quiet_dates() for s in self.ledger.scores_given(t)]
        needed = self._tier.highest_score
        if not scores or needed is None:
            return Criterion(Code.HIGHEST_SCORE, needed, None, met=True)
        highest, on = max(scores)
        # That date may be one without training.
        dates = (date.fromordinal(on),)
        return Criterion(Code.HIGHEST_SCORE, needed, highest, highest <= needed, dates)

    def _no_red_14(self) -> Criterion:
        first = self._quiet_dates().start
        reds = [t for t in self._reds if t >= first]
        return self._at_most(Code.NO_RED_14, 0, len(reds), reds)

    def _technique(self) -> Criterion:
        return self._yes(Code.TECHNIQUE, self._history.technique_confirmed)

    def _hold_test(self) -> Criterion:
        return self._yes(Code.HOLD_TEST, self._history.hold_test_passed)

    # The steady-pain route

    @cached_property
    def _settled(self) -> list[int]:
        return self._in_run(self._judged.settled[self._stage], self._rules.steady.window)

    def _settled_days(self) -> Criterion:
        rule = self._rules.steady
        last = self._in_run(self._judged.counting[self._stage], rule.window)[-rule.days :]
        settled = self._settled[bisect_left(self._settled, last[0]) :] if last else []
        return self._at_least(Code.SETTLED_DAYS, rule.settled_days, len(settled), settled)

    def _settled_spread(self) -> Criterion:
        return self._spread_of(Code.SETTLED_SPREAD, self._rules.steady.spread, self._settled)

    def _settled_latest(self) -> Criterion:
        if self._latest is None:
            return self._yes(Code.SETTLED_LATEST, None)
        settled = self._settled[-1:] == [self._latest]
        return self._yes(Code.SETTLED_LATEST, settled, [self._latest])

    def _settled_target_dose(self) -> Criterion:
        needed = self._rules.steady.target_dose
        return self._at_target(Code.SETTLED_TARGET_DOSE, needed, self._settled)

    def _settled_flare_up(self) -> Criterion:
        free_dates = self._tier.flare_up_free_dates
        return self._clear_of_flare_ups(Code.SETTLED_FLARE_UP, self._settled, free_dates)

    # How a criterion is written down: by its place each field takes half the time. With one more
    # call for each the gate would take 4 µs more.

    def _yes(self, code: Code, observed: Number, days: Sequence[int] = ()) -> Criterion:
        """One that asks for a plain yes."""
        fields = self._fields
        on = tuple([fields[t][ON] for t in days])
        return _NEW(Criterion, (code, True, observed, bool(observed), on))

    def _at_least(self, code: Code, needed: int, observed: int, days: Sequence[int]) -> Criterion:
        fields = self._fields
        on = tuple([fields[t][ON] for t in days])
        return _NEW(Criterion, (code, needed, observed, observed >= needed, on))

    def _at_most(
        self, code: Code, needed: int | None, observed: float | None, days: Sequence[int] = ()
    ) -> Criterion:
        met = observed is not None and needed is not None and observed <= needed
        fields = self._fields
        on = tuple([fields[t][ON] for t in days])
        return _NEW(Criterion, (code, needed, observed, met, on))

    def _spread_of(self, code: Code, needed: int, days: list[int]) -> Criterion:
        """Dates from the first to the last of `days`; without any there is nothing to measure."""
        if not days:
            return Criterion(code, needed, None, met=False)
        return self._at_least(code, needed, days[-1] - days[0], (days[0], days[-1]))


def _means_apart(code: Code, limit: int, later: list[int], earlier: list[int]) -> Criterion:
    """By how much the mean went up: below `limit`."""
    # Over the common denominator, so that no rounding can tip the limit.
    points = sum(later) * len(earlier) - sum(earlier) * len(later)
    of = len(later) * len(earlier)
    return Criterion(code, limit, points / of, points < limit * of)
