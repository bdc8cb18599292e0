"""Days read as plain values say what the models say, column by column, on either database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from backrehab.accounts.models import User
from backrehab.json_rows import JsonRows, columns_of
from backrehab.painlog.day_rows import DayRow, TimedRow, listed, read_days
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.queries import to_day
from backrehab.prepared import Prepared
from tests.factories import make_user
from tests.factories_diary import make_days

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 9)
INSTANT = datetime(2026, 3, 9, 18, 30, 5, 120_500, tzinfo=UTC)
# Each its own value, so that no column can stand in for another.
FULL: dict[str, Any] = {
    "stage_key": "seated-row",
    "sets_prescribed": 13,
    "sets_done": 12,
    "dose_level": 11,
    "dose_share": 50,
    "extra_repetitions": 14,
    "load_kg": Decimal("62.125"),
    "before": 1,
    "worst": 7,
    "morning": 3,
    "morning_timing": "late",
    "morning_on": date(2026, 3, 11),
    "last_exercise_at": INSTANT,
}
MISSING: dict[str, Any] = {
    "before": None,
    "worst": None,
    "morning": None,
    "morning_timing": "",
    "morning_on": None,
    "sets_done": 0,
    "last_exercise_at": None,
}
ZEROS: dict[str, Any] = {"before": 0, "worst": 0, "morning": 0, "load_kg": 0, "sets_done": 0}
DAYS = Prepared[tuple[str]](
    lambda user: User.objects.filter(pk=user).values_list(
        JsonRows(listed(TrainingDay.objects.filter(user=user)))
    ),
    user=int,
)


def read(user: User) -> list[TimedRow]:
    found = DAYS.first(user=user.pk)
    assert found is not None
    return read_days(found[0])


@pytest.mark.parametrize(
    "values",
    [FULL, MISSING, ZEROS, {"band": 4}, {"target_dose": True}]
    + [{**MISSING, flag: True} for flag in ("stop", "leg", "extra_meds")],
)
def test_every_column_is_itself(values: dict[str, Any]) -> None:
    user = make_user()
    make_days(user, [DAY])
    TrainingDay.objects.filter(user=user).update(**{"started_at": INSTANT, **values})
    day, (row,) = TrainingDay.objects.get(user=user), read(user)
    for column in columns_of(DayRow):
        told, stored = getattr(row, column), getattr(day, column)
        assert (told, type(told)) == (stored, type(stored)), column
    assert row.trained == day.trained
    assert row.ended_at == (day.last_exercise_at or day.started_at)
    assert to_day(row, 5, today=DAY) == to_day(day, 5, today=DAY)


def test_the_latest_comes_first() -> None:
    user = make_user()
    dates = [date(2026, 3, 9), date(2025, 12, 31), date(2026, 3, 10)]
    make_days(user, dates)
    assert [row.on for row in read(user)] == sorted(dates, reverse=True)
