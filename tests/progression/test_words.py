"""Loads as people write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from backrehab.progression import words
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


def test_where_there_are_several_languages_a_date_is_kept_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(words, "SEVERAL_LANGUAGES", True)
    for language in ("en", "de", "en"):
        monkeypatch.setattr(words, "get_language", lambda language=language: language)
        monkeypatch.setattr(words, "date_format", lambda _on, form, said=language: form + said)
        assert words.date_text(date(2026, 3, 9), "a form of this test: ").endswith(language)
