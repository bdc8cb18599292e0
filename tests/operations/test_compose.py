"""compose.yaml as Docker Compose itself understands it, where it is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.project.files import ROOT

KEPT = ("PATH", "HOME", "DOCKER_CONFIG")
PLAIN = "SITE_URL=https://back.example.org\nSECRET_KEY=a$$b # kept back\n"
POSTGRES = """
COMPOSE_PROFILES=postgres
POSTGRES_PASSWORD=letters4
POSTGRES_CLIENT=18
DATABASE_URL=postgres://backrehab:letters4@database:5432/backrehab
"""


def compose(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`docker compose`, with nothing of this process's own settings."""
    return subprocess.run(
        ["docker", "compose", "--project-directory", str(folder), *words],
        cwd=folder,
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def understood(folder: Path, settings: str) -> dict[str, Any]:
    """The services, with these lines in `.env`."""
    if shutil.which("docker") is None or compose(folder, "version").returncode:
        pytest.skip("Docker Compose is not installed here, so it was not tried.")
    shutil.copy(ROOT / "compose.yaml", folder)
    (folder / ".env").write_text(settings)
    said = compose(folder, "config", "--format", "json")
    assert said.returncode == 0, said.stderr
    assert said.stderr == ""
    found: dict[str, Any] = json.loads(said.stdout)["services"]
    return found


def test_two_containers_with_sqlite(tmp_path: Path) -> None:
    services = understood(tmp_path, PLAIN)
    assert services.keys() == {"app", "daily"}
    (port,) = services["app"]["ports"]
    assert (port["host_ip"], port["published"], port["target"]) == ("127.0.0.1", "8000", 8000)
    for one in services.values():
        # What is printed doubles the sign again.
        assert one["environment"]["SECRET_KEY"] == "a$$b"
        assert one["environment"]["DATABASE_URL"] == "sqlite:////data/db.sqlite3"
        assert (one["read_only"], one["cap_drop"], one["pull_policy"]) == (True, ["ALL"], "never")


def test_three_containers_with_postgresql(tmp_path: Path) -> None:
    services = understood(tmp_path, PLAIN + POSTGRES)
    assert services.keys() == {"app", "daily", "database"}
    app, database = services["app"], services["database"]
    assert app["build"]["args"] == {"POSTGRES_CLIENT": "18"}
    assert app["depends_on"]["database"]["condition"] == "service_healthy"
    assert app["environment"]["DATABASE_URL"].endswith("@database:5432/backrehab")
    assert database["environment"]["POSTGRES_PASSWORD"] == "letters4"
    assert "ports" not in database
