"""`make instructions`: instructions of the processor for one request, which no other work disturbs.

A process under valgrind starts the product, sends each page a few times, and then forks: into one
child that does nothing more, and into one for each page that sends it a few times more. What these
counted beyond the first is the requests alone. `--update` writes the figures.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

FILE = Path(__file__).with_name("instructions.json")
FIRST, MORE = 3, 5
TOLERANCE = 0.03
COUNT = re.compile(r"I\s+refs:\s+([\d,]+)")
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


def child(folder: str) -> None:
    """Inside valgrind: warm up, then one fork for each page; who is who goes into a file."""
    from tests.bench import prepare

    prepare.start()
    import time_machine
    from django.db import connection

    from tests.bench.pages import FLOOR, PAGES, Page, Worker, undone
    from tests.bench.people import make_people

    with time_machine.travel(prepare.MORNING, tick=False):
        pair = make_people(prepare.TODAY, ("one year",))["one year"]
        worker = Worker(prepare.TODAY)

        def ask(page: Page, times: int) -> None:
            for _ in range(times):
                environ = worker.environ(page, page.visitor(pair))
                with undone(page):
                    worker.send(environ, page)

        for page in PAGES:
            ask(page, FIRST)
        connection.close()
        pids: dict[str, int] = {}
        for name in ("", *(page.name for page in PAGES)):
            pid = os.fork()
            if pid == 0:
                # A new connection, and what goes with its first use, in each child alike.
                ask(FLOOR, 1)
                for page in PAGES:
                    if page.name == name:
                        ask(page, MORE)
                os._exit(0)
            os.waitpid(pid, 0)
            pids[name] = pid
    Path(folder, "pids.json").write_text(json.dumps(pids))


def count_all() -> dict[str, float]:
    """Millions of instructions of one request, for each page."""
    prepared = "from tests.bench import prepare as p; p.start(); p.prepare_database()"
    subprocess.run([sys.executable, "-c", prepared], check=True)
    with tempfile.TemporaryDirectory() as folder:
        run = f"from tests.bench.instructions import child; child({folder!r})"
        subprocess.run(
            [*VALGRIND, f"--log-file={folder}/%p", sys.executable, "-c", run],
            env=os.environ | {"PYTHONHASHSEED": "0"},
            check=True,
        )
        pids = json.loads(Path(folder, "pids.json").read_text())
        totals = {name: _total(Path(folder, str(pid))) for name, pid in pids.items()}
    base = totals.pop("")
    return {name: round((total - base) / MORE / 1e6, 2) for name, total in totals.items()}


def _total(log: Path) -> int:
    found = COUNT.search(log.read_text())
    if found is None:
        raise AssertionError(log.read_text())
    return int(found[1].replace(",", ""))


def main() -> int:
    """Count, print beside what was kept, and write or compare."""
    kept = json.loads(FILE.read_text())["millions"] if FILE.exists() else {}
    now = count_all()
    for name, millions in now.items():
        times = millions / now["Floor"]
        print(f"{name:<20}{millions:>9.2f} million {times:>6.2f} x the floor", kept.get(name, ""))
    if "--update" in sys.argv:
        version = ".".join(map(str, sys.version_info[:3]))
        FILE.write_text(json.dumps({"python": version, "millions": now}, indent=2) + "\n")
        return 0
    changed = [name for name in now if abs(now[name] - kept.get(name, 0)) > now[name] * TOLERANCE]
    for name in changed:
        print(f"CHANGED  {name}: if that is meant, make instructions-update", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
