"""`python -m tests.faults.contention EACH`: four processes read and write the same people's days.

Each transaction is a real one of the product: the key of a form, the person's lock, the old score
read, the new one and the amendment written.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.site import ROOT, use_database

PROCESSES = 4


def work(number: int, each: int, people: list[int]) -> dict[str, Any]:
    """One process: so many transactions over all people in turn."""
    from uuid import uuid4

    from django.db import DatabaseError
    from django.utils import timezone

    from backrehab.accounts.models import User
    from backrehab.accounts.submissions import answer_once
    from backrehab.painlog.models import DailyScore
    from backrehab.progression import logbook
    from backrehab.progression.entries import Entry

    errors, slowest = [], 0.0
    for count in range(each):
        user = User.objects.get(pk=people[(number + count) % len(people)])
        on = DailyScore.objects.filter(user=user).latest("on").on
        now, began = timezone.now(), time.monotonic()

        def act(user: User = user, on: Any = on, now: Any = now) -> dict[str, Any]:
            # Told apart from whatever stands there, so that each change leaves its trace.
            score = (DailyScore.objects.get(user=user, on=on).score + 1) % 10
            logbook.correct_daily(Entry(user, now), on=on, score=score)
            return {}

        try:
            answer_once(user, key=uuid4(), now=now, act=act)
        except DatabaseError as error:
            errors.append(f"{type(error).__name__}: {error}")
        slowest = max(slowest, time.monotonic() - began)
    return {"errors": errors, "slowest": round(slowest, 3)}


def lost_updates(people: list[int]) -> int:
    """How many changes did not build upon the one before them."""
    from backrehab.painlog.models import Amendment, DailyScore

    lost = 0
    for person in people:
        told = Amendment.objects.filter(user_id=person).order_by("pk")
        score = 0
        for row in told:
            lost += row.old["score"] != score
            score = row.new["score"]
        lost += DailyScore.objects.get(user_id=person).score != score
    return lost


def run(each: int) -> dict[str, Any]:
    """Let the processes begin together, and put together what they say."""
    from django.db import connection

    from backrehab.accounts.models import Submission
    from tests.faults.clients import make_posters

    people = [poster.user_id for poster in make_posters(PROCESSES)]
    connection.close()
    command = [sys.executable, "-m", "tests.faults.contention", str(each)]
    workers = [
        subprocess.Popen(
            [*command, str(number), *map(str, people)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    began = time.monotonic()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(worker.communicate()[0]) for worker in workers]
    seconds = time.monotonic() - began
    return {
        "engine": connection.vendor,
        "transactions": Submission.objects.filter(user_id__in=people).count(),
        "errors": [error for one in told for error in one["errors"]],
        "lost updates": lost_updates(people),
        "a second": round(PROCESSES * each / seconds),
        "slowest, in seconds": max(one["slowest"] for one in told),
    }


def main(each: int) -> int:
    """Print the result as JSON; 1 if any transaction failed or was lost."""
    with tempfile.TemporaryDirectory(prefix="backrehab-faults-") as name:
        use_database(os.environ.get("DATABASE_URL") or f"sqlite:///{Path(name) / 'db.sqlite3'}")
        told = run(each)
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    failed = told["errors"] or told["lost updates"] or told["transactions"] != PROCESSES * each
    return int(bool(failed))


def worker() -> None:
    """One of the processes: say when it is ready, and begin when told."""
    import django

    django.setup()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    each, number, *people = (int(text) for text in sys.argv[1:])
    sys.stdout.write(json.dumps(work(number, each, people)))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        worker()
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
