"""The published stages and their dose levels, from the catalogue's file, without a database."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from backrehab.domain.amounts import Amount, Unit

STAGES = Path(__file__).resolve().parents[2] / "fixtures" / "catalogue" / "stages.json"


@cache
def published_levels() -> Mapping[str, tuple[Amount, ...]]:
    """The amounts that a day asks for, by stage, from the entry dose to the target dose."""
    return read(STAGES)


@cache
def published_exercises() -> Mapping[str, str]:
    """The exercise of each stage, both by their keys."""
    stages = json.loads(STAGES.read_text(encoding="utf-8"))
    return MappingProxyType({stage["key"]: stage["exercise"] for stage in stages})


def read(path: Path) -> Mapping[str, tuple[Amount, ...]]:
    """The levels in one file, which `manage.py load_catalogue` checks."""
    stages = json.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType({stage["key"]: _levels(stage["levels"]) for stage in stages})


def _levels(levels: list[dict[str, Any]]) -> tuple[Amount, ...]:
    return tuple(read_amount(dose) for dose in sorted(levels, key=lambda dose: int(dose["level"])))


def read_amount(dose: Mapping[str, Any]) -> Amount:
    """The sets of a dose that are not optional, in repetitions or in seconds of holding."""
    sets = sum(slot["sets"] for slot in dose["slots"] if not slot.get("optional", False))
    if "repetitions" in dose:
        return Amount(sets, dose["repetitions"], Unit.REPETITIONS)
    return Amount(sets, dose["hold_seconds"], Unit.SECONDS)
