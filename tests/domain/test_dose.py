"""How the suggested dose moves, as a table (tables/dose.json)."""

from fractions import Fraction
from typing import Any

import pytest

from backrehab.domain.amounts import Unit
from backrehab.domain.dose import DoseReason, NextDose, StartDose, next_dose, short_break
from backrehab.domain.rules import TierName
from tests.domain.diaries import RULES, TODAY, back, table
from tests.domain.doses import levels_in, read_amount, read_day, read_load

ROWS = table("dose")
ENTERED = back(30)


def dose_of(row: dict[str, Any]) -> NextDose:
    """What `next_dose` says to a row; what the row leaves out is in order."""
    start = row.get("start", {})
    return next_dose(
        [read_day(text) for text in row["days"]],
        levels=levels_in(Unit(row.get("unit", "repetitions"))),
        tier=TierName(row.get("tier", "light")),
        rules=RULES,
        today=TODAY,
        start=StartDose(ENTERED, start.get("level", 1), tuple(start.get("shares", ()))),
        gap_days=row.get("gap"),
        step_kg=Fraction(row.get("step", "2.5")),
        gently=row.get("gently", False),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["case"]))
def test_next_dose(row: dict[str, Any]) -> None:
    assert dose_of(row) == NextDose(
        level=row["level"],
        share=row.get("share", 100),
        amount=read_amount(row["dose"], Unit(row.get("unit", "repetitions"))),
        load=read_load(row.get("load")),
        reason=DoseReason(row["reason"]),
        because_of=back(-row["because"]) if "because" in row else None,
    )


def test_the_table_shows_every_reason() -> None:
    assert {row["reason"] for row in ROWS} == {reason.value for reason in DoseReason}


@pytest.mark.parametrize(
    ("gap", "sets_fewer"),
    [(None, None), (0, None), (7, None), (8, 1), (14, 1), (15, None), (29, None), (400, None)],
)
def test_only_the_break_that_asks_nothing_is_the_dose_s_business(
    gap: int | None, sets_fewer: int | None
) -> None:
    band = short_break(gap, RULES)
    assert (band.sets_fewer if band else None) == sets_fewer


def test_a_single_set_is_shortened_after_a_break() -> None:
    levels = [read_amount("1x20", Unit.SECONDS)]
    dose = next_dose(
        [read_day("-9 1 green")],
        levels=levels,
        tier=TierName.LIGHT,
        rules=RULES,
        today=TODAY,
        start=StartDose(ENTERED),
        gap_days=9,
    )
    assert (dose.amount, dose.share) == (read_amount("1x15", Unit.SECONDS), 90)


def test_rounding_never_makes_half_more_than_what_was_too_much() -> None:
    """55 % of two sets of five is rounded down to two of two; one of five would be more."""
    dose = next_dose(
        [read_day("-2 1 red 55%")],
        levels=[read_amount("2x5", Unit.REPETITIONS)],
        tier=TierName.HEAVY,
        rules=RULES,
        today=TODAY,
        start=StartDose(ENTERED),
    )
    assert (dose.share, dose.amount) == (50, read_amount("2x2", Unit.REPETITIONS))
