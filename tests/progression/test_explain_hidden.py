"""Why a day has its colour, for people who hide numbers."""

from datetime import date

import pytest

from backrehab.accounts.numbers import numbers
from backrehab.domain.colours import COLOURS, Cause, Verdict
from backrehab.progression.explain import Then, cause_text
from backrehab.progression.rulesets import current_rules

ON = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("cause", "scores", "text"),
    [
        # before, worst, morning, the usual until then
        (
            Cause.WORST_OVER_CEILING,
            (1, 3, None, 1),
            "Worst pain mild (3 of 10); this stage asks for mild (2 of 10) or less.",
        ),
        (
            Cause.WORST_OVER_CEILING,
            (1, 4, None, 1),
            "Worst pain moderate; this stage asks for mild (2 of 10) or less.",
        ),
        (
            Cause.MORNING_UP,
            (1, 1, 3, 1),
            "Next morning mild (3 of 10); it was mild (1 of 10) before you trained that day.",
        ),
        (
            Cause.MORNING_UP,
            (0, 1, 3, 1),
            "Next morning mild (3 of 10); your usual was mild (1 of 10).",
        ),
        (Cause.MORNING_UP, (1, 1, 4, 1.5), "Next morning moderate; your usual was mild."),
        (
            Cause.WORST_HIGH_AND_RISING,
            (4, 6, None, 1),
            "Worst pain moderate (6 of 10), up from moderate (4 of 10) before.",
        ),
        (Cause.CALM, (1, 2, 1, 1), "Worst pain mild, next morning mild."),
    ],
)
def test_two_scores_of_one_word_are_told_apart_where_they_are_compared(
    cause: Cause, scores: tuple[int, int, int | None, float], text: str
) -> None:
    verdict = Verdict(ON, "deadlift", COLOURS[cause], cause, *scores, 2)
    with numbers(hidden=True):
        assert cause_text(verdict, current_rules(), Then.MORNING) == text
