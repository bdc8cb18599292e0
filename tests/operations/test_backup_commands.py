"""The commands for backups as an operator runs them, each in a process of its own."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from backrehab.operations import backup as making
from backrehab.operations import postgres
from backrehab.operations.backup import make_backup, restore_backup, verify_backup
from backrehab.operations.manifests import (
    BackupFault,
    all_backups,
    checked_backups,
    note_of,
    read_manifest,
    seconds_since_last,
)
from tests.factories import make_user
from tests.operations.conftest import NOW, programs
from tests.operations.test_backup import edit_content, edit_note, everything, laid
from tests.project.files import ROOT


def manage(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    words = (sys.executable, "manage.py", *words)
    return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_the_command_looks_at_what_it_wrote(backup: Path, tmp_path: Path) -> None:
    """A fault of the database itself is told on the night it is there, not on the day of need."""
    if connection.vendor != "sqlite":
        pytest.skip("A dump of PostgreSQL is checked by a restore.")
    folder, now = tmp_path / "new", datetime.now(UTC)
    folder.mkdir()
    for number, age in enumerate((40, 35)):
        laid(backup, folder, number, now - timedelta(days=age))
    edit_content(backup, "DELETE FROM exercises_exercise")
    said = manage(backup, "backup", "--to", str(folder), "--days", "30")
    assert (said.returncode, "rows which are not there" in said.stderr) == (1, True)
    # It is no backup to count on, and the last that was whole stays in spite of its age.
    new, kept = all_backups(folder)
    assert (read_manifest(new).checked, list(checked_backups(folder))) == (False, [kept])
    assert kept.name == f"back-rehab-1{backup.suffix}"
    age = seconds_since_last(folder, now=now)
    assert age == timedelta(days=35).total_seconds()


def test_a_database_without_tables_is_told_from_one_with_data(tmp_path: Path) -> None:
    said = manage(tmp_path / "new.sqlite3", "backup", "--to", str(tmp_path / "backups"))
    assert (said.returncode, said.stdout) == (1, "")
    assert "CommandError: There is nothing to back up yet" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "backups").exists()
    # The file that was made on the way, and what comes into it: for nobody else on the machine.
    assert manage(tmp_path / "new.sqlite3", "migrate").returncode == 0
    assert (tmp_path / "new.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_note_of_a_later_release_counts_after_going_back(
    backup: Path, open_database: None
) -> None:
    """It may say more than this one knows."""
    edit_note(backup, made_with="99.0")
    assert verify_backup(backup).checked
    assert list(checked_backups(backup.parent)) == [backup]


def test_a_folder_that_may_not_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_database: None
) -> None:
    """As one outside of what systemd lets the service write to."""

    def refused(self: Path, **_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(CommandError, match=r"backups \(Read-only file system\)\. Let it belong"):
        call_command("backup", to=tmp_path / "backups")


def test_a_backup_that_the_disk_did_not_take_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_database: None
) -> None:
    """Some disks say so only when they are asked whether they have it."""

    def refused(_handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(OSError, match="Input/output error"):
        make_backup(tmp_path, now=NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("below", ["", "backups"])
def test_a_file_in_the_place_of_the_folder(tmp_path: Path, open_database: None, below: str) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(CommandError, match="is no folder: look at BACKUP_DIR"):
        call_command("backup", to=tmp_path / "notes.txt" / below)


def test_the_note_in_the_place_of_its_backup(backup: Path) -> None:
    """The shell completes a name to either."""
    with pytest.raises(BackupFault, match="is the note of a backup; name the file beside it"):
        verify_backup(note_of(backup))


@pytest.mark.parametrize("name", ["typo.sqlite3", "."])
def test_a_path_that_leads_to_no_backup(tmp_path: Path, name: str) -> None:
    """A note that is missing would be looked for where there is nothing at all."""
    with pytest.raises(BackupFault, match="is missing, or is no file"):
        verify_backup(tmp_path / name)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("error: aborting because of server version mismatch", True),
        ("error: unsupported version (1.16) in file header", True),
        ("error: could not write to output file: No space left on device", False),
    ],
)
def test_programs_that_are_older_than_the_server(
    tmp_path: Path, settings: Settings, said: str, *, advice: bool
) -> None:
    settings.PG_BIN = str(tmp_path)
    (tmp_path / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump: {said}' >&2\nexit 1\n")
    (tmp_path / "pg_dump").chmod(0o755)
    with pytest.raises(BackupFault) as refused:
        postgres._run("pg_dump")
    assert said in str(refused.value)
    assert ("say in PG_BIN which folder" in str(refused.value)) == advice


def test_the_drill_of_the_guide(backup: Path, tmp_path: Path) -> None:
    """Into a file that is not there yet; nobody else on the machine may read it."""
    if connection.vendor != "sqlite":
        pytest.skip("With PostgreSQL `verify_backup` is the drill.")
    new = tmp_path / "drill.sqlite3"
    said = manage(new, "restore", str(backup))
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Restored the backup of 2026-03-09T09:00:00+00:00: ")
    assert new.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_what_is_damaged_is_laid_aside_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what somebody may want to get rid of, and the only copy of the latest entries."""
    make_user(email="ada@example.org")
    path, told = make_backup(tmp_path, now=NOW), []

    def damaged(copy: Path) -> None:
        raise BackupFault(f"{copy} is damaged")

    monkeypatch.setattr(making, "_check", damaged)
    aside = tmp_path / "aside"
    restored = restore_backup(path, replace=True, now=NOW, safety=aside, laid_aside=told.append)
    assert told == [restored.safety_copy] == all_backups(aside)


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_the_server_refuses_changes_nothing(tmp_path: Path) -> None:
    """Something of the operator's own holds on to a table that is to be replaced."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite takes the file as a whole.")
    path = make_backup(tmp_path, now=NOW)
    make_user(email="late@example.org")
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW of_others AS SELECT id FROM accounts_user")
    try:
        with pytest.raises(BackupFault, match=r"of_others.* depends on"):
            restore_backup(path, replace=True, now=NOW, safety=None)
        assert everything() == before
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP VIEW of_others")


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_gone_at_the_very_end_is_told(tmp_path: Path, settings: Settings) -> None:
    """All of it was sent, and only psql knows that it did not arrive."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite takes the file as a whole.")
    path = make_backup(tmp_path, now=NOW)
    before, real = everything(), Path(programs())
    settings.PG_BIN = str(tmp_path / "bin")
    (tmp_path / "bin").mkdir()
    for name in ("pg_dump", "pg_restore"):
        (tmp_path / "bin" / name).symlink_to(real / name)
    broken = tmp_path / "bin" / "psql"
    broken.write_text("#!/bin/sh\ncat > /dev/null\necho 'connection lost' >&2\nexit 2\n")
    broken.chmod(0o755)
    with pytest.raises(BackupFault, match="connection lost"):
        restore_backup(path, replace=True, now=NOW, safety=None)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("cut", "ending"),
    [
        ("head -c 200000", "exit 1"),
        ("head -c 200000", "kill -9 $$"),
        # Whole statements, and no row: COMMIT behind them would be taken.
        ("sed '/^COPY /,$d'", "exit 1"),
    ],
)
def test_a_restore_that_ends_half_way_changes_nothing(
    tmp_path: Path, settings: Settings, cut: str, ending: str
) -> None:
    """Nor does it drop the tables that are newer than the backup: no migration would make them
    again, and without them nothing can be laid aside for another try."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite takes the file as a whole.")
    make_user(email="ada@example.org")
    path = make_backup(tmp_path, now=NOW)
    rows = read_manifest(path).rows
    edit_note(path, rows={name: rows[name] for name in rows if name != "accounts_accessrecord"})
    before, real = everything(), Path(programs())
    settings.PG_BIN = str(tmp_path / "bin")
    (tmp_path / "bin").mkdir()
    for name in ("pg_dump", "psql"):
        (tmp_path / "bin" / name).symlink_to(real / name)
    half = f'case "$*" in *--clean*) {real}/pg_restore "$@" | {cut}; {ending};; esac'
    broken = tmp_path / "bin" / "pg_restore"
    broken.write_text(f'#!/bin/sh\n{half}\nexec {real}/pg_restore "$@"\n')
    broken.chmod(0o755)
    with pytest.raises(BackupFault, match="nothing was changed"):
        restore_backup(path, replace=True, now=NOW, safety=None)
    assert everything() == before
    settings.PG_BIN = str(real)
    restore_backup(path, replace=True, now=NOW, safety=None)
    assert everything() == before
