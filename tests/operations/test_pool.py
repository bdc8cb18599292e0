"""How PostgreSQL is reached: the options that Django gets, and a pool that fails at once."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import pq
from psycopg_pool import ConnectionPool

from backrehab import env, postgres
from backrehab.operations.postgres import LIBPQ, conninfo
from backrehab.web.management.commands.serve import _options
from tests.faults.site import free_port


def options(**more: Any) -> dict[str, Any]:
    return postgres.options({"sslmode": "require"}, **{"pool": 1, "pgbouncer": False} | more)


def test_a_worker_has_as_many_connections_as_threads() -> None:
    line = _options("127.0.0.1", 8000, 2)
    threads = int(line[line.index("--blocking-threads") + 1])
    found = options(pool=threads)
    assert found["OPTIONS"]["pool"]["max_size"] == threads == settings.WORKER_THREADS
    # Django refuses a pool of connections that threads keep.
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (0, True)


def test_without_a_pool_each_thread_keeps_its_connection() -> None:
    found = options(pool=0)
    assert "pool" not in found["OPTIONS"]
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (None, True)


@pytest.mark.parametrize(("pgbouncer", "after"), [(False, postgres.PREPARE_AFTER), (True, None)])
def test_through_pgbouncer_nothing_outlives_a_transaction(
    pgbouncer: bool, after: int | None
) -> None:
    found = options(pgbouncer=pgbouncer)
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is pgbouncer
    assert found["OPTIONS"]["prepare_threshold"] == after


def test_the_address_has_the_last_word() -> None:
    given = {"connect_timeout": "9", "sslmode": "require"}
    found = postgres.options(given, pool=1, pgbouncer=False)["OPTIONS"]
    assert (found["connect_timeout"], found["sslmode"]) == ("9", "require")


@pytest.fixture
def pool() -> Iterator[ConnectionPool[Any]]:
    """As Django makes it, before a port where nothing listens."""
    more = options()["OPTIONS"]["pool"]
    kwargs = {"host": "127.0.0.1", "port": free_port(), "connect_timeout": postgres.WAIT_SECONDS}
    with ConnectionPool[Any](kwargs=kwargs, open=False, **more) as made:
        yield made


def test_a_server_that_is_gone_is_told_at_once_and_each_time(pool: ConnectionPool[Any]) -> None:
    began = time.monotonic()
    for _time in range(4):
        with pytest.raises(psycopg.OperationalError, match="refused"):
            pool.getconn()
    # Without `fail_at_once` each of them would have waited for its timeout.
    assert time.monotonic() - began < postgres.WAIT_SECONDS


@pytest.mark.django_db
def test_a_connection_is_kept_until_it_is_of_no_use() -> None:
    """As one to a server that only takes reads from now on (backrehab/web/outage.py)."""
    if connection.vendor != "postgresql":
        pytest.skip("There is no pool for SQLite.")
    told = connection.settings_dict
    more = postgres.options(told["OPTIONS"], pool=1, pgbouncer=False)
    own = DatabaseWrapper(told | more, "with_a_pool")
    try:
        first, again = [served_by(own) for _time in range(2)]
        own.ensure_connection()
        postgres.discard(own)
        assert (again == first, served_by(own) == first) == (True, False)
    finally:
        own.close_pool()


def served_by(own: DatabaseWrapper) -> int:
    """The process of the server behind a connection that is given back afterwards."""
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    own.close()
    return found


@pytest.mark.django_db
def test_values_are_bound_by_the_server() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no other way.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_typeof(%s)::text", [1])
        assert cursor.fetchone() == ("smallint",)


def test_backups_reach_a_server_as_the_site_does() -> None:
    """One that wants a certificate of the client, as an example; a password is told to nobody."""
    asked = "sslmode=verify-full&sslcert=/c.pem&sslkey=/k.pem&sslrootcert=/r.pem&sslpassword=hush"
    address = f"postgres://rehab:hush@one,two:5433/n?{asked}&target_session_attrs=read-write"
    given = env.database(address)
    django = DatabaseWrapper(settings.DATABASES["default"] | given | {"OPTIONS": given["OPTIONS"]})
    told = psycopg.conninfo.conninfo_to_dict(conninfo(django.get_connection_params(), "n"))
    assert told == {
        "host": "one,two",
        "port": "5433",
        "user": "rehab",
        "dbname": "n",
        "target_session_attrs": "read-write",
        "sslmode": "verify-full",
        "sslcert": "/c.pem",
        "sslkey": "/k.pem",
        "sslrootcert": "/r.pem",
    }
    assert conninfo({"service": "rehab", "dbname": ""}, "") == "service=rehab"


def test_backups_are_told_whatever_tells_how_to_reach_the_server() -> None:
    """Of all that libpq knows they leave what is secret, what limits a request, and what they
    choose themselves; each of the others is passed on."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    assert set(LIBPQ) <= known
    parts = ("host", "ssl", "gss", "require", "channel", "service", "pass", "load", "target")
    left_out = {name for name in known - {*LIBPQ} if name.startswith(parts)}
    # No server asks for the last three: compression is gone, the others are for Kerberos on Windows
    # and for reading along.
    assert left_out == {"password", "sslpassword", "sslcompression", "gsslib", "sslkeylogfile"}
    assert {"port", "user", "options", "krbsrvname", "ssl_min_protocol_version"} <= {*LIBPQ}
