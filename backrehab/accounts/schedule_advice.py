"""The training days that the start suggests; they are data in `fixtures/start/schedule.json`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from backrehab.accounts.fixture_files import read_fields
from backrehab.accounts.models import ALL_WEEKDAYS

FILE = Path(settings.BASE_DIR) / "fixtures" / "start" / "schedule.json"


@dataclass(frozen=True)
class ScheduleAdvice:
    """Weekdays with Monday 0, and how many of them a week work well."""

    suggested_weekdays: tuple[int, ...]
    fewest_advised_days: int
    most_advised_days: int
    sources: tuple[str, ...]
    default_reason: str


@cache
def schedule_advice() -> ScheduleAdvice:
    """The advice in force."""
    return read_advice(FILE)


def read_advice(path: Path) -> ScheduleAdvice:
    """Read and check the file; raises ImproperlyConfigured naming the file and the field."""
    data = read_fields(path, ScheduleAdvice, field_is_good)
    lists = ("suggested_weekdays", "sources")
    values: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in data.items()}
    return ScheduleAdvice(**values)


def field_is_good(name: str, data: dict[str, Any]) -> bool:
    """Whether one field is of its kind and fits the others."""
    value, fewest = data[name], data["fewest_advised_days"]
    match name:
        case "suggested_weekdays":
            return isinstance(value, list) and 0 < len(set(value) & set(ALL_WEEKDAYS)) == len(value)
        case "fewest_advised_days":
            return type(value) is int and 1 <= value <= len(ALL_WEEKDAYS)
        case "most_advised_days":
            return (
                type(value) is int and type(fewest) is int and fewest <= value <= len(ALL_WEEKDAYS)
            )
        case "sources":
            return isinstance(value, list) and all(isinstance(tag, str) and tag for tag in value)
        case _:
            return isinstance(value, str)
