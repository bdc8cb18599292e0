"""Histories with bad days in them, for the tests of what they lead to."""

from dataclasses import replace
from random import Random
from typing import Any

from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, Day, History, Outcome
from backrehab.domain.scenario import Scenario
from backrehab.domain.step_back import Concern, StepBack, concerns, find_step_back
from tests.domain.diaries import ONE_DAY, TODAY, back
from tests.domain.strategies import (
    Change,
    scenario_of,
    with_day,
)


def history_of(days: list[Day], stage: str, **changes: Any) -> History:
    calm = History(
        stage=stage,
        entered_on=back(90),
        baselines=(BaselineAnswer(back(90), 1),),
        training_weekdays=frozenset(range(7)),
        screening=Outcome.CLEAR,
        screened_on=TODAY,
        days=tuple(days),
    )
    return replace(calm, **changes)


def troubled(seed: int) -> Scenario:
    """A history of the generator with some bad days and mornings in it."""
    rng = Random(seed)
    asked = scenario_of(seed)
    days = [day for day in asked.history.days if day.trained]
    changed = asked.history
    for day in rng.sample(days, k=min(len(days), rng.randint(0, 4))):
        worse: list[dict[str, Any]] = [{"stop": True}, {"leg": True}, {"worst": 9}]
        if day.morning is not None:
            worse += [{"morning": min(10, day.morning + up)} for up in (2, 2, 3)] * 2
        changed = with_day(changed, day._replace(**rng.choice(worse)))
        if rng.random() < 0.5:
            later = day.on + 2 * ONE_DAY
            if later <= asked.today and all(other.on != later for other in changed.days):
                changed = with_day(changed, Day(on=later, daily=rng.randint(0, 10)))
    return replace(asked, history=changed)


def step_back_of(asked: Scenario, history: History | None = None) -> StepBack | None:
    history = history or asked.history
    ledger = Ledger(history, asked.rules, asked.today)
    return find_step_back(ledger, stage=history.stage, after=None, rules=asked.rules)


def concerns_of(asked: Scenario, history: History | None = None) -> set[Concern]:
    history = history or asked.history
    ledger = Ledger(history, asked.rules, asked.today)
    return set(concerns(ledger, stage=history.stage, step_backs=(), rules=asked.rules))


def same_refs(asked: Scenario, change: Change) -> bool:
    """Whether what pain is compared with stays the same: the `ref` of each training day."""
    one, other = (
        Ledger(history, asked.rules, asked.today) for history in (change.lower, change.higher)
    )
    return [one.ref(t) for t in one.training] == [other.ref(t) for t in other.training]


def week_before(asked: Scenario, history: History) -> list[int]:
    """The first scores that this week's are compared with."""
    last = asked.today.toordinal() - 14
    return Ledger(history, asked.rules, asked.today).first_scores(last - 6, last)
