"""Loads as people write them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from backrehab.progression.day_rules import day_rules
from backrehab.progression.words import load_text

BANDS = day_rules().bands


@pytest.mark.parametrize(
    ("kg", "band", "unit", "said"),
    [
        (Decimal("22.500"), None, "kg", "22.5 kg"),  # as a row of the log has it
        (Fraction(45, 2), None, "kg", "22.5 kg"),  # as a suggested dose has it
        (Decimal("22.680"), None, "lb", "50 lb"),
        (Decimal(0), None, "kg", "0 kg"),
        (None, 1, "kg", BANDS[0]),
        (None, 99, "kg", BANDS[-1]),
        (None, None, "kg", ""),
    ],
)
def test_a_load_is_said_alike_of_a_row_and_of_a_dose(
    kg: Decimal | Fraction | None, band: int | None, unit: str, said: str
) -> None:
    assert load_text(kg, band, unit) == said
