"""An empty database of its own for each site, beside the one of the tests."""

import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from backrehab.operations.postgres import scratch_database
from tests.operations.conftest import programs
from tests.upgrade.stored import schema


@pytest.fixture
def empty(db: None, tmp_path: Path, settings: Settings) -> Iterator[str]:
    """DATABASE_URL of an empty database, on the engine of this run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    settings.PG_BIN = programs()
    name = f"upgrade_{token_hex(6)}"
    with scratch_database(connection, name):
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def tables_of_today(db: None) -> dict[str, dict[str, Any]]:
    """The tables as today's migrations make them from nothing."""
    return schema(connection)
