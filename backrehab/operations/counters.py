"""What this process counted since it started: answers and the time they took."""

import os
import threading
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

# Upper bounds in seconds: Today answers in a few milliseconds, a password check in a tenth.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


@dataclass
class Counters:
    """Answers by method and class of status, and a histogram of their seconds.

    There is no count for each page: on a small site it would tell who had a flare-up and when.
    """

    started_at: float = field(default_factory=time.time)
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    slots: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, *, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        # Anybody can make up a method; only real ones get a line.
        known = method if method in {"GET", "HEAD", "POST"} else "other"
        with self._lock:
            self.answers[known, f"{status // 100}xx"] += 1
            self.slots[bisect_left(BOUNDS, seconds)] += 1
            self.seconds += seconds

    def lines(self) -> list[str]:
        """The counts as Prometheus reads them, each with the number of the process."""
        pid = f'pid="{os.getpid()}"'
        with self._lock:
            answers, slots, seconds = dict(self.answers), list(self.slots), self.seconds
        found = ["# TYPE backrehab_answers_total counter"]
        for (method, status), count in sorted(answers.items()):
            labels = f'{pid},method="{method}",status="{status}"'
            found.append(f"backrehab_answers_total{{{labels}}} {count}")
        found.append("# TYPE backrehab_answer_seconds histogram")
        total = 0
        for bound, count in zip([*BOUNDS, "+Inf"], slots, strict=True):
            total += count
            found.append(f'backrehab_answer_seconds_bucket{{{pid},le="{bound}"}} {total}')
        found.append(f"backrehab_answer_seconds_sum{{{pid}}} {seconds:.6f}")
        found.append(f"backrehab_answer_seconds_count{{{pid}}} {total}")
        found += _gauge("backrehab_process_started_seconds", self.started_at, labels=pid)
        found += _counter("backrehab_process_cpu_seconds_total", time.process_time(), labels=pid)
        return found


def _gauge(name: str, value: float, *, labels: str) -> list[str]:
    return [f"# TYPE {name} gauge", f"{name}{{{labels}}} {value:.3f}"]


def _counter(name: str, value: float, *, labels: str) -> list[str]:
    return [f"# TYPE {name} counter", f"{name}{{{labels}}} {value:.3f}"]


counters = Counters()
