"""Six weeks away, on the fourth stage: health check, one stage down at half the dose, and back.

The calm person of tests/journeys/calm_days.py until Wednesday 25 March, on the pull-through; then
nothing until Wednesday 6 May. 42 days are the "long" band (29 to 84): one stage down (the reverse
hyper), half of the dose last calm there (21 March: dose 4, three sets of 20), counting starts anew,
and the whole health check first. The short way back of a moderate stage: 2 calm days over 4 dates.
"""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.urls import reverse

from tests.journeys.browser import Browser
from tests.journeys.calm_days import HANG, HYPER, PULL, ROW, YEAR, first, joined, starts
from tests.journeys.story import Journey
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

BACK = """
Wed  6 May | 1 2/2 2 | 4 50% | 1 | green | not_yet Tue 12 May |                   | half of 60 repetitions: two sets of 15; Wed 6 to Mon 11 are 5 dates
Sat  9 May | 1 3/3 2 | 4     | 1 | green | not_yet Tue 12 May |                   | all of it after a calm day; two calm days, but over 3 dates
Mon 11 May | visit   |       |   |       | not_yet Tue 12 May |                   | the day before: not yet
Mon 11 May | 1 3/3 2 | 4     | 1 | green | ready   Tue 12 May | back:pull-through | over 5 dates
Wed 13 May | 1 2/2 2 | 1     | 1 | green | not_yet Thu 28 May |                   | from its first dose; the next gate is the ordinary one: Wed 13 to Wed 27 are 14 dates
"""

DOSES = {
    date(2026, 5, 6): (
        "2 × 15 repetitions",
        "Part of the dose, to find your way back step by step.",
    ),
    date(2026, 5, 9): ("3 × 20 repetitions", "The whole dose again: Wednesday went well."),
    date(2026, 5, 11): ("3 × 20 repetitions", "The full dose of this stage."),
    date(2026, 5, 13): ("2 × 8 repetitions", "The first dose of this stage."),
}
UNMET = {
    date(2026, 5, 7): {"return_days", "return_spread"},
    date(2026, 5, 10): {"return_spread"},
    # The morning before, with no score yet.
    date(2026, 5, 11): {"return_spread", "today_score"},
    date(2026, 5, 12): set(),
}


def test_six_weeks_away(browser_at: Callable[..., Browser]) -> None:
    browser = starts(browser_at, "six-weeks@example.org")
    journey = Journey(browser)
    journey.live(read_table(joined(HANG, ROW, HYPER, first(2, PULL)), YEAR))
    assert (date(2026, 5, 6) - date(2026, 3, 25)).days == 42

    welcome_back(browser)
    asked_first(browser)
    browser.send(browser.form(reverse("today_go_on")))
    assert browser.said == "Welcome back. Here is your plan."
    assert "Stage 3: Reverse hyper" in browser.page.one("main").text
    rungs = journey.rungs()
    assert (rungs["reverse-hyper"], rungs["pull-through"]) == ("current", "resting")
    assert {rungs[key] for key in ("bar-hang", "seated-row")} == {"finished"}

    journey.live(read_table(BACK, YEAR))
    assert {on: journey.doses_on[on] for on in DOSES} == DOSES
    assert {on: journey.unmet_on[on] for on in UNMET} == UNMET
    assert journey.colours_in_log() == journey.expected_colours()
    assert journey.rungs()["pull-through"] == "current"
    assert journey.story_on_ladder() == [
        ("2 February 2026", "Started with: Bar hang"),
        ("12 February 2026", "Opened: Seated row"),
        ("1 March 2026", "Opened: Reverse hyper"),
        ("22 March 2026", "Opened: Pull-through"),
        ("6 May 2026", "Going on after a break: Reverse hyper"),
        ("12 May 2026", "Back again: Pull-through"),
    ]
    told = browser.page.one("ol", class_="timeline").all("li", class_="lay_off")[0].text
    assert (
        "After 42 days without training you went on further down, with the reverse hyper. A short "
        "way leads back up."
    ) in told


def welcome_back(browser: Browser) -> None:
    """Wednesday 6 May: what changes, and nothing to train with or to press yet."""
    browser.wait_until(date(2026, 5, 6), time(8))
    browser.visit(reverse("today"))
    welcome = browser.page.one("section", **{"aria-labelledby": "welcome-title"})
    assert welcome.text.startswith("42 days without training")
    assert [line.text for line in welcome.all("li")] == [
        "You go on further down the ladder, with the reverse hyper.",
        "What you had opened rests. A short way leads back up.",
        "Your first day is at most 50% of your dose.",
        "What you keep up starts again with less as well.",
        "Counting calm days starts anew.",
    ]
    assert browser.exercises == []
    assert not browser.offers(reverse("today_before"))
    assert not browser.offers(reverse("today_go_on"))


def asked_first(browser: Browser) -> None:
    """The whole health check, behind the card's own link; half of it opens nothing."""
    welcome = browser.page.one("section", **{"aria-labelledby": "welcome-title"})
    (link,) = [a for a in welcome.all("a") if a.text == "Health check"]
    address = link.attributes["href"]
    browser.visit(address)
    assert "About two minutes." in browser.page.one("main").text
    browser.press(form := browser.form(), form.buttons[0])
    browser.press_button(browser.form(), "no-to-rest")
    browser.visit(reverse("today"))
    assert not browser.offers(reverse("today_go_on"))
    browser.visit(address)
    browser.answer_questions()
    assert browser.path == reverse("screening_result")
    browser.visit(reverse("today"))
