"""Scenario files with their expected answers, and scenarios that differ in one field."""

import json
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

SCENARIOS = Path(__file__).parent / "scenarios"
EXPECTED = ".expected"


def names_in(folder: Path) -> list[str]:
    """The scenarios of a folder, in the order in which it is answered."""
    stems = [path.stem for path in sorted(folder.glob("*.json"))]
    return [stem for stem in stems if not stem.endswith(EXPECTED)]


def expectations_in(folder: Path) -> set[str]:
    """The scenarios of a folder that have an expected answer."""
    return {path.name.removesuffix(f"{EXPECTED}.json") for path in folder.glob(f"*{EXPECTED}.json")}


def read(folder: str, name: str) -> dict[str, Any]:
    """A scenario, or an expected answer, of one of the folders."""
    found: dict[str, Any] = json.loads((SCENARIOS / folder / f"{name}.json").read_text("utf-8"))
    return found


def expected_of(folder: str, name: str) -> dict[str, Any]:
    """The answer that stands beside a scenario."""
    return read(folder, name + EXPECTED)


def printed_answers(folder: Path) -> dict[str, Any]:
    """What `manage.py decide` prints for the scenarios of a folder, by their names."""
    printed = StringIO()
    call_command("decide", str(folder), stdout=printed)
    answers = [json.loads(line) for line in printed.getvalue().splitlines()]
    return dict(zip(names_in(folder), answers, strict=True))


def with_field(scenario: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The scenario with another value at a dotted path; `...` takes the field away."""
    scenario = deepcopy(scenario)
    place: Any = scenario
    *entries, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    for name in entries:
        place = place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return scenario
