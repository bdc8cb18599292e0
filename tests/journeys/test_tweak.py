"""A tweaked back on day 20, on the second stage: a week of easy drills, and half the dose after it.

The calm person of tests/journeys/calm_days.py until Wednesday 18 February. The usual until then is
1, so a good date of the flare-up is one with 2 or less, and it may end when two run, the second of
them today, and getting about is nearly as usual today.

    date        score  gets about  marching                            may it end?
    Sat 21 Feb  6      no          level 1: did not hurt, opens 2      no
    Sun 22      5      no          level 2: hurt, back to 1            no
    Mon 23      4      no          level 1: did not hurt, opens 2      no
    Tue 24      3      no          level 2                             no
    Wed 25      2      yes         level 2                             one good date
    Thu 26      2      yes         level 2                             yes, but the button is not pressed
    Fri 27      -      -           level 2                             no score yet today: refused
    Fri 27      1      yes         level 2                             yes: 21 to 27 February are 7 dates

Seven dates are the "week" band (3 to 7): in a moderate stage the same stage, at half the dose.
"""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.urls import reverse

from tests.journeys.browser import Browser
from tests.journeys.calm_days import HANG, ROW, YEAR, first, joined, starts
from tests.journeys.pages import Form
from tests.journeys.story import Journey
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

# Date in February, score, gets about, the marching's level that is open, how it felt.
WEEK = [
    (21, 6, "no", "marching-1", "fine"),
    (22, 5, "no", "marching-2", "hurts"),
    (23, 4, "no", "marching-1", "fine"),
    (24, 3, "no", "marching-2", "fine"),
    (25, 2, "yes", "marching-2", "fine"),
]
OTHER_LEVEL = {"marching-1": "marching-2", "marching-2": "marching-1"}
DRILLS = ["belly-breathing", "cat-cow", "rocking"]

AFTERWARDS = """
Sat 28 Feb | 1 1/1 2 | 2 50% | 1 | green | not_yet Tue 3 Mar  | | half of two sets; scores on Sat, Sun, Mon and Tue make three in 7 dates, and Mon can be the full dose
Mon  2 Mar | 1 2/2 2 | 2     | 1 | green | not_yet Thu 5 Mar  | | all of dose 2 again; next is Wed
Wed  4 Mar | 1 2/2 2 | 2     | 1 | green | not_yet Sun 8 Mar  | | Saturday was not the whole dose: one more; next is Sat
Sat  7 Mar | 1 3/3 2 | 3     | 1 | green | not_yet Tue 10 Mar | | two calm days at dose 2: dose 3; next is Mon
"""


def test_a_tweak_on_day_twenty(browser_at: Callable[..., Browser]) -> None:
    browser = starts(browser_at, "day-twenty@example.org")
    journey = Journey(browser)
    journey.live(read_table(joined(HANG, first(3, ROW)), YEAR))
    assert (date(2026, 2, 21) - date(2026, 2, 2)).days + 1 == 20
    earned = journey.rungs()

    tweak(browser)
    for day, score, gets_about, level, felt in WEEK:
        browser.wait_until(date(2026, 2, day), time(8))
        live_a_day(browser, score, gets_about, level, felt)
    good_dates(browser, 1)
    assert journey.rungs() == earned | {"reverse-hyper": "held"}

    not_yet_by_the_rule(browser, stale_button(browser))
    goes_on(browser)

    journey.live(read_table(AFTERWARDS, YEAR))
    assert {on: journey.doses_on[on] for on in DOSES} == DOSES
    # After one training day there are two first scores in 7 dates; the trend asks for three.
    assert journey.unmet_on[date(2026, 3, 1)] == {"target_dose", "trend"}
    assert journey.colours_in_log() == journey.expected_colours()
    assert journey.rungs() == earned
    assert journey.story_on_ladder() == [
        ("2 February 2026", "Started with: Bar hang"),
        ("12 February 2026", "Opened: Seated row"),
        ("21 February 2026", "On hold"),
        ("27 February 2026", "Going on after a flare-up: Seated row"),
    ]
    told = browser.page.one("ol", class_="timeline").all("li", class_="resumed")[0].text
    assert (
        "The flare-up had lasted 7 days. You went on with the seated row, at 50% of the dose you "
        "had before."
    ) in told


DOSES = {
    date(2026, 2, 28): (
        "12 repetitions",
        "Part of the dose, to find your way back step by step.",
    ),
    date(2026, 3, 2): ("2 × 12 repetitions", "The whole dose again: Saturday went well."),
    date(2026, 3, 4): (
        "2 × 12 repetitions",
        "Same dose: one more day like the last is needed before it goes up.",
    ),
    date(2026, 3, 7): (
        "3 × 12 repetitions",
        "A little more than last time: your last days went well.",
    ),
}


def tweak(browser: Browser) -> None:
    """The button, and the few questions that look for an emergency."""
    browser.wait_until(date(2026, 2, 21), time(8))
    browser.visit(reverse("flare_up"))
    browser.send(browser.form(reverse("flare_up_begin")))
    assert browser.said == "Your ladder is on hold. First, a few questions."
    assert browser.path == reverse("screening") + "?reason=flare_up"
    assert "2 short parts" in browser.page.one("main").text
    browser.answer_questions()
    assert browser.path == reverse("today")
    assert browser.said == (
        "No sign of an emergency was marked. If one comes up, get urgent help at once."
    )


def live_a_day(browser: Browser, score: int, gets_about: str, level: str, felt: str) -> None:
    """The easy routine in the place of training, how the marching felt, and the day's score."""
    browser.visit(reverse("today"))
    assert f"Your plan is on hold, day {browser.today.day - 20}" in browser.titles
    assert browser.exercises == [*DRILLS, level]
    assert f"Level {level[-1]} of 2" in browser.exercise(level).text
    assert not browser.offers(reverse("today_before"))
    assert not browser.offers(reverse("flare_up_end"))
    browser.press_button(browser.form(reverse("today_set")), f"{level}:{felt}")
    moves = (level, felt) in {("marching-1", "fine"), ("marching-2", "hurts")}
    assert browser.exercises == [*DRILLS, OTHER_LEVEL[level] if moves else level]
    browser.send(browser.form(reverse("today_daily")), score=score, gets_about=gets_about)
    assert browser.said == "Score saved."


def good_dates(browser: Browser, count: int) -> None:
    """What the page about the flare-up says of the rule that ends it."""
    text = browser.visit(reverse("flare_up")).one("main").text
    assert f"Pain 2 or less on 2 days running, the last of them today: {count} so far." in text
    assert browser.offers(reverse("flare_up_end")) == (count >= 2)


def stale_button(browser: Browser) -> Form:
    """Thursday: two good dates running. The page with the button stays open over night."""
    browser.wait_until(date(2026, 2, 26), time(20))
    browser.visit(reverse("today"))
    browser.send(browser.form(reverse("today_daily")), score=2, gets_about="yes")
    good_dates(browser, 2)
    text = browser.page.one("main").text
    assert "You go on with the seated row, at most at 50% of your last dose." in text
    return browser.form(reverse("flare_up_end"))


def not_yet_by_the_rule(browser: Browser, button: Form) -> None:
    """On Friday nothing is said yet, so Thursday's button does not end it."""
    browser.wait_until(date(2026, 2, 27), time(7))
    browser.send_in_vain(button)
    (refusal,) = browser.page.one("main").all("p", role="alert")
    assert refusal.text == "It is not over yet by the rule. See below what it takes."
    good_dates(browser, 0)


def goes_on(browser: Browser) -> None:
    """Friday with a score: over; today still belongs to it, tomorrow the ladder goes on."""
    browser.visit(reverse("today"))
    browser.send(browser.form(reverse("today_daily")), score=1, gets_about="yes")
    browser.send(browser.form(reverse("flare_up_end")))
    assert browser.said == "Good. Tomorrow your ladder goes on, gently."
    assert "Your flare-up is over" in browser.titles
    assert browser.exercises == [*DRILLS, "marching-2"]
