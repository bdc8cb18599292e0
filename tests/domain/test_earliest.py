"""`earliest_on` is exact: the best course opens the stage on that date, and no course before it."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from backrehab.domain.decision import Status
from backrehab.domain.earliest import find_earliest
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, FlareUp, History, Outcome, Timing
from backrehab.domain.scenario import Scenario
from tests.domain.diaries import ONE_DAY, RULES, TODAY, back, make_history, trained
from tests.domain.strategies import days_after, earliest, is_ready, scenario_of, seeds
from tests.domain.strategies import scenarios as any_scenario
from tests.thorough import examples

HORIZON = 90


class Life:
    """A person living on from today, one date after the other, with one good or bad course."""

    def __init__(self, asked: Scenario, rng: Random | None = None) -> None:
        self.asked = asked
        self.rng = rng  # None: everything goes as well as it can
        self.days = {day.on: day for day in asked.history.days}

    def opens_on(self, until: date) -> date | None:
        """The first date up to `until` on which the gate is ready before the day's exercise."""
        on = self.asked.today
        while on <= until:
            self.report_mornings(on)
            if is_ready(self.asked, self.history_on(on), on):
                return on
            self.live(on)
            on += ONE_DAY
        return None

    def best(self) -> bool:
        """Whether this goes well; always, without chance."""
        return self.rng is None or self.rng.random() < 0.7

    def score(self) -> int:
        return 0 if self.rng is None or self.best() else self.rng.randint(0, 6)

    def report_mornings(self, on: date) -> None:
        for ago, timing in ((1, Timing.ON_TIME), (2, Timing.LATE)):
            day = self.days.get(on - ago * ONE_DAY)
            if day is not None and day.trained and day.morning is None and self.best():
                score = self.score()
                self.days[day.on] = day._replace(morning=score, morning_timing=timing)

    def history_on(self, on: date) -> History:
        """What is known on that date, with a daily score if there is no first score."""
        history = replace(
            self.asked.history,
            days=tuple(self.days.values()),
            technique_confirmed=True,
            hold_test_passed=True,
            screened_on=on,
        )
        if Ledger(history, RULES, on).first_score(on.toordinal()) is not None:
            return history
        day = self.days.get(on, Day(on=on))
        self.days[on] = day._replace(daily=self.score())
        return replace(history, days=tuple(self.days.values()))

    def live(self, on: date) -> None:
        """Train if it is begun or planned; what is real stays."""
        day = self.days.get(on, Day(on=on))
        planned = on.weekday() in self.asked.history.training_weekdays
        done = 1.0 if self.best() else 1 / 2
        if day.trained:
            self.days[on] = day._replace(done=max(day.done, done), target_dose=True)
        elif planned and self.best():
            before, worst = self.score(), self.score()
            self.days[on] = trained(
                on,
                self.asked.history.stage,
                daily=day.daily,
                before=before,
                worst=worst,
                done=done,
                morning=None,
                target_dose=self.best(),
                stop=not self.best() and not self.best(),
            )


@given(any_scenario)
@settings(max_examples=examples(150))
def test_the_best_course_opens_the_stage_on_that_date_and_not_before(asked: Scenario) -> None:
    found = earliest(asked)
    if asked.history.in_flare_up or asked.history.screening is not Outcome.CLEAR:
        return
    opened = Life(asked).opens_on(days_after(asked.today, HORIZON))
    assert (opened or date.max) == found


@given(seeds)
@settings(max_examples=examples(150))
def test_no_worse_course_opens_it_sooner(seed: int) -> None:
    asked = scenario_of(seed)
    found = earliest(asked)
    if asked.history.in_flare_up or found == asked.today:
        return
    until = min(found, days_after(asked.today, 40)) - ONE_DAY
    for course in range(3):
        assert Life(asked, Random(seed + course)).opens_on(until) is None


def find(row: dict[str, Any], **changes: Any) -> int | None:
    """So many dates from today, or None."""
    history, opens = make_history(row)
    history = replace(history, **changes)
    found = find_earliest(history, opens=opens, rules=RULES, today=TODAY)
    return None if found is None else (found - TODAY).days


@pytest.mark.parametrize(
    ("gate", "dates"), [("light", 8), ("moderate", 8), ("heavy", 15), ("hyper row", 15)]
)
def test_somebody_new_who_trains_every_day(gate: str, dates: int) -> None:
    """Calm days today and `spread` dates later, and the morning after."""
    assert find({"gate": gate, "diary": ".", "entered": 0}) == dates


@pytest.mark.parametrize("weekdays", [{0}, {6}, set()])
@pytest.mark.parametrize("soon", [1, 14, 15, 16, 200])
def test_how_far_is_projected_at_first_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, soon: int, weekdays: set[int]
) -> None:
    row = {"gate": "heavy", "diary": "C....R", "entered": 5}
    usual = find(row, training_weekdays=frozenset(weekdays))
    monkeypatch.setattr("backrehab.domain.earliest.SOON", soon)
    assert find(row, training_weekdays=frozenset(weekdays)) == usual


@pytest.mark.parametrize(
    ("weekdays", "dates"),
    [
        # Today is a Monday.
        ({0}, 15),
        ({0, 3}, 8),
        ({2, 5}, 10),
        ({6}, 21),
        (set(), None),
    ],
)
def test_the_planned_weekdays_decide(weekdays: set[int], dates: int | None) -> None:
    row = {"gate": "light", "diary": ".", "entered": 0}
    assert find(row, training_weekdays=frozenset(weekdays)) == dates


@pytest.mark.parametrize(
    ("diary", "dates", "why"),
    [
        ("C...C..C.1", 0, "ready already"),
        ("C...C..C..", 0, "a score today is all that is missing"),
        ("C...C...N.", 0, "yesterday's morning can still be given on time"),
        ("C...C..N..", 0, "that of the date before can still be given late"),
        ("C...C.N...", 1, "older ones are closed: one more calm day"),
        ("C...C...T", 1, "trained today: the morning after"),
        ("C...C..C.9", 1, "too much pain today"),
        ("C...C..C.S", 2, "amber today: 3 of the last 4 are calm, but not the latest"),
        ("C...C..R.1", 8, "the run starts anew today"),
        ("C...C..CR", 9, "red today: it starts anew tomorrow"),
    ],
)
def test_what_is_there_counts(diary: str, dates: int, why: str) -> None:
    assert find({"gate": "light", "diary": diary}) == dates, why


@pytest.mark.parametrize("outcome", [Outcome.CLINICIAN, Outcome.EMERGENCY])
def test_none_while_a_clinician_is_to_be_seen(outcome: Outcome) -> None:
    assert find({"gate": "light", "diary": "C...C..C.1"}, screening=outcome) is None


def test_none_while_on_hold() -> None:
    row = {"gate": "light", "diary": "C...C..C.1"}
    assert find(row, flare_ups=(FlareUp(TODAY, None),)) is None


def test_none_with_an_outcome_that_the_tier_does_not_accept() -> None:
    assert find({"gate": "light", "diary": "."}, screening=Outcome.LIGHT_ONLY) == 8
    assert find({"gate": "moderate", "diary": "."}, screening=Outcome.LIGHT_ONLY) is None


def test_a_flare_up_that_ended_today_delays_a_heavy_gate_by_14_dates() -> None:
    row = {"gate": "heavy", "diary": "C....C....C....C1", "flare_ups": [[0, 0]]}
    assert find(row) == 14


def test_a_late_morning_of_the_next_date_can_no_longer_become_on_time() -> None:
    history, opens = make_history({"gate": "heavy", "diary": "C....C....C.....1"})
    late = trained(back(1), "pull-through", morning=1, morning_timing=Timing.LATE, morning_on=TODAY)
    for day, dates in ((late._replace(morning=None), 0), (late, 1)):
        with_late = replace(history, days=(*history.days[:-1], day))
        found = find_earliest(with_late, opens=opens, rules=RULES, today=TODAY)
        assert found == days_after(TODAY, dates)


def test_a_red_day_whose_late_morning_can_still_come_may_be_none() -> None:
    """The score before yesterday's training stands in for that morning, and is too high."""
    history, opens = make_history({"gate": "light", "diary": "C...C..N.."})
    high = trained(back(1), "bar-hang", before=4, worst=4, morning=None)
    here = replace(history, days=(*history.days, high))
    assert Ledger(here, RULES, TODAY).reds == [back(2).toordinal()]
    assert find_earliest(here, opens=opens, rules=RULES, today=TODAY) == TODAY


def test_a_real_daily_score_of_a_date_that_is_then_trained_stays() -> None:
    """A 5 this morning keeps a heavy gate closed for 14 dates, also if training follows."""
    history, opens = make_history({"gate": "heavy", "diary": "C....C....C....C.5"})
    found = find_earliest(history, opens=opens, rules=RULES, today=TODAY)
    assert found == days_after(TODAY, 14)


@pytest.mark.parametrize(
    "so_far",
    [
        {"done": 1 / 3, "worst": None, "target_dose": False},
        {"done": 1.0, "worst": None},
        {"done": 1 / 3},
        {"done": 1 / 3, "before": None, "worst": None},
    ],
    ids=["the first set", "all sets", "a worst pain before the last set", "no score yet"],
)
@pytest.mark.parametrize("gate", ["light", "moderate", "heavy"])
def test_in_the_middle_of_training_the_date_is_the_same(gate: str, so_far: dict[str, Any]) -> None:
    """What is still to be asked today is no reason for a later date."""
    history, opens = make_history({"gate": gate, "diary": "C..C....T"})
    *rest, today = history.days
    found = [
        find_earliest(replace(history, days=(*rest, day)), opens=opens, rules=RULES, today=TODAY)
        for day in (today, today._replace(**so_far))
    ]
    assert found[0] is not None
    assert found[1] == found[0]


def test_ready_means_today() -> None:
    history, opens = make_history({"gate": "light", "diary": "C...C..C.1"})
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
    assert (decision.status, decision.earliest_on) == (Status.READY, TODAY)


@given(seeds)
def test_days_judged_for_good_stay_whatever_comes_later(seed: int) -> None:
    """The projections take them over from the real days, so any later date may be anything."""
    rng = Random(seed)
    asked = scenario_of(seed)
    ledger = Ledger(asked.history, asked.rules, asked.today)
    since = back(rng.randint(-3, 12)) if asked.today == TODAY else asked.today
    kept = [day for day in asked.history.days if day.on < since]
    for ahead in range(6):
        on = days_after(since, ahead)
        new = trained(on, asked.history.stage, rng.randint(0, 10), stop=rng.random() < 0.5)
        kept += [new] if rng.random() < 0.7 else []
    # A morning of the two dates before `since` may be given on or after it.
    kept_as_is = ledger.judged_for_good(since.toordinal() - 2)
    changed = [
        day._replace(morning=None) if day.on.toordinal() >= since.toordinal() - 2 else day
        for day in kept
    ]
    other = Ledger(replace(asked.history, days=tuple(changed)), asked.rules, days_after(since, 8))
    assert kept_as_is.verdicts.items() <= other.verdicts.items()
    assert ledger.judged_for_good(asked.today.toordinal() + 99).verdicts == ledger.verdicts


def test_days_judged_for_good_end_three_dates_before_the_first_that_changes() -> None:
    history, _ = make_history({"gate": "light", "diary": "CCCCCC"})
    ledger = Ledger(history, RULES, TODAY)
    last = ledger.training[-1]
    assert list(ledger.judged_for_good(last).verdicts) == ledger.training[:-3]
