"""The cases in `scenarios/`: what a person reported, and what follows, each in one JSON file."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Outcome, Timing

SCENARIOS = Path(__file__).parent / "scenarios"
MARKS = ("before", "worst", "morning", "daily", "target_dose", "stop", "leg", "extra_meds")


def cases(area: str, asks: str) -> list[Any]:
    """The cases of an area that ask one thing, as parameters named after their files."""
    found = []
    for path in sorted((SCENARIOS / area).glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        assert case["asks"] in {"step_back", "return", "lay_off", "flare_up", "resume"}, path
        if case["asks"] == asks:
            found.append(pytest.param(case, id=path.stem))
    assert found
    return found


def read_date(text: str | None) -> date | None:
    """A date as in 2026-03-09, or None."""
    return None if text is None else date.fromisoformat(text)


def on(text: str) -> date:
    """A date that must be there."""
    return date.fromisoformat(text)


def as_texts(dates: Iterable[date]) -> list[str]:
    """Dates as a case writes them."""
    return [each.isoformat() for each in dates]


def read_history(case: Mapping[str, Any]) -> History:
    """The history of a case, in the words of the gate's scenarios; what it leaves out is calm."""
    return History(
        stage=case["stage"],
        entered_on=on(case.get("entered_on", "2026-01-01")),
        baselines=(BaselineAnswer(date.min, case["baseline"]),),
        training_weekdays=frozenset(case.get("training_weekdays", range(7))),
        screening=Outcome(case.get("screening", "clear")),
        screened_on=on(case.get("screened_on", case["today"])),
        flare_ups=tuple(
            FlareUp(on(spell["from"]), read_date(spell["to"]))
            for spell in case.get("flare_ups", [])
        ),
        days=tuple(_day(record) for record in case["days"]),
    )


def _day(record: Mapping[str, Any]) -> Day:
    return Day(
        on=on(record["on"]),
        stage=record.get("stage"),
        done=float(record.get("done", 0)),
        morning_timing=Timing(record.get("morning_timing", "on_time")),
        **{name: record[name] for name in MARKS if name in record},
    )
