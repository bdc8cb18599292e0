"""Doses in words and in minutes."""

from typing import Any

import pytest

from backrehab.exercises.cards import DoseCard
from backrehab.exercises.doses import dose_card
from backrehab.exercises.models import DoseLevel, Exercise
from backrehab.exercises.sources import spell_out

MORNING = {"slot": "morning", "sets": 1, "optional": False}
MIDDAY = {"slot": "midday", "sets": 1, "optional": True}
EVENING = {"slot": "evening", "sets": 1, "optional": False}
SESSION = {"slot": "session", "sets": 3, "optional": False}


def card(
    *slots: dict[str, Any],
    repetitions: int | None = None,
    hold_seconds: int | None = None,
    **exercise: Any,
) -> DoseCard:
    dose = DoseLevel(
        slots=list(slots),
        repetitions=repetitions,
        hold_seconds=hold_seconds,
        sources=["S1"],
    )
    return dose_card(dose, Exercise(seconds_per_repetition=4, rest_seconds=30, **exercise))


@pytest.mark.parametrize(
    ("dose", "text", "set_text", "optional_text"),
    [
        (card(MORNING, EVENING, repetitions=8), "2 × 8 repetitions", "8 repetitions", ""),
        (card(MORNING, repetitions=1), "1 repetition", "1 repetition", ""),
        (
            card(MORNING, MIDDAY, EVENING, hold_seconds=20),
            "2 holds of 20 seconds",
            "1 hold of 20 seconds",
            "1 more at midday if you like",
        ),
        (card(MORNING, hold_seconds=60), "1 hold of 60 seconds", "1 hold of 60 seconds", ""),
        (card(MORNING, hold_seconds=120, keeps_moving=True), "2 minutes", "2 minutes", ""),
        (card(SESSION, hold_seconds=30, keeps_moving=True), "3 × 30 seconds", "30 seconds", ""),
        (
            card(SESSION, repetitions=10, per_side=True),
            "3 × 10 repetitions on each side",
            "10 repetitions on each side",
            "",
        ),
    ],
)
def test_words(dose: DoseCard, text: str, set_text: str, optional_text: str) -> None:
    assert (dose.text, dose.set_text, dose.optional_text) == (text, set_text, optional_text)


def test_optional_sets_do_not_count() -> None:
    dose = card(MORNING, MIDDAY, EVENING, hold_seconds=20)
    assert dose.sets_prescribed == 2
    assert [slot.seconds for slot in dose.slots] == [50, 50, 50]
    assert (dose.seconds, dose.minutes) == (100, 2)


def test_time_counts_both_sides_and_the_rest_after_each_set() -> None:
    assert card(SESSION, repetitions=10).seconds == 3 * (10 * 4 + 30)
    assert card(SESSION, repetitions=10, per_side=True).seconds == 3 * (2 * 10 * 4 + 30)


def test_slots_have_words() -> None:
    dose = card(MORNING, MIDDAY, SESSION, repetitions=8)
    assert [slot.label for slot in dose.slots] == ["Morning", "Midday", "Training session"]


def test_sources_spelled_out() -> None:
    assert spell_out(["S1", "default"], "It is a cautious start.") == (
        "S1: the ordered strength progression (public article)",
        "Our default: It is a cautious start.",
    )
