"""The figures of the hip release: its hold, and when two pain scores can be compared."""

import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).resolve().parents[2] / "fixtures" / "hip" / "figures.json"


class FiguresError(ValueError):
    """The file is not valid; the message names file and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HipFigures:
    """Times of the hold in seconds; `finish_minutes` after its start a release can still be given
    a score; from `enough_releases` on, what they did is counted (docs/sources.md, S3)."""

    ready_seconds: int
    typical_from_seconds: int
    typical_to_seconds: int
    longest_seconds: int
    finish_minutes: int
    enough_releases: int
    sources: tuple[str, ...]
    default_reason: str


TEXTS = ("sources", "default_reason")
NUMBERS = tuple(field.name for field in fields(HipFigures) if field.name not in TEXTS)


@cache
def hip_figures() -> HipFigures:
    """The figures in force."""
    return read(FIGURES)


def read(path: Path) -> HipFigures:
    """The figures in a file; raises FiguresError naming file and field."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name in sorted(data.keys() ^ {*NUMBERS, *TEXTS}):
        raise FiguresError(f"{path.name}: {name}: is {'unknown' if name in data else 'missing'}")
    for name in NUMBERS:
        if type(data[name]) is not int or data[name] < 1:
            raise FiguresError(f"{path.name}: {name}: must be a whole number from 1")
    seconds = [data[f"{name}_seconds"] for name in ("typical_from", "typical_to", "longest")]
    if seconds != sorted(seconds):
        raise FiguresError(f"{path.name}: longest_seconds: the times must not get shorter")
    sources = data["sources"]
    if not isinstance(sources, list) or not sources or not all(isinstance(s, str) for s in sources):
        raise FiguresError(f"{path.name}: sources: must be a list of tags")
    if not isinstance(data["default_reason"], str) or not data["default_reason"]:
        raise FiguresError(f"{path.name}: default_reason: must be text")
    return HipFigures(**(data | {"sources": tuple(sources)}))
