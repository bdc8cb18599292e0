"""PostgreSQL's own programs for backups, called without a password on the command line."""

import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.conninfo import make_conninfo

from backrehab import env
from backrehab.operations.manifests import BackupFault

# How to reach a server and to know it; none is a secret. The rest of Django's parameters are for
# Python, or limit a request: a dump may wait longer.
LIBPQ = (
    *("service", "host", "hostaddr", "port", "user", "passfile", "options"),
    *("target_session_attrs", "load_balance_hosts", "requirepeer", "require_auth"),
    *("channel_binding", "sslmode", "sslnegotiation", "sslrootcert", "sslcert", "sslkey"),
    *("sslcertmode", "sslcrl", "sslcrldir", "sslsni", "ssl_min_protocol_version"),
    *("ssl_max_protocol_version", "gssencmode", "krbsrvname", "gssdelegation"),
)

# What a backup is made, read and brought back with.
TOOLS = ("pg_dump", "pg_restore", "psql")
# A database to check a backup in: its name tells since when, by the clock of the server.
SCRATCH, STAMP, LEFT_BEHIND = "back_rehab_check_", 'YYYYMMDD"T"HH24MISS', "12 hours"
# Any number that no other lock of this database has.
GETTING_READY = 0x6261636B
# What pg_dump says of a server, and pg_restore of a dump, that is newer than itself.
TOO_OLD = re.compile("server version mismatch|unsupported version")
NEWER = (
    "Install PostgreSQL's client programs at least as new as the server, and say in PG_BIN which "
    "folder has them if older ones are on the path."
)


def find_tool(name: str) -> str | None:
    """Where the program lies, if anywhere: in the folder PG_BIN, else on the path."""
    return shutil.which(name, path=settings.PG_BIN or None)


def tool(name: str) -> str:
    """The same; raises BackupFault."""
    found = find_tool(name)
    if found is None:
        raise BackupFault(
            f"{name} is not here. Install PostgreSQL's client programs (at least as new as the "
            "server), or say in PG_BIN which folder has them."
        )
    return found


def _reach(database: str) -> str:
    """How to reach a database of the server, as libpq reads it, without the password."""
    return conninfo(connection.get_connection_params(), database)


def conninfo(given: dict[str, Any], database: str) -> str:
    """What libpq is told of Django's parameters; the database "" is that of the service."""
    wanted = {key: str(given[key]) for key in LIBPQ if given.get(key)}
    return make_conninfo(**wanted, **({"dbname": database} if database else {}))


def _secrets() -> dict[str, str]:
    """The password, where all of libpq's programs look for it; arguments are seen by everybody."""
    password = connection.get_connection_params().get("password")
    return {"PGPASSWORD": str(password)} if password else {}


def _run(name: str, *options: str) -> None:
    done = subprocess.run(  # noqa: S603 - no shell, and options of our own
        [tool(name), *options],
        env=env.with_secrets(**_secrets()),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = done.stderr.strip()[-500:]
        advice = f"\n{NEWER}" if TOO_OLD.search(told) else ""
        raise BackupFault(f"{name} failed: {told}{advice}")


def refuse_pooler() -> None:
    """Raise BackupFault if something like PgBouncer stands between.

    What PostgreSQL's programs set for their session can stay with a connection that a pooler then
    gives to somebody else, who finds no tables any more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        # A pooler answers for many servers' processes, so that it makes up a number of its own.
        if cursor.fetchone()[0] != connection.connection.info.backend_pid:
            raise BackupFault(
                "A PgBouncer (or another pooler) answers at DATABASE_URL. Backups and restores "
                "need PostgreSQL itself: give this command its own address as DATABASE_URL."
            )


def dump(path: Path, *, snapshot: str) -> None:
    """Write the database as the snapshot shows it, compressed, in PostgreSQL's own format."""
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    here = _reach(str(connection.settings_dict["NAME"]))
    _run("pg_dump", *options, f"--file={path}", f"--dbname={here}")


def restore(path: Path, *, database: str) -> None:
    """Put a dump into an empty database in one transaction: all of it or nothing."""
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", *options, f"--dbname={_reach(database)}", str(path))


def replace(path: Path, *, database: str, without: Iterable[str]) -> None:
    """Put a dump in the place of what the database holds, and drop the tables `without` first, as
    they may hold on to what is replaced: all of it in one transaction, or nothing.

    pg_restore cannot drop others than the dump has, so that it writes statements here, which psql
    runs. COMMIT comes last, once all of them are there.
    """
    write = [tool("pg_restore"), "--no-owner", "--no-privileges", "--clean", "--if-exists"]
    run = [tool("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    drop = "".join(f"DROP TABLE IF EXISTS {connection.ops.quote_name(t)} CASCADE;" for t in without)
    with tempfile.TemporaryFile() as said:
        writer = subprocess.Popen(  # noqa: S603 - no shell, and options of our own
            [*write, "--file=-", str(path)], stdout=subprocess.PIPE, stderr=said
        )
        runner = subprocess.Popen(  # noqa: S603
            [*run, f"--dbname={_reach(database)}"],
            env=env.with_secrets(**_secrets()),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        with writer, runner:
            # It ends early where a statement fails; what it said is read below.
            with suppress(BrokenPipeError):
                _pass_on(writer, runner, before=f"BEGIN;SET client_min_messages=error;{drop}\n")
            for pipe in (writer.stdout, runner.stdin):
                with suppress(BrokenPipeError):
                    pipe.close()  # type: ignore[union-attr]
        if writer.returncode or runner.returncode:
            said.seek(0)
            told = said.read().decode(errors="replace").strip()
            raise BackupFault(f"pg_restore failed, and nothing was changed: {told[-500:]}")


def _pass_on(writer: Any, runner: Any, *, before: str) -> None:
    """All that is written, and COMMIT only behind a whole."""
    runner.stdin.write(before.encode())
    shutil.copyfileobj(writer.stdout, runner.stdin)
    if writer.wait() == 0:
        runner.stdin.write(b"\nCOMMIT;\n")


@contextmanager
def one_node_at_a_time() -> Iterator[None]:
    """Nodes that get ready at the same moment do so one after the other: they would make the same
    tables, and all but one would fail.

    The lock is that of a transaction of its own, which a PgBouncer keeps together as well. Whoever
    waits in vain, as for a machine that froze, ends with a word and is started again.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    password = connection.get_connection_params().get("password")
    where = _reach(str(connection.settings_dict["NAME"]))
    with connection.wrap_database_errors, closing(psycopg.connect(where, password=password)) as own:
        own.execute("SET LOCAL lock_timeout = '60s'")
        own.execute("SELECT pg_advisory_xact_lock(%s)", [GETTING_READY])
        yield


def new_scratch(near: BaseDatabaseWrapper) -> str:
    """The name of a scratch database to be made, once those that were left behind are dropped.

    A command that was killed leaves its own, with all that a backup holds. No check takes as long
    as LEFT_BEHIND; what another one still works in is not dropped.
    """
    with near._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own way to reach the server
        cursor.execute(
            "SELECT datname::text FROM pg_database WHERE starts_with(datname::text, %s)"
            " AND pg_get_userbyid(datdba) = current_user"
            " AND COALESCE(substring(datname::text FROM '_([0-9]{8}T[0-9]{6})_'), '')"
            " < to_char(now() AT TIME ZONE 'UTC' - %s::interval, %s)",
            [SCRATCH, LEFT_BEHIND, STAMP],
        )
        for (name,) in cursor.fetchall():
            with suppress(Error):
                cursor.execute(f"DROP DATABASE IF EXISTS {near.ops.quote_name(name)}")
        cursor.execute("SELECT to_char(now() AT TIME ZONE 'UTC', %s)", [STAMP])
        return f"{SCRATCH}{cursor.fetchone()[0]}_{secrets.token_hex(6)}"


@contextmanager
def scratch_database(near: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    """An empty database on the same server for as long as it is needed."""
    with near._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own way to reach the server
        quoted = near.ops.quote_name(name)
        try:
            # template0: nothing that somebody added to the usual template comes along.
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except Exception as error:
            role = near.settings_dict["USER"] or "backrehab"
            raise BackupFault(
                f"No scratch database could be made to check in: {str(error).strip()}\n"
                "A backup is checked by bringing it back there. As a rule the role may not make "
                f'databases; give it the right as the superuser: ALTER ROLE "{role}" CREATEDB;'
            ) from error
    try:
        yield
    finally:
        with near._nodb_cursor() as cursor:  # noqa: SLF001
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def count_rows(database: str, *, tables: list[str]) -> dict[str, int]:
    """The number of rows of each of the tables that are there."""
    password = connection.get_connection_params().get("password")
    # Names would come as bytes from a server without an encoding of its own (SQL_ASCII).
    where = make_conninfo(_reach(database), client_encoding="UTF8")
    opened = connection.wrap_database_errors
    with opened, closing(psycopg.connect(where, password=password)) as there:
        rows = there.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = {row[0] for row in rows}
        count = sql.SQL("SELECT COUNT(*) FROM {}")
        found: dict[str, int] = {}
        for table in tables:
            if table in present:
                row = there.execute(count.format(sql.Identifier(table))).fetchone()
                found[table] = row[0] if row else 0
        return found
