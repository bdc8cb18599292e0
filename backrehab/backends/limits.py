"""The cache that holds the limits on sign-in and the codes of an app that were used."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, IntegrityError, connections, router


class LimitsCache(DatabaseCache):
    """Forgets nothing before its time, and says so when the database takes nothing."""

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool:
        """Django's passes over every fault of the database, as somebody else may have been first:
        on a full disk nobody was, and people were told that they had tried too often."""
        faults: list[DatabaseError] = []

        def look(execute: Any, *statement: Any) -> Any:
            try:
                return execute(*statement)
            except IntegrityError:
                raise
            except DatabaseError as fault:
                faults.append(fault)
                raise

        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(look):
            stored = bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        if faults:
            raise faults[0]
        return stored

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
