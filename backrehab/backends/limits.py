"""The cache that holds the limits on sign-in and the codes of an app that were used."""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

LAST = datetime.max.replace(tzinfo=UTC)


class LimitsCache(DatabaseCache):
    """Forgets nothing before its time, and says so when the database takes nothing."""

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool:
        """Django's passes over a fault of the database: on a full disk everybody was told that they
        had tried too often, in place of what is wrong."""
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        db = router.db_for_write(self.cache_model_class)
        operations, now = connections[db].ops, timezone.now().replace(microsecond=0)
        table = operations.quote_name(self._table)  # type: ignore[attr-defined]
        # What is there stays until its time is over where something is only to be added.
        only = f"WHERE {table}.expires < %s" if mode == "add" else ""
        values = [key, self._packed(value), self._expires(timeout, operations)]
        values += [operations.adapt_datetimefield_value(now)] if only else []
        with connections[db].cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - our own table
            if (number := cursor.fetchone()[0]) > self._max_entries:
                self._cull(db, cursor, now, number)
            cursor.execute(
                f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                "ON CONFLICT (cache_key) DO UPDATE "
                f"SET value = excluded.value, expires = excluded.expires {only}",
                values,
            )
            return bool(cursor.rowcount)

    def _packed(self, value: Any) -> str:
        """As Django's `get_many` reads it."""
        return base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()

    def _expires(self, timeout: float | None, operations: Any) -> Any:
        ends = self.get_backend_timeout(timeout)
        at = LAST if ends is None else datetime.fromtimestamp(ends, tz=UTC)
        return operations.adapt_datetimefield_value(at.replace(microsecond=0))

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:  # noqa: ARG002 - Django's
        """Django's throws a third of the entries away where there are many: whoever tries enough
        addresses would empty the counters of the others, and a code that was used could be used
        again."""
        operations = connections[db].ops
        name: str = self._table  # type: ignore[attr-defined]
        table, expires = map(operations.quote_name, (name, "expires"))
        cursor.execute(
            f"DELETE FROM {table} WHERE {expires} < %s",  # noqa: S608 - the name of our own table
            [operations.adapt_datetimefield_value(now)],
        )
