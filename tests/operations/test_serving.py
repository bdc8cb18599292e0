"""One process tree: it makes itself ready, answers the health check, and ends when it is told."""

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.project.files import ROOT
from tests.security.installation import environment, free_port

SITE = "https://back.example.org"
LONGEST_STOP = 10


def alive(variables: dict[str, str]) -> bool:
    probe = [sys.executable, "deploy/healthcheck.py"]
    return subprocess.run(probe, cwd=ROOT, env=variables, check=False).returncode == 0


def test_from_an_empty_folder_to_the_end(tmp_path: Path) -> None:
    """As in the container: no database yet, and every line of the output is JSON."""
    variables = environment(
        tmp_path / "db.sqlite3",
        SITE_URL=SITE,
        PORT=str(free_port()),
        DJANGO_SETTINGS_MODULE="tests.operations.serving_settings",
        FOLDER_OF_THE_TEST=str(tmp_path),
    )
    assert not alive(variables)
    log = tmp_path / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--prepare"],
            cwd=ROOT,
            env=variables,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + 90
            while not alive(variables):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.2)
        finally:
            began = time.monotonic()
            server.terminate()
            server.wait(timeout=3 * LONGEST_STOP)
    assert time.monotonic() - began < LONGEST_STOP
    assert (tmp_path / "static/css/app.css").exists()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines[0]["message"].startswith(f"Back Rehab is at {SITE}.")
    assert "healthz" in {line.get("route") for line in lines}
