"""Make, check and bring back backups, on SQLite and on PostgreSQL."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from backrehab.accounts.deletion import Deletion, deletions
from backrehab.accounts.models import DeletedAccount
from backrehab.operations import postgres
from backrehab.operations.manifests import (
    BackupFault,
    Manifest,
    checked_backups,
    checksum,
    note_of,
    read_manifest,
    unfinished,
    write_manifest,
)
from backrehab.operations.tables import kept_models, migrations_in, rows_in
from backrehab.sqlite import make_private

ENDINGS = {"sqlite": ".sqlite3", "postgresql": ".dump"}


def back_up(folder: Path, *, now: datetime, days: int) -> Path:
    """Make a backup in `folder` and check it; then those older than `days` are removed, whatever
    the check said. BackupFault where it could not be made, or is not whole."""
    path = make_backup(folder, now=now)
    try:
        _check(path)
    finally:
        _remove_older(folder, than=now - timedelta(days=days))
    return path


def make_backup(folder: Path, *, now: datetime) -> Path:
    """Write a backup and its note into `folder`.

    The server may go on meanwhile: SQLite copies by `VACUUM INTO`, PostgreSQL by `pg_dump`, both
    from one moment. An unfinished backup leaves no note and is removed. BackupFault where there
    are no tables yet.
    """
    if not MigrationRecorder(connection).has_table():
        raise BackupFault("There is nothing to back up yet: the database has no tables.")
    _make_folder(folder)
    engine = connection.vendor
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    path = folder / f"back-rehab-{stamp}{ENDINGS[engine]}"
    if path.exists():
        raise BackupFault(f"{path} is there already.")
    try:
        path.touch(mode=0o600)
        rows, migrations = _copy(path)
        _to_disk(path)
        write_manifest(
            path,
            Manifest(
                file=path.name,
                engine=engine,
                made_at=now.astimezone(UTC).isoformat(),
                size=path.stat().st_size,
                sha256=checksum(path),
                rows=rows,
                migrations=migrations,
                checked=False,
            ),
        )
    except BaseException:
        _remove(path)
        raise
    return path


def _make_folder(folder: Path) -> None:
    """A folder that was there may be shared, or somebody else's: its mode is left alone."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise BackupFault(f"{folder} is no folder: look at BACKUP_DIR.") from error


def _check(backup: Path) -> None:
    """Check it, and write down that it is whole."""
    write_manifest(backup, replace(verify_backup(backup), checked=True))


def _remove_older(folder: Path, *, than: datetime) -> None:
    """The operator's promise: what a person deleted is gone from the backups after this time; also
    from one that was killed while it was made, and has no note, or has one that cannot be read. The
    newest that was found whole stays, as there may be no other to go back to."""
    newest = next(checked_backups(folder), None)
    for old in folder.glob("back-rehab-*"):
        if old.suffix in ENDINGS.values() and old != newest and _made(old) < than:
            _remove(old)


def _remove(copy: Path) -> None:
    """With its note, and what a kill leaves beside it: a note half written, SQLite's journal."""
    journal = copy.with_name(copy.name + "-journal")
    for path in (note_of(copy), unfinished(note_of(copy)), journal, copy):
        path.unlink(missing_ok=True)


def _made(backup: Path) -> datetime:
    """When a backup was made; where no note tells it, when the file was last written to."""
    try:
        return read_manifest(backup).made
    except BackupFault:
        pass
    try:
        return datetime.fromtimestamp(backup.stat().st_mtime, UTC)
    except FileNotFoundError:  # another backup, made at the same time, has removed it
        return datetime.max.replace(tzinfo=UTC)


def _copy(path: Path) -> tuple[dict[str, int], list[str]]:
    """Copy the database; return the rows and migrations of the very moment it shows."""
    if connection.vendor == "postgresql":
        postgres.refuse_pooler()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            postgres.dump(path, snapshot=cursor.fetchone()[0])
            return rows_in(connection), migrations_in(connection)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with closing(_open(path)) as copy:
        return _sqlite_rows(copy), _sqlite_migrations(copy)


def verify_backup(path: Path) -> Manifest:
    """Check a backup against its note; raises BackupFault at the first thing that is wrong.

    The checksum, then the content: SQLite's own integrity check and the number of rows of each
    table; a PostgreSQL dump is restored into a scratch database, counted, and dropped again.
    """
    manifest = read_manifest(path)
    if not path.exists():
        raise BackupFault(f"{path} is missing.")
    if path.stat().st_size != manifest.size or checksum(path) != manifest.sha256:
        raise BackupFault(f"{path} is not what was written: its checksum differs from its note.")
    count = {"sqlite": _count_sqlite, "postgresql": _count_postgres}[manifest.engine]
    found = count(path, manifest)
    wrong = {table for table, number in manifest.rows.items() if found.get(table) != number}
    if wrong:
        raise BackupFault(f"{path} has other numbers of rows than its note: {sorted(wrong)}.")
    return manifest


def _count_sqlite(path: Path, manifest: Manifest) -> dict[str, int]:
    with closing(_open_for_checks(path)) as copy:
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise BackupFault(f"{path} is damaged: {answer}.")
        if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BackupFault(f"{path} has rows that point at rows which are not there.")
        return _sqlite_rows(copy, tables=set(manifest.rows))


def _count_postgres(path: Path, manifest: Manifest) -> dict[str, int]:
    if connection.vendor != "postgresql":
        raise BackupFault(
            "A PostgreSQL backup is checked with DATABASE_URL at a PostgreSQL server."
        )
    postgres.refuse_pooler()
    scratch = postgres.new_scratch(connection)
    with postgres.scratch_database(connection, scratch):
        postgres.restore(path, database=scratch)
        return postgres.count_rows(scratch, tables=sorted(manifest.rows))


@dataclass(frozen=True)
class Restored:
    """What was brought back, where the content from before lies, if there was any to keep, and the
    accounts that were deleted from it."""

    manifest: Manifest
    safety_copy: Path | None
    deleted: list[Deletion]


def restore_backup(
    path: Path,
    *,
    replace: bool,
    now: datetime,
    safety: Path | None,
    laid_aside: Callable[[Path], object] = str,
) -> Restored:
    """Put the content of a backup in the place of what the database holds.

    The backup is verified first. A database with people in it is left alone unless `replace`;
    its content is then backed up into `safety` (unless None), and `laid_aside` is told, before
    anything changes.
    Raises BackupFault, and changes nothing, when the backup is damaged, comes from another
    engine, or is newer than this version of the app.
    """
    manifest = verify_backup(path)
    _refuse_strange(manifest)
    copy, deleted = None, _deletions()
    if has_people(connection):
        if not replace:
            raise BackupFault("The database has people in it. Say --replace to put them aside.")
        if safety is not None:
            copy = make_backup(safety, now=now)
            # What is damaged is what somebody may want to get rid of.
            with suppress(BackupFault):
                _check(copy)
            laid_aside(copy)
    elif connection.vendor == "sqlite":
        make_private(connection)
    if connection.vendor == "postgresql":
        newer, name = _newer_tables(manifest), str(connection.settings_dict["NAME"])
        connection.close()
        postgres.replace(path, database=name, without=newer)
    else:
        # Page by page through SQLite itself: its locks hold, so a running server sees either the
        # old content or the new.
        connection.ensure_connection()
        with closing(_open(path)) as source, connection.wrap_database_errors:
            source.backup(connection.connection)
    return Restored(manifest, copy, deleted)


def _refuse_strange(manifest: Manifest) -> None:
    """Raise BackupFault for one of another engine, or of a later release."""
    if manifest.engine != connection.vendor:
        raise BackupFault(
            f"This backup is from {manifest.engine}, the database is {connection.vendor}. Restore "
            "it on its own engine, then use `manage.py move_database`."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := set(manifest.migrations) - known:
        raise BackupFault(
            f"This backup comes from a newer version of the app (it has {max(unknown)})."
        )


def _deletions() -> list[Deletion]:
    """As the database knows them; it may be empty, or from before they were noted."""
    if DeletedAccount._meta.db_table not in connection.introspection.table_names():
        return []
    return deletions()


def _newer_tables(manifest: Manifest) -> list[str]:
    """Tables that came after the backup: they would hold on to the ones that it replaces."""
    newer = {model._meta.db_table for model in kept_models()} - manifest.rows.keys()
    return sorted(newer & set(connection.introspection.table_names()))


def has_people(database: BaseDatabaseWrapper) -> bool:
    """Whether anybody has an account in this database."""
    users = settings.AUTH_USER_MODEL.replace(".", "_").lower()
    if users not in database.introspection.table_names():
        return False
    with database.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {database.ops.quote_name(users)} LIMIT 1")  # noqa: S608 - a constant
        return cursor.fetchone() is not None


def _open_for_checks(path: Path) -> sqlite3.Connection:
    """SQLite passes over the CHECK constraints of a file that is opened for reading only, so it is
    opened for writing where that may be; nothing is written either way."""
    copy = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
    try:
        copy.execute("PRAGMA query_only=ON")
        copy.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        copy.close()
        return _open(path)
    return copy


def _open(path: Path) -> sqlite3.Connection:
    """A backup, opened for reading only."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _sqlite_rows(copy: sqlite3.Connection, tables: set[str] | None = None) -> dict[str, int]:
    wanted = tables or {model._meta.db_table for model in kept_models()}
    present = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    count = 'SELECT COUNT(*) FROM "{}"'  # only names of tables that are there get in
    return {
        table: copy.execute(count.format(table)).fetchone()[0] for table in sorted(wanted & present)
    }


def _sqlite_migrations(copy: sqlite3.Connection) -> list[str]:
    rows = copy.execute("SELECT app, name FROM django_migrations")
    return sorted(".".join(row) for row in rows)


def _to_disk(path: Path) -> None:
    """A backup counts once the disk has it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
