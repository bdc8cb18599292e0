"""Somebody in Kathmandu with two red days and a missed week, and what each costs by the rule.

Trains like the calm person (Monday, Wednesday, Saturday; before 1, worst 2, morning 1), but:
- Monday 8 June: pain in the second hang, "Stop" is pressed. The counting run starts after it and
  the dose goes one step down: 10 days later than the calm person.
- 30 June to 7 July: nothing at all. Nothing restarts (8 to 14 days keep the count), but the gate
  waits for a training day within 7 dates and three scores in 7 dates: 7 days later.
- Wednesday 22 July: the next morning is 3 points over the usual, so the day turns red: 10 days later.
In all the barbell row opens on day 108 instead of 83; two of the 27 days are saved because a stage
opened on the day before a training day.
"""

from collections.abc import Callable
from datetime import date

import pytest

from tests.journeys.browser import Browser
from tests.journeys.story import Journey, read_table

pytestmark = pytest.mark.django_db

TABLE = """
Mon  1 Jun | 1 2/2 2      | 1 | 1 | green | not_yet Tue 9 Jun  |                        | Mon 1 to Mon 8 are 7 dates
Wed  3 Jun | 1 2/2 2      | 1 | 1 | green | not_yet Tue 9 Jun  |                        | one calm day at dose 1
Sat  6 Jun | 1 2/2 2      | 2 | 1 | green | not_yet Tue 9 Jun  |                        | two: dose 2
Mon  8 Jun | 1 1/2 5 stop | 2 | 2 | red   | not_yet Thu 18 Jun |                        | stopped: the run starts anew; Wed 10 to Wed 17 are 7 dates
Wed 10 Jun | 1 2/2 2      | 1 | 1 | green | not_yet Thu 18 Jun |                        | one dose down after red
Sat 13 Jun | 1 2/2 2      | 1 | 1 | green | not_yet Thu 18 Jun |                        | red and calm are not two calm days
Mon 15 Jun | 1 2/2 2      | 2 | 1 | green | not_yet Thu 18 Jun |                        | two calm days: dose 2 again
Wed 17 Jun | 1 2/2 2      | 2 | 1 | green | not_yet Sun 21 Jun |                        | 7 dates, but no full dose; next is Sat
Sat 20 Jun | 1 2/2 2      | 3 | 1 | green | ready   Sun 21 Jun | open:seated-row        | the full dose (the calm person: day 10; here day 20)
Mon 22 Jun | 1 2/2 2      | 1 | 1 | green | not_yet Tue 30 Jun |                        | Mon 22 to Mon 29 are 7 dates
Wed 24 Jun | 1 2/2 2      | 1 | 1 | green | not_yet Tue 30 Jun |                        | one calm day at dose 1
Sat 27 Jun | 1 2/2 2      | 2 | 1 | green | not_yet Tue 30 Jun |                        | two: dose 2
Mon 29 Jun | 1 2/2 2      | 2 | 1 | green | not_yet Thu 2 Jul  |                        | 7 dates, but no full dose; next would be Wed
Wed  8 Jul | visit        |   |   |       | not_yet Fri 10 Jul |                        | 9 dates since training; with today's, scores on Wed, Thu and Fri make three
Wed  8 Jul | 1 3/3 2      | 3 | 1 | green | not_yet Sun 12 Jul |                        | dose 3 of 4, so Sat must be the full one
Sat 11 Jul | 1 3/3 2      | 3 | 1 | green | not_yet Tue 14 Jul |                        | dose 3; next is Mon
Mon 13 Jul | 1 3/3 2      | 4 | 1 | green | ready   Tue 14 Jul | open:reverse-hyper     | the full dose; calm days from before the gap still count
Wed 15 Jul | 1 2/2 2      | 1 | 1 | green | not_yet Thu 23 Jul |                        | Wed 15 to Wed 22 are 7 dates
Sat 18 Jul | 1 2/2 2      | 1 | 1 | green | not_yet Thu 23 Jul |                        | one calm day at dose 1
Mon 20 Jul | 1 2/2 2      | 2 | 1 | green | not_yet Thu 23 Jul |                        | two: dose 2
Wed 22 Jul | 1 2/2 2      | 2 | 4 | red   | not_yet Sun 2 Aug  |                        | morning 4, usual 1: red; Sat 25 to Sat 1 Aug are 7 dates
Sat 25 Jul | 1 2/2 2      | 1 | 1 | green | not_yet Sun 2 Aug  |                        | one dose down after red
Mon 27 Jul | 1 2/2 2      | 1 | 1 | green | not_yet Sun 2 Aug  |                        | one calm day since the red one
Wed 29 Jul | 1 2/2 2      | 2 | 1 | green | not_yet Sun 2 Aug  |                        | two: dose 2
Sat  1 Aug | 1 2/2 2      | 2 | 1 | green | not_yet Tue 4 Aug  |                        | 7 dates, but no full dose; next is Mon
Mon  3 Aug | 1 3/3 2      | 3 | 1 | green | not_yet Thu 6 Aug  |                        | dose 3; next is Wed
Wed  5 Aug | 1 3/3 2      | 3 | 1 | green | not_yet Sun 9 Aug  |                        | dose 3; next is Sat
Sat  8 Aug | 1 3/3 2      | 4 | 1 | green | ready   Sun 9 Aug  | open:pull-through      | the full dose
Mon 10 Aug | 1 2/2 2      | 1 | 1 | green | not_yet Tue 25 Aug |                        | heavy: Mon 10 to Mon 24 are 14 dates
Wed 12 Aug | 1 2/2 2      | 1 | 1 | green | not_yet Tue 25 Aug |                        | one calm day at dose 1
Sat 15 Aug | 1 2/2 2      | 1 | 1 | green | not_yet Tue 25 Aug |                        | dose 1 began 5 dates ago
Mon 17 Aug | 1 2/2 2      | 2 | 1 | green | not_yet Tue 25 Aug |                        | 7 dates: dose 2
Wed 19 Aug | 1 2/2 2      | 2 | 1 | green | not_yet Tue 25 Aug |                        | one calm day at dose 2
Sat 22 Aug | 1 2/2 2      | 2 | 1 | green | not_yet Tue 25 Aug |                        | dose 2 began 5 dates ago
Mon 24 Aug | visit        |   |   |       | not_yet Tue 25 Aug | check hinge            | 84 dates after the first health check it is due again
Mon 24 Aug | 1 3/3 2      | 3 | 1 | green | not_yet Thu 27 Aug |                        | 14 dates, but no full dose; next is Wed
Wed 26 Aug | 1 3/3 2      | 3 | 1 | green | not_yet Sun 30 Aug |                        | dose 3; next is Sat
Sat 29 Aug | 1 3/3 2      | 3 | 1 | green | not_yet Tue 1 Sep  |                        | dose 3 began 5 dates ago; next is Mon
Mon 31 Aug | 1 3/3 2      | 4 | 1 | green | ready   Tue 1 Sep  | open:deadlift          | the full dose
Wed  2 Sep | 1 2/2 2      | 1 | 1 | green | not_yet Thu 17 Sep |                        | Wed 2 to Wed 16 are 14 dates
Sat  5 Sep | 1 2/2 2      | 1 | 1 | green | not_yet Thu 17 Sep |                        | one calm day at dose 1
Mon  7 Sep | 1 2/2 2      | 1 | 1 | green | not_yet Thu 17 Sep |                        | dose 1 began 5 dates ago
Wed  9 Sep | 1 3/3 2      | 2 | 1 | green | not_yet Thu 17 Sep |                        | 7 dates: dose 2
Sat 12 Sep | 1 3/3 2      | 2 | 1 | green | not_yet Thu 17 Sep |                        | one calm day at dose 2
Mon 14 Sep | 1 3/3 2      | 2 | 1 | green | not_yet Thu 17 Sep |                        | dose 2 began 5 dates ago
Wed 16 Sep | 1 3/3 2      | 3 | 1 | green | ready   Thu 17 Sep | open:barbell-row       | the full dose on day 14; health check of 24 Aug, 24 dates ago
"""

UNMET = {
    # The run is empty after the red day. Scores: 1 1 1 1 1 2 against a baseline of 2: not rising.
    date(2026, 6, 9): {"green_days", "latest_green", "spread", "target_dose"},
    # One calm day, calm again.
    date(2026, 6, 11): {"green_days", "spread", "target_dose"},
    # Back after the gap: nothing told for a week, and no score yet today. The calm days stand.
    date(2026, 7, 8): {"recent", "target_dose", "today_score", "trend", "not_worse"},
    # Two first scores in 7 dates; the trend asks for three.
    date(2026, 7, 9): {"target_dose", "trend"},
    date(2026, 7, 12): {"target_dose"},
    # A 4 this morning is 3 over the usual 1. The week's mean of 9/6 against 1: not yet rising.
    date(2026, 7, 23): {"green_days", "latest_green", "spread", "target_dose", "today_score"},
    # The red day of 22 July is 18 dates old; asked on 24 August and confirmed.
    date(2026, 8, 25): {"target_dose"},
    date(2026, 9, 17): set(),
}


def test_two_red_days_and_a_missed_week(browser_at: Callable[..., Browser]) -> None:
    browser = browser_at("2026-06-01 01:15", "Asia/Kathmandu", "setbacks@example.org")
    browser.sign_up()
    browser.finish_start(baseline=2, weekdays=[0, 2, 5], equipment=["pull-up-bar", "band"])
    journey = Journey(browser, read_table(TABLE, 2026))
    journey.live()

    assert {on: journey.unmet_on[on] for on in UNMET} == UNMET
    # The morning of a 4 when 1 is usual: the easy routine in the place of a rest day's extras.
    assert "No exercise today" in journey.headings_on[date(2026, 7, 23)]
    assert "Rest day" in journey.headings_on[date(2026, 7, 26)]
    asked = [on for on, said in journey.headings_on.items() if "Time for the health check" in said]
    assert asked == [date(2026, 8, 24)]
    assert journey.colours_in_log() == journey.expected_colours()
    assert journey.story_on_ladder() == [
        ("1 June 2026", "Started with: Bar hang"),
        ("21 June 2026", "Opened: Seated row"),
        ("14 July 2026", "Opened: Reverse hyper"),
        ("9 August 2026", "Opened: Pull-through"),
        ("1 September 2026", "Opened: Deadlift"),
        ("17 September 2026", "Opened: Barbell row"),
    ]
    assert (date(2026, 9, 17) - date(2026, 6, 1)).days == 108
    assert journey.rungs()["barbell-row"] == "current"
    # 60 days after 1 June.
    assert browser.signed_in_again_on == [date(2026, 8, 1)]
