"""How the suggested dose moves, as a table."""

from datetime import timedelta
from typing import Any

import pytest

from backrehab.domain.dose import DosedDay, DoseReason, NextDose, next_dose
from backrehab.domain.ledger import Colour
from backrehab.domain.rules import TierName
from tests.domain.diaries import RULES, TODAY, table

ROWS = table("dose")
LEVELS = 4


def read_day(text: str) -> DosedDay:
    """`-4 2 green in part`: four dates ago, level 2, calm, not done in full."""
    dates, level, colour, *more = text.split()
    return DosedDay(
        on=TODAY + timedelta(days=int(dates)),
        level=int(level),
        fully_done=more != ["in", "part"],
        colour=Colour(colour),
        settled=more == ["settled"],
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["case"]))
def test_next_dose(row: dict[str, Any]) -> None:
    found = next_dose(
        [read_day(text) for text in row["days"]],
        levels=LEVELS,
        tier=TierName(row.get("tier", "light")),
        rule=RULES.dose,
        today=TODAY,
    )
    because = TODAY + timedelta(days=row["because"]) if "because" in row else None
    assert found == NextDose(row["level"], DoseReason(row["reason"]), because)


def test_the_table_shows_every_reason() -> None:
    assert {row["reason"] for row in ROWS} == {reason.value for reason in DoseReason}
