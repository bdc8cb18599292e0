"""The training days as they were judged: each with its verdict, and those that a gate counts.

In words: docs/clinical-rules.md#colours and #the-gate. Dates are ordinals, as in the ledger.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable

from backrehab.domain.colours import Verdict

# Dates of training days by stage, each list in its order.
type ByStage = defaultdict[str, list[int]]
type Add = Callable[[int], None]


class Judged:
    """Verdicts by date, in order; and which days are red, of any stage, and which of each stage
    count, are calm, or are settled. They are listed once, as an earliest date asks for them on
    dozens of dates."""

    __slots__ = ("counting", "greens", "reds", "settled", "verdicts")

    def __init__(self) -> None:
        self.verdicts: dict[int, Verdict] = {}
        self.reds: list[int] = []
        self.counting: ByStage = defaultdict(list)
        self.greens: ByStage = defaultdict(list)
        # Only of stages that have the steady-pain route.
        self.settled: ByStage = defaultdict(list)

    def lists_of(self, stage: str) -> tuple[Add, Add, Add]:
        """How a training day of a stage is added to those that count, are calm, are settled; days
        are added in their order."""
        return self.counting[stage].append, self.greens[stage].append, self.settled[stage].append

    def before(self, end: int) -> "Judged":
        """Those of the dates before `end`; the lists are its own."""
        found = Judged()
        found.verdicts = {t: verdict for t, verdict in self.verdicts.items() if t < end}
        found.reds = _before(end, self.reds)
        found.counting = _each_before(end, self.counting)
        found.greens = _each_before(end, self.greens)
        found.settled = _each_before(end, self.settled)
        return found


def _each_before(end: int, dates: ByStage) -> ByStage:
    return defaultdict(list, {stage: _before(end, some) for stage, some in dates.items()})


def _before(end: int, dates: list[int]) -> list[int]:
    return dates[: bisect_left(dates, end)]
