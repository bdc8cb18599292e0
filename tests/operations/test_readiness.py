"""/healthz and /readyz: what is looked at, and that they cost next to nothing."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.fixtures import Settings

from backrehab import checks, sqlite
from backrehab.operations.manifests import note_of
from backrehab.operations.readiness import Check, data_folder, look_at_everything
from backrehab.web.proxy import PROBES
from backrehab.web.urls import health
from tests.operations.conftest import NOW

NAMES = ["database", "migrations", "disk", "sqlite", "backup"]


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
    with django_assert_max_num_queries(3):
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
def test_a_waiting_migration() -> None:
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    assert found("migrations") == Check(
        "migrations", ok=False, why="1 wait: run `manage.py prepare`."
    )


@pytest.mark.django_db
def test_a_disk_that_is_full(settings: Settings) -> None:
    settings.DISK_FREE_MB = 10**12
    check = found("disk")
    assert check.ok is False
    assert check.why.endswith(" MB are free, fewer than 1000000000000.")


@pytest.mark.django_db
def test_the_age_of_the_last_backup(backup: Path, settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_HOURS = 5
    settings.BACKUP_DIR = tmp_path / "later"
    assert found("backup").why == "No backups are made here."
    settings.BACKUP_DIR.mkdir()
    assert found("backup") == Check("backup", ok=False, why="There is none.")
    for path in (backup, note_of(backup)):
        shutil.copy2(path, settings.BACKUP_DIR / path.name)
    assert found("backup").ok is True

    late = NOW + timedelta(hours=6)
    old = next(check for check in look_at_everything(now=late) if check.name == "backup")
    assert old == Check("backup", ok=False, why="The last is 6 hours old, more than 5.")
    settings.BACKUP_HOURS = 0
    assert [check.ok for check in look_at_everything(now=late)] == [True] * len(NAMES)


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
