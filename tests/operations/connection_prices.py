"""`python -m tests.on_postgres python -m tests.operations.connection_prices`: what a page costs
with each way of holding connections to PostgreSQL, as multiples of SQLite; they take turns."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.bench.asked import Asked, answer, timed
from tests.faults.clients import CSRF
from tests.faults.site import ROOT

ROUNDS, EACH, WARM = 15, 20, 30
CLIENT = {"server_side_binding": False, "prepare_threshold": None}
POOL = {"DATABASE_POOL": "1"}
KEPT = {"DATABASE_POOL": "0"}
# Environment, OPTIONS, and other settings of the database.
WAYS: dict[str, tuple[dict[str, str], dict[str, Any], dict[str, Any]]] = {
    "SQLite": ({}, {}, {}),
    "kept, bound by the client": (KEPT, CLIENT, {}),
    "pool, bound by the client": (POOL, CLIENT, {}),
    "kept, bound by the server, prepared": (KEPT, {}, {}),
    "pool, bound by the server, prepared": (POOL, {}, {}),
    "pool, bound by the server (PGBOUNCER)": (POOL | {"PGBOUNCER": "true"}, {}, {}),
    "new each time, bound by the server": (KEPT, {}, {"CONN_MAX_AGE": 0}),
}


class Way(Asked):
    """A process with one way of holding connections."""

    def __init__(self, name: str, folder: Path) -> None:
        environment = os.environ | WAYS[name][0] | {"ENVIRONMENT": "development"}
        environment |= {"DJANGO_SETTINGS_MODULE": "backrehab.settings", "PYTHONWARNINGS": "ignore"}
        if name == "SQLite":
            environment["DATABASE_URL"] = f"sqlite:///{folder / 'db.sqlite3'}"
        super().__init__(__spec__.name, name, environment=environment)
        self.cpu: dict[str, list[float]] = {}
        self.wall: dict[str, list[float]] = {}


def measure() -> dict[str, Any]:
    """Rounds in which all ways answer in turn; medians, and multiples of SQLite's."""
    pages = ("floor", "today", "save")
    prepare = [sys.executable, "manage.py", "prepare", "--static", "only", "-v", "0"]
    subprocess.run(prepare, cwd=ROOT, env=os.environ | {"ENVIRONMENT": "development"}, check=True)
    with tempfile.TemporaryDirectory(prefix="backrehab-prices-") as name:
        ways = {way: Way(way, Path(name)) for way in WAYS}
        for number in range(-1, ROUNDS):
            for page in pages:
                for way in ways.values():
                    cpu, wall = way.ask(page, WARM if number < 0 else EACH)
                    if number >= 0:
                        way.cpu.setdefault(page, []).append(cpu)
                        way.wall.setdefault(page, []).append(wall)
        for way in ways.values():
            way.close()
    first = ways["SQLite"]
    return {
        name: {
            page: {
                "cpu ms": round(median(way.cpu[page]), 2),
                "wall ms": round(median(way.wall[page]), 2),
                "cpu x": round(_ratio(way.cpu[page], first.cpu[page]), 2),
                "wall x": round(_ratio(way.wall[page], first.wall[page]), 2),
            }
            for page in pages
        }
        for name, way in ways.items()
    }


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def worker(name: str) -> None:
    """Answer "PAGE COUNT" lines with the medians of CPU and wall time, in milliseconds."""
    import django
    from django.conf import settings

    settings.DATABASES["default"] |= WAYS[name][2]
    settings.DATABASES["default"].setdefault("OPTIONS", {}).update(WAYS[name][1])
    settings.ROOT_URLCONF = "tests.bench.urls"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from backrehab.wsgi import application
    from tests.faults.clients import make_posters

    call_command("prepare", verbosity=0)
    (poster,) = make_posters(1)
    connection.close()
    paths = {"floor": "/floor/", "today": "/today/", "save": f"/log/{poster.old.isoformat()}/"}
    number = 0

    def once(page: str) -> tuple[float, float]:
        nonlocal number
        number += 1
        fields = {"score": number % 9, "key": uuid4(), "csrfmiddlewaretoken": CSRF}
        body = urlencode(fields).encode() if page == "save" else b""
        environ = _environ(paths[page], body, poster.session)
        return timed(lambda: send(environ))

    def send(environ: dict[str, Any]) -> None:
        said: list[str] = []
        sent = application(environ, lambda status, _headers: said.append(status))
        for _part in sent:
            pass
        sent.close()
        assert said[0][:3] in {"200", "302"}, said

    answer([], once)


def _environ(path: str, body: bytes, session: str) -> dict[str, Any]:
    from io import BytesIO
    from wsgiref.util import setup_testing_defaults

    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "REQUEST_METHOD": "POST" if body else "GET",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"sessionid={session}; csrftoken={CSRF}",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    setup_testing_defaults(environ)
    return environ


if __name__ == "__main__":
    if len(sys.argv) > 1:
        worker(sys.argv[1])
    else:
        sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
