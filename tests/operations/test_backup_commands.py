"""The commands for backups as an operator runs them, each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.operations.test_backup import edit_content
from tests.project.files import ROOT


def manage(database: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    words = (sys.executable, "manage.py", *words)
    return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_the_command_looks_at_what_it_wrote(backup: Path, tmp_path: Path) -> None:
    """A fault of the database itself is told on the night it is there, not on the day of need."""
    if connection.vendor != "sqlite":
        pytest.skip("A dump of PostgreSQL is checked by a restore.")
    edit_content(backup, "DELETE FROM exercises_exercise")
    said = manage(backup, "backup", "--to", str(tmp_path / "new"))
    assert (said.returncode, "rows which are not there" in said.stderr) == (1, True)


def test_a_database_without_tables_is_told_from_one_with_data(tmp_path: Path) -> None:
    said = manage(tmp_path / "new.sqlite3", "backup", "--to", str(tmp_path / "backups"))
    assert (said.returncode, said.stdout) == (1, "")
    assert "CommandError: There is nothing to back up yet" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "backups").exists()
    # The file that was made on the way, and what comes into it: for nobody else on the machine.
    assert manage(tmp_path / "new.sqlite3", "migrate").returncode == 0
    assert (tmp_path / "new.sqlite3").stat().st_mode & 0o777 == 0o600


def test_the_drill_of_the_guide(backup: Path, tmp_path: Path) -> None:
    """Into a file that is not there yet; nobody else on the machine may read it."""
    if connection.vendor != "sqlite":
        pytest.skip("With PostgreSQL `verify_backup` is the drill.")
    new = tmp_path / "drill.sqlite3"
    said = manage(new, "restore", str(backup))
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Restored the backup of 2026-03-09T09:00:00+00:00: ")
    assert new.stat().st_mode & 0o777 == 0o600
