"""Values as JSON and back: each kind that the prepared answer of the pages may hold."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from backrehab.domain.amounts import Amount, Load, Unit
from backrehab.domain.dose import DoseReason, NextDose
from backrehab.domain.lay_off import LayOff
from backrehab.domain.rules import Asks
from backrehab.progression import codec
from backrehab.progression.breaks import Break
from backrehab.screening.models import Reason

DAY = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 18, 30, tzinfo=UTC)


def through_json(kind: Any, value: object) -> object:
    """What comes back of a value that was stored."""
    return codec.read(json.loads(json.dumps(codec.write(value))), kind)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (int, 3, 3),
        (float, 2.5, 2.5),
        (bool, False, False),
        (date, DAY, "2026-03-09"),
        (datetime, AT, "2026-03-09T18:30:00Z"),
        (Fraction, Fraction(1, 3), "1/3"),
        (Unit, Unit.SECONDS, "seconds"),
        (Reason, Reason.LAY_OFF, Reason.LAY_OFF.value),
        (date | None, DAY, "2026-03-09"),
        (date | None, None, None),
        (int | None, None, None),
        (tuple[int, ...], (3, 1), [3, 1]),
        (tuple[Unit, ...], (), []),
        (tuple[date | None, ...], (None, DAY), [None, "2026-03-09"]),
        (tuple[tuple[date, int], ...], ((DAY, 4),), [["2026-03-09", 4]]),
        (frozenset[str], frozenset({"no_hang", "easy"}), ["easy", "no_hang"]),
        (Amount, Amount(2, 9, Unit.REPETITIONS), {"sets": 2, "each": 9, "unit": "repetitions"}),
    ],
)
def test_each_kind_comes_back_as_it_was(kind: Any, value: object, kept: object) -> None:
    assert json.loads(json.dumps(codec.write(value))) == kept
    read = codec.read(kept, kind)
    assert (read, type(read)) == (value, type(value))


WEIGHT = NextDose(
    level=3,
    share=50,
    amount=Amount(1, 20, Unit.SECONDS),
    load=Load.of(kg=Fraction(125, 2)),
    reason=DoseReason.HALF_AFTER_RED,
    because_of=DAY,
)
BAND = NextDose(1, 100, Amount(2, 9, Unit.REPETITIONS), Load.of(band=3), DoseReason.FIRST)
REST = LayOff(
    "long", 40, "seated-row", 0, (50, 80), restarts_count=True, asks=Asks.FULL, starts_over=False
)


@pytest.mark.parametrize(
    "value", [WEIGHT, BAND, Break(REST, needs_screening=True, needs_baseline=False)]
)
def test_what_is_within_comes_back_too(value: object) -> None:
    assert through_json(type(value), value) == value


@dataclass(frozen=True)
class Turned:
    """Something that holds a type which has no form."""

    by: complex


@pytest.mark.parametrize("value", [1j, Turned(1j), (Fraction(1, 2), 1j)])
def test_what_cannot_be_kept_is_an_error_at_once(value: object) -> None:
    with pytest.raises(TypeError, match="complex cannot be kept"):
        codec.write(value)


@pytest.mark.parametrize(
    ("data", "kind"),
    [("1j", complex), ("seconds ", Unit), ("2026-13-01", date), (True, int), ([1, 2], tuple[int])],
)
def test_what_was_kept_of_something_else_is_an_error(data: object, kind: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        codec.read(data, kind)
