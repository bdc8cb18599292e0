"""One process tree: it makes itself ready, answers the health check, and ends when it is told."""

import json
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.faults.site import free_port
from tests.project.files import ROOT
from tests.security.installation import environment

SITE = "https://back.example.org"
LONGEST_STOP = 10
TOKEN = "a-token-of-this-test-and-no-other"


def alive(variables: dict[str, str]) -> bool:
    probe = [sys.executable, "deploy/healthcheck.py"]
    return subprocess.run(probe, cwd=ROOT, env=variables, check=False).returncode == 0


def probe(variables: dict[str, str], path: str, **headers: str) -> int:
    """The status for a program that asks at the port, as no proxy would."""
    server = HTTPConnection("127.0.0.1", int(variables["PORT"]), timeout=20)
    server.request("GET", path, headers=headers)
    status = server.getresponse().status
    server.close()
    return status


def probes(variables: dict[str, str]) -> dict[str, list[int]]:
    """Programs that ask at the port are answered under any name; visitors and proxies as ever."""
    bearer = f"Bearer {TOKEN}"
    secure, plain = {"X-Forwarded-Proto": "https"}, {"X-Forwarded-Proto": "http"}
    own = {"Host": SITE.removeprefix("https://")}
    return {
        "by the container's address": [
            probe(variables, path, Host="10.0.3.7:8000", Authorization=bearer)
            for path in ("/healthz", "/readyz", "/metrics")
        ],
        "a page": [probe(variables, "/", **own)],
        "by a proxy, for another site": [probe(variables, "/healthz", **secure)],
        "by a proxy, without TLS": [probe(variables, "/metrics", **own, **plain)],
    }


def test_from_an_empty_folder_to_the_end(tmp_path: Path) -> None:
    """As in the container: no database yet, and every line of the output is JSON."""
    variables = environment(
        tmp_path / "db.sqlite3",
        SITE_URL=SITE,
        PORT=str(free_port()),
        METRICS_TOKEN=TOKEN,
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
            asked = probes(variables)
        finally:
            began = time.monotonic()
            server.terminate()
            server.wait(timeout=3 * LONGEST_STOP)
    assert time.monotonic() - began < LONGEST_STOP
    assert asked == {
        "by the container's address": [200, 200, 200],
        "a page": [400],
        "by a proxy, for another site": [400],
        "by a proxy, without TLS": [301],
    }
    assert (tmp_path / "static/css/app.css").exists()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines[0]["message"].startswith(f"Back Rehab is at {SITE}.")
    assert "healthz" in {line.get("route") for line in lines}
