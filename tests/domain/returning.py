"""People on the short way back, for its tests."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from backrehab.domain.earliest import find_earliest
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import History
from backrehab.domain.scenario import Scenario
from backrehab.domain.way_back import ReturnCriteria, evaluate_return
from tests.domain.diaries import (
    RULES,
    TODAY,
    make_history,
)
from tests.domain.strategies import days_after, person, scenario_of


def ask(row: dict[str, Any], **changes: Any) -> Any:
    history, opens = make_history(row)
    return evaluate_return(replace(history, **changes), opens=opens, rules=RULES, today=TODAY)


def is_open(asked: Scenario, history: History | None = None, on_date: date | None = None) -> bool:
    """Whether the way back is ready, without looking for the earliest date."""
    history, today = history or asked.history, on_date or asked.today
    if history.screening.needs_clinician or history.in_flare_up:
        return False
    ledger = Ledger(history, asked.rules, today)
    criteria = ReturnCriteria(ledger, history, opens=asked.opens, as_of=today)
    return criteria.ready_route() is not None


def earliest(asked: Scenario, history: History | None = None) -> date:
    """The earliest date, or one that is later than any if there is none."""
    found = find_earliest(
        history or asked.history,
        opens=asked.opens,
        rules=asked.rules,
        today=asked.today,
        kind=ReturnCriteria,
    )
    return found or date.max


def on_the_way(seed: int) -> Scenario:
    """A history of the generator, stepped back some dates ago, and often just short of ready."""
    rng = Random(seed)
    asked = scenario_of(seed)
    days = list(asked.history.days)
    if rng.random() < 0.3:
        days = [day for day in days if rng.random() < 0.6]
    ago = rng.choice([0, 4, 6, 8, 9, 12, 20, 30, 40, 60])
    return person(asked, days=tuple(days), entered_on=days_after(asked.today, -ago))
