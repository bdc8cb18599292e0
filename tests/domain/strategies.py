"""Hypothesis strategies: scenarios of the generator, and single changes of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from backrehab.domain.criteria import Criteria
from backrehab.domain.earliest import find_earliest
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, History
from backrehab.domain.scenario import Scenario, parse_scenario
from tests.domain.diaries import RULES
from tests.oracle.generate import random_scenario

RULE_SETS = {RULES.version: RULES}
SCORES = ("before", "worst", "morning", "daily")
seeds = st.integers(min_value=0, max_value=2**32 - 1)


def scenario_of(seed: int) -> Scenario:
    """The scenario the generator makes of a seed; half of them are ready, most others nearly."""
    return parse_scenario(random_scenario(Random(seed)), RULE_SETS)


scenarios = seeds.map(scenario_of)
raw_scenarios = seeds.map(lambda seed: random_scenario(Random(seed)))


class Change(NamedTuple):
    """A history with one score lower and the same with it higher."""

    lower: History
    higher: History
    day: Day
    field: str


def criteria_of(asked: Scenario, history: History | None = None) -> Criteria:
    """The criteria of the scenario's gate, for another history of the same person if given."""
    history = history or asked.history
    ledger = Ledger(history, asked.rules, asked.today)
    return Criteria(ledger, history, opens=asked.opens, as_of=asked.today)


def is_ready(asked: Scenario, history: History | None = None, on: date | None = None) -> bool:
    """Whether the gate is ready, without looking for the earliest date."""
    history, today = history or asked.history, on or asked.today
    if history.screening.needs_clinician or history.in_flare_up:
        return False
    ledger = Ledger(history, asked.rules, today)
    return Criteria(ledger, history, opens=asked.opens, as_of=today).ready_route() is not None


def earliest(asked: Scenario, history: History | None = None) -> date:
    """The earliest date, or one that is later than any if there is none."""
    history = history or asked.history
    found = find_earliest(history, opens=asked.opens, rules=asked.rules, today=asked.today)
    return found or date.max


def with_day(history: History, day: Day) -> History:
    """The history with that record in the place of the one of its date."""
    days = [other for other in history.days if other.on != day.on]
    return replace(history, days=tuple(sorted([*days, day], key=lambda each: each.on)))


def given_on(day: Day, field: str) -> date:
    """The date a score counts for."""
    return day.morning_given_on if field == "morning" else day.on


def all_changes(history: History, rng: Random, count: int) -> Iterator[Change]:
    """Some raises of single scores of the history, and some by which a score of it is reached."""
    places = [(day, field) for day in history.days for field in SCORES]
    given = [(day, field) for day, field in places if getattr(day, field) is not None]
    for day, field in rng.sample(given, k=min(count, len(given))):
        score: int = getattr(day, field)
        other = rng.choice([value for value in range(11) if value != score])
        changed = with_day(history, day._replace(**{field: other}))
        lower, higher = (changed, history) if other < score else (history, changed)
        yield Change(lower, higher, day, field)


def days_after(on: date, dates: int) -> date:
    """So many dates later."""
    return on + timedelta(days=dates)


def person(asked: Scenario, **changes: Any) -> Scenario:
    """The scenario with something about the person changed."""
    return replace(asked, history=replace(asked.history, **changes))
