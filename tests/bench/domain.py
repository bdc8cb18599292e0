"""How long the gate itself takes for the fullest window, without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from time import process_time

from backrehab.domain.earliest import find_earliest
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.records import BaselineAnswer, Day, History, Outcome
from backrehab.progression.rulesets import current_rules

ROUNDS, CALLS = 60, 3
MOST_GATE, MOST_EARLIEST = 150, 5000


def gate_times(today: date) -> list[tuple[str, float, int]]:
    """What was timed, the CPU microseconds of one call, and the most they may be."""
    rules = current_rules()
    calm, sore = _history(today, pain=1), _history(today, pain=7)
    found = []
    for key, stage in rules.stages.items():
        for opens in stage.opens:
            here = {"opens": opens, "rules": rules, "today": today}
            ready, far = _of(calm, key, today), _of(sore, key, today)
            decision = evaluate_gate(ready, **here)
            if decision.status == "ready":
                found.append((f"gate to {opens}", _time(partial(evaluate_gate, ready, **here))))
            found.append((f"earliest for {opens}", _time(partial(find_earliest, far, **here))))
    gates = [one for one in found if one[0].startswith("gate")]
    dates = [one for one in found if one[0].startswith("earliest")]
    worst_gate, worst_date = (max(some, key=lambda one: one[1]) for some in (gates, dates))
    return [(*worst_gate, MOST_GATE), (*worst_date, MOST_EARLIEST)]


def _history(today: date, *, pain: int) -> History:
    """Every date of the window trained, with every score given."""
    dates = [today - timedelta(days=n) for n in range(current_rules().window_dates, 0, -1)]
    return History(
        stage="bar-hang",
        entered_on=dates[0],
        baselines=(BaselineAnswer(dates[0], 3),),
        training_weekdays=frozenset(range(7)),
        screening=Outcome.CLEAR,
        screened_on=today,
        technique_confirmed=True,
        hold_test_passed=True,
        days=tuple(_day(on, "bar-hang", pain) for on in dates),
    )


def _day(on: date, stage: str, pain: int) -> Day:
    return Day(
        on=on,
        stage=stage,
        daily=pain,
        done=Fraction(1),
        before=pain,
        worst=pain,
        morning=pain,
        target_dose=True,
    )


def _of(history: History, stage: str, today: date) -> History:
    """The same days on another stage."""
    days = tuple(_day(day.on, stage, day.worst or 0) for day in history.days)
    return History(
        stage=stage,
        entered_on=history.entered_on,
        baselines=history.baselines,
        training_weekdays=history.training_weekdays,
        screening=history.screening,
        screened_on=history.screened_on,
        technique_confirmed=True,
        hold_test_passed=True,
        days=days,
    )


def _time(call: Callable[[], object]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        began = process_time()
        for _ in range(CALLS):
            call()
        rounds.append((process_time() - began) / CALLS * 1e6)
    # The quickest: other work on the machine only ever adds to it.
    return min(rounds)
