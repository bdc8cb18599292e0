"""Weights in kilograms and pounds: what was typed comes back as it was."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.accounts.models import WeightUnit
from backrehab.accounts.units import from_kg, to_kg, weight_text
from backrehab.progression.day_rules import day_rules

TYPED = st.decimals(min_value=0, max_value=999, places=2)


@given(typed=TYPED, unit=st.sampled_from(WeightUnit.values))
def test_what_was_typed_comes_back(typed: Decimal, unit: str) -> None:
    assert from_kg(to_kg(typed, unit), unit) == typed


@given(
    kg=st.decimals(min_value=0, max_value=999, places=2), unit=st.sampled_from(WeightUnit.values)
)
def test_a_weight_read_and_saved_again_stays_within_five_grams(kg: Decimal, unit: str) -> None:
    assert abs(to_kg(from_kg(kg, unit), unit) - kg) <= Decimal("0.005")


@given(lighter=TYPED, heavier=TYPED, unit=st.sampled_from(WeightUnit.values))
def test_heavier_is_never_stored_as_lighter(lighter: Decimal, heavier: Decimal, unit: str) -> None:
    low, high = sorted([lighter, heavier])
    assert to_kg(low, unit) <= to_kg(high, unit)


@pytest.mark.parametrize(
    ("typed", "unit", "kg"),
    [
        ("20", "kg", "20.000"),
        ("22.5", "kg", "22.500"),
        ("1", "lb", "0.454"),
        ("45", "lb", "20.412"),
        ("100", "lb", "45.359"),
        ("0", "lb", "0.000"),
    ],
)
def test_known_weights(typed: str, unit: str, kg: str) -> None:
    assert str(to_kg(Decimal(typed), unit)) == kg


@pytest.mark.parametrize(
    ("kg", "unit", "text"),
    [
        (Decimal("22.500"), "kg", "22.5 kg"),
        (Decimal("22.680"), "lb", "50 lb"),
        (Decimal(100), "kg", "100 kg"),
        (Fraction(45, 2), "kg", "22.5 kg"),
        (Fraction(1, 3), "kg", "0.33 kg"),
        (Decimal(0), "kg", "0 kg"),
    ],
)
def test_weights_in_words(kg: Decimal | Fraction, unit: str, text: str) -> None:
    assert weight_text(kg, unit) == text


def test_every_published_step_comes_back() -> None:
    steps = [(step, unit) for unit, some in day_rules().plate_steps.items() for step in some]
    assert [from_kg(to_kg(step, unit), unit) for step, unit in steps] == [one for one, _ in steps]
    assert all(to_kg(step, unit) > 0 for step, unit in steps)
