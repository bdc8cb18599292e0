"""Histories for tests, written so that they can be read at a glance.

A diary is a line with one sign a date, oldest first; the last sign is today.

    C  calm day at the target dose      c  the same below the target dose
    S  more pain than planned (steady)  s  settled, but over the ceiling of a moderate stage
    U  not settled (too little done)    R  too much (stopped)
    N  trained, no morning score        L  calm, but the morning score was late
    O  calm day of another stage        T  trained today, so far calm
    0 … 9  a daily score                .  nothing
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from backrehab.domain.criteria import Criteria
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing
from backrehab.domain.rules import parse_rules

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "rules" / "2026.1.json"
RULES_DATA: dict[str, Any] = json.loads(FIXTURE.read_text(encoding="utf-8"))
RULES = parse_rules(RULES_DATA)
TABLES = Path(__file__).parent / "tables"

TODAY = date(2026, 3, 9)  # a Monday
ONE_DAY = timedelta(days=1)
# One gate of each kind; the last also asks for the hold test.
GATES = {
    "light": ("bar-hang", "seated-row"),
    "moderate": ("seated-row", "reverse-hyper"),
    "heavy": ("pull-through", "deadlift"),
    "hyper row": ("deadlift", "hyper-row"),
}
OTHER_STAGE = {"light": "seated-row", "moderate": "bar-hang", "heavy": "bar-hang"}


def table(name: str) -> list[dict[str, Any]]:
    """The rows of `tables/<name>.json`."""
    rows: list[dict[str, Any]] = json.loads((TABLES / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def back(dates: int) -> date:
    """So many dates before today."""
    return TODAY - timedelta(days=dates)


def trained(on: date, stage: str, level: int = 1, **changes: Any) -> Day:
    """A calm training day at the target dose, with the same score throughout."""
    calm = Day(
        on=on,
        stage=stage,
        done=1.0,
        before=level,
        worst=level,
        morning=level,
        target_dose=True,
    )
    return calm._replace(**changes)


def read_sign(sign: str, on: date, stage: str, other: str, level: int) -> Day | None:
    """The record of one date of a diary."""
    if sign == ".":
        return None
    if sign.isdigit():
        return Day(on=on, daily=int(sign))
    changes: dict[str, dict[str, Any]] = {
        "C": {},
        "c": {"target_dose": False},
        "S": {"extra_meds": True},
        "s": {"before": 4, "worst": 4, "morning": 4},
        "U": {"done": 1 / 2},
        "R": {"stop": True},
        "N": {"morning": None},
        "L": {"morning_timing": Timing.LATE},
        "O": {"stage": other},
        "T": {"morning": None},
    }
    return trained(on, stage, level)._replace(**changes[sign])


def read_diary(line: str, stage: str, *, other: str = "bar-hang", level: int = 1) -> list[Day]:
    """The records of a diary; its last sign is today."""
    first = len(line) - 1
    found = (read_sign(s, back(first - i), stage, other, level) for i, s in enumerate(line))
    return [day for day in found if day is not None]


def make_history(row: dict[str, Any]) -> tuple[History, str]:
    """The history of a table's row, and the stage ahead; what the row leaves out is in order.

    `entered`, `screened` and the ends of `flare_ups` are dates before today.
    """
    stage, opens = GATES[row["gate"]]
    other = OTHER_STAGE.get(row["gate"], "bar-hang")
    history = History(
        stage=stage,
        entered_on=back(row.get("entered", 60)),
        baselines=(BaselineAnswer(back(90), row.get("baseline", 1)),),
        training_weekdays=frozenset(range(7)),
        screening=Outcome(row.get("screening", "clear")),
        screened_on=back(row.get("screened", 0)),
        technique_confirmed=row.get("technique", True),
        hold_test_passed=row.get("hold_test", True),
        flare_ups=tuple(
            FlareUp(back(start), None if end is None else back(end))
            for start, end in row.get("flare_ups", [])
        ),
        days=tuple(read_diary(row["diary"], stage, other=other, level=row.get("level", 1))),
    )
    return history, opens


def criteria_of(history: History, opens: str, today: date = TODAY) -> Criteria:
    """The criteria of one gate as of a date."""
    return Criteria(Ledger(history, RULES, today), history, opens=opens, as_of=today)
