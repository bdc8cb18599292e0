"""PostgreSQL's connections: a pool in each process, and what a PgBouncer between needs.

docs/decisions/0027-a-pool-that-fails-at-once.md
"""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from psycopg_pool import ConnectionPool

# How long a request waits for a connection, and libpq for each host; it counts whole seconds.
WAIT_SECONDS = 2
# How long what was sent may stay unconfirmed before a silent server counts as gone.
SILENT_MILLISECONDS = 5_000
# A statement that was asked this often is planned once and for all, on each connection.
PREPARE_AFTER = 5


def options(given: dict[str, Any], *, pool: int, pgbouncer: bool) -> dict[str, Any]:
    """What Django's settings of a PostgreSQL database need besides its address.

    `given` are the OPTIONS of the address, which win; `pool` is how many connections a process may
    have, 0 for one that each thread keeps. With `pgbouncer` nothing outlives a transaction.
    """
    found: dict[str, Any] = {
        "connect_timeout": WAIT_SECONDS,
        "tcp_user_timeout": SILENT_MILLISECONDS,
        "prepare_threshold": None if pgbouncer else PREPARE_AFTER,
        "server_side_binding": True,
    } | given
    if pool:
        found["pool"] = {
            "min_size": 0,
            "max_size": pool,
            "timeout": WAIT_SECONDS,
            "reconnect_timeout": 0,
            "reconnect_failed": fail_at_once,
            "num_workers": 1,
        }
    return {
        "OPTIONS": found,
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pgbouncer,
    }


def fail_at_once(pool: "ConnectionPool[Any]") -> None:
    """No connection could be made: tell those who wait for one why, at once.

    The pool calls it while it handles the error. By itself it would let them wait for their
    timeout, and then tell them nothing but that.
    """
    error = sys.exception()
    if not isinstance(error, Exception):  # pragma: no cover - the pool calls it in an `except`
        return
    with pool._lock:  # noqa: SLF001 - no public way
        waiting = list(pool._waiting)  # noqa: SLF001
        pool._waiting.clear()  # noqa: SLF001
    for one in waiting:
        one.fail(error)


def discard(connection: "BaseDatabaseWrapper") -> None:
    """End the connection for good: a pool would hand out one that answers again and again."""
    if connection.connection is not None:
        connection.connection.close()
    connection.close()
