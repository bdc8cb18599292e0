"""Somebody in Kathmandu with two red days and a missed week, and what each costs by the rule.

Trains like the calm person (Monday, Wednesday, Saturday; before 1, worst 2, morning 1, with 2 on
top where repetitions are counted), but:
- Monday 8 June: pain in the second hang, "Stop" is pressed. Next time half the dose, then all of it
  again; the counting run starts after it.
- 30 June to 7 July: nothing at all. After 8 to 14 days nothing restarts: the dose is not raised, and
  on the first day back it is one set fewer. The gate waits for a training day within 7 dates and
  for three scores in 7 dates.
- Wednesday 29 July: the next morning is 3 points over the usual, so the day turns red.
- Monday 10 August: the pain rises by 3. Not settled, but not red: the dose holds.
The red days lie 51 dates apart, so no stage is stepped back (that takes two within 14 dates).
"""

from collections.abc import Callable
from datetime import date

import pytest

from tests.journeys.browser import Browser
from tests.journeys.story import Journey
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

TABLE = """
Mon  1 Jun | 1 2/2 2      | 1     | 1 | green     | not_yet Tue 9 Jun  |                    | Mon 1 to Mon 8 are 7 dates
Wed  3 Jun | 1 2/2 2      | 1     | 1 | green     | not_yet Tue 9 Jun  |                    | one calm day at dose 1
Sat  6 Jun | 1 2/2 2      | 2     | 1 | green     | not_yet Tue 9 Jun  |                    | two: dose 2
Mon  8 Jun | 1 1/2 5 stop | 2     | 2 | red       | not_yet Thu 18 Jun |                    | stopped: the run starts anew; Wed 10 to Wed 17 are 7 dates
Wed 10 Jun | 1 1/1 2      | 2 50% | 1 | green     | not_yet Thu 18 Jun |                    | half of two holds after red; a calm day counts at any dose
Sat 13 Jun | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 18 Jun |                    | all of dose 2 again
Mon 15 Jun | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 18 Jun |                    | Wednesday was not the whole dose: one more
Wed 17 Jun | 1 2/2 2      | 3     | 1 | green     | ready   Thu 18 Jun | open:seated-row    | Saturday and Monday were: the full dose, 7 dates (the calm person: day 10; here day 17)
Sat 20 Jun | 1 2/2 2 x-   | 1     | 1 | green     | not_yet Sun 28 Jun |                    | Sat 20 to Sat 27 are 7 dates; nobody counted what was on top
Mon 22 Jun | 1 2/2 2      | 1     | 1 | green     | not_yet Sun 28 Jun |                    | so the dose stays
Wed 24 Jun | 1 2/2 2      | 1     | 1 | green     | not_yet Sun 28 Jun |                    | Saturday and Monday are not two with 2 on top
Sat 27 Jun | 1 2/2 2      | 2     | 1 | green     | not_yet Tue 30 Jun |                    | Monday and Wednesday are: dose 2; 7 dates, but no full dose; next is Mon
Mon 29 Jun | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 2 Jul  |                    | next would be Wed
Wed  8 Jul | visit        |       |   |           | not_yet Fri 10 Jul |                    | 9 days since training; with today's, scores on Wed, Thu and Fri make three
Wed  8 Jul | 1 1/1 2      | 2 50% | 1 | green     | not_yet Sun 12 Jul |                    | two days at dose 2 would raise it, but after a break it is one of two sets; next is Sat
Sat 11 Jul | 1 2/2 2      | 2     | 1 | green     | not_yet Tue 14 Jul |                    | all of dose 2 again; next is Mon
Mon 13 Jul | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 16 Jul |                    | Wednesday was not the whole dose; next is Wed
Wed 15 Jul | 1 3/3 2      | 3     | 1 | green     | not_yet Sun 19 Jul |                    | dose 3 of 4; next is Sat
Sat 18 Jul | 1 3/3 2      | 3     | 1 | green     | not_yet Tue 21 Jul |                    | one calm day at dose 3; next is Mon
Mon 20 Jul | 1 3/3 2      | 4     | 1 | green     | ready   Tue 21 Jul | open:reverse-hyper | the full dose
Wed 22 Jul | 1 2/2 2      | 1     | 1 | green     | not_yet Thu 30 Jul |                    | Wed 22 to Wed 29 are 7 dates
Sat 25 Jul | 1 2/2 2      | 1     | 1 | green     | not_yet Thu 30 Jul |                    | one calm day at dose 1
Mon 27 Jul | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 30 Jul |                    | two: dose 2
Wed 29 Jul | 1 2/2 2      | 2     | 4 | red       | not_yet Sun 9 Aug  |                    | morning 4, usual 1: red; Sat 1 to Sat 8 Aug are 7 dates
Sat  1 Aug | 1 1/1 2      | 2 50% | 1 | green     | not_yet Sun 9 Aug  |                    | half of two sets after red
Mon  3 Aug | 1 2/2 2      | 2     | 1 | green     | not_yet Sun 9 Aug  |                    | all of dose 2 again
Wed  5 Aug | 1 2/2 2      | 2     | 1 | green     | not_yet Sun 9 Aug  |                    | Saturday was not the whole dose: one more
Sat  8 Aug | 1 3/3 2      | 3     | 1 | green     | not_yet Tue 11 Aug |                    | dose 3; 7 dates, but no full dose; next is Mon
Mon 10 Aug | 1 3/3 4      | 3     | 1 | unsettled | not_yet Thu 13 Aug |                    | 1 to 4 is a rise of 3: not settled, the run goes on; a calm Wed at the full dose would do
Wed 12 Aug | 1 3/3 2      | 3     | 1 | green     | not_yet Sun 16 Aug |                    | amber holds the dose; next is Sat
Sat 15 Aug | 1 3/3 2      | 3     | 1 | green     | not_yet Tue 18 Aug |                    | Monday and Wednesday are not two calm days; next is Mon
Mon 17 Aug | 1 3/3 2      | 4     | 1 | green     | ready   Tue 18 Aug | open:pull-through  | the full dose; 3 of the last 4 are calm
Wed 19 Aug | 1 2/2 2      | 1     | 1 | green     | not_yet Thu 3 Sep  |                    | heavy: Wed 19 Aug to Wed 2 Sep are 14 dates
Sat 22 Aug | 1 2/2 2      | 1     | 1 | green     | not_yet Thu 3 Sep  |                    | one calm day at dose 1
Mon 24 Aug | visit        |       |   |           | not_yet Thu 3 Sep  | check hinge        | 84 dates after the first health check it is due again
Mon 24 Aug | 1 2/2 2      | 1     | 1 | green     | not_yet Thu 3 Sep  |                    | dose 1 began 5 dates ago
Wed 26 Aug | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 3 Sep  |                    | 7 dates: dose 2
Sat 29 Aug | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 3 Sep  |                    | one calm day at dose 2
Mon 31 Aug | 1 2/2 2      | 2     | 1 | green     | not_yet Thu 3 Sep  |                    | dose 2 began 5 dates ago
Wed  2 Sep | 1 3/3 2      | 3     | 1 | green     | not_yet Sun 6 Sep  |                    | 14 dates, but no full dose; next is Sat
Sat  5 Sep | 1 3/3 2      | 3     | 1 | green     | not_yet Tue 8 Sep  |                    | one calm day at dose 3; next is Mon
Mon  7 Sep | 1 3/3 2      | 3     | 1 | green     | not_yet Thu 10 Sep |                    | dose 3 began 5 dates ago; next is Wed
Wed  9 Sep | 1 3/3 2      | 4     | 1 | green     | ready   Thu 10 Sep | open:deadlift      | the full dose; health check of 24 Aug, 17 dates ago
"""

UNMET = {
    # The run is empty after the red day. Scores: 1 1 1 1 1 2 against a baseline of 2: not rising.
    date(2026, 6, 9): {"green_days", "latest_green", "spread", "target_dose"},
    # One calm day, calm again; half a dose is not the target dose.
    date(2026, 6, 11): {"green_days", "spread", "target_dose"},
    # Back after the gap: nothing told for a week, and no score yet today. The calm days stand.
    date(2026, 7, 8): {"recent", "target_dose", "today_score", "trend", "not_worse"},
    # Two first scores in 7 dates; the trend asks for three.
    date(2026, 7, 9): {"target_dose", "trend"},
    # Two calm days since the gap, 3 dates apart: enough only because those of June still count.
    date(2026, 7, 12): {"target_dose"},
    # A 4 this morning is 3 over the usual 1. The week's mean of 9/6 against 1: not yet rising.
    date(2026, 7, 30): {"green_days", "latest_green", "spread", "target_dose", "today_score"},
    # Four days in the run, three of them calm, but not the latest.
    date(2026, 8, 11): {"latest_green", "target_dose"},
    # Asked on 24 August and confirmed; the red day of 29 July is 35 dates old.
    date(2026, 9, 3): {"target_dose"},
    date(2026, 9, 10): set(),
}

MIDDAY = "(1 more at midday if you like)"
DOSES = {
    date(2026, 6, 8): (
        f"2 holds of 40 seconds {MIDDAY}",
        "Same dose: one more day like the last is needed before it goes up.",
    ),
    date(2026, 6, 10): ("1 hold of 40 seconds", "Only 50% of the dose: Monday was too much."),
    date(2026, 6, 13): (
        f"2 holds of 40 seconds {MIDDAY}",
        "The whole dose again: Wednesday went well.",
    ),
    date(2026, 6, 22): (
        "2 × 8 repetitions",
        "Same dose: do 2 more in the last set when it feels easy.",
    ),
    date(2026, 7, 8): (
        "12 repetitions",
        "A little less today: you last trained on Monday 29 June.",
    ),
    date(2026, 7, 11): ("2 × 12 repetitions", "The whole dose again: Wednesday went well."),
    date(2026, 8, 1): ("12 repetitions", "Only 50% of the dose: Wednesday was too much."),
    date(2026, 8, 3): ("2 × 12 repetitions", "The whole dose again: Saturday went well."),
    date(2026, 8, 12): ("3 × 15 repetitions", "Same dose: Monday was not a calm day."),
}


def test_two_red_days_and_a_missed_week(browser_at: Callable[..., Browser]) -> None:
    browser = browser_at("2026-06-01 01:15", "Asia/Kathmandu", "setbacks@example.org")
    browser.sign_up()
    browser.finish_start(baseline=2, weekdays=[0, 2, 5], equipment=["pull-up-bar", "band"])
    journey = Journey(browser)
    journey.live(read_table(TABLE, 2026))

    assert {on: journey.unmet_on[on] for on in UNMET} == UNMET
    assert {on: journey.doses_on[on] for on in DOSES} == DOSES
    # The morning of a 4 when 1 is usual: the easy routine in the place of a rest day's extras.
    assert "No exercise today" in journey.headings_on[date(2026, 7, 30)]
    assert "Rest day" in journey.headings_on[date(2026, 8, 2)]
    asked = [on for on, said in journey.headings_on.items() if "Time for the health check" in said]
    assert asked == [date(2026, 8, 24)]
    assert journey.colours_in_log() == journey.expected_colours()
    assert journey.story_on_ladder() == [
        ("1 June 2026", "Started with: Bar hang"),
        ("18 June 2026", "Opened: Seated row"),
        ("21 July 2026", "Opened: Reverse hyper"),
        ("18 August 2026", "Opened: Pull-through"),
        ("10 September 2026", "Opened: Deadlift"),
    ]
    # The calm person opens the deadlift on day 71.
    assert (date(2026, 9, 10) - date(2026, 6, 1)).days == 101
    assert journey.rungs()["deadlift"] == "current"
    # 60 days after 1 June.
    assert browser.signed_in_again_on == [date(2026, 8, 1)]
