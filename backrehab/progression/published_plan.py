"""What a day can be planned from, read from the catalogue's files without a database."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from backrehab.domain.amounts import Amount
from backrehab.domain.plan import Kept, Part, Planned, PublishedPlan, Side, StageFacts
from backrehab.progression.day_rules import day_rules
from backrehab.progression.plan import EASY_PROGRAMME, FUNDAMENTALS, WARM_UP_PROGRAMME
from backrehab.progression.published_levels import read_amount
from backrehab.progression.rulesets import current_rules

CATALOGUE = Path(__file__).resolve().parents[2] / "fixtures" / "catalogue"
type Fields = Mapping[str, Any]


@cache
def published_plan() -> PublishedPlan:
    """The published exercises with their times, by stage and programme; `manage.py load_catalogue`
    checks the files."""
    exercises = {one["key"]: one for one in _read("exercises")}
    programmes = {one["key"]: one for one in _read("programmes")}
    return PublishedPlan(
        stages=MappingProxyType(
            {one["key"]: _stage(one, exercises[one["exercise"]]) for one in _read("stages")}
        ),
        warm_up=_items(programmes[WARM_UP_PROGRAMME], exercises, Part.WARM_UP),
        fundamentals=_items(programmes[FUNDAMENTALS], exercises, Part.FUNDAMENTALS),
        easy=_items(programmes[EASY_PROGRAMME], exercises, Part.EASY),
        sides=MappingProxyType(
            {
                key: Side(
                    key=key,
                    items=_items(one, exercises, Part.PROGRAMME),
                    warm_up_first=one.get("warm_up_first", False),
                )
                for key, one in programmes.items()
                if one.get("followable", False)
            }
        ),
        gives_way=day_rules().order,
    )


def _read(name: str) -> list[Fields]:
    entries: list[Fields] = json.loads((CATALOGUE / f"{name}.json").read_text(encoding="utf-8"))
    return entries


def _items(programme: Fields, exercises: Mapping[str, Fields], part: Part) -> tuple[Planned, ...]:
    """The exercises of a programme, each drill at its easiest level."""
    return tuple(
        Planned(
            exercise=item["exercise"],
            part=part,
            seconds=_seconds(read_amount(item), exercises[item["exercise"]], item),
            programme=programme["key"],
            times_a_week=item["times_a_week"],
        )
        for item in programme["items"]
        if not item.get("after")
    )


def _stage(stage: Fields, exercise: Fields) -> StageFacts:
    kept = stage.get("maintenance")
    return StageFacts(
        exercise=exercise["key"],
        seconds_each=_seconds_each(exercise, stage["levels"][0]),
        rest_seconds=exercise["timing"]["rest_seconds"],
        kept=None if kept is None else _kept(kept, exercise),
        kept_amount=None if kept is None else read_amount(kept),
    )


def _kept(kept: Fields, exercise: Fields) -> Kept:
    as_warm_up = kept.get("as_warm_up", False)
    return Kept(
        planned=Planned(
            exercise=exercise["key"],
            part=Part.WARM_UP if as_warm_up else Part.MAINTENANCE,
            seconds=_seconds(read_amount(kept), exercise, kept),
            heavy=current_rules().heavy.is_heavy(exercise["key"], loaded=False),
        ),
        daily=kept["days"] == "daily",
        as_warm_up=as_warm_up,
    )


def _seconds(amount: Amount, exercise: Fields, dose: Fields) -> int:
    rest: int = exercise["timing"]["rest_seconds"]
    return amount.sets * (amount.each * _seconds_each(exercise, dose) + rest)


def _seconds_each(exercise: Fields, dose: Fields) -> int:
    """For one repetition, or for one second of a hold; both sides count."""
    one: int = exercise["timing"]["seconds_per_repetition"] if "repetitions" in dose else 1
    return one * (2 if exercise.get("per_side", False) else 1)
