"""What a command about backups leaves behind when it is ended from outside: nothing."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from backrehab.operations import backup as making
from backrehab.operations import postgres
from backrehab.operations.management.commands import backup, restore, verify_backup
from backrehab.operations.manifests import note_of, unfinished

KILLED = 128 + signal.SIGTERM


@pytest.fixture
def deaf() -> Iterator[None]:
    """Where nobody listens, SIGTERM would end the tests."""

    def unheard(*_: object) -> NoReturn:
        raise AssertionError("SIGTERM would have ended it at once")

    before = signal.signal(signal.SIGTERM, unheard)
    yield
    assert signal.signal(signal.SIGTERM, before) is unheard


def told_to_end(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize(
    ("command", "step", "words"),
    [
        (backup, "back_up", []),
        (verify_backup, "verify_backup", ["some.dump"]),
        (restore, "restore_backup", ["some.dump"]),
    ],
)
def test_a_command_that_is_told_to_end_goes_in_order(
    monkeypatch: pytest.MonkeyPatch, deaf: None, command: object, step: str, words: list[str]
) -> None:
    """What was begun is undone on the way out, as after any fault."""
    monkeypatch.setattr(command, step, told_to_end)
    with pytest.raises(SystemExit) as ended:
        call_command(Path(str(command.__file__)).stem, *words)  # type: ignore[attr-defined]
    assert ended.value.code == KILLED


def test_a_backup_that_is_ended_half_way_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, deaf: None, open_database: None
) -> None:
    """Nor what lies beside it: SQLite's journal, a note that is not whole."""
    seen: list[Path] = []

    def half(path: Path) -> NoReturn:
        path.with_name(f"{path.name}-journal").touch()
        unfinished(note_of(path)).touch()
        seen.extend(tmp_path.iterdir())
        told_to_end()
        raise AssertionError("it went on")

    monkeypatch.setattr(making, "_copy", half)
    with pytest.raises(SystemExit):
        call_command("backup", to=tmp_path)
    assert (len(seen), list(tmp_path.iterdir())) == (3, [])


@pytest.fixture
def databases(open_database: None) -> Iterator[dict[str, str]]:
    """Scratch databases of others: by what they are, their names."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is checked where it lies.")
    stamp = "%Y%m%dT%H%M%S"
    now = datetime.now(UTC)
    hours = {hour: f"{now - timedelta(hours=hour):{stamp}}" for hour in (1, 13)}
    found = {
        "of an older release": "back_rehab_check_c6d693a147fa",
        "killed": f"back_rehab_check_{hours[13]}_c6d693a147fa",
        "killed, and looked at": f"back_rehab_check_{hours[13]}_ffd693a147fa",
        "at work": f"back_rehab_check_{hours[1]}_c6d693a147fa",
        "of something else": "back_rehab_of_others",
        "of another role": f"back_rehab_check_{hours[13]}_aad693a147fa",
    }
    with connection._nodb_cursor() as cursor:
        for name in found.values():
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        cursor.execute("CREATE ROLE back_rehab_other")
        cursor.execute(f'ALTER DATABASE "{found["of another role"]}" OWNER TO back_rehab_other')
    yield found
    with connection._nodb_cursor() as cursor:
        for name in found.values():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("DROP ROLE back_rehab_other")


def test_what_a_killed_check_left_is_dropped(databases: dict[str, str]) -> None:
    """It holds all that a backup does, and no BACKUP_DAYS would end it."""
    password = connection.get_connection_params().get("password")
    where = postgres._reach(databases["killed, and looked at"])
    with closing(psycopg.connect(where, password=password)):
        name = postgres.new_scratch(connection)
    assert name not in databases.values()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname::text FROM pg_database")
        there = {row[0] for row in cursor.fetchall()}
    stays = {what for what, name in databases.items() if name in there}
    assert stays == {"killed, and looked at", "at work", "of something else", "of another role"}
