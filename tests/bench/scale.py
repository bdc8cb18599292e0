"""`make scale`: the same people among 100, 1,000 and 10,000 others, on a PostgreSQL of its own.

Fails when a page costs over 1.2 times as much among many as among few, web process and PostgreSQL
together (docs/scaling.md).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache, partial
from io import StringIO
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.bench.asked import Asked, answer, timed

SIZES = (100, 1_000, 10_000)
# Few requests at a time and many rounds, for other work of the machine comes and goes.
DAYS, ROUNDS, EACH, WARM = 365, 48, 4, 10
MOST = 1.2
PROCESSES = 2
# What is measured of a request, in milliseconds, and the bytes that it adds to PostgreSQL's log.
KINDS = ("CPU of the web process", "CPU of PostgreSQL", "the whole wait")
LOG = "bytes of log"
LENGTH = "SELECT pg_current_wal_insert_lsn() - '0/0'"
LARGEST = 8


class Table(NamedTuple):
    """A table with its rows, and its size and that of its indexes in bytes."""

    name: str
    rows: int
    size: int
    indexes: int


class Town:
    """A process that keeps one database: it makes its people, then answers "PAGE COUNT" lines with
    the medians of what KINDS and LOG name."""

    def __init__(self, people: int, folder: str) -> None:
        self.people, self.name = people, f"town_{people}"
        server = urlsplit(os.environ["DATABASE_URL"])
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))
        url = urlunsplit(server._replace(path=f"/{self.name}"))
        self.environment = os.environ | {"BENCH_DATABASE_URL": url, "BENCH_HOME": folder}
        self.environment |= {"PYTHONWARNINGS": "ignore", "DATABASE_URL": url}
        self.environment["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
        self.times: dict[str, list[dict[str, float]]] = defaultdict(list)

    def build(self, days: int) -> None:
        """The schema, the catalogue, and the others with so many days each."""
        self._run("tests.bench.scale", "prepare")
        share = self.people // PROCESSES
        others = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.scale", "simulate", *map(str, words)],
                env=self.environment,
            )
            for words in ((n * share, share, days) for n in range(PROCESSES))
        ]
        if any(process.wait() for process in others):
            raise RuntimeError("the others could not be made")

    def open(self) -> list[str]:
        """Start what answers; the names of its pages."""
        self._process = Asked("tests.bench.scale", "answer", environment=self.environment)
        return list(self._process.said)

    def close(self) -> list[Table]:
        """Its tables, the largest first."""
        self._process.close()
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            rows = connection.execute(
                "SELECT relname, n_live_tup, pg_table_size(relid), pg_indexes_size(relid)"
                " FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC"
            )
            return [Table(*row) for row in rows]

    def ask(self, number: int, count: int) -> dict[str, float]:
        """Medians of that page."""
        middles = self._process.ask(number, count)
        return dict(zip((*KINDS, LOG), middles, strict=True))

    def rounds(self, page: str, *kinds: str) -> list[float]:
        """What these took together, round by round."""
        return [sum(times[kind] for kind in kinds) for times in self.times[page]]

    def _run(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", *words], env=self.environment, check=True)


def main() -> int:
    """Build the towns, ask them in turn, print the tables; 1 if a page is not flat."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--days", type=int, default=DAYS, help="of each of the others")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backrehab-scale-") as folder:
        towns = [Town(people, folder) for people in asked.people]
        for town in towns:
            began = perf_counter()
            town.build(asked.days)
            print(f"{town.people} people made in {perf_counter() - began:.0f} s", flush=True)
        *_, names = [town.open() for town in towns]
        for round_number in range(-1, asked.rounds):
            for number, name in enumerate(names):
                # Each of them goes first in turn.
                for town in towns[:: 1 if round_number % 2 else -1]:
                    times = town.ask(number, WARM if round_number < 0 else EACH)
                    if round_number >= 0:
                        town.times[name].append(times)
        kept = {town: town.close() for town in towns}
    print(f"\nMedians of {asked.rounds} rounds' medians of {EACH} requests")
    return _report(kept, names)


def _report(kept: dict[Town, list[Table]], names: list[str]) -> int:
    heads = "".join(f"{town.people:>10,}" for town in kept)
    for kind in (*KINDS, LOG):
        print(f"{kind + ('' if kind == LOG else ', ms'):<28}{heads}{'most:least':>12}")
        for name in names:
            row = [median(town.rounds(name, kind)) for town in kept]
            if any(row):
                shown = "".join(f"{value:>10.2f}" for value in row)
                print(f"{name:<28}{shown}{_grown(kept, name, kind):>12.2f}")
    for what, unit in (("rows", 1), ("size", 2**20), ("indexes", 2**20)):
        sums = [sum(getattr(table, what) for table in tables) / unit for tables in kept.values()]
        print(f"{what + ('' if unit == 1 else ', MB'):<28}" + "".join(f"{n:>10,.0f}" for n in sums))
    last, tables = list(kept.items())[-1]
    print(f"The largest of {last.people:,} people: rows, MB, MB of its indexes")
    for table in tables[:LARGEST]:
        sizes = f"{table.size / 2**20:>10,.0f}{table.indexes / 2**20:>10,.0f}"
        print(f"{table.name:<28}{table.rows:>12,}{sizes}")
    missed = []
    for name in names:
        grown = _grown(kept, name, *KINDS[:2])
        if grown > MOST:
            missed.append(f"{name}: {grown:.2f} times, at most {MOST}")
    for line in missed:
        print(f"MISSED  {line}", file=sys.stderr)
    return 1 if missed else 0


def _grown(towns: Iterable[Town], page: str, *kinds: str) -> float:
    """Most by least: each town beside the first one of the same round, which the machine's other
    work meets alike; of that the median."""
    of_each = [town.rounds(page, *kinds) for town in towns]
    beside = [
        median(own / first for own, first in zip(rounds, of_each[0], strict=True) if first)
        for rounds in of_each
    ]
    return max(beside) / min(beside)


def _worker(what: str, *words: str) -> None:
    """One of the processes of a town."""
    import django

    from tests.bench import prepare

    django.setup()
    from django.core.management import call_command

    if what == "prepare":
        # The others run side by side, in the same folder.
        prepare.prepare_files()
        call_command("prepare", verbosity=0)
    elif what == "simulate":
        first, people, days = map(int, words)
        last = prepare.TODAY - timedelta(days=1)
        simulated = {"people": people, "days": days, "last": last, "first_number": first}
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

        def once(number: str) -> list[float]:
            page = PAGES[int(number)]
            environ = worker.environ(page, page.visitor(pair))
            with undone(page):
                return _measured(partial(worker.send, environ, page))

        answer([page.name for page in PAGES], once)


def _measured(send: Callable[[], object]) -> list[float]:
    """What KINDS and LOG name, of one request."""
    log, server = _of_server(LENGTH), _worked()
    cpu, wall = timed(send)
    server = _worked() - server
    return [cpu, server / 1e6, wall, _of_server(LENGTH) - log]


def _worked() -> int:
    """The nanoseconds that PostgreSQL's process for this connection has worked."""
    return int(Path(f"/proc/{_pid()}/schedstat").read_text().split()[0])


@cache
def _pid() -> int:
    """That process; the connection is kept for as long as this one answers."""
    return _of_server("SELECT pg_backend_pid()")


def _of_server(statement: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].isalpha():
        _worker(*sys.argv[1:])
    else:
        sys.exit(main())
