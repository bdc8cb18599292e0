"""`make bench`: what each page costs beside the floor; it fails when a target is missed."""

import gc
import json
import sys
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import product
from statistics import median, quantiles
from time import perf_counter, process_time

from tests.bench import prepare

prepare.start()

import time_machine
from django.db import connection
from django.utils import timezone

from tests.bench.domain import gate_times
from tests.bench.pages import FLOOR, PAGES, SCORE, TODAY, Page, Worker, count_statements, undone
from tests.bench.people import HISTORIES, Pair, make_people
from tests.bench.server import serve_and_measure

# Short rounds: what is compared is near in time, as the speed of the machine changes.
ROUNDS, REQUESTS, WARM = 60, 4, 3
WEEK, YEAR, _ = HISTORIES


@dataclass
class Times:
    """What was measured of one page for one history; CPU and wall time in milliseconds."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)

    @property
    def usual(self) -> float:
        """The median over the rounds of the median of a round."""
        return median(self.rounds)

    def beside(self, other: "Times") -> float:
        """How many times the other it is: the median over the rounds, each by itself."""
        return median(own / its for own, its in zip(self.rounds, other.rounds, strict=True))


type Results = dict[tuple[Page, str], Times]
type Statements = dict[tuple[Page, str], int]


def measure(worker: Worker, people: dict[str, Pair]) -> Results:
    """Every page for every history, one after the other, again and again."""
    results: Results = defaultdict(Times)
    for page, pair in product(PAGES, people.values()):
        _ask(worker, page, pair, WARM)
    # As the workers of `manage.py serve` have it.
    gc.collect()
    gc.freeze()
    turns = deque(people.items())
    for page in PAGES * ROUNDS:
        # Whoever asks first for another page finds the processor's memory full of the last one.
        turns.rotate()
        for history, pair in turns:
            cpu, wall = _ask(worker, page, pair, REQUESTS)
            times = results[page, history]
            times.cpu += cpu
            times.wall += wall
            times.rounds.append(median(cpu))
    return results


def _ask(worker: Worker, page: Page, pair: Pair, count: int) -> tuple[list[float], list[float]]:
    cpu, wall = [], []
    visitor = page.visitor(pair)
    for _ in range(count):
        environ = worker.environ(page, visitor)
        with undone(page):
            began, used = perf_counter(), process_time()
            worker.send(environ, page)
            cpu.append((process_time() - used) * 1000)
            wall.append((perf_counter() - began) * 1000)
    return cpu, wall


def report(results: Results, statements: Statements) -> list[str]:
    """Print the tables; return the targets that were missed."""
    floor = results[FLOOR, WEEK]
    print("\nCPU of one request in ms (median of the rounds), and as a multiple of the floor")
    heads = "".join(f"{name:>18}" for name in HISTORIES)
    print(f"{'page':<20}{heads}{'10 y : 1 w':>12}")
    missed = []
    for page in PAGES:
        row = [results[page, history] for history in HISTORIES]
        growth = row[2].beside(row[0])
        shown = "".join(f"{one.usual:>10.2f} {one.beside(floor):>5.2f} x" for one in row)
        print(f"{page.name:<20}{shown}{growth:>12.2f}")
        most = max(statements[page, history] for history in HISTORIES)
        missed += _targets(page, row[0].beside(floor), growth, most)
    print("\nOf one worker: p50 and p99 of the wait in ms, requests a second of CPU, statements")
    print(f"{'page':<20}" + "".join(f"{name:>30}" for name in HISTORIES))
    for page in PAGES:
        cells = [_waits(results[page, one], statements[page, one]) for one in HISTORIES]
        print(f"{page.name:<20}{''.join(cells)}")
    return missed


def _waits(times: Times, sql: int) -> str:
    p99 = quantiles(times.wall, n=100)[98]
    return f"{median(times.wall):>10.1f}{p99:>8.1f}{1000 / times.usual:>8.0f}{sql:>4}"


def _targets(page: Page, ratio: float, growth: float, sql: int) -> list[str]:
    """The targets of one page that were missed."""
    found = []
    most_sql = 8 if page is TODAY else 10 if page.form is None else 12
    most_ratio = {TODAY: 4.0, SCORE: 6.0}.get(page)
    if most_ratio is not None and ratio > most_ratio:
        found.append(f"{page.name}: {ratio:.2f} times the floor, at most {most_ratio:.0f}")
    if growth > 1.1:
        found.append(f"{page.name}: ten years cost {growth:.2f} times one week, at most 1.10")
    if sql > most_sql:
        found.append(f"{page.name}: {sql} SQL statements, at most {most_sql}")
    return found


def _people_of_now() -> Pair:
    """The server has the real clock, so its people end today."""
    connection.close()
    prepare.prepare_database()
    return make_people(timezone.localdate(), (YEAR,))[YEAR]


def main() -> int:
    """Measure everything, print it, and say what misses its target."""
    with time_machine.travel(prepare.MORNING, tick=False):
        prepare.prepare_database()
        people = make_people(prepare.TODAY)
        worker = Worker(prepare.TODAY)
        results = measure(worker, people)
        statements = {
            (page, history): count_statements(worker, page, page.visitor(pair))[0]
            for page, (history, pair) in product(PAGES, people.items())
        }
    missed = report(results, statements)
    for name, took, most in gate_times(prepare.TODAY):
        print(f"{name}: {took:.0f} µs")
        missed += [f"{name}: {took:.0f} µs, at most {most}"] if took > most else []
    served = serve_and_measure(_people_of_now())
    print(json.dumps(served.shown))
    missed += served.missed
    for line in missed:
        print(f"MISSED  {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
