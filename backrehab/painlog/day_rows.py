"""Training days as plain values: after every entry many are read, for the rules alone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from backrehab.painlog.models import TrainingDay
from backrehab.prepared import read_date

COLUMNS = (
    "on",
    "morning_on",
    "load_kg",
    "target_dose",
    "stop",
    "leg",
    "extra_meds",
    "started_at",
    "last_exercise_at",
    "stage_key",
    "sets_done",
    "sets_prescribed",
    "dose_level",
    "dose_share",
    "extra_repetitions",
    "band",
    "before",
    "worst",
    "morning",
    "morning_timing",
)
WEIGHT = Decimal("0.001")


class DayRow(NamedTuple):
    """One training day: the columns of `TrainingDay` under their names, and whether it `trained`.

    The instants stay text, as of most days nobody asks; see `ended_at`.
    """

    trained: bool
    on: date
    morning_on: date | None
    load_kg: Decimal | None
    target_dose: bool
    stop: bool
    leg: bool
    extra_meds: bool
    started: str
    last_exercise: str | None
    stage_key: str
    sets_done: int
    sets_prescribed: int
    dose_level: int
    dose_share: int
    extra_repetitions: int | None
    band: int | None
    before: int | None
    worst: int | None
    morning: int | None
    morning_timing: str

    @property
    def ended_at(self) -> datetime:
        """The instant of the last exercise, or of the beginning while there was none."""
        at = datetime.fromisoformat(self.last_exercise or self.started)
        # SQLite keeps instants without their zone, which is always this one.
        return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def listed(days: QuerySet[TrainingDay]) -> QuerySet[TrainingDay, Any]:
    """The columns of these days, for `JsonRows`."""
    return days.values_list(*COLUMNS)


def read_days(rows: list[list[Any]]) -> list[DayRow]:
    """The days that `listed` was asked for, latest first."""
    # The first column is the date, as text that sorts like dates.
    return [_read_day(row) for row in sorted(rows, key=_on, reverse=True)]


def _on(row: Sequence[Any]) -> Any:
    return row[0]


def _read_day(row: list[Any]) -> DayRow:
    on, morning_on, load_kg, target_dose, stop, leg, extra_meds, started, last, *rest = row
    _stage, sets_done, *_, worst, _morning, _timing = rest
    return DayRow(
        bool(sets_done or stop or leg or worst is not None),
        date.fromisoformat(on),
        read_date(morning_on),
        None if load_kg is None else Decimal(load_kg).quantize(WEIGHT),
        bool(target_dose),
        bool(stop),
        bool(leg),
        bool(extra_meds),
        started,
        last,
        *rest,
    )
