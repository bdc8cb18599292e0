"""Training days as plain values: after every entry many are read, for the rules alone."""

from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple, cast

from django.db.models import QuerySet

from backrehab.painlog.models import TrainingDay

COLUMNS = (
    "on",
    "morning_on",
    "load_kg",
    "target_dose",
    "stop",
    "leg",
    "extra_meds",
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
INSTANTS = ("started_at", "last_exercise_at")
SETS_DONE, WORST = COLUMNS.index("sets_done"), COLUMNS.index("worst")
WEIGHT = Decimal("0.001")


class DayRow(NamedTuple):
    """One training day: the columns of `TrainingDay` under their names, and whether it `trained`.

    A kind that has more to it keeps that behind these, where `more` finds it.
    """

    trained: bool
    on: date
    morning_on: date | None
    load_kg: Decimal | None
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
    def more(self) -> tuple[Any, ...]:
        """The columns behind those of every row."""
        return cast("tuple[Any, ...]", self[len(DayRow._fields) :])


class TimedRow(DayRow):
    """A training day with its instants, which stay text, as of most days nobody asks."""

    __slots__ = ()

    @property
    def ended_at(self) -> datetime:
        """The instant of the last exercise, or of the beginning while there was none."""
        started, last_exercise = self.more
        at = datetime.fromisoformat(last_exercise or started)
        # SQLite keeps instants without their zone, which is always this one.
        return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def listed(days: QuerySet[TrainingDay]) -> QuerySet[TrainingDay, Any]:
    """The columns of these days, for `JsonRows`."""
    return days.values_list(*COLUMNS, *INSTANTS)


def read_days(rows: list[list[Any]]) -> list[TimedRow]:
    """The days that `listed` was asked for, latest first."""
    return read_rows(rows, TimedRow)


def read_rows[Row: DayRow](rows: list[list[Any]], kind: type[Row]) -> list[Row]:
    """Days of COLUMNS and whatever `kind` has more, latest first."""
    # The first column is the date, as text that sorts like dates.
    return [_read_row(row, kind) for row in sorted(rows, key=itemgetter(0), reverse=True)]


def _read_row[Row: DayRow](row: list[Any], kind: type[Row]) -> Row:
    on, morning_on, load_kg, target_dose, stop, leg, extra_meds, *rest = row
    values = (
        bool(row[SETS_DONE] or stop or leg or row[WORST] is not None),
        date.fromisoformat(on),
        None if morning_on is None else date.fromisoformat(morning_on),
        None if load_kg is None else Decimal(load_kg).quantize(WEIGHT),
        bool(target_dose),
        bool(stop),
        bool(leg),
        bool(extra_meds),
        *rest,
    )
    # By the names of the kind it would take half as long again, and have no place for more.
    return tuple.__new__(kind, values)
