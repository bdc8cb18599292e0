"""`make scale`: the same people among 100, 1,000 and 10,000 others, on a PostgreSQL of its own.

Fails when a page costs over 1.2 times as much among many as among few (docs/scaling.md).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import timedelta
from io import StringIO
from statistics import median
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SIZES = (100, 1_000, 10_000)
DAYS, ROUNDS, EACH, WARM = 365, 9, 20, 10
MOST = 1.2
PROCESSES = 2


class Town:
    """A process that keeps one database: it makes its people, then answers "PAGE COUNT" lines with
    the medians of CPU and wall time in milliseconds."""

    def __init__(self, people: int, folder: str) -> None:
        self.people, self.name = people, f"town_{people}"
        server = urlsplit(os.environ["DATABASE_URL"])
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))
        url = urlunsplit(server._replace(path=f"/{self.name}"))
        self.environment = os.environ | {"BENCH_DATABASE_URL": url, "BENCH_HOME": folder}
        self.environment |= {"PYTHONWARNINGS": "ignore", "DATABASE_URL": url}
        self.times: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def build(self) -> None:
        """The schema, the catalogue, and the others."""
        self._run("tests.bench.scale", "prepare")
        share = self.people // PROCESSES
        others = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.scale", "simulate", str(n * share), str(share)],
                env=self.environment,
            )
            for n in range(PROCESSES)
        ]
        if any(process.wait() for process in others):
            raise RuntimeError("the others could not be made")

    def open(self) -> list[str]:
        """Start what answers; the names of its pages."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.scale", "answer"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return list(self._told())

    def close(self) -> dict[str, int]:
        """Its rows and sizes in bytes."""
        self._process.communicate("")
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            row = connection.execute(
                "SELECT sum(n_live_tup), sum(pg_table_size(relid)), sum(pg_indexes_size(relid)),"
                " pg_database_size(current_database()) FROM pg_stat_user_tables"
            ).fetchone()
        assert row is not None
        return dict(zip(("rows", "tables", "indexes", "database"), map(int, row), strict=True))

    def ask(self, number: int, count: int) -> tuple[float, float]:
        """Medians of that page."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{number} {count}\n")
        self._process.stdin.flush()
        cpu, wall = self._told()
        return cpu, wall

    def _told(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def _run(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", *words], env=self.environment, check=True)


def main() -> int:
    """Build the towns, ask them in turn, print the tables; 1 if a page is not flat."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="backrehab-scale-") as folder:
        towns = [Town(people, folder) for people in sizes]
        for town in towns:
            began = perf_counter()
            town.build()
            print(f"{town.people} people made in {perf_counter() - began:.0f} s", flush=True)
        *_, names = [town.open() for town in towns]
        for round_number in range(-1, ROUNDS):
            for number, name in enumerate(names):
                for town in towns:
                    times = town.ask(number, WARM if round_number < 0 else EACH)
                    if round_number >= 0:
                        town.times[name].append(times)
        kept = {town: town.close() for town in towns}
    return _report(kept, names)


def _report(kept: dict[Town, dict[str, int]], names: list[str]) -> int:
    heads = "".join(f"{town.people:>10,}" for town in kept)
    print(
        f"\nCPU of the web process, then the whole wait, in ms: medians of {ROUNDS} rounds' medians"
    )
    print(f"{'page':<20}{heads}{'most:least':>12}{heads}{'most:least':>12}")
    missed = []
    for name in names:
        line = f"{name:<20}"
        for kind, what in enumerate(("CPU", "wait")):
            row = [median(times[kind] for times in town.times[name]) for town in kept]
            grown = max(row) / min(row)
            line += "".join(f"{ms:>10.2f}" for ms in row) + f"{grown:>12.2f}"
            if what == "CPU" and grown > MOST:
                missed.append(f"{name}: {grown:.2f} times, at most {MOST}")
        print(line)
    for what in ("rows", "tables", "indexes", "database"):
        unit, per = ("", 1) if what == "rows" else (" MB", 2**20)
        shown = "".join(f"{sizes[what] / per:>14,.0f}{unit:<3}" for sizes in kept.values())
        print(f"{what:<20}{shown}")
    for line in missed:
        print(f"MISSED  {line}", file=sys.stderr)
    return 1 if missed else 0


def _worker(what: str, *words: str) -> None:
    """One of the processes of a town."""
    from tests.bench import prepare

    prepare.start()
    from django.core.management import call_command

    if what == "prepare":
        call_command("prepare", verbosity=0)
    elif what == "simulate":
        first, people = map(int, words)
        last = prepare.TODAY - timedelta(days=1)
        simulated = {"people": people, "days": DAYS, "last": last, "first_number": first}
        call_command("simulate", **simulated, even_in_production=True, stdout=StringIO())
    else:
        _answer()


def _answer() -> None:
    import time_machine
    from django.db import connection

    from tests.bench import prepare
    from tests.bench.pages import PAGES, Worker, undone
    from tests.bench.people import make_people

    with time_machine.travel(prepare.MORNING, tick=False):
        pair = make_people(prepare.TODAY, ("one year",))["one year"]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        worker = Worker(prepare.TODAY)
        print(json.dumps([page.name for page in PAGES]), flush=True)
        for line in sys.stdin:
            number, count = map(int, line.split())
            page, times = PAGES[number], []
            for _ in range(count):
                environ = worker.environ(page, page.visitor(pair))
                with undone(page):
                    cpu, wall = process_time(), perf_counter()
                    worker.send(environ, page)
                    times.append((process_time() - cpu, perf_counter() - wall))
            print(json.dumps([median(one) * 1000 for one in zip(*times, strict=True)]), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] and not sys.argv[1].isdigit():
        _worker(*sys.argv[1:])
    else:
        sys.exit(main())
