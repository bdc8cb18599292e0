"""The short forms of `make faults`: kill -9 while people post, and many writers at once. They are
programs of their own, so that the database of the tests has no part in it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.faults.site import ROOT

KILLS, EACH = 1, 10


def run(module: str, *options: str, folder: Path) -> dict[str, Any]:
    """What a part of `make faults` found, on an SQLite file in `folder`."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "backrehab.settings",
        "ENVIRONMENT": "development",
    }
    done = subprocess.run(
        [sys.executable, "-m", f"tests.faults.{module}", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(autouse=True)
def _once() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Tried once, on SQLite; `make faults` tries both.")


def test_nothing_that_was_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    told = run("kill", str(KILLS), folder=tmp_path)
    assert (told["engine"], told["kills"]) == ("sqlite", KILLS)
    assert (told["faults"], told["refused"]) == ([], [])
    assert told["acknowledged"] >= KILLS


def test_nobody_is_locked_out_and_no_change_is_lost(tmp_path: Path) -> None:
    told = run("contention", str(EACH), folder=tmp_path)
    assert (told["errors"], told["lost updates"]) == ([], 0)
    assert told["transactions"] == 4 * EACH
