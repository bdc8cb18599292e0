"""How long the gate itself takes for the fullest window, without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from time import process_time

from backrehab.domain.earliest import find_earliest
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.records import BaselineAnswer, Day, History, Outcome
from backrehab.progression.rulesets import current_rules

ROUNDS = 600
MOST_GATE, MOST_EARLIEST = 150, 5000
# Calm days throughout; and days over the ceiling of the stages that have the steady-pain route.
CALM, STEADY, FAR = 1, 4, 7


def gate_times(today: date) -> list[tuple[str, float, int]]:
    """What was timed, the CPU microseconds of one call, and the most they may be."""
    rules = current_rules()
    gates: dict[str, Callable[[], object]] = {}
    dates: dict[str, Callable[[], object]] = {}
    for key, stage in rules.stages.items():
        for opens in stage.opens:
            here = {"opens": opens, "rules": rules, "today": today}
            for pain in (CALM, STEADY):
                ready = _history(key, today, pain=pain)
                if evaluate_gate(ready, **here).status == "ready":
                    gates[f"gate to {opens}, pain {pain}"] = partial(evaluate_gate, ready, **here)
            far = _history(key, today, pain=FAR)
            dates[f"earliest for {opens}"] = partial(find_earliest, far, **here)
    times = _times(gates | dates)
    worst = (max(some, key=times.__getitem__) for some in (gates, dates))
    return [(name, times[name], MOST_GATE if name in gates else MOST_EARLIEST) for name in worst]


def _history(stage: str, today: date, *, pain: int) -> History:
    """Every date of the stage's window before today trained, with every score given; as a page
    reads it."""
    rules = current_rules()
    dates = [today - timedelta(days=n) for n in range(rules.window_of(stage) - 1, 0, -1)]
    return History(
        stage=stage,
        entered_on=dates[0],
        baselines=(BaselineAnswer(dates[0], 3),),
        training_weekdays=frozenset(range(7)),
        screening=Outcome.CLEAR,
        screened_on=today,
        technique_confirmed=True,
        hold_test_passed=True,
        days=tuple(_day(on, stage, pain) for on in dates),
        judged_since=dates[rules.judged_by],
    )


def _day(on: date, stage: str, pain: int) -> Day:
    return Day(
        on=on,
        stage=stage,
        daily=pain,
        done=1.0,
        before=pain,
        worst=pain,
        morning=pain,
        target_dose=True,
    )


def _times(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Microseconds of the processor for each, which take turns, as the machine's speed changes."""
    least = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, call in calls.items():
            began = process_time()
            call()
            # The quickest: other work on the machine only ever adds to it.
            least[name] = min(least[name], (process_time() - began) * 1e6)
    return least
