"""What a backup counts and a move copies: every table, every row once, every value as it is."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from backrehab.accounts.models import User
from backrehab.operations.tables import BATCH, _plain, batches, fingerprint, kept_models, rows_in
from backrehab.painlog.models import DailyScore

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
# Django's own list of migrations, and what may be lost: see `move_database`.
OTHERS = {"django_migrations", "cache_entry"}


@pytest.mark.django_db
def test_every_table_of_the_database_is_kept() -> None:
    """Also those between two others, such as who is in which group of operators."""
    there = set(connection.introspection.table_names())
    kept = [model._meta.db_table for model in kept_models()]
    assert {*kept, *OTHERS} == there
    assert kept == sorted(set(kept))
    assert {"accounts_user_groups", "accounts_user_user_permissions"} <= {*kept}
    assert [*rows_in(connection)] == kept


@pytest.mark.parametrize("rows", [0, 1, BATCH, 2 * BATCH, 2 * BATCH + 1])
def test_a_long_table_is_read_in_parts_and_each_row_once(user: User, rows: int) -> None:
    first = date(2010, 1, 1)
    DailyScore.objects.bulk_create(
        DailyScore(user=user, on=first + timedelta(days=n), score=n % 11, given_at=NOON)
        for n in range(rows)
    )
    parts = list(batches(DailyScore, "default"))
    assert [len(part) for part in parts] == [BATCH] * (rows // BATCH) + [1] * (rows % BATCH)
    keys = [row[0] for part in parts for row in part]
    assert keys == sorted(DailyScore.objects.values_list("pk", flat=True))
    count, before = fingerprint(DailyScore, "default")
    assert count == rows
    if rows:
        DailyScore.objects.filter(pk=keys[-1]).update(score=10)
        assert fingerprint(DailyScore, "default") != (rows, before)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("None", "None"),
        (Decimal("20.000"), "20"),
        (Decimal("22.680"), "22.68"),
        (datetime(2026, 3, 9, 13, tzinfo=ZoneInfo("Europe/Berlin")), "2026-03-09T12:00:00+00:00"),
        (datetime(2026, 3, 9, 12, 0, 0, 7, UTC), "2026-03-09T12:00:00.000007+00:00"),
        (date(2026, 3, 9), "2026-03-09"),
        (memoryview(b"\x01\xff"), "01ff"),
        ({"b": [1], "a": None}, '{"a": null, "b": [1]}'),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_a_value_is_told_in_one_way_whatever_the_engine(value: Any, plain: Any) -> None:
    assert _plain(value) == plain
