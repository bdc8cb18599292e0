"""A calm person in London, Monday, Wednesday and Saturday: from the hang to the barbell row.

Each day is in tests/journeys/calm_days.py, with the reason for it. On Wednesday 4 March nothing is
left on top in the last set: the dose stays, so that the full one comes five dates later.
"""

from collections.abc import Callable
from datetime import date, time

import pytest

from tests.journeys.browser import Browser
from tests.journeys.calm_days import DEADLIFT, HANG, HYPER, PULL, ROW, YEAR, joined, starts
from tests.journeys.story import Journey, NightOfTheClocks
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

# What the card says is missing, on mornings that tell most.
UNMET = {
    # One calm day: two more, over 7 dates, one at the full dose; two first scores so far (of three).
    date(2026, 2, 3): {"green_days", "spread", "target_dose", "trend"},
    # Three first scores and two calm days.
    date(2026, 2, 5): {"green_days", "spread", "target_dose"},
    # Three of three calm, but over 5 dates.
    date(2026, 2, 8): {"spread", "target_dose"},
    date(2026, 2, 10): {"target_dose"},
    date(2026, 2, 12): set(),
    # Without anything on top the day is calm all the same: two of three, over 2 dates.
    date(2026, 3, 5): {"green_days", "spread", "target_dose"},
    # The first health check is 50 dates old; heavy stages ask for 28.
    date(2026, 3, 24): {"green_days", "spread", "target_dose", "screening", "technique"},
    # A fourth calm day, over 7 of 14 dates.
    date(2026, 3, 31): {"spread", "target_dose", "screening", "technique"},
    date(2026, 4, 14): {"screening", "technique"},
    # Asked on 14 April, 16 dates ago; the hinge stays confirmed.
    date(2026, 4, 30): set(),
}

MIDDAY = "(1 more at midday if you like)"
ONE_MORE = "Same dose: one more day like the last is needed before it goes up."
ON_TOP = "Same dose: do 2 more in the last set when it feels easy."
RAISED = "A little more than last time: your last days went well."
# What the plan asks for and why, where the reason changes.
DOSES = {
    date(2026, 2, 2): (f"2 holds of 20 seconds {MIDDAY}", "The first dose of this stage."),
    date(2026, 2, 4): (f"2 holds of 20 seconds {MIDDAY}", ONE_MORE),
    date(2026, 2, 7): (f"2 holds of 40 seconds {MIDDAY}", RAISED),
    date(2026, 3, 4): ("2 × 8 repetitions", ONE_MORE),
    date(2026, 3, 7): (
        "2 × 8 repetitions",
        ON_TOP,
    ),
    date(2026, 3, 9): ("2 × 8 repetitions", ONE_MORE),
    date(2026, 3, 11): (
        "2 × 12 repetitions",
        RAISED,
    ),
    date(2026, 3, 25): (
        "2 × 8 repetitions",
        ON_TOP,
    ),
    date(2026, 4, 4): (
        "2 × 12 repetitions",
        "Same dose: heavy lifts go up at most once in 7 days.",
    ),
}

# Saturday 28 March, 22:00; at 1:00 the clocks jump to 2:00. The morning begins at 4:00 summer time,
# which is 3:00 by the clock of the evening before.
CLOCKS = NightOfTheClocks(date(2026, 3, 28), time(22), time(3, 50), time(4, 10))


def test_from_the_hang_to_the_barbell_row(browser_at: Callable[..., Browser]) -> None:
    browser = starts(browser_at, "calm@example.org")
    rows = read_table(joined(HANG, ROW, HYPER, PULL, DEADLIFT), YEAR)
    journey = Journey(browser, clocks=CLOCKS)
    journey.live(rows)

    assert {on: journey.unmet_on[on] for on in UNMET} == UNMET
    assert {on: journey.doses_on[on] for on in DOSES} == DOSES
    # Repetitions on top are asked for wherever they are counted: not in the hang.
    assert journey.counted_on == {row.on for row in rows if row.on > date(2026, 2, 12)}
    # Asked for again when it is what the deadlift waits for, and not before.
    asked = [on for on, said in journey.headings_on.items() if "Time for the health check" in said]
    assert asked == [date(2026, 4, 14)]
    assert journey.expected_openings()[-1] == (date(2026, 4, 30), "barbell-row")
    assert (date(2026, 4, 30) - date(2026, 2, 2)).days == 87
    assert journey.colours_in_log() == journey.expected_colours()
    assert journey.story_on_ladder() == [
        ("2 February 2026", "Started with: Bar hang"),
        ("12 February 2026", "Opened: Seated row"),
        ("1 March 2026", "Opened: Reverse hyper"),
        ("22 March 2026", "Opened: Pull-through"),
        ("14 April 2026", "Opened: Deadlift"),
        ("30 April 2026", "Opened: Hyper row"),
        ("30 April 2026", "Opened: Barbell row"),
    ]
    assert journey.rungs() == {
        "bar-hang": "finished",
        "seated-row": "finished",
        "reverse-hyper": "finished",
        "hyper-row": "finished",
        "pull-through": "finished",
        "deadlift": "finished",
        "barbell-row": "current",
    }
    # A session lasts 60 days: signed in on 2 February at 7:00, so it had ended on 4 April.
    assert browser.signed_in_again_on == [date(2026, 4, 4)]
    assert "Every stage is open" in browser.visit("/today/").one("main").text
