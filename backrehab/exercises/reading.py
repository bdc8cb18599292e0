"""Reads the catalogue files and names every fault in them: file, entry, field, what is wrong."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backrehab.exercises.checks import Entry
from backrehab.exercises.references import reference_faults
from backrehab.exercises.schema import FILES

type CatalogueData = dict[str, list[Entry]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a catalogue file; `entry` and `field` are empty where it is wider than that."""

    file: str
    entry: str
    field: str
    message: str

    def __str__(self) -> str:
        return " · ".join(part for part in (self.file, self.entry, self.field) if part) + (
            f": {self.message}"
        )


class CatalogueInvalidError(Exception):
    """The files can't be loaded; `problems` are all the reasons, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read_catalogue(directory: Path) -> CatalogueData:
    """The entries of all files, checked field by field and against one another.

    Raises CatalogueInvalidError with every fault found; what it returns can be loaded.
    """
    data: CatalogueData = {}
    problems: list[Problem] = []
    for name in FILES:
        entries, faults = read_file(directory / f"{name}.json")
        data[name] = entries
        problems += faults or entry_problems(name, entries)
    sound = {name: sound_entries(name, entries) for name, entries in data.items()}
    problems += [
        Problem(f"{name}.json", key, field, message)
        for name, key, field, message in reference_faults(data, sound)
    ]
    if problems:
        raise CatalogueInvalidError(problems)
    return data


def read_file(path: Path) -> tuple[list[Any], list[Problem]]:
    """The list in a file, or why there is none."""
    doubles: list[str] = []

    def keep_doubles(pairs: list[tuple[str, Any]]) -> Entry:
        names = [name for name, _ in pairs]
        doubles.extend(sorted({name for name in names if names.count(name) > 1}))
        return dict(pairs)

    try:
        content = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=keep_doubles)
    except OSError as error:
        return [], [Problem(path.name, "", "", f"can't be read: {error.strerror}")]
    except ValueError as error:
        return [], [Problem(path.name, "", "", f"is not valid JSON: {error}")]
    if not isinstance(content, list) or not content:
        return [], [Problem(path.name, "", "", "must be a list of entries, and not empty")]
    return content, [
        Problem(path.name, "", name, "stands twice in the same object") for name in doubles
    ]


def entry_problems(name: str, entries: list[Any]) -> list[Problem]:
    """What is wrong within each entry of a file."""
    _spec, check = FILES[name]
    return [
        Problem(f"{name}.json", label(value, number), path.lstrip("."), message)
        for number, value in enumerate(entries, start=1)
        for path, message in check(value)
    ]


def label(value: Any, number: int) -> str:
    """How a message names an entry: by its key, or by its place in the file."""
    key = value.get("key") if isinstance(value, dict) else None
    return key if isinstance(key, str) and key else f"entry {number}"


def sound_entries(name: str, entries: list[Any]) -> list[Entry]:
    """The entries without a fault of their own: only these are held against other files."""
    _spec, check = FILES[name]
    return [value for value in entries if not any(True for _ in check(value))]
