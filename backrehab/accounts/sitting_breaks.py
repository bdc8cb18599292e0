"""How often a break from sitting is suggested; the choices are in `fixtures/start/breaks.json`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from backrehab.accounts.fixture_files import read_fields
from backrehab.accounts.models import User

FILE = Path(settings.BASE_DIR) / "fixtures" / "start" / "breaks.json"
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class SittingBreaks:
    """Minutes between breaks: what a person may choose, and what is suggested."""

    minutes: tuple[int, ...]
    suggested_minutes: int
    sources: tuple[str, ...]
    default_reason: str


@cache
def sitting_breaks() -> SittingBreaks:
    """The choices in force."""
    return read_breaks(FILE)


def read_breaks(path: Path) -> SittingBreaks:
    """Read and check the file; raises ImproperlyConfigured naming the file and the field."""
    data = read_fields(path, SittingBreaks, _is_good)
    return SittingBreaks(
        minutes=tuple(data["minutes"]),
        suggested_minutes=data["suggested_minutes"],
        sources=tuple(data["sources"]),
        default_reason=data["default_reason"],
    )


def _is_good(name: str, data: dict[str, Any]) -> bool:
    value = data[name]
    match name:
        case "minutes":
            whole = isinstance(value, list) and all(type(each) is int for each in value)
            return whole and value == sorted({each for each in value if 0 < each < MINUTES_A_DAY})
        case "suggested_minutes":
            return type(value) is int and value in data["minutes"]
        case "sources":
            return isinstance(value, list) and all(isinstance(tag, str) and tag for tag in value)
        case _:
            return isinstance(value, str)


def choose_sitting_minutes(*, user: User, minutes: int | None) -> None:
    """So many minutes of sitting before a break; None: no timer. The gate does not depend on it."""
    User.objects.filter(pk=user.pk).update(sitting_minutes=minutes)
    user.sitting_minutes = minutes
