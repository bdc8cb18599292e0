"""Weights as a person reads and types them; everything is stored in kilograms."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from backrehab.accounts.models import WeightUnit

# The international pound, exactly.
KG_A_POUND = Decimal("0.45359237")
STORED = Decimal("0.001")
SHOWN = Decimal("0.01")


def to_kg(value: Decimal, unit: str) -> Decimal:
    """Kilograms from what was typed in that unit, to the gram."""
    kg = value * KG_A_POUND if unit == WeightUnit.POUND else value
    return kg.quantize(STORED, ROUND_HALF_UP)


def from_kg(kg: Decimal | Fraction, unit: str) -> Decimal:
    """A weight in that unit, to two decimals and without needless zeros: what was typed comes back
    as it was."""
    if isinstance(kg, Fraction):
        kg = Decimal(kg.numerator) / Decimal(kg.denominator)
    value = kg / KG_A_POUND if unit == WeightUnit.POUND else kg
    value = value.quantize(SHOWN, ROUND_HALF_UP)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def weight_text(kg: Decimal | Fraction, unit: str) -> str:
    """A weight with its unit, without needless zeros: "22.5 kg", "50 lb"."""
    return f"{from_kg(kg, unit):f} {unit}"
