"""The rule set: every number the gate uses, parsed from data and checked.

The numbers themselves live in `fixtures/rules/<version>.json`; docs/clinical-rules.md says what
each one does and the fixture's `basis` where it comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from backrehab.domain.records import Outcome
from backrehab.domain.rule_parsing import RulesError, number_paths, parse

__all__ = [
    "Asks",
    "Basis",
    "ColourRule",
    "DiaryRule",
    "DoseRule",
    "FlareUpRule",
    "HeavyRule",
    "HoldTestRule",
    "LayOffBand",
    "LayOffRule",
    "MorningRule",
    "NoExerciseRule",
    "ResumeRule",
    "RuleSet",
    "RulesError",
    "StageRule",
    "SteadyRule",
    "StepBackRule",
    "TierName",
    "TierRule",
    "TrendRule",
    "UsualRule",
    "WeekRule",
    "number_paths",
    "parse_rules",
]

HOURS_A_DAY = 24


class TierName(StrEnum):
    """How demanding the gate out of a stage is."""

    LIGHT = "light"
    MODERATE = "moderate"
    HEAVY = "heavy"


@dataclass(frozen=True, slots=True)
class StageRule:
    """A stage: the tier of the gate that leads out of it, and what that gate opens."""

    tier: TierName
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoExerciseRule:
    """No exercise today: pain now at or over `score`, or `over_usual` above the usual."""

    score: int
    over_usual: int


@dataclass(frozen=True, slots=True)
class UsualRule:
    """The usual pain: median of `dates` dates; up to `few_values` values: the lower of mean and
    baseline."""

    dates: int
    few_values: int


@dataclass(frozen=True, slots=True)
class MorningRule:
    """A morning score: on time from an hour (local) of the next day until so many hours after the
    last exercise, then late, then closed."""

    from_hour: int
    on_time_hours: int
    late_hours: int

    @property
    def dates(self) -> int:
        """Up to how many dates after training it can be given: where the clock is put forward
        meanwhile, or on a journey eastwards, the last of those hours are one date later."""
        return self.late_hours // HOURS_A_DAY + 1


@dataclass(frozen=True, slots=True)
class ColourRule:
    """The limits of the colours, in points of the scale; `done_share` is a share from 0 to 1."""

    red_worst: int
    red_worst_with_rise: int
    red_rise: int
    red_morning_over_ref: int
    red_two_mornings_over_ref: int
    done_share: Fraction
    unsettled_rise: int
    unsettled_morning_over_ref: int


@dataclass(frozen=True, slots=True)
class TierRule:
    """The column of one tier in the table of the gate; dates are counts of dates."""

    ceiling: int
    window: int
    green_days: int
    green_of: int
    recent: int
    spread: int
    target_dose: int
    trend: int
    not_worse: int
    screening: tuple[Outcome, ...]
    screening_dates: int | None
    flare_up_free_dates: int
    on_time_mornings_only: bool
    usual_pain: int | None
    highest_score: int | None
    quiet_dates: int | None
    technique: bool
    steady_route: bool
    return_green_days: int
    return_spread: int
    steps_back_at_once: bool

    def admits(self, screening: Outcome, *, easy_only: bool = False) -> bool:
        """Whether a gate of this tier may open under that outcome of the health check; `easy_only`
        if that leaves nothing but the easy routine."""
        return screening in self.screening and not easy_only


@dataclass(frozen=True, slots=True)
class TrendRule:
    """Two neighbouring spells of `dates` dates; at least so many `values` in each."""

    dates: int
    values: int


@dataclass(frozen=True, slots=True)
class HoldTestRule:
    """The back-extension hold asked for before the hyper row."""

    seconds: int
    pain: int


@dataclass(frozen=True, slots=True)
class SteadyRule:
    """The steady-pain route."""

    window: int
    days: int
    settled_days: int
    spread: int
    worst: int
    rise: int
    morning_over_ref: int
    morning: int
    target_dose: int


@dataclass(frozen=True, slots=True)
class DoseRule:
    """When the dose inside a stage moves: days running, dates between raises, and by how much.

    Shares are of the whole dose or of the load; `bands` is how many colours of bands there are.
    """

    calm_days_to_raise: int
    extra_repetitions: int
    unsettled_days_to_lower: int
    heavy_raise_dates: int
    share_after_red: Fraction
    load_raise: Fraction
    load_raise_least: Fraction
    load_raise_most: Fraction
    load_cut: Fraction
    bands: int


@dataclass(frozen=True, slots=True)
class HeavyRule:
    """Which exercises are heavy, some only with a load, and how many dates lie from one heavy day
    to the next (2: a day between)."""

    exercises: tuple[str, ...]
    when_loaded: tuple[str, ...]
    dates_apart: int

    def is_heavy(self, exercise: str, *, loaded: bool) -> bool:
        """Whether an exercise, by the key of its stage, is heavy work when done with a load, or
        without one."""
        return exercise in self.exercises or (loaded and exercise in self.when_loaded)


@dataclass(frozen=True, slots=True)
class WeekRule:
    """How many strengthening days a week aims at."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class StepBackRule:
    """When the ladder goes one step back, and when somebody should look at the back."""

    reds: int
    red_dates: int
    again: int
    again_dates: int
    median_rise: int
    median_dates: int
    median_values: int


@dataclass(frozen=True, slots=True)
class ResumeRule:
    """The way back after a flare-up of at least so many dates: a share of the dose, stages down."""

    from_dates: int
    share: Fraction
    stages_down: int
    heavy_stages_down: int


@dataclass(frozen=True, slots=True)
class FlareUpRule:
    """When a flare-up is over, when to suggest one, and when somebody should look at the back."""

    over_usual: int
    good_dates: int
    suggest_score: int
    suggest_over_usual: int
    better_points: int
    better_share: Fraction
    not_better_day: int
    limited_day: int
    any_pain_day: int
    resume: dict[str, ResumeRule]


class Asks(StrEnum):
    """What is asked before going on after a break."""

    NOTHING = "nothing"
    SHORT = "short"
    FULL = "full"
    FULL_WITH_BASELINE = "full_with_baseline"


@dataclass(frozen=True, slots=True)
class LayOffBand:
    """A break of at least so many days without training, and what it changes.

    One set fewer where there is more than one, else `first_share` of the dose. `second_share`
    follows a good day at the first. `starts_over`: from an early stage, by its ordinary gates.
    """

    from_days: int
    sets_fewer: int
    first_share: Fraction
    second_share: Fraction | None
    restarts_count: bool
    stages_down: int
    asks: Asks
    starts_over: bool


@dataclass(frozen=True, slots=True)
class LayOffRule:
    """Breaks from training; `long_to` names where a stage falls back to, if not one down. What is
    kept up begins with the share of the stage; where that starts over, with one of its own."""

    bands: dict[str, LayOffBand]
    long_to: dict[str, str]
    starts_over_at: str
    kept_share_starting_over: Fraction

    def starts_over(self, band: str) -> bool:
        """Whether a break of that band means the ordinary gates again; KeyError if unknown."""
        return self.bands[band].starts_over


@dataclass(frozen=True, slots=True)
class DiaryRule:
    """How long an entry can be added or corrected freely; the local hour that training is taken to
    have ended when it is entered on a later date."""

    correction_hours: int
    addable_dates: int
    assumed_hour: int


@dataclass(frozen=True, slots=True)
class Basis:
    """Where some of the numbers come from; `numbers` are paths, `*` stands for any tier."""

    numbers: tuple[str, ...]
    title: str
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One published version of the rules."""

    version: str
    stages: dict[str, StageRule]
    hold_test_for: tuple[str, ...]
    no_exercise: NoExerciseRule
    usual: UsualRule
    morning: MorningRule
    colour: ColourRule
    tiers: dict[TierName, TierRule]
    trend: TrendRule
    hold_test: HoldTestRule
    steady: SteadyRule
    dose: DoseRule
    heavy: HeavyRule
    week: WeekRule
    step_back: StepBackRule
    flare_up: FlareUpRule
    lay_off: LayOffRule
    diary: DiaryRule
    horizon: int
    report_after_days: int
    basis: tuple[Basis, ...]

    def tier_of(self, stage: str) -> TierRule:
        """The tier of the gate that leads out of the stage; KeyError for an unknown one."""
        return self.tiers[self.stages[stage].tier]

    def window_of(self, stage: str) -> int:
        """How many dates back anything about somebody on `stage` can depend on single days.

        The longest run that its gate counts, or two red days that belong together: the later one
        recent, the other as long before it. And what the first of those days is judged by.
        """
        tier = self.tier_of(stage)
        spans = [tier.window, 2 * self.step_back.red_dates - 1]
        if tier.steady_route:
            spans.append(self.steady.window)
        return max(spans) + self.judged_by

    @property
    def window_dates(self) -> int:
        """The longest window of any stage."""
        return max(map(self.window_of, self.stages))

    @property
    def judged_by(self) -> int:
        """How many dates before a training day its colour depends on: a week of first scores, each
        of which may be the late morning of a day some dates earlier."""
        return self.usual.dates + self.morning.dates


def parse_rules(data: Mapping[str, Any]) -> RuleSet:
    """The rule set in `data`; raises RulesError naming the field that is wrong."""
    rules: RuleSet = parse(RuleSet, data, "rules")
    for key, stage in rules.stages.items():
        for ahead in stage.opens:
            if ahead not in rules.stages:
                raise RulesError(f"rules.stages.{key}.opens: there is no stage {ahead!r}")
    breaks = rules.lay_off
    named = {
        "hold_test_for": rules.hold_test_for,
        "lay_off": {*breaks.long_to, *breaks.long_to.values(), breaks.starts_over_at},
        "heavy.exercises": rules.heavy.exercises,
        "heavy.when_loaded": rules.heavy.when_loaded,
    }
    for field, keys in named.items():
        if unknown := set(keys) - set(rules.stages):
            raise RulesError(f"rules.{field}: there is no stage {min(unknown)!r}")
    if missing := set(TierName) - set(rules.tiers):
        raise RulesError(f"rules.tiers: missing {', '.join(sorted(missing))}")
    _check_basis(rules, data)
    return rules


def _check_basis(rules: RuleSet, data: Mapping[str, Any]) -> None:
    """Every number has a basis, and every basis speaks of a number."""
    named = {path for basis in rules.basis for path in basis.numbers}
    paths = {path for path, _ in number_paths(data)}
    if orphans := paths - named:
        raise RulesError(f"rules.basis: no basis for {', '.join(sorted(orphans))}")
    if unknown := named - paths:
        raise RulesError(f"rules.basis: there is no number {', '.join(sorted(unknown))}")
