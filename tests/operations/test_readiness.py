"""/healthz and /readyz: what is looked at, and that they cost next to nothing."""

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.fixtures import Settings

from backrehab import checks, env, sqlite
from backrehab.operations import readiness
from backrehab.operations.manifests import note_of
from backrehab.operations.metrics import metrics_text
from backrehab.operations.readiness import Check, data_folder, look_at_everything
from backrehab.settings import SQLITE_OPTIONS
from backrehab.web.proxy import PROBES
from backrehab.web.urls import health
from tests.operations.conftest import NOW

NAMES = ["database", "migrations", "static", "disk", "sqlite", "backup"]


def found(name: str) -> Check:
    return next(check for check in look_at_everything(now=NOW) if check.name == name)


def test_it_lives_without_a_database(client: Client) -> None:
    """No database is allowed in this test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.django_db
def test_it_is_ready(
    client: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    # The database, its migrations, and on SQLite whether it takes writes (five short ones).
    with django_assert_max_num_queries(8):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert [(name, told["ok"]) for name, told in answer.json()["checks"].items()] == [
        (name, True) for name in NAMES
    ]
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_what_is_asked_at_the_port_is_what_programs_ask_for() -> None:
    assert {f"/{address.pattern}" for address in health.urlpatterns} == PROBES


@pytest.mark.django_db
def test_it_tells_nothing_that_is_secret(client: Client, settings: Settings) -> None:
    settings.DISK_FREE_MB = 10**12
    answer = client.get("/readyz")
    assert answer.status_code == 503
    name = str(settings.DATABASES["default"]["NAME"])
    for secret in (settings.SECRET_KEY, str(settings.BASE_DIR), str(data_folder()), name):
        assert secret not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_only_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_a_database_that_is_gone(client: Client) -> None:
    def gone(*_: object) -> None:
        raise DatabaseError

    with connection.execute_wrapper(gone):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    told = answer.json()["checks"]
    assert told["database"] == {"ok": False, "why": "The database does not answer."}
    assert "migrations" not in told


@pytest.mark.django_db
def test_a_database_that_only_reads(client: Client) -> None:
    """Pages would come, and every entry would fail."""
    if connection.vendor != "sqlite":
        pytest.skip("a PostgreSQL that only reads refuses with an error of its own")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON")
        try:
            answer = client.get("/readyz")
        finally:
            cursor.execute("PRAGMA query_only=OFF")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {
        "ok": False,
        "why": "The database cannot be written to.",
    }
    assert found("database").ok is True


def test_a_database_that_is_busy_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_database: None
) -> None:
    """Somebody's long entry is no fault, and the look waits for it a moment only."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such lock")
    path = tmp_path / "busy.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other, one_file(path) as here:
        other.execute("CREATE TABLE django_migrations (id INTEGER)")
        monkeypatch.setattr(readiness, "connection", here)
        assert readiness._database().why == "It answers."
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert readiness._database().why == "It answers."
        assert 0.1 <= time.monotonic() - began < 5
        with here.cursor() as cursor:
            assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
        other.execute("ROLLBACK")


def test_a_file_that_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_database: None
) -> None:
    """Its header says so, which holds for root as well."""
    if connection.vendor != "sqlite":
        pytest.skip("a file of SQLite")
    path = tmp_path / "read-only.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE django_migrations (id INTEGER)")
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")
    with one_file(path) as here:
        here.settings_dict["OPTIONS"] = {}
        monkeypatch.setattr(readiness, "connection", here)
        assert readiness._database().why == "The database cannot be written to."
        with here.cursor() as cursor:
            assert cursor.execute("SELECT COUNT(*) FROM django_migrations").fetchone() == (0,)


def test_a_file_that_was_taken_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, open_database: None
) -> None:
    """SQLite goes on with a file that nobody can find any more, and acknowledges what is lost."""
    path = tmp_path / "own.sqlite3"
    with one_file(path) as here:
        with here.cursor() as cursor:
            cursor.execute("CREATE TABLE django_migrations (id INTEGER)")
        monkeypatch.setattr(readiness, "connection", here)
        assert readiness._database().ok is True
        path.rename(tmp_path / "old.sqlite3")
        gone = "Its file was deleted or replaced: start the service again at once."
        assert readiness._database().why == gone
        path.touch()
        assert readiness._database().why == gone


def test_sqlite_loses_nothing_that_it_acknowledged(tmp_path: Path, open_database: None) -> None:
    """WAL, each commit on the disk (FULL is 2), and a write that takes its turn as it begins."""
    path = tmp_path / "own.sqlite3"
    with one_file(path) as here, closing(sqlite3.connect(path, timeout=0)) as other:
        with here.cursor() as cursor:
            told = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            ]
        assert told == ["wal", 2, 20_000, 1]
        refused = pytest.raises(sqlite3.OperationalError, match="locked")
        with transaction.atomic(using=here.alias), refused:
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


@contextmanager
def one_file(path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to this file, with the options of the site."""
    alias = "one_file"
    site = {"ENGINE": "backrehab.backends.sqlite3", "OPTIONS": dict(SQLITE_OPTIONS)}
    address = env.database(f"sqlite:///{path}") | site
    settings = connections.configure_settings({"default": address})
    connections.settings[alias] = settings["default"]
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


@pytest.mark.django_db
def test_a_waiting_migration() -> None:
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    assert found("migrations") == Check(
        "migrations", ok=False, why="1 wait: run `manage.py prepare`."
    )


def test_static_files_that_were_not_collected(settings: Settings, tmp_path: Path) -> None:
    """Every page is a fault then."""
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "backrehab.web.storage.FingerprintedStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    assert readiness._static().ok is False
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {"a.css": "a.1.css"}}')
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    assert readiness._static().ok is True


@pytest.mark.django_db
def test_the_disk_that_is_looked_at_is_that_of_the_data(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "far" / "db.sqlite3"))
    own = tmp_path / "far" if connection.vendor == "sqlite" else settings.VAR_DIR
    assert data_folder() == own
    # In memory, as in tests.
    monkeypatch.setitem(connection.settings_dict, "NAME", "file:memory")
    assert data_folder() == settings.VAR_DIR


@pytest.mark.django_db
def test_a_disk_that_is_full(settings: Settings) -> None:
    settings.DISK_FREE_MB = 10**12
    check = found("disk")
    assert check.ok is False
    assert check.why.endswith(" MB are free, fewer than 1000000000000.")


@pytest.mark.django_db
@pytest.mark.parametrize("full", ["data", "backups"])
def test_either_disk_may_be_full(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    """Backups lie on another disk as a rule."""
    settings.DISK_FREE_MB = 1
    settings.BACKUP_DIR = tmp_path
    usual, place = shutil.disk_usage(tmp_path), {"data": data_folder(), "backups": tmp_path}[full]
    assert found("disk").ok is True
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: usual._replace(free=0 if path == place else usual.free)
    )
    assert found("disk") == Check("disk", ok=False, why="0 MB are free, fewer than 1.")


@pytest.mark.django_db
def test_the_age_of_the_last_backup(backup: Path, settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_HOURS = 5
    settings.BACKUP_DIR = tmp_path / "later"
    assert found("backup").why == "No backups are made here."
    settings.BACKUP_DIR.mkdir()
    none = Check("backup", ok=False, why="There is none, or none that was found whole.")
    assert found("backup") == none
    for path in (backup, note_of(backup)):
        shutil.copy2(path, settings.BACKUP_DIR / path.name)
    assert found("backup").ok is True

    late = NOW + timedelta(hours=6)
    old = next(check for check in look_at_everything(now=late) if check.name == "backup")
    assert old == Check("backup", ok=False, why="The last is 6 hours old, more than 5.")
    early = NOW - timedelta(hours=2)
    ahead = next(check for check in look_at_everything(now=early) if check.name == "backup")
    assert ahead.ok is False
    assert ahead.why.startswith("One says that it was made in the future: ")
    settings.BACKUP_HOURS = 0
    assert [check.ok for check in look_at_everything(now=late)] == [True] * len(NAMES)


@pytest.mark.django_db
def test_a_folder_of_backups_that_is_gone(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where their disk is not there any more: no backup can be made, and nothing else tells."""
    settings.BACKUP_DIR = tmp_path / "new" / "backups"
    assert found("backup").ok is True
    (tmp_path / "new").touch()
    gone = Check("backup", ok=False, why="Their folder is not there, and cannot be made.")
    assert found("backup") == gone
    settings.BACKUP_DIR = tmp_path / "new"
    assert found("backup") == gone
    # A folder that belongs to somebody else; to root everything is open.
    settings.BACKUP_DIR = tmp_path / "other"
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert found("backup") == gone


@pytest.mark.django_db
def test_a_folder_that_may_not_be_entered(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither /readyz nor /metrics may break over it."""
    settings.BACKUP_DIR = tmp_path / "closed" / "backups"
    usual = Path.stat

    def stat(path: Path, **options: bool) -> os.stat_result:
        if "closed" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied")
        return usual(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert found("backup").why == "Their folder is not there, and cannot be made."
    assert found("disk").ok is True
    assert "backup_age_seconds" not in metrics_text(now=NOW)
    with pytest.raises(CommandError, match="There is no backup in"):
        call_command("verify_backup")


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 46, 1), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
    ids=str,
)
def test_which_sqlite_may_corrupt(version: sqlite.Version, *, faulty: bool) -> None:
    assert sqlite.can_corrupt(version) is faulty


def test_the_sqlite_in_use_is_sound() -> None:
    assert sqlite.can_corrupt(sqlite.version_in_use()) is False
    assert checks.check_sqlite() == []


@pytest.mark.django_db
def test_a_faulty_sqlite_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no faulty library to load here; only its number is made up."""
    monkeypatch.setattr(sqlite, "version_in_use", lambda: (3, 46, 1))
    used = connection.vendor == "sqlite"
    said = checks.check_sqlite()
    assert [(one.id, "SQLite 3.46.1 has the WAL-reset fault" in one.msg) for one in said] == (
        [("backrehab.W003", True)] if used else []
    )
    assert found("sqlite").ok is not used


@pytest.mark.django_db
def test_static_files_are_collected_once(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("one")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "backrehab.web.storage.FingerprintedStorage"}
    }
    settings.VAR_DIR = tmp_path / "var"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    settings.STATIC_ROOT.mkdir(parents=True)
    from backrehab.web.static_files import collect_when_stale

    assert [collect_when_stale(), collect_when_stale()] == [True, False]
    (source / "a.txt").write_text("two")
    call_command("prepare", static="only", verbosity=0)
    assert (settings.STATIC_ROOT / "a.txt").read_text() == "two"
    assert collect_when_stale() is False
    shutil.rmtree(settings.STATIC_ROOT)
    settings.STATIC_ROOT.mkdir()
    assert collect_when_stale() is True
