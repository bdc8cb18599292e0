"""Days before the window of a stage change nothing: neither the gate nor what an entry leads to."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given

from backrehab.domain.colours import Cause
from backrehab.domain.decision import GateDecision
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, Day, History, Timing
from backrehab.domain.scenario import Scenario
from backrehab.domain.step_back import concerns, step_back_due
from tests.domain.diaries import RULES, TODAY, back, trained
from tests.domain.strategies import seeds
from tests.domain.troubled import history_of, troubled

STAGES = tuple(RULES.stages)


@pytest.mark.parametrize(
    ("stage", "dates"),
    [
        # Two red days that belong together reach over 27, which is more than the run of 21; and
        # what the first of them is judged by.
        ("bar-hang", 27 + 10),
        # The steady route counts 35.
        ("seated-row", 35 + 10),
        ("reverse-hyper", 35 + 10),
        # 28 of the heavy run.
        ("pull-through", 28 + 10),
        ("hyper-row", 28 + 10),
    ],
)
def test_as_many_dates_as_the_stage_asks_for(stage: str, dates: int) -> None:
    assert RULES.window_of(stage) == dates


def test_red_days_can_ask_for_more_than_the_gate() -> None:
    far = replace(RULES, step_back=replace(RULES.step_back, red_dates=30))
    assert [far.window_of(stage) for stage in ("bar-hang", "deadlift")] == [59 + 10, 59 + 10]
    assert far.window_dates == 69


@given(seeds)
def test_older_days_change_nothing(seed: int) -> None:
    asked, within = with_past(seed)
    gate = replace(within, last_leg_on=latest_leg(asked.history))
    assert in_sight(asked, decided(asked, gate)) == in_sight(asked, decided(asked, asked.history))
    assert follows(asked, within) == follows(asked, asked.history)


def test_the_first_date_of_the_window_can_decide() -> None:
    """Its late morning is the only score of the week before the first day of the run."""
    run = back(RULES.tier_of("pull-through").window - 1)
    first = run - timedelta(days=RULES.judged_by)
    assert (TODAY - first).days + 1 == RULES.window_of("pull-through")
    late = trained(
        first, "pull-through", morning_timing=Timing.LATE, morning_on=first + timedelta(days=3)
    )
    of_run = trained(run, "pull-through", worst=2, morning=4)
    sore = (BaselineAnswer(back(90), 3),)
    seen, unseen = (
        Ledger(history_of(days, "pull-through", baselines=sore), RULES, TODAY)
        for days in ([late, of_run], [of_run])
    )
    found = [ledger.verdict(run.toordinal()) for ledger in (seen, unseen)]
    assert [(one.ref, one.cause) for one in found] == [
        (1, Cause.MORNING_FAR_UP),
        (3, Cause.MORNING_OVER_CEILING),
    ]


def with_past(seed: int) -> tuple[Scenario, History]:
    """A history with months of anything before it, and the same from the window on. Its latest
    training day lies inside: the reader brings it along where it does not."""
    rng = Random(seed)
    asked = troubled(seed)
    stage = asked.history.stage
    since = asked.today - timedelta(days=RULES.window_of(stage) - 1)
    judged = since + timedelta(days=RULES.judged_by)
    days = {day.on: day for day in asked.history.days}
    for ago in range(3, rng.randint(15, 120)):
        on = asked.today - timedelta(days=ago)
        if on not in days and rng.random() < 0.5:
            days[on] = any_day(rng, on, stage)
    if not any(day.trained and day.on >= judged for day in days.values()):
        on = asked.today - timedelta(days=1)
        days[on] = Day(on=on, stage=stage, done=1.0, before=2, worst=2)
    whole = replace(asked.history, days=tuple(days.values()))
    seen = tuple(day for day in whole.days if day.on >= since)
    return replace(asked, history=whole), replace(whole, days=seen, judged_since=judged)


def any_day(rng: Random, on: date, stage: str) -> Day:
    """A day as good or bad as chance has it, of this stage or another."""
    if rng.random() < 0.4:
        return Day(on=on, daily=rng.randint(0, 10))
    return Day(
        on=on,
        stage=stage if rng.random() < 0.8 else rng.choice(STAGES),
        done=rng.randint(0, 4) / 4,
        before=rng.randint(0, 6),
        worst=rng.randint(0, 9),
        stop=rng.random() < 0.1,
        leg=rng.random() < 0.1,
        extra_meds=rng.random() < 0.1,
        **any_morning(rng, on),
    )


def any_morning(rng: Random, on: date) -> dict[str, Any]:
    """A morning score in time, late or not at all."""
    kind = rng.choice((None, Timing.ON_TIME, Timing.LATE))
    if kind is None:
        return {}
    later = 1 if kind is Timing.ON_TIME else rng.choice((2, 2, 3))
    return {
        "morning": rng.randint(0, 9),
        "morning_timing": kind,
        "morning_on": on + timedelta(days=later),
    }


def latest_leg(history: History) -> date | None:
    """As the reader keeps it beside the window."""
    return max((day.on for day in history.days if day.leg), default=None)


def decided(asked: Scenario, history: History) -> GateDecision:
    return evaluate_gate(history, opens=asked.opens, rules=RULES, today=asked.today)


def in_sight(asked: Scenario, decision: GateDecision) -> GateDecision:
    """With the days that a window judges: it lists no older ones."""
    dates = RULES.window_of(asked.history.stage) - RULES.judged_by
    since = asked.today - timedelta(days=dates - 1)
    return replace(decision, days=tuple(day for day in decision.days if day[0].on >= since))


def follows(asked: Scenario, history: History) -> object:
    """The step back and the concerns, and what pain is usual."""
    ledger = Ledger(history, RULES, asked.today)
    stage = history.stage
    return (
        step_back_due(ledger, stage=stage, entered_on=date.min, after=None, rules=RULES),
        concerns(ledger, stage=stage, step_backs=(), rules=RULES),
        ledger.usual(asked.today.toordinal() - 1),
    )


def test_a_day_that_is_there_for_its_scores_has_no_colour() -> None:
    """Without the week before it, a sore morning would be far above the usual; with it, it is not:
    so nothing is said of it, and its scores count for those that follow."""
    dates = [back(ago) for ago in range(20, 1, -3)]
    sore = [trained(on, "bar-hang", before=4, worst=4, morning=4) for on in dates]
    history = replace(
        history_of(sore, "bar-hang", baselines=(BaselineAnswer(back(90), 0),)),
        judged_since=sore[3].on,
    )
    ledger = Ledger(history, RULES, TODAY)
    assert [verdict.on for verdict in ledger.verdicts.values()] == [day.on for day in sore[3:]]
    assert ledger.first_score(sore[0].on.toordinal()) == 4
    assert {verdict.ref for verdict in ledger.verdicts.values()} == {4}
