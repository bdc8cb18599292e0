"""The suggested dose in words."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from backrehab.domain.amounts import Amount, Load, Unit
from backrehab.domain.dose import DoseReason, NextDose
from backrehab.progression.explain_dose import DOSE_REASONS, dose_reason
from backrehab.progression.rulesets import current_rules

DOSE = NextDose(
    level=3,
    share=50,
    amount=Amount(2, 9, Unit.REPETITIONS),
    load=Load.of(kg=Fraction(125, 2)),
    reason=DoseReason.HALF_AFTER_RED,
    because_of=date(2026, 3, 6),
)


@pytest.mark.parametrize("reason", DoseReason)
def test_every_reason_is_a_whole_sentence(reason: DoseReason) -> None:
    text = dose_reason(replace(DOSE, reason=reason), current_rules())
    assert text[0].isupper()
    assert text.endswith(".")
    assert "%(" not in text


def test_there_are_words_for_exactly_the_reasons_there_are() -> None:
    assert set(DOSE_REASONS) == set(DoseReason)


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (DoseReason.HALF_AFTER_RED, "Only 50% of the dose: Friday was too much."),
        (
            DoseReason.EXTRA_REPETITIONS,
            "Same dose: do 2 more in the last set when it feels easy.",
        ),
        (DoseReason.ONCE_A_WEEK, "Same dose: heavy lifts go up at most once in 7 days."),
        (DoseReason.LAY_OFF, "A little less today: you last trained on Friday 6 March."),
    ],
)
def test_the_words_name_day_and_numbers(reason: DoseReason, text: str) -> None:
    assert dose_reason(replace(DOSE, reason=reason), current_rules()) == text


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (DoseReason.SAME_AFTER_AMBER, "Friday was not a calm day."),
        (DoseReason.NO_MORNING, "Friday has no morning score that counts."),
        (DoseReason.AWAITS_MORNING, "Friday still waits for its morning score."),
    ],
)
def test_less_than_all_of_the_dose_is_not_called_the_same(reason: DoseReason, why: str) -> None:
    """A day entered later may have been a whole one: after a bad day part of it is asked still."""
    part, rules = replace(DOSE, reason=reason), current_rules()
    assert dose_reason(part, rules) == f"The dose stays low: {why}"
    assert dose_reason(replace(part, share=100), rules) == f"Same dose: {why}"


def test_a_day_without_its_worst_pain_is_not_one_without_a_morning() -> None:
    part, rules = replace(DOSE, reason=DoseReason.NO_MORNING), current_rules()
    why = "the worst pain of Friday is missing."
    assert dose_reason(part, rules, lacks_worst=True) == f"The dose stays low: {why}"
    whole = replace(part, share=100)
    assert dose_reason(whole, rules, lacks_worst=True) == f"Same dose: {why}"
    assert dose_reason(whole, rules) == ("Same dose: Friday has no morning score that counts.")


def test_a_step_down_says_whether_it_is_less_than_all_of_the_dose() -> None:
    down, rules = replace(DOSE, reason=DoseReason.LOWERED_UNSETTLED), current_rules()
    assert dose_reason(replace(down, share=100), rules) == (
        "One step down: your last training days were not settled."
    )
    both = "and one step down: your last training days were not settled or too much."
    assert dose_reason(down, rules) == f"Only 50% of the dose, {both}"
    after_red = replace(DOSE, reason=DoseReason.LOWERED_AFTER_RED)
    assert dose_reason(after_red, rules) == f"Only 50% of the dose, {both}"
