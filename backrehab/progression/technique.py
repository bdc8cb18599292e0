"""The hip-hinge checklist that a person confirms before the heavy stages."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKLIST = Path(__file__).resolve().parents[2] / "fixtures" / "technique" / "hip-hinge.json"


class ChecklistError(ValueError):
    """The file is not a valid checklist; the message names file and field."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """The points that all have to be true."""

    version: str
    title: str
    sources: tuple[str, ...]
    default_reason: str
    checks: tuple[str, ...]


@cache
def hip_hinge() -> Checklist:
    """The checklist in force."""
    return read(CHECKLIST)


def read(path: Path) -> Checklist:
    """The checklist in a file; raises ChecklistError naming file and field."""
    data = json.loads(path.read_text(encoding="utf-8"))
    for name in ("version", "title", "default_reason"):
        if not isinstance(data.get(name), str) or not data[name]:
            raise ChecklistError(f"{path.name}: {name}: must be text")
    for name in ("sources", "checks"):
        items = data.get(name)
        if not isinstance(items, list) or not items or not all(isinstance(i, str) for i in items):
            raise ChecklistError(f"{path.name}: {name}: must be a list of texts")
    return Checklist(
        version=data["version"],
        title=data["title"],
        sources=tuple(data["sources"]),
        default_reason=data["default_reason"],
        checks=tuple(data["checks"]),
    )
