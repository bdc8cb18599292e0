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
WEEK, YEAR, DECADE = HISTORIES


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


def report(results: Results, statements: dict[Page, tuple[int, int]]) -> list[str]:
    """Print the table; return the targets that were missed."""
    floor = results[FLOOR, WEEK]
    print("\nCPU of one request in ms (median of the rounds), and as a multiple of the floor")
    print(f"{'page':<20}" + "".join(f"{name:>18}" for name in HISTORIES), end="")
    print(f"{'10 y : 1 w':>12}{'p50':>8}{'p99':>8}{'req/s':>8}{'SQL':>5}")
    missed = []
    for page in PAGES:
        row = [results[page, history] for history in HISTORIES]
        wall = row[0].wall
        growth = row[2].beside(row[0])
        p99 = quantiles(wall, n=100)[98]
        shown = "".join(f"{one.usual:>10.2f} {one.beside(floor):>5.2f} x" for one in row)
        line = f"{page.name:<20}{shown}{growth:>12.2f}{median(wall):>8.1f}{p99:>8.1f}"
        print(f"{line}{1000 / row[0].usual:>8.0f}{statements[page][0]:>5}")
        missed += _targets(page, row[0].beside(floor), growth, statements[page][0])
    print("p50, p99 and requests a second (of CPU) are those of one worker and one week of logs.")
    return missed


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
            page: count_statements(worker, page, page.visitor(people[DECADE])) for page in PAGES
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
