"""`python -m tests.faults.standby TIMES`: kill a PostgreSQL in mid-load, promote its standby.

The standby follows synchronously: what the first server acknowledged, the second has on disk. The
site has one DATABASE_URL that names both, and goes on with whichever takes writes.
"""

import json
import sys
import threading
import time
from typing import Any

from tests.faults.clients import Poster, faults_of, make_posters, post_until
from tests.faults.integrity import damage
from tests.faults.postgres import Server, Standby
from tests.faults.site import Site, log_of, use_database

PEOPLE = 4
LOAD_SECONDS = 2.0
PATIENCE = 60.0


def follow_in_step(first: Server, standby: Standby) -> None:
    """From now on no commit is acknowledged before the standby has it."""
    first.server.psql(f"ALTER SYSTEM SET synchronous_standby_names = '{Standby.NAME}';")
    first.server.psql("SELECT pg_reload_conf();")
    for _try in range(200):
        if "sync\n" in first.server.psql("\\t\nSELECT sync_state FROM pg_stat_replication;"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The standby does not follow: {standby.data}")


def until_taken(poster: Poster, port: int, ends: dict[int, float]) -> None:
    """Send the entry that waits again and again until it is taken; when that was."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if poster.post(port) == 302:
            ends[poster.user_id] = time.monotonic()
            return
        time.sleep(0.05)


def fail_over(posters: list[Poster], site: Site, first: Server, standby: Standby) -> dict[str, Any]:
    """Load, kill, promote, and go on; what was lost, and how long it took."""
    stop = threading.Event()
    threads = post_until(posters, site.port, stop)
    time.sleep(LOAD_SECONDS)
    first.kill()
    killed = time.monotonic()
    for thread in threads:
        thread.join()
    before = sum(len(one.done) for one in posters)
    promoted = standby.promote()
    ends: dict[int, float] = {}
    again = [threading.Thread(target=until_taken, args=(one, site.port, ends)) for one in posters]
    for thread in again:
        thread.start()
    for thread in again:
        thread.join()
    faults = [fault for one in posters for fault in faults_of(one)]
    faults += damage() + site.broke()
    faults += [f"{one.user_id} never went on" for one in posters if one.user_id not in ends]
    return {
        "acknowledged before": before,
        "acknowledged after": sum(len(one.done) for one in posters) - before,
        "faults": faults + [said for one in posters for said in one.refused],
        "seconds to promote": round(promoted, 2),
        "seconds until everybody's next entry was stored": round(
            max(ends.values(), default=killed + PATIENCE) - killed, 2
        ),
    }


def main() -> int:
    """Once; print the result as JSON; 1 if anything acknowledged was lost."""
    from django.db import connection

    first = Server.new()
    standby = Standby(first)
    try:
        standby.start()
        follow_in_step(first, standby)
        use_database(first.address(standby.socket), pages=True)
        posters = make_posters(PEOPLE)
        connection.close()
        site = Site(log_of("standby"))
        site.start()
        try:
            told = fail_over(posters, site, first, standby)
        finally:
            site.kill()
        connection.close()
    finally:
        standby.remove()
        first.remove()
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return int(bool(told["faults"]))


if __name__ == "__main__":
    sys.exit(main())
