"""`python -m tests.faults.kill TIMES`: kill -9 of the server while four people post, again and
again, with the database of DATABASE_URL, else an SQLite file."""

import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.faults.clients import Poster, faults_of, make_posters, post_until
from tests.faults.integrity import damage
from tests.faults.site import Site, log_of, use_database

PEOPLE = 4
# A round ends at a random moment between these, in seconds after its first acknowledged entry.
SOONEST, LATEST = 0.05, 0.8


class Rounds:
    """Kills and restarts, and what was found after each."""

    def __init__(self, *, engine: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.site = Site(log_of(f"kill-{engine}"))
        self.posters: list[Poster] = make_posters(PEOPLE)
        self.faults: list[str] = []
        self.starts: list[float] = []
        self.repeated = self.stored_before = 0

    def kill_once(self) -> None:
        """Post, kill in the middle, start again, look, and send again what got no answer."""
        stop = threading.Event()
        before = [len(one.done) for one in self.posters]
        threads = post_until(self.posters, self.site.port, stop)
        while all(len(one.done) == n for one, n in zip(self.posters, before, strict=True)):
            if not any(thread.is_alive() for thread in threads):
                raise RuntimeError(f"Nothing was acknowledged: {self.posters[0].refused}")
            time.sleep(0.01)
        time.sleep(self.random.uniform(SOONEST, LATEST))
        self.site.kill()
        stop.set()
        for thread in threads:
            thread.join()
        self.starts.append(self.site.start())
        self.look(before)
        for poster in self.posters:
            if poster.waiting is not None:
                self.send_again(poster)
        self.look([len(one.done) for one in self.posters])

    def send_again(self, poster: Poster) -> None:
        """The entry without an answer, under the key it had."""
        from backrehab.accounts.models import Submission

        assert poster.waiting is not None
        self.repeated += 1
        known = Submission.objects.filter(user_id=poster.user_id, key=poster.waiting.key)
        self.stored_before += known.exists()
        if poster.post(self.site.port) != 302:
            self.faults.append(f"sent again, not taken: {poster.refused[-1:]}")

    def look(self, checked: list[int]) -> None:
        """Compare what was acknowledged with what is stored."""
        for poster, number in zip(self.posters, checked, strict=True):
            self.faults += faults_of(poster, checked=number)
        self.faults += damage()

    def told(self) -> dict[str, Any]:
        """The result."""
        refused = [said for one in self.posters for said in one.refused]
        return {
            "kills": len(self.starts),
            "acknowledged": sum(len(one.done) for one in self.posters),
            "without an answer": sum(one.unanswered for one in self.posters),
            "of these sent again": self.repeated,
            "of these stored already": self.stored_before,
            "refused": refused,
            "broke": self.site.broke(),
            "faults": self.faults,
            "seconds to the first answer, median": round(statistics.median(self.starts), 2),
        }


def run(times: int, *, seed: int, limit: float) -> dict[str, Any]:
    """So many kills, or as many as fit into `limit` seconds."""
    from django.db import connection

    began = time.monotonic()
    rounds = Rounds(engine=connection.vendor, seed=seed)
    rounds.site.start()
    try:
        while len(rounds.starts) < times and time.monotonic() - began < limit:
            rounds.kill_once()
    finally:
        rounds.site.kill()
    seconds = round(time.monotonic() - began)
    return {"engine": connection.vendor} | rounds.told() | {"seconds": seconds}


def main(times: int, *, seed: int = 1, limit: float = 1800.0) -> int:
    """Print the result as JSON; 1 if anything was lost, doubled or broken."""
    with tempfile.TemporaryDirectory(prefix="backrehab-faults-") as name:
        address = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(name) / 'db.sqlite3'}"
        use_database(address)
        told = run(times, seed=seed, limit=limit)
        sys.stdout.write(json.dumps(told, indent=1) + "\n")
    wrong = told["faults"] or told["refused"] or told["broke"]
    return int(bool(wrong) or not told["acknowledged"])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
