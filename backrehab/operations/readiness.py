"""Whether this process should be sent visitors: what is checked, and what is wrong."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, Error, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from backrehab import sqlite
from backrehab.operations.manifests import from_the_future, is_folder, seconds_since_last

SECONDS_IN_HOUR = 3600
# How long a look at SQLite waits for somebody's entry; and what it says then, which is no fault.
BUSY_MILLISECONDS = 100
BUSY = "is locked"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `why` holds no path, name or secret: anybody may read it."""

    name: str
    ok: bool
    why: str


def look_at_everything(*, now: datetime) -> list[Check]:
    """Every check, in the order in which an operator would mend them. Nothing is changed."""
    database = _database()
    later: list[Callable[[], Check]] = [_static, _disk, _sqlite, lambda: _backup(now)]
    # Without a database the tables cannot be looked at; that is one fault, not two.
    found = [database, _migrations()] if database.ok else [database]
    return found + [look() for look in later]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return Check("database", ok=False, why="The database does not answer.")
    has_its_file = getattr(connection, "has_its_file", None)
    if has_its_file is not None and not has_its_file():
        why = "Its file was deleted or replaced: start the service again at once."
        return Check("database", ok=False, why=why)
    if connection.vendor == "sqlite" and not _takes_writes():
        return Check("database", ok=False, why="The database cannot be written to.")
    return Check("database", ok=True, why="It answers.")


def _takes_writes() -> bool:
    """Whether SQLite would take an entry: a file of somebody else, or a disk that is read-only,
    still answers every page.

    A statement that finds no row asks for all that a write needs, and writes nothing. `BEGIN
    IMMEDIATE` would not do: SQLite only reads then, without a word.
    """
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute(f"DELETE FROM {MigrationRecorder.Migration._meta.db_table} WHERE 0")  # noqa: S608 - a constant
        except DatabaseError as error:
            # Without tables there is nothing to try it on; that is found by the next look.
            return BUSY in str(error) or "no such table" in str(error)
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")
    return True


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this version of the app; they cannot change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> Check:
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:
        return Check("migrations", ok=False, why="The list of migrations cannot be read.")
    if waiting := len(_known_migrations() - applied.keys()):
        return Check("migrations", ok=False, why=f"{waiting} wait: run `manage.py prepare`.")
    return Check("migrations", ok=True, why="None is waiting.")


def _static() -> Check:
    """Whether this process knows the names of styles and scripts: no page can be made without."""
    if getattr(staticfiles_storage, "hashed_files", None) == {}:
        why = "They were not collected: start with `manage.py serve --prepare`."
        return Check("static", ok=False, why=why)
    return Check("static", ok=True, why="They are there.")


def data_folder() -> Path:
    """The folder that fills up: the one of the SQLite file, else the app's own."""
    name = Path(str(connection.settings_dict["NAME"]))
    on_disk = connection.vendor == "sqlite" and name.is_absolute()
    return name.parent if on_disk else settings.VAR_DIR


def _nearest(folder: Path) -> Path:
    """The folder itself, or the one that it would be made in."""
    while not is_folder(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def free_bytes(folder: Path) -> int:
    """How much the disk still takes where `folder` is, or will be made."""
    return shutil.disk_usage(_nearest(folder)).free


def _disk() -> Check:
    least = settings.DISK_FREE_MB
    free = min(free_bytes(data_folder()), free_bytes(settings.BACKUP_DIR)) // MEGABYTE
    if free < least:
        return Check("disk", ok=False, why=f"{free} MB are free, fewer than {least}.")
    return Check("disk", ok=True, why=f"At least {least} MB are free.")


def _sqlite() -> Check:
    if connection.vendor != "sqlite":
        return Check("sqlite", ok=True, why="It is not used.")
    if sqlite.can_corrupt(sqlite.version_in_use()):
        return Check("sqlite", ok=False, why="This version has the WAL-reset fault.")
    return Check("sqlite", ok=True, why="This version is not known to corrupt data.")


def _backup(now: datetime) -> Check:
    limit = settings.BACKUP_HOURS
    if not limit:
        return Check("backup", ok=True, why="It is not looked at.")
    if not is_folder(settings.BACKUP_DIR):
        return _no_backups()
    if from_the_future(settings.BACKUP_DIR, now=now):
        why = "One says that it was made in the future: look at the clock, and at its file."
        return Check("backup", ok=False, why=why)
    age = seconds_since_last(settings.BACKUP_DIR, now=now)
    if age is None:
        return Check("backup", ok=False, why="There is none, or none that was found whole.")
    if age > limit * SECONDS_IN_HOUR:
        hours = int(age // SECONDS_IN_HOUR)
        return Check("backup", ok=False, why=f"The last is {hours} hours old, more than {limit}.")
    return Check("backup", ok=True, why=f"The last is younger than {limit} hours.")


def _no_backups() -> Check:
    """None was made yet; or their disk is gone, and then none can be."""
    if _can_be_made(settings.BACKUP_DIR):
        return Check("backup", ok=True, why="No backups are made here.")
    return Check("backup", ok=False, why="Their folder is not there, and cannot be made.")


def _can_be_made(folder: Path) -> bool:
    above = _nearest(folder)
    if folder == above or not os.access(above, os.W_OK | os.X_OK):
        return False
    return not (above / folder.relative_to(above).parts[0]).exists()
