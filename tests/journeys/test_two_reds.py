"""Two days that were too much within 14 dates, on the third stage: one step back, a short way back.

The calm person of tests/journeys/calm_days.py until the reverse hyper opens on Sunday 1 March; then
- Wednesday 4 March is red by its morning (4, usual 1): next time half the dose.
- Monday 9 March is red at once ("Stop"): two red days within 14 dates (6 dates apart).
  One stage back, to the seated row, at the dose that was calm there last (28 February: dose 4).
- The short way back of a moderate stage: 2 calm days, 4 dates or more from the first to the last,
  the last of them calm. Wednesday 11 and Saturday 14 are 3 dates apart, so it takes until Monday 16
  (5 dates), and a stage opens the morning after: Tuesday 17 March.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from tests.journeys.browser import Browser
from tests.journeys.calm_days import HANG, ROW, YEAR, joined, starts
from tests.journeys.story import Journey
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

TWO_REDS = """
Mon  2 Mar | 1 2/2 2      | 1     | 1 | green | not_yet Tue 10 Mar | | Mon 2 to Mon 9 are 7 dates
Wed  4 Mar | 1 2/2 2      | 1     | 4 | red   | not_yet Sun 15 Mar | | morning 4, usual 1: red; Sat 7 to Sat 14 are 7 dates
Sat  7 Mar | 1 1/1 2      | 1 50% | 1 | green | not_yet Sun 15 Mar | | half of two sets after red
Mon  9 Mar | 1 1/2 5 stop | 1     | 2 | red   | not_yet Tue 17 Mar | stepped-back | the whole dose again, and "Stop": the second red day; Wed 11 to Mon 16 are 5 dates
"""

SHORT_WAY_BACK = """
Wed 11 Mar | 1 3/3 2 | 4 | 1 | green | not_yet Tue 17 Mar |                    | the seated row at the dose last calm there: 4, all of it
Sat 14 Mar | 1 3/3 2 | 4 | 1 | green | not_yet Tue 17 Mar |                    | two calm days, but over 3 dates
Mon 16 Mar | visit   |   |   |       | not_yet Tue 17 Mar |                    | the day before: not yet
Mon 16 Mar | 1 3/3 2 | 4 | 1 | green | ready   Tue 17 Mar | back:reverse-hyper | over 5 dates: on just the date that was named
Wed 18 Mar | 1 2/2 2 | 1 | 1 | green | not_yet Thu 26 Mar |                    | from its first dose; the next gate is the ordinary one: Wed 18 to Wed 25 are 7 dates
"""

DOSES = {
    date(2026, 3, 7): ("8 repetitions", "Only 50% of the dose: Wednesday was too much."),
    date(2026, 3, 9): ("2 × 8 repetitions", "The whole dose again: Saturday went well."),
    date(2026, 3, 11): ("3 × 15 repetitions", "The dose that last went well in this stage."),
    date(2026, 3, 14): ("3 × 15 repetitions", "The full dose of this stage."),
    date(2026, 3, 18): ("2 × 8 repetitions", "The first dose of this stage."),
}
UNMET = {
    # No training day of the seated row since the step back.
    date(2026, 3, 10): {"return_days", "return_spread", "latest_green", "recent"},
    date(2026, 3, 12): {"return_days", "return_spread"},
    date(2026, 3, 15): {"return_spread"},
    # The morning before, with no score yet.
    date(2026, 3, 16): {"return_spread", "today_score"},
    date(2026, 3, 17): set(),
}


def test_a_step_back_and_the_short_way_back(browser_at: Callable[..., Browser]) -> None:
    browser = starts(browser_at, "two-reds@example.org")
    journey = Journey(browser)
    journey.live(read_table(joined(HANG, ROW, TWO_REDS), YEAR))

    # Tuesday 10 March: stepped back the evening before.
    main = browser.visit(reverse("today")).one("main").text
    assert "Stage 2: Seated row" in main
    assert "You opened it before, so less is asked this time. Earliest Tuesday 17 March" in main
    assert journey.rungs() == {
        "bar-hang": "finished",
        "seated-row": "current",
        "reverse-hyper": "resting",
        "hyper-row": "locked",
        "pull-through": "locked",
        "deadlift": "locked",
        "barbell-row": "locked",
    }
    told = browser.page.one("ol", class_="timeline").all("li", class_="told")[0].text
    assert (
        "2 days within 14 days were too much: Wednesday 4 March 2026 and Monday 9 March 2026."
    ) in told

    journey.live(read_table(SHORT_WAY_BACK, YEAR))
    assert {on: journey.doses_on[on] for on in DOSES} == DOSES
    assert {on: journey.unmet_on[on] for on in UNMET} == UNMET
    assert journey.colours_in_log() == journey.expected_colours()
    assert journey.rungs()["reverse-hyper"] == "current"
    assert journey.story_on_ladder() == [
        ("2 February 2026", "Started with: Bar hang"),
        ("12 February 2026", "Opened: Seated row"),
        ("1 March 2026", "Opened: Reverse hyper"),
        ("9 March 2026", "One step back, to: Seated row"),
        ("17 March 2026", "Back again: Reverse hyper"),
    ]
