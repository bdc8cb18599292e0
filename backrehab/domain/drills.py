"""Drills with levels: which level is open, given how each one felt.

In words: docs/screening.md#drills-with-levels. Sources S2 (levels of the back extension and of the
marching) and our own caution for what to do after a level hurt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Comfort(StrEnum):
    """How a drill felt, from the best to the worst."""

    FINE = "fine"
    HURTS = "hurts"
    FURTHER_DOWN = "further_down"


WORSE = {comfort: place for place, comfort in enumerate(Comfort)}


class LevelReason(StrEnum):
    """Why this level is the one to do."""

    FIRST = "first"
    OPENED = "opened"
    HURT = "hurt"
    FELL_BACK = "fell_back"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class DrillFelt:
    """How the drill `key` felt on a date."""

    on: date
    key: str
    comfort: Comfort


@dataclass(frozen=True, slots=True)
class DrillLevel:
    """The level to do now, from 1; while `stopped` no level of the chain is to be done."""

    key: str
    level: int
    reason: LevelReason
    stopped: bool


def open_level(
    answers: Iterable[DrillFelt],
    chain: Sequence[str],
    *,
    today: date,
    screened_clear_on: date | None = None,
) -> DrillLevel:
    """The open level of a chain (its drills from the easiest on; not empty).

    Level n + 1 is open while the latest answer about n is "fine", unless n + 1 hurt on that date or
    later. Who answers about an easier level again climbs level by level from there: an older answer
    about a harder one opens nothing. "Further down" stops the whole chain until a screening on that
    date or later lets the person exercise: `screened_clear_on` is the date of the one in force,
    None if it does not. The order of the answers does not matter; those after `today` do not count.
    Of two about the same drill on one date the worse counts.
    """
    known = [felt for felt in answers if felt.key in chain and felt.on <= today]
    latest: dict[str, DrillFelt] = {}
    for felt in sorted(known, key=lambda felt: (felt.on, WORSE[felt.comfort])):
        latest[felt.key] = felt
    level = 1
    while level < len(chain) and _opens(*map(latest.get, chain[: level + 1])):
        level += 1
    stopped = any(
        felt.comfort is Comfort.FURTHER_DOWN
        and (screened_clear_on is None or screened_clear_on < felt.on)
        for felt in known
    )
    reason = LevelReason.STOPPED if stopped else _reason(latest, chain, level)
    return DrillLevel(chain[level - 1], level, reason, stopped)


def _opens(*felt: DrillFelt | None) -> bool:
    """Whether the last of these levels is open, those before it being so."""
    *easier, below, above = felt
    if below is None or below.comfort is not Comfort.FINE:
        return False
    if any(one is not None and one.on > below.on for one in easier):
        return False
    return above is None or above.comfort is Comfort.FINE or above.on < below.on


def _reason(latest: dict[str, DrillFelt], chain: Sequence[str], level: int) -> LevelReason:
    above = latest.get(chain[level]) if level < len(chain) else None
    if above is not None and above.comfort is not Comfort.FINE:
        return LevelReason.FELL_BACK
    here = latest.get(chain[level - 1])
    if here is not None and here.comfort is not Comfort.FINE:
        return LevelReason.HURT
    return LevelReason.OPENED if level > 1 else LevelReason.FIRST
