"""How long things are kept or waited for, in days: see `fixtures/privacy/retention.json`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from backrehab.accounts.fixture_files import read_fields

FILE = Path(settings.BASE_DIR) / "fixtures" / "privacy" / "retention.json"


@dataclass(frozen=True)
class Periods:
    """All in days: the waits before a deletion that a person may choose from (0: at once), how long
    before the end a mail warns of an unused account, the shortest time an operator may set for
    that, and how long the key of a submitted form is kept."""

    why: str
    cooling_off_days: tuple[int, ...]
    suggested_days: int
    warning_days: int
    shortest_retention_days: int
    submission_days: int


@cache
def periods() -> Periods:
    """The periods in force."""
    return read_periods(FILE)


def read_periods(path: Path) -> Periods:
    """Read and check the file; raises ImproperlyConfigured naming the file and the field."""
    data = read_fields(path, Periods, _is_good)
    return Periods(**{**data, "cooling_off_days": tuple(data["cooling_off_days"])})


def _is_good(name: str, data: dict[str, Any]) -> bool:
    value = data[name]
    match name:
        case "why":
            return isinstance(value, str) and value.strip() != ""
        case "cooling_off_days":
            whole = isinstance(value, list) and all(type(each) is int for each in value)
            return whole and value == sorted({each for each in value if each >= 0}) != []
        case "suggested_days":
            return type(value) is int and value in data["cooling_off_days"]
        case _:
            return type(value) is int and value > 0
