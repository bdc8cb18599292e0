"""`python -m tests.faults.outage`: the database goes away, or its disk is full, in front of people.

The site answers calmly, keeps the form on the page, and goes on without a restart once the fault
is over. On SQLite the server's processes may write no larger files for a while; with the word
`postgresql` a PostgreSQL is killed and started again, once soon and once after a minute.
"""

import http.client
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

from tests.faults.clients import CSRF, OUTAGE, Poster, faults_of, make_posters
from tests.faults.integrity import damage
from tests.faults.postgres import Server
from tests.faults.site import Site, log_of, use_database

TRIES = 6
# How long a PostgreSQL stays away: longer than any pause between tries that a pool might make.
LONG_SECONDS = 75
# What nobody should have to wait for, even on a busy machine.
SLOWEST_PAGE = 5.0


def page_of(poster: Poster, port: int) -> str:
    """What somebody sees when their entry cannot be stored."""
    entry = poster.waiting = poster.next_entry()
    body = urlencode({**entry.fields, "key": entry.key, "csrfmiddlewaretoken": CSRF})
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={poster.session}; csrftoken={CSRF}",
    }
    connection.request("POST", entry.path, body, headers)
    answer = connection.getresponse()
    return f"{answer.status} {answer.read().decode()}"


def look(
    poster: Poster,
    site: Site,
    *,
    begin: Callable[[], None],
    end: Callable[[], None],
    lasts: float = 0.0,
) -> dict[str, Any]:
    """Entries before, during and after a fault of `lasts` seconds; what was wrong."""
    from django.db import connection

    before = [poster.post(site.port) for _time in range(TRIES)]
    faults = [f"before: {status}" for status in before if status != 302]
    begin()
    pages, slowest = pages_during(poster, site.port, until=time.monotonic() + lasts)
    assert poster.waiting is not None
    for page in pages:
        if not page.startswith(str(OUTAGE)) or "reach your diary" not in page:
            faults.append(f"during: {page[:80]}")
        elif f'value="{poster.waiting.key}"' not in page:
            faults.append("during: the form is not on the page")
    if slowest > SLOWEST_PAGE:
        faults.append(f"during: a page took {slowest:.1f} s")
    if not site.answers():
        faults.append("during: the process does not say that it lives")
    end()
    began = time.monotonic()
    while poster.post(site.port) != 302 and time.monotonic() - began < 30:
        time.sleep(0.05)
    seconds = round(time.monotonic() - began, 2)
    for _time in range(TRIES):
        poster.post(site.port)
    faults += faults_of(poster) + damage() + site.broke()
    # The next fault must not meet a connection of this process in the middle of something.
    connection.close()
    return {
        "calm pages": len(pages),
        "slowest of them, in seconds": round(slowest, 2),
        "seconds to go on": seconds,
        "faults": faults,
    }


def pages_during(poster: Poster, port: int, *, until: float) -> tuple[list[str], float]:
    """Some pages at least, and more until then; with the seconds that the slowest took."""
    pages, slowest = [], 0.0
    while len(pages) < TRIES or time.monotonic() < until:
        began = time.monotonic()
        pages.append(page_of(poster, port))
        slowest = max(slowest, time.monotonic() - began)
        if len(pages) >= TRIES:
            time.sleep(1)
    return pages, slowest


def disk_full(site: Site, database: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    """No process of the server can make a file longer than the log of SQLite is already."""
    assert site.process is not None
    first = psutil.Process(site.process.pid)

    def limit(size: int) -> None:
        for process in (first, *first.children(recursive=True)):
            hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, hard))

    return (
        lambda: limit(Path(f"{database}-wal").stat().st_size),
        lambda: limit(resource.RLIM_INFINITY),
    )


def on_sqlite() -> dict[str, Any]:
    """A disk that takes no more."""
    with tempfile.TemporaryDirectory(prefix="backrehab-faults-") as name:
        database = Path(name) / "db.sqlite3"
        use_database(f"sqlite:///{database}", pages=True)
        site = Site(log_of("outage-sqlite"))
        (poster,) = make_posters(1)
        site.start()
        try:
            begin, end = disk_full(site, database)
            return {"fault": "disk full, SQLite"} | look(poster, site, begin=begin, end=end)
        finally:
            site.kill()


def on_postgresql() -> dict[str, Any]:
    """A server that is gone, and comes back at once; then one that stays away for long."""
    from django.db import connection

    server = Server.new()
    try:
        use_database(server.address(), pages=True)
        site = Site(log_of("outage-postgresql"))
        (poster,) = make_posters(1)
        site.start()
        connection.close()
        try:
            again = server.server.ensure_postgres_running
            told = {
                f"away for {lasts} s": look(poster, site, begin=server.kill, end=again, lasts=lasts)
                for lasts in (0, LONG_SECONDS)
            }
        finally:
            site.kill()
        connection.close()
        faults = [fault for one in told.values() for fault in one.pop("faults")]
        return {"fault": "server gone, PostgreSQL"} | told | {"faults": faults}
    finally:
        server.remove()


def main(engine: str) -> int:
    """Print the result as JSON; 1 if anything was not as it should be."""
    told = on_postgresql() if engine == "postgresql" else on_sqlite()
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return int(bool(told["faults"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "sqlite"))
