"""`make faults`: every part in its long form, each in a process of its own; a line for each."""

import json
import os
import subprocess
import sys
import time

from tests.faults.site import ROOT

KILLS = os.environ.get("FAULTS_KILLS", "100")
EACH = "100"
ON_POSTGRES = ("-m", "tests.on_postgres", sys.executable)
PARTS: dict[str, tuple[str, ...]] = {
    "kill -9, SQLite": ("-m", "tests.faults.kill", KILLS),
    "kill -9, PostgreSQL": (*ON_POSTGRES, "-m", "tests.faults.kill", KILLS),
    "contention, SQLite": ("-m", "tests.faults.contention", EACH),
    "contention, PostgreSQL": (*ON_POSTGRES, "-m", "tests.faults.contention", EACH),
    "standby": ("-m", "tests.faults.standby"),
    "disk full, SQLite": ("-m", "tests.faults.outage"),
    "server gone, PostgreSQL": ("-m", "tests.faults.outage", "postgresql"),
    "two nodes": ("-m", "tests.faults.nodes"),
    "two nodes, nginx": ("-m", "tests.faults.nodes", "nginx"),
    "two nodes, PgBouncer by session": ("-m", "tests.faults.nodes", "session"),
    "two nodes, PgBouncer by transaction": ("-m", "tests.faults.nodes", "nginx", "transaction"),
    "two releases, SQLite": ("-m", "tests.upgrade.rolling"),
    "two releases, PostgreSQL": (*ON_POSTGRES, "-m", "tests.upgrade.rolling"),
}


def run(name: str, options: tuple[str, ...]) -> bool:
    """Whether this part found nothing wrong."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *options],
        cwd=ROOT,
        env=environment | {"PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    fine = done.returncode == 0
    told = done.stdout.strip()
    try:
        told = json.dumps(json.loads(told), ensure_ascii=False)
    except ValueError:
        told += done.stderr[-2000:]
    seconds = time.monotonic() - began
    sys.stdout.write(f"{'ok   ' if fine else 'FAULT'} {name} ({seconds:.0f} s)\n      {told}\n")
    sys.stdout.flush()
    return fine


def main(chosen: list[str]) -> int:
    """All parts, or those whose names hold one of the words; each word has to name one."""
    for word in chosen:
        if not any(word in name for name in PARTS):
            raise SystemExit(f"No part is named by {word!r}. There are: {', '.join(PARTS)}.")
    parts = {
        name: options
        for name, options in PARTS.items()
        if not chosen or any(word in name for word in chosen)
    }
    found = [run(name, options) for name, options in parts.items()]
    return int(not all(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
