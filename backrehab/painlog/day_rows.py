"""Training days as plain values: after every entry many are read, for the rules alone."""

from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from msgspec import Struct, field

from backrehab.json_rows import columns_of, instant, rows_as
from backrehab.painlog.models import TrainingDay

WEIGHT = Decimal("0.001")


class DayRow(Struct, frozen=True, array_like=True, gc=False):
    """One training day: columns of `TrainingDay` under their names (`columns_of`)."""

    on: date
    morning_on: date | None
    stored_kg: Decimal | None = field(name="load_kg")
    target_dose: bool
    stop: bool
    leg: bool
    extra_meds: bool
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
    def trained(self) -> bool:
        """Whether there was training, as `TrainingDay.trained` says it."""
        return self.sets_done > 0 or self.stop or self.leg or self.worst is not None

    @property
    def load_kg(self) -> Decimal | None:
        """The weight to the gram: SQLite keeps it as a fraction."""
        return None if self.stored_kg is None else self.stored_kg.quantize(WEIGHT)


class TimedRow(DayRow, frozen=True, array_like=True, gc=False):
    """A training day with its instants, which stay text, as of most days nobody asks."""

    started_at: str
    last_exercise_at: str | None

    @property
    def ended_at(self) -> datetime:
        """The instant of the last exercise, or of the beginning while there was none."""
        return instant(self.last_exercise_at or self.started_at)


def listed(days: QuerySet[TrainingDay]) -> QuerySet[TrainingDay, Any]:
    """The columns of these days, for `JsonRows`."""
    return days.values_list(*columns_of(TimedRow))


TIMED_ROWS = rows_as(TimedRow)


def read_days(text: str) -> list[TimedRow]:
    """The days that `listed` was asked for, latest first."""
    return latest_first(TIMED_ROWS(text))


def latest_first[Row: DayRow](rows: list[Row]) -> list[Row]:
    """The same rows in that order; those of `JsonRows` come in none."""
    rows.sort(key=attrgetter("on"), reverse=True)
    return rows
