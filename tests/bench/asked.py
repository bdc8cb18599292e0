"""Processes that answer "PAGE COUNT" lines with what the page costs, so that several take turns."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from statistics import median
from time import perf_counter, process_time
from typing import Any

from tests.project.files import ROOT


class Asked:
    """Such a process, from the moment it is ready; `said` is what it began with."""

    def __init__(self, module: str, *words: str, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said = self._told()

    def ask(self, page: object, count: int) -> list[float]:
        """Medians of what is measured there, of so many times."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{page} {count}\n")
        self._process.stdin.flush()
        return [float(middle) for middle in self._told()]

    def close(self) -> None:
        """Nothing more is asked."""
        self._process.communicate("")

    def _told(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def answer(said: object, once: Callable[[str], Iterable[float]]) -> None:
    """The process's own side: say that it is ready, then give medians of what `once` measures."""
    print(json.dumps(said), flush=True)
    for line in sys.stdin:
        page, count = line.split()
        times = [once(page) for _ in range(int(count))]
        print(json.dumps([median(kind) for kind in zip(*times, strict=True)]), flush=True)


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall time of a call in milliseconds."""
    cpu, wall = process_time(), perf_counter()
    call()
    return (process_time() - cpu) * 1000, (perf_counter() - wall) * 1000
