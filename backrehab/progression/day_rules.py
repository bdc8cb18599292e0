"""Reads `fixtures/plan/day.json`: how long a day may be, and what gives way first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from backrehab.accounts.models import WeightUnit
from backrehab.domain.plan import Part
from backrehab.progression.rulesets import current_rules

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "plan" / "day.json"
FIELDS = {"bands", "budgets", "default_reason", "gives_way", "plate_steps", "sources"}
# These stay longest whatever the file says, so they cannot stand in it.
NEVER_LISTED = {Part.STAGE, Part.WARM_UP, Part.EASY, Part.PROGRAMME}


class DayRulesError(ValueError):
    """The file is not right; the message names file, entry and field."""


@dataclass(frozen=True, slots=True)
class GivesWay:
    """A part of the plan or a programme (its key) that gives way when time is short, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class DayRules:
    """The choices of minutes a day; what gives way, the first to go first; the names of bands, the
    lightest first; and the smallest plates to choose from in each unit of weight."""

    budgets: tuple[int, ...]
    gives_way: tuple[GivesWay, ...]
    bands: tuple[str, ...]
    plate_steps: Mapping[WeightUnit, tuple[Decimal, ...]]

    @property
    def order(self) -> tuple[str, ...]:
        """The names alone, in order."""
        return tuple(one.name for one in self.gives_way)


@cache
def day_rules() -> DayRules:
    """The published file; raises DayRulesError."""
    return parse_day_rules(json.loads(FILE.read_text(encoding="utf-8")))


def parse_day_rules(data: Any) -> DayRules:
    """The rules in `data`; raises DayRulesError naming the entry and the field."""
    if not isinstance(data, dict) or set(data) != FIELDS:
        raise DayRulesError(f"day.json: must be an object with {', '.join(sorted(FIELDS))}")
    budgets, gives_way = data["budgets"], data["gives_way"]
    if (
        not isinstance(budgets, list)
        or not budgets
        or any(type(one) is not int or one < 1 for one in budgets)
        or sorted(set(budgets)) != budgets
    ):
        raise DayRulesError("day.json: budgets: must be whole minutes, the shortest first")
    if not isinstance(gives_way, list):
        raise DayRulesError("day.json: gives_way: must be a list")
    found = tuple(_gives_way(entry, place) for place, entry in enumerate(gives_way))
    names = [one.name for one in found]
    if len(set(names)) != len(names):
        raise DayRulesError("day.json: gives_way: a name stands twice")
    return DayRules(tuple(budgets), found, _bands(data["bands"]), _plate_steps(data["plate_steps"]))


def _bands(names: Any) -> tuple[str, ...]:
    """As many names as the rule set has bands."""
    wanted = current_rules().dose.bands
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise DayRulesError("day.json: bands: must be a list of names")
    if len(names) != wanted:
        raise DayRulesError(f"day.json: bands: must be {wanted}, as many as the rule set has")
    return tuple(names)


def _plate_steps(data: Any) -> Mapping[WeightUnit, tuple[Decimal, ...]]:
    if not isinstance(data, dict) or set(data) != set(WeightUnit.values):
        raise DayRulesError(f"day.json: plate_steps: must have {', '.join(WeightUnit.values)}")
    found = {}
    for unit, steps in data.items():
        try:
            found[WeightUnit(unit)] = tuple(Decimal(step) for step in steps)
        except (InvalidOperation, TypeError) as error:
            raise DayRulesError(f"day.json: plate_steps.{unit}: must be weights") from error
        if not found[WeightUnit(unit)] or min(found[WeightUnit(unit)]) <= 0:
            raise DayRulesError(f"day.json: plate_steps.{unit}: must be above 0")
    return found


def _gives_way(entry: Any, place: int) -> GivesWay:
    where = f"day.json: gives_way[{place}]"
    if not isinstance(entry, dict) or set(entry) != {"name", "why"}:
        raise DayRulesError(f"{where}: must be an object with name and why")
    for field in ("name", "why"):
        if not isinstance(entry[field], str) or not entry[field]:
            raise DayRulesError(f"{where}.{field}: must be text")
    if entry["name"] in NEVER_LISTED:
        raise DayRulesError(f"{where}.name: {entry['name']!r} never gives way by choice")
    return GivesWay(entry["name"], entry["why"])
