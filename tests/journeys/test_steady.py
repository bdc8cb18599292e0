"""Somebody in Auckland with a constant 4 out of 10: the steady-pain route, and where it ends.

Before 4, worst 5, next morning 4, every training day; usual and baseline 4. Trains on Tuesday,
Thursday and Saturday.
- Bar hang is light: a worst pain of 5 is within its ceiling, so the days are calm.
- Seated row and reverse hyper are moderate: 5 is over their ceiling of 3, so every day is "more
  than planned" and the standard route stays shut. But each day is settled (worst up to 5, rise up
  to 2, morning no more than 1 up), and settled days with 2 repetitions on top raise the dose.
  21 dates of them open the next stage as a trial.
- Pull-through is heavy: there is no such route, and it holds until pain has largely subsided.
"Earliest" takes the days to come as free of pain, so it moves on as long as they are not.
"""

from collections.abc import Callable
from datetime import date, time

import pytest

from tests.journeys.browser import Browser
from tests.journeys.story import Journey, NightOfTheClocks
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

TABLE = """
Tue 17 Feb | 4 2/2 5 | 1 | 4 | green  | not_yet Wed 25 Feb |                    | light: 5 is within the ceiling; Tue 17 to Tue 24 are 7 dates
Thu 19 Feb | 4 2/2 5 | 1 | 4 | green  | not_yet Wed 25 Feb |                    | one calm day at dose 1
Sat 21 Feb | 4 2/2 5 | 2 | 4 | green  | not_yet Wed 25 Feb |                    | two: dose 2
Tue 24 Feb | 4 2/2 5 | 2 | 4 | green  | not_yet Fri 27 Feb |                    | 7 dates, but no full dose; next is Thu
Thu 26 Feb | 4 2/2 5 | 3 | 4 | green  | ready   Fri 27 Feb | open:seated-row    | the full dose
Sat 28 Feb | 4 2/2 5 | 1 | 4 | steady | not_yet Wed 11 Mar |                    | moderate: 5 is over 3; calm days from Tue 3 to Tue 10 would do
Tue  3 Mar | 4 2/2 5 | 1 | 4 | steady | not_yet Fri 13 Mar |                    | calm days from Thu 5 to Thu 12 would do
Thu  5 Mar | 4 2/2 5 | 2 | 4 | steady | not_yet Sun 15 Mar |                    | two settled days: dose 2; calm from Sat 7 to Sat 14
Sat  7 Mar | 4 2/2 5 | 2 | 4 | steady | not_yet Wed 18 Mar |                    | calm from Tue 10 to Tue 17
Tue 10 Mar | 4 3/3 5 | 3 | 4 | steady | not_yet Fri 20 Mar |                    | calm from Thu 12 to Thu 19
Thu 12 Mar | 4 3/3 5 | 3 | 4 | steady | not_yet Sun 22 Mar |                    | settled from Sat 28 Feb to Sat 21 Mar are 21 dates
Sat 14 Mar | 4 3/3 5 | 4 | 4 | steady | not_yet Sun 22 Mar |                    | so now the steady route comes first
Tue 17 Mar | 4 3/3 5 | 4 | 4 | steady | not_yet Sun 22 Mar |                    | 8 settled days, 17 dates
Thu 19 Mar | 4 3/3 5 | 4 | 4 | steady | not_yet Sun 22 Mar |                    | 19 dates
Sat 21 Mar | 4 3/3 5 | 4 | 4 | steady | ready   Sun 22 Mar | open:reverse-hyper | 21 dates
Tue 24 Mar | 4 2/2 5 | 1 | 4 | steady | not_yet Fri 3 Apr  |                    | a trial starts at the lowest dose; calm from Thu 26 to Thu 2 would do
Thu 26 Mar | 4 2/2 5 | 1 | 4 | steady | not_yet Sun 5 Apr  |                    | calm from Sat 28 to Sat 4
Sat 28 Mar | 4 2/2 5 | 2 | 4 | steady | not_yet Wed 8 Apr  |                    | calm from Tue 31 to Tue 7
Tue 31 Mar | 4 2/2 5 | 2 | 4 | steady | not_yet Fri 10 Apr |                    | calm from Thu 2 to Thu 9
Thu  2 Apr | 4 3/3 5 | 3 | 4 | steady | not_yet Sun 12 Apr |                    | calm from Sat 4 to Sat 11
Sat  4 Apr | 4 3/3 5 | 3 | 4 | steady | not_yet Wed 15 Apr |                    | settled from Tue 24 Mar to Tue 14 Apr are 21 dates
Tue  7 Apr | 4 3/3 5 | 4 | 4 | steady | not_yet Wed 15 Apr |                    | the full dose
Thu  9 Apr | 4 3/3 5 | 4 | 4 | steady | not_yet Wed 15 Apr |                    | 16 dates
Sat 11 Apr | 4 3/3 5 | 4 | 4 | steady | not_yet Wed 15 Apr |                    | 18 dates
Tue 14 Apr | 4 3/3 5 | 4 | 4 | steady | ready   Wed 15 Apr | open:pull-through  | 21 dates
Thu 16 Apr | 4 2/2 5 | 1 | 4 | steady | not_yet Sun 3 May  |                    | heavy: 14 calm dates from Sat 18 to Sat 2 May
Sat 18 Apr | 4 2/2 5 | 1 | 4 | steady | not_yet Wed 6 May  |                    | from Tue 21 to Tue 5 May
Tue 21 Apr | 4 2/2 5 | 1 | 4 | steady | not_yet Fri 8 May  |                    | no steady route, so the dose stays
Thu 23 Apr | 4 2/2 5 | 1 | 4 | steady | not_yet Sun 10 May |                    | and the earliest date moves on
Sat 25 Apr | 4 2/2 5 | 1 | 4 | steady | not_yet Wed 13 May |                    | with each such day
Tue 28 Apr | 4 2/2 5 | 1 | 4 | steady | not_yet Fri 15 May |                    | held
"""

STANDARD_LEFT = {"green_days", "latest_green", "spread", "target_dose"}
UNMET = {
    date(2026, 2, 27): set(),
    # No calm day in this stage; whatever else is asked is met.
    date(2026, 3, 20): STANDARD_LEFT,
    date(2026, 3, 22): STANDARD_LEFT,
    date(2026, 4, 15): STANDARD_LEFT,
    # Usual pain 4, scores of 5, health check of 17 February, hinge not confirmed.
    date(2026, 4, 29): STANDARD_LEFT | {"usual_pain", "highest_score", "screening", "technique"},
}
STEADY_UNMET = {
    # Three settled days: not six, not 21 dates, none at the full dose.
    date(2026, 3, 6): {"settled_days", "settled_spread", "settled_target_dose"},
    # Six of six settled, 12 dates, none at the full dose.
    date(2026, 3, 13): {"settled_spread", "settled_target_dose"},
    date(2026, 3, 20): {"settled_spread"},
    date(2026, 3, 22): set(),
    date(2026, 4, 15): set(),
    # Not even listed in a heavy stage.
    date(2026, 4, 29): set(),
}

# Why the dose is what it is: settled days raise it where there is a steady-pain route, else they
# hold it.
RAISED = "A little more than last time: your last days went well."
DOSES = {
    date(2026, 3, 5): ("2 × 12 repetitions", RAISED),
    date(2026, 3, 31): (
        "2 × 12 repetitions",
        "Same dose: one more day like the last is needed before it goes up.",
    ),
    date(2026, 4, 2): ("3 × 15 repetitions", RAISED),
    date(2026, 4, 18): ("2 × 8 repetitions", "Same dose: Thursday was not a calm day."),
    date(2026, 4, 28): ("2 × 8 repetitions", "Same dose: Saturday was not a calm day."),
}

# Saturday 4 April, 22:00 summer time; at 3:00 the clocks go back to 2:00. The morning begins at
# 4:00 standard time, seven hours after 22:00.
CLOCKS = NightOfTheClocks(date(2026, 4, 4), time(22), time(3, 50), time(4, 10))


def test_a_steady_four(browser_at: Callable[..., Browser]) -> None:
    browser = browser_at("2026-02-16 18:00", "Pacific/Auckland", "steady@example.org")
    browser.sign_up()
    browser.finish_start(baseline=4, weekdays=[1, 3, 5], equipment=["pull-up-bar", "band"])
    journey = Journey(browser, clocks=CLOCKS)
    journey.live(read_table(TABLE, 2026))

    assert {on: journey.unmet_on[on] for on in UNMET} == UNMET
    assert {on: journey.steady_unmet_on[on] for on in STEADY_UNMET} == STEADY_UNMET
    assert {on: journey.doses_on[on] for on in DOSES} == DOSES
    card = browser.page.all("section", class_="gate")[0].text
    assert "Usual pain 2 or less Yours: 4" in card
    assert "No score above 4 in the last 14 days Highest: 5 on Tuesday 28 April" in card
    assert "route for steady pain" not in card
    assert journey.colours_in_log() == journey.expected_colours()
    assert journey.story_on_ladder() == [
        ("17 February 2026", "Started with: Bar hang"),
        ("27 February 2026", "Opened: Seated row"),
        ("22 March 2026", "Opened: Reverse hyper"),
        ("15 April 2026", "Opened: Pull-through"),
    ]
    ladder = browser.visit("/ladder/").one("main").text
    assert ladder.count("By the route for steady pain, as a trial at the lowest dose.") == 2
    assert journey.rungs() == {
        "bar-hang": "finished",
        "seated-row": "finished",
        "reverse-hyper": "finished",
        "hyper-row": "locked",
        "pull-through": "current",
        "deadlift": "next",
        "barbell-row": "locked",
    }
    # 60 days after 17 February, 7:00 summer time: 18 April, 6:00.
    assert browser.signed_in_again_on == [date(2026, 4, 18)]
