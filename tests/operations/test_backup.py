"""Backups: made beside a running server, checked, kept for their time, and brought back."""

import json
import os
import resource
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from pytest_django.fixtures import Settings

from backrehab.accounts.deletion import delete_person
from backrehab.accounts.models import DeletedAccount, User
from backrehab.operations import postgres
from backrehab.operations.backup import (
    Restored,
    back_up,
    make_backup,
    restore_backup,
    verify_backup,
)
from backrehab.operations.manifests import (
    BackupFault,
    all_backups,
    checksum,
    note_of,
    read_manifest,
    seconds_since_last,
)
from backrehab.operations.tables import fingerprint, kept_models, rows_in
from tests.factories import make_user
from tests.operations.conftest import NOW

type Fingerprints = dict[str, tuple[int, str]]


def everything() -> Fingerprints:
    return {model._meta.db_table: fingerprint(model, "default") for model in kept_models()}


def edit_note(backup: Path, **changes: object) -> None:
    note = json.loads(note_of(backup).read_text()) | changes
    note_of(backup).write_text(json.dumps(note))


# Both engines copy outside the transaction that other tests are wrapped in.
@pytest.mark.django_db(transaction=True)
def test_restore_drill(tmp_path: Path) -> None:
    """What was there comes back row by row; what came after the backup is gone, but laid aside."""
    make_user(email="ada@example.org")
    before = everything()
    path = back_up(tmp_path, now=NOW, days=30)
    make_user(email="late@example.org")
    User.objects.filter(email="ada@example.org").update(unit="lb")
    after = everything()
    assert after != before

    with pytest.raises(BackupFault, match="has people in it"):
        restore_backup(path, replace=False, now=NOW, safety=tmp_path / "aside")
    assert everything() == after

    restored = restore_backup(path, replace=True, now=NOW, safety=tmp_path / "aside")
    assert everything() == before
    # And the next new row gets a number of its own.
    make_user(email="next@example.org")
    emails = set(User.objects.values_list("email", flat=True))
    assert emails == {"ada@example.org", "next@example.org"}

    (aside,) = all_backups(tmp_path / "aside")
    assert restored == Restored(read_manifest(path), safety_copy=aside, deleted=[])
    assert aside.parent.stat().st_mode & 0o777 == 0o700
    assert read_manifest(aside).checked
    assert restore_backup(aside, replace=True, now=NOW, safety=None).safety_copy is None
    assert everything() == after


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    """It may be shared, or belong to somebody else."""
    tmp_path.chmod(0o755)
    make_backup(tmp_path, now=NOW)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


@pytest.mark.django_db(transaction=True)
def test_the_commands(tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_DIR = tmp_path
    said = StringIO()
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("verify_backup")
    for days in (0, 99_999_999):
        with pytest.raises(CommandError, match="--days must be 1 or more, and 36500 at most"):
            call_command("backup", days=days)
    make_user(email="ada@example.org")
    (tmp_path / "back-rehab-0.sqlite3").touch()
    os.utime(tmp_path / "back-rehab-0.sqlite3", (0, 0))
    call_command("backup", stdout=said)
    call_command("verify_backup", stdout=said)
    (path,) = all_backups(tmp_path)
    assert set(tmp_path.iterdir()) == {path, note_of(path)}
    with pytest.raises(CommandError, match="has people in it"):
        call_command("restore", str(path))
    call_command("restore", str(path), replace=True, stdout=said)
    made, checked, kept, restored, warned = said.getvalue().splitlines()
    assert made.startswith(str(path))
    assert checked.startswith(f"{path} is whole")
    assert restored.startswith(f"Restored the backup of {read_manifest(path).made_at}: ")
    (safety_copy,) = set(all_backups(tmp_path)) - {path}
    assert kept == f"What was there before is in {safety_copy}"
    assert warned == (
        "Accounts that were deleted since then, and are deleted again now: 0. "
        "What else was deleted or entered is undone."
    )
    assert User.objects.get().email == "ada@example.org"
    with pytest.raises(CommandError, match="is missing"):
        call_command("verify_backup", str(tmp_path / "other"))


@pytest.mark.django_db(transaction=True)
def test_who_deleted_their_account_does_not_come_back(tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_DIR = tmp_path
    make_user(email="ada@example.org")
    older = back_up(tmp_path, now=NOW, days=30)
    gone = make_user(email="gone@example.org")
    newer = back_up(tmp_path, now=NOW + timedelta(hours=1), days=30)
    delete_person(gone, now=NOW + timedelta(hours=2))
    # From a backup that never held it, and back from there to one that does.
    for path, again in ((newer, 1), (older, 0), (newer, 1)):
        said = StringIO()
        call_command("restore", str(path), replace=True, stdout=said)
        assert User.objects.get().email == "ada@example.org"
        assert f"deleted again now: {again}." in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_an_empty_database_cannot_tell_who_deleted_their_account(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BACKUP_DIR = tmp_path
    user, said = make_user(email="gone@example.org"), StringIO()
    path = back_up(tmp_path, now=NOW, days=30)
    delete_person(user, now=NOW)
    DeletedAccount.objects.all().delete()
    call_command("restore", str(path), stdout=said)
    assert User.objects.get().email == "gone@example.org"
    assert "nothing here before that could tell who deleted their account" in said.getvalue()


def test_the_note_tells_what_is_inside(backup: Path, ending: str, open_database: None) -> None:
    manifest = read_manifest(backup)
    assert backup.name == f"back-rehab-20260309T090000000000Z{ending}"
    assert manifest.rows == rows_in(connection)
    assert manifest.rows["exercises_exercise"] > 20
    assert manifest.made == NOW
    assert verify_backup(backup) == manifest
    assert backup.stat().st_mode & 0o777 == note_of(backup).stat().st_mode & 0o777 == 0o600


def test_a_changed_byte_is_noticed(backup: Path, open_database: None) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupFault, match="checksum differs"):
        verify_backup(backup)
    with pytest.raises(BackupFault, match="checksum differs"):
        restore_backup(backup, replace=True, now=NOW, safety=None)
    backup.unlink()
    with pytest.raises(BackupFault, match="is missing"):
        verify_backup(backup)


def test_a_row_that_breaks_a_constraint_is_noticed(backup: Path, open_database: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL checks while it restores.")
    before = backup.read_bytes()
    assert verify_backup(backup).file == backup.name
    assert backup.read_bytes() == before
    with closing(sqlite3.connect(backup)) as copy:
        copy.execute("PRAGMA ignore_check_constraints=ON")
        copy.execute("UPDATE exercises_stage SET position=-1 WHERE position=1")
        copy.commit()
    edit_note(backup, size=backup.stat().st_size, sha256=checksum(backup))
    with pytest.raises(BackupFault, match="is damaged: CHECK constraint failed"):
        verify_backup(backup)


def test_a_missing_row_is_noticed(backup: Path, open_database: None) -> None:
    edit_note(backup, rows=read_manifest(backup).rows | {"exercises_muscle": 1})
    with pytest.raises(BackupFault, match=r"other numbers of rows .*\['exercises_muscle'\]"):
        verify_backup(backup)


@pytest.mark.parametrize("note", ["", "{}", "[1]", '{"file": 1, "made_at": "soon"}'])
def test_a_faulty_note_is_noticed(backup: Path, note: str) -> None:
    note_of(backup).write_text(note)
    with pytest.raises(BackupFault, match="cannot be read"):
        verify_backup(backup)
    note_of(backup).unlink()
    with pytest.raises(BackupFault, match="is missing"):
        verify_backup(backup)


def test_a_backup_of_a_newer_version_is_refused(backup: Path, open_database: None) -> None:
    edit_note(backup, migrations=[*read_manifest(backup).migrations, "accounts.9999_later"])
    with pytest.raises(BackupFault, match=r"newer version of the app .*accounts\.9999_later"):
        restore_backup(backup, replace=True, now=NOW, safety=None)


def test_a_backup_of_another_engine_is_refused(backup: Path, open_database: None) -> None:
    """Whatever the note claims, nothing of another engine gets as far as the database."""
    edit_note(backup, engine="postgresql" if connection.vendor == "sqlite" else "sqlite")
    with pytest.raises((BackupFault, sqlite3.DatabaseError)):
        restore_backup(backup, replace=True, now=NOW, safety=None)


def laid(backup: Path, folder: Path, number: int, made: datetime) -> Path:
    """The same backup as if it had been made then."""
    path = folder / f"back-rehab-{number}{backup.suffix}"
    shutil.copy2(backup, path)
    shutil.copy2(note_of(backup), note_of(path))
    edit_note(path, made_at=made.isoformat())
    return path


def test_old_backups_go_and_the_newest_stays(
    backup: Path, tmp_path: Path, open_database: None
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    laid(backup, folder, 1, NOW)
    kept = laid(backup, folder, 2, NOW + timedelta(days=20))
    new = back_up(folder, now=NOW + timedelta(days=40), days=30)
    assert all_backups(folder) == [new, kept]
    new = back_up(folder, now=NOW + timedelta(days=900), days=30)
    assert sorted(folder.iterdir()) == [new, note_of(new)]


@pytest.mark.parametrize("note", [None, "broken"])
def test_one_that_was_never_finished_goes_in_its_time_too(
    backup: Path, tmp_path: Path, open_database: None, note: str | None
) -> None:
    """As kill -9 or a power cut leaves it: a copy full of what people may have deleted since."""
    folder = tmp_path / "kept"
    folder.mkdir()
    for age in (31, 29):
        left = folder / f"back-rehab-0{age}{backup.suffix}"
        shutil.copy(backup, left)
        os.utime(left, ((NOW - timedelta(days=age)).timestamp(),) * 2)
        if note:
            note_of(left).write_text(note)
    foreign = folder / f"somebody-else{backup.suffix}"
    shutil.copy2(left, foreign)
    new = back_up(folder, now=NOW, days=30)
    others = {path for path in folder.iterdir() if path not in {new, note_of(new), foreign}}
    assert others == {left} | ({note_of(left)} if note else set())


def test_a_note_that_may_not_be_read_is_a_fault_of_the_backup(backup: Path) -> None:
    """As root leaves it behind; /readyz must not break over it."""
    note_of(backup).unlink()
    note_of(backup).mkdir()
    with pytest.raises(BackupFault, match="cannot be read"):
        read_manifest(backup)
    assert seconds_since_last(backup.parent, now=NOW) is None


def test_the_age_of_the_last(backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert seconds_since_last(folder, now=NOW) is None
    folder.mkdir()
    laid(backup, folder, 1, NOW)
    last = laid(backup, folder, 2, NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=3)
    assert seconds_since_last(folder, now=later) == 7200
    # A clock that was set back a little is no matter. One that was ahead for a day is: for as long
    # as that, nothing would tell that no backup is made.
    assert seconds_since_last(folder, now=NOW + timedelta(minutes=30)) == 0
    assert seconds_since_last(folder, now=NOW - timedelta(minutes=30)) == 0
    assert seconds_since_last(folder, now=NOW - timedelta(hours=2)) is None
    # An unreadable note is no backup to count on, and neither is a note alone.
    note_of(last).write_text("")
    assert seconds_since_last(folder, now=later) == 10800
    alone = laid(backup, folder, 3, NOW + timedelta(hours=2))
    assert seconds_since_last(folder, now=later) == 3600
    alone.unlink()
    assert all_backups(folder) == [last, folder / f"back-rehab-1{backup.suffix}"]
    assert seconds_since_last(folder, now=later) == 10800


def test_nothing_half_made_stays(
    tmp_path: Path, settings: Settings, backup: Path, open_database: None
) -> None:
    """What cannot be finished leaves no file and no note, and takes no other backup with it."""
    with pytest.raises(BackupFault, match="is there already"):
        back_up(tmp_path, now=NOW, days=30)
    assert verify_backup(backup).file == backup.name
    if connection.vendor == "postgresql":
        settings.PG_BIN = str(tmp_path / "empty")
        with pytest.raises(BackupFault, match="pg_dump is not here"):
            back_up(tmp_path / "other", now=NOW, days=30)
        assert list((tmp_path / "other").iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, open_database: None) -> None:
    """Where a file cannot grow any more; the backup before stays."""
    if connection.vendor != "sqlite":
        pytest.skip("pg_dump writes the file of PostgreSQL, in a process of its own.")
    before = make_backup(tmp_path, now=NOW)
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before.stat().st_size // 2, kept[1]))
    try:
        with pytest.raises(OperationalError):
            back_up(tmp_path, now=NOW + timedelta(days=40), days=30)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert sorted(tmp_path.iterdir()) == [before, note_of(before)]


def edit_content(backup: Path, *statements: str) -> None:
    """What is inside is changed, and the note says that it is as written."""
    with closing(sqlite3.connect(backup)) as there:
        for statement in statements:
            there.execute(statement)
        there.commit()
    edit_note(backup, sha256=checksum(backup), size=backup.stat().st_size)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["DELETE FROM exercises_exercise"], "rows that point at rows which are not there"),
        (
            # Pages that nothing points at any more.
            ["PRAGMA writable_schema = ON", "DELETE FROM sqlite_master WHERE sql LIKE '% INDEX %'"],
            r"is damaged: [^.]* never used",
        ),
    ],
)
def test_a_fault_that_the_checksum_does_not_see_is_noticed(
    backup: Path, open_database: None, statements: list[str], told: str
) -> None:
    """It was in the database already, so that the copy is as it was written."""
    if connection.vendor != "sqlite":
        pytest.skip("A dump of PostgreSQL is checked by a restore.")
    edit_content(backup, *statements)
    with pytest.raises(BackupFault, match=told):
        verify_backup(backup)


def test_a_role_that_may_not_make_databases(open_database: None) -> None:
    """Backups are checked in a database of their own, so the operator is told what is missing."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles.")
    with connection._nodb_cursor() as cursor:
        cursor.execute("CREATE ROLE back_rehab_small LOGIN")
    connections.settings["small"] = connections.settings["default"] | {"USER": "back_rehab_small"}
    told = r'permission denied .*\n.*ALTER ROLE "back_rehab_small" CREATEDB;'
    try:
        with (
            pytest.raises(BackupFault, match=told),
            postgres.scratch_database(connections["small"], "back_rehab_check_small"),
        ):
            pass
    finally:
        connections["small"].close()
        del connections["small"], connections.settings["small"]
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP ROLE back_rehab_small")


def test_rows_are_counted_on_a_server_without_an_encoding(open_database: None) -> None:
    """As initdb makes it where no locale is set."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one encoding.")
    name = "back_rehab_of_ascii"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    try:
        assert postgres.count_rows(name, tables=["gone"]) == {}
        password = connection.get_connection_params().get("password")
        with psycopg.connect(postgres._reach(name), password=password) as there:
            there.execute("CREATE TABLE here AS SELECT generate_series(1, 3)")
        assert postgres.count_rows(name, tables=["gone", "here"]) == {"here": 3}
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
