"""The same pages through granian: requests a second of one worker, its memory, and its start."""

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

from tests.bench.pages import FLOOR, TODAY, Page
from tests.bench.people import Pair

CLIENTS, REQUESTS, WAIT = 2, 100, 60
MOST_MEMORY_MB, SLOWEST_START = 110, 2.5


@dataclass
class Served:
    """What was measured, and which targets were missed."""

    shown: dict[str, float] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)


def serve_and_measure(pair: Pair) -> Served:
    """`manage.py serve` with one worker, and questions to it."""
    found = Served()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "1"}
    began = perf_counter()
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], env=os.environ | settings)
    try:
        _wait(port, began)
        found.shown["seconds to the first answer"] = round(perf_counter() - began, 2)
        for page in (FLOOR, TODAY):
            found.shown[f"{page.name}, requests/s"] = round(_rate(port, page, pair))
        for kind, megabytes in _memory(server.pid).items():
            found.shown[f"worker, MB ({kind})"] = megabytes
    finally:
        server.terminate()
        server.wait(30)
    if found.shown["seconds to the first answer"] > SLOWEST_START:
        found.missed.append(f"first answer after more than {SLOWEST_START} s")
    if found.shown["worker, MB (Rss)"] > MOST_MEMORY_MB:
        found.missed.append(f"a worker takes more than {MOST_MEMORY_MB} MB")
    return found


def _get(connection: HTTPConnection, path: str, session: str = "") -> int:
    cookies = {"Cookie": f"sessionid={session}"} if session else {}
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", **cookies})
    response = connection.getresponse()
    response.read()
    return response.status


def _wait(port: int, began: float) -> None:
    while perf_counter() - began < WAIT:
        try:
            if _get(HTTPConnection("localhost", port, timeout=WAIT), "/about/") == 200:
                return
        except OSError:
            sleep(0.02)
    raise AssertionError("the server gave no answer")


def _rate(port: int, page: Page, pair: Pair) -> float:
    """Requests a second of one worker that two clients keep busy."""
    session = page.visitor(pair).session

    def ask() -> None:
        connection = HTTPConnection("localhost", port, timeout=WAIT)
        for _ in range(REQUESTS):
            if _get(connection, page.path, session) != page.status:
                raise AssertionError(f"{page.name} through granian")

    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for done in [clients.submit(ask) for _ in range(CLIENTS)]:
            done.result()
    return CLIENTS * REQUESTS / (perf_counter() - began)


def _memory(pid: int) -> dict[str, int]:
    """Megabytes of the worker, which is the largest child of the server."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = []
    for child in children:
        text = Path(f"/proc/{child}/smaps_rollup").read_text()
        lines = (line.split() for line in text.splitlines())
        found.append({parts[0].strip(":"): int(parts[1]) for parts in lines if "kB" in parts})
    largest = max(found, key=lambda one: one["Rss"])
    return {kind: round(largest[kind] / 1024) for kind in ("Rss", "Pss")}
