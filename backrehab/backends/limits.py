"""The cache that holds the limits on sign-in and the codes of an app that were used."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class LimitsCache(DatabaseCache):
    """Forgets nothing before its time.

    Django's throws a third of the entries away where there are many: whoever tries enough addresses
    would empty the counters of the others, and a code that was used could be used again.
    """

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:  # noqa: ARG002 - Django's
        operations = connections[db].ops
        name: str = self._table  # type: ignore[attr-defined]
        table, expires = map(operations.quote_name, (name, "expires"))
        cursor.execute(
            f"DELETE FROM {table} WHERE {expires} < %s",  # noqa: S608 - the name of our own table
            [operations.adapt_datetimefield_value(now)],
        )
