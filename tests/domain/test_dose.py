"""How the suggested dose moves, as a table (tables/dose.json)."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from backrehab.domain.amounts import Unit
from backrehab.domain.dose import (
    DoseReason,
    NextDose,
    StartDose,
    kept_share,
    next_dose,
    short_break,
)
from backrehab.domain.lay_off import find_lay_off
from backrehab.domain.rules import Asks, TierName
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
        branch_opened_today=row.get("branch_opened_today", False),
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


@pytest.mark.parametrize(
    ("hold", "less", "share", "reason"),
    [
        ("1x20", "1x15", 90, DoseReason.LAY_OFF),
        # The shortest hold there is: nothing is less, so nothing is said to be.
        ("1x5", "1x5", 100, DoseReason.AT_TARGET),
    ],
)
def test_a_single_set_is_shortened_after_a_break(
    hold: str, less: str, share: int, reason: DoseReason
) -> None:
    dose = next_dose(
        [read_day("-9 1 green")],
        levels=[read_amount(hold, Unit.SECONDS)],
        tier=TierName.LIGHT,
        rules=RULES,
        today=TODAY,
        start=StartDose(ENTERED),
        gap_days=9,
    )
    found = (dose.amount, dose.share, dose.reason)
    assert found == (read_amount(less, Unit.SECONDS), share, reason)


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


@pytest.mark.parametrize(
    ("shares", "walked", "gap", "gently", "kept"),
    [
        ((), "", 3, False, 100),
        ((), "", 8, False, 90),
        ((), "", 8, True, 100),
        ((50, 80), "", 3, False, 50),
        ((50, 80), "50% green", 3, False, 80),
        ((50, 80), "50% green, 80% green", 3, False, 100),
        ((50, 80), "50% green, 80% green", 9, False, 90),
        # What is bad for the stage takes nothing more from the rest.
        ((50, 80), "50% green, 80% red", 3, False, 80),
        ((50, 80), "50% red", 9, False, 50),
        ((70,), "", 3, False, 70),
        # It starts over, at all of the first dose.
        ((100,), "", 3, False, 50),
        ((100,), "100% unsettled", 3, False, 50),
        ((100,), "100% green", 3, False, 100),
    ],
)
def test_how_much_of_what_is_kept_up(
    shares: tuple[int, ...], walked: str, gap: int, *, gently: bool, kept: int
) -> None:
    days = [
        read_day(f"{place - 9} 1 {colour} {share}")
        for place, (share, colour) in enumerate(each.split() for each in walked.split(", ") if each)
    ]
    found = kept_share(
        days,
        rules=RULES,
        today=TODAY,
        start=StartDose(TODAY - timedelta(days=20), 1, shares),
        gap_days=gap,
        gently=gently,
    )
    assert found == kept


def test_a_longer_break_never_leaves_more_of_what_is_kept_up() -> None:
    found = []
    for days in range(1, 120):
        away = find_lay_off(
            stage="deadlift", last_trained_on=TODAY - timedelta(days=days), today=TODAY, rules=RULES
        )
        asks = away is not None and away.asks is not Asks.NOTHING
        start = StartDose(TODAY, 1, away.shares if away is not None and asks else ())
        gap = None if asks else days
        found.append(kept_share([], rules=RULES, today=TODAY, start=start, gap_days=gap))
    assert found == sorted(found, reverse=True)
    assert set(found) == {100, 90, 50}
