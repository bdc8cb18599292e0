"""The stored site of each release: restored, brought up to date and used by today's code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.operations.conftest import programs
from tests.project.files import ROOT
from tests.thorough import is_nightly
from tests.upgrade.stored import Release, environment, releases

STORED = releases()
# What of a place on the ladder the releases before the first did not keep, and no migration fills:
# nobody has a site of them. It is filled at the next move.
NOT_FILLED = {"0.0.1": ["dose_from", "reached_key"]}


def walk(version: str, address: str, folder: Path, *options: str) -> dict[str, Any]:
    """What tests/upgrade/walk.py finds."""
    more = {"UPGRADE_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "tests.upgrade.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.walk", version, *options],
        cwd=ROOT,
        env=environment(address, PG_BIN=programs(), **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("release", STORED, ids=[one.version for one in STORED])
def test_a_site_of_each_release_goes_on(
    release: Release, empty: str, tables_of_today: dict[str, Any], tmp_path: Path
) -> None:
    """The oldest one is restored over a site of today, whose newer tables have to give way."""
    between = release not in (STORED[0], STORED[-1])
    if between and connection.vendor == "postgresql" and not is_nightly():
        pytest.skip("On PostgreSQL those between the oldest and the newest wait for the night.")
    options = ["--over"] if release is STORED[0] else []
    found = walk(release.version, empty, tmp_path, *options)
    # Whoever comes from an old release has the tables that a new site has: a migration that was
    # changed after its release would show here.
    assert found.pop("schema") == tables_of_today
    assert "Restored the backup of " in found.pop("restored")
    assert found.pop("people") >= 8
    leaves = "in_deletion_wait" not in release.left_out
    assert found == {
        "changed": [],
        "unlike_the_log": NOT_FILLED.get(release.version, []),
        "not_ready": [],
        "still_signed_in": {"first-day@example.org": 200},
        "signed_in_at": "/today/",
        # The form leads where it led then, and adds nothing.
        "sent_again": [True, 0],
        "archives": [],
        "pages": [],
        # A new one is taken, and once.
        "entry": [302, 302, 1],
        "pages_later": [],
        "gone": ["leaving@example.org"] if leaves else [],
    }
