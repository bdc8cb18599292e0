"""Reads `fixtures/plan/timer.json`: how the timer of an exercise counts and what it says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from backrehab.exercises.sources import source_faults

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "plan" / "timer.json"
NUMBERS = ("ready_seconds", "change_seconds", "last_seconds", "keep_hours")
FIELDS = {*NUMBERS, "paces", "sources", "default_reason"}
# The timer is handed all parts in one attribute, with this between them.
BAR = "|"


class TimerRulesError(ValueError):
    """The file is not right; the message names file, entry and field."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one repetition: what is said, and how many seconds it lasts."""

    say: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Pace:
    """One repetition, part by part; with `turns` the sides take turns, one repetition each."""

    parts: tuple[Part, ...]
    turns: bool

    @property
    def seconds(self) -> int:
        """How long one repetition takes."""
        return sum(part.seconds for part in self.parts)


@dataclass(frozen=True, slots=True)
class TimerRules:
    """Seconds to get ready, to change sides, and those counted aloud at the end; how many hours a
    timer that was left alone is kept; and the pace of a repetition by exercise key."""

    ready_seconds: int
    change_seconds: int
    last_seconds: int
    keep_hours: int
    paces: Mapping[str, Pace]


@cache
def timer_rules() -> TimerRules:
    """The published file; raises TimerRulesError."""
    return parse_timer_rules(json.loads(FILE.read_text(encoding="utf-8")))


def parse_timer_rules(data: Any) -> TimerRules:
    """The rules in `data`; raises TimerRulesError naming the entry and the field."""
    if not isinstance(data, dict) or set(data) != FIELDS:
        raise TimerRulesError(f"timer.json: must be an object with {', '.join(sorted(FIELDS))}")
    numbers = {name: _whole(data[name], name) for name in NUMBERS}
    if not isinstance(data["paces"], list):
        raise TimerRulesError("timer.json: paces: must be a list")
    paces: dict[str, Pace] = {}
    for place, entry in enumerate(data["paces"]):
        key, pace = _pace(entry, f"paces[{place}]")
        if key in paces:
            raise TimerRulesError(f"timer.json: paces[{place}].exercise: {key!r} stands twice")
        paces[key] = pace
    for fault in source_faults(data["sources"], data["default_reason"]):
        raise TimerRulesError(f"timer.json: sources: {fault}")
    return TimerRules(**numbers, paces=paces)


def _whole(value: Any, where: str) -> int:
    if type(value) is not int or not 1 <= value <= 30:
        raise TimerRulesError(f"timer.json: {where}: must be a whole number from 1 to 30")
    return value


def _pace(entry: Any, where: str) -> tuple[str, Pace]:
    if not isinstance(entry, dict) or set(entry) - {"turns"} != {"exercise", "parts"}:
        raise TimerRulesError(f"timer.json: {where}: must be an object with exercise, parts, turns")
    if not isinstance(entry["exercise"], str) or not entry["exercise"]:
        raise TimerRulesError(f"timer.json: {where}.exercise: must be a key")
    if type(entry.get("turns", False)) is not bool:
        raise TimerRulesError(f"timer.json: {where}.turns: must be true or false")
    parts = entry["parts"]
    if not isinstance(parts, list) or not parts:
        raise TimerRulesError(f"timer.json: {where}.parts: must be a list with one part at least")
    found = tuple(_part(part, f"{where}.parts[{place}]") for place, part in enumerate(parts))
    return entry["exercise"], Pace(found, entry.get("turns", False))


def _part(part: Any, where: str) -> Part:
    if not isinstance(part, dict) or set(part) != {"say", "seconds"}:
        raise TimerRulesError(f"timer.json: {where}: must be an object with say and seconds")
    say = part["say"]
    if not isinstance(say, str) or not say or BAR in say:
        raise TimerRulesError(f"timer.json: {where}.say: must be text without a bar")
    return Part(say, _whole(part["seconds"], f"{where}.seconds"))
