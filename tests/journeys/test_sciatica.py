"""A leg symptom mid-way: paused, assessed by a clinician, back; then the sciatica drills by level.

The calm person of tests/journeys/calm_days.py until Saturday 7 February. On Monday 9 the form after
training says "new or worse leg pain": the day is red and the plan is paused. The health check says
pain past the knee with numbness, so a clinician comes first; the assessment is recorded on
Wednesday 11, and the plan goes on with half the dose. From Thursday 12 the sciatica programme:

    date    level that is open     how it felt            then
    Thu 12  1, lying               did not hurt           2
    Fri 13  2, on the elbows       hurt                   1
    Sun 15  1, lying               did not hurt           2
    Tue 17  2, on the elbows       did not hurt           3
    Thu 19  3, full press-up       moved further down     stopped, and the plan is paused again
"""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.urls import reverse

from tests.journeys.browser import Browser
from tests.journeys.calm_days import HANG, YEAR, first, starts
from tests.journeys.pages import forms
from tests.journeys.story import Journey
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

AFTER_THE_ASSESSMENT = """
Wed 11 Feb | 1 1/1 2 | 2 50% | 1 | green | not_yet Thu 19 Feb | | half of two holds after a red day; Wed 11 to Wed 18 are 7 dates
Sat 14 Feb | 1 2/2 2 | 2     | 1 | green | not_yet Thu 19 Feb | | all of dose 2 again
Mon 16 Feb | 1 2/2 2 | 2     | 1 | green | not_yet Thu 19 Feb | | Wednesday was not the whole dose: one more
Wed 18 Feb | 1 2/2 2 | 3     | 1 | green | ready   Thu 19 Feb | | the full dose; it would open, but see what the drill of that evening says
"""
LYING, ELBOWS, PRESS_UP = "prone-lying", "prone-on-elbows", "prone-press-up"
CHAIN = [LYING, ELBOWS, PRESS_UP]
# Without a ball or a roller the release of the buttock is left out.
BESIDE = ["standing-back-bend"]
REPORTED = "You wrote that a leg has new or worse pain, numbness, tingling or weakness."
PAST_THE_KNEE = "Pain past the knee with numbness, pins and needles or weakness"


def test_a_leg_symptom_and_the_sciatica_programme(browser_at: Callable[..., Browser]) -> None:
    browser = starts(browser_at, "sciatica@example.org")
    journey = Journey(browser)
    journey.live(read_table(first(3, HANG), YEAR))

    report_leg(browser)
    answer_past_the_knee(browser)
    assessed(browser)
    wednesday, *others = read_table(AFTER_THE_ASSESSMENT, YEAR)
    journey.live([wednesday])
    # Asked on the day of the leg symptom and cleared since: nothing of it stands in the way.
    assert journey.unmet_on[date(2026, 2, 12)] == {"green_days", "spread", "target_dose"}

    follow(browser)
    drill(browser, 12, LYING, "fine", then=ELBOWS)
    drill(browser, 13, ELBOWS, "hurts", then=LYING)
    journey.live(others[:1])
    drill(browser, 15, LYING, "fine", then=ELBOWS)
    journey.live(others[1:2])
    drill(browser, 17, ELBOWS, "fine", then=PRESS_UP)
    journey.live(others[2:])
    further_down(browser)

    assert journey.colours_in_log() == sorted(
        [*journey.expected_colours(), (date(2026, 2, 9), "red")]
    )
    assert journey.story_on_ladder() == [("2 February 2026", "Started with: Bar hang")]


def report_leg(browser: Browser) -> None:
    """Monday 9 February: the form after training, and a plan that is paused at once."""
    browser.wait_until(date(2026, 2, 9), time(18))
    browser.visit(reverse("today"))
    browser.send(browser.form(reverse("today_before")), score=1)
    browser.send(browser.form(reverse("today_finish")), sets_done=2, worst=3, leg="on")
    assert browser.path == reverse("screening")
    is_paused(browser)
    assert REPORTED in browser.visit(reverse("screening_result")).one("main").text
    browser.visit(reverse("leg_check"))
    assert "The whole health check comes first now." in browser.page.one("main").text


def is_paused(browser: Browser) -> None:
    """No exercise, no gate that opens, and what was earned is still there."""
    main = browser.visit(reverse("today")).one("main")
    assert "Your plan is paused" in browser.titles
    assert browser.exercises == []
    assert not browser.offers(reverse("today_before"))
    gate = main.one("section", id="gate-seated-row")
    assert "see_clinician" in gate.classes
    assert not gate.all("form")


def answer_past_the_knee(browser: Browser) -> None:
    """The health check, the result, and a note to take along."""
    browser.visit(reverse("screening") + "?reason=leg_symptom")
    browser.answer_questions(C7="yes")
    assert browser.path == reverse("screening_result")
    main = browser.page.one("main").text
    assert "See a clinician first" in main
    assert PAST_THE_KNEE in main
    read = next(f for f in forms(browser.page.one("main"), browser.path) if "/read/" in f.action)
    browser.send(read)
    assert "You confirmed that you read this." in browser.page.one("main").text
    note = browser.visit(reverse("screening_note")).one("article", class_="note")
    question = "Does pain run down past your knee, with numbness, pins and needles or weakness"
    (answer,) = [div.one("dd").text for div in note.all("div") if question in div.text]
    assert answer == "Yes"
    is_paused(browser)
    # Nothing new can be followed now, either.
    browser.visit(reverse("programme", args=["sciatica"]))
    assert not browser.offers(reverse("programme_change", args=["sciatica", "start"]))


def assessed(browser: Browser) -> None:
    """Tuesday's morning score still counts; on Wednesday a clinician has assessed it."""
    browser.wait_until(date(2026, 2, 10), time(7, 30))
    browser.visit(reverse("today"))
    browser.send(browser.form(reverse("today_morning"), on="2026-02-09"), score=2)
    is_paused(browser)
    browser.wait_until(date(2026, 2, 11), time(17))
    browser.visit(reverse("screening_cleared"))
    form = browser.form()
    browser.send_in_vain(form, cleared_on="2026-02-12", confirmed="on")
    assert "This date is in the future." in browser.page.one("main").text
    browser.send(browser.form(), cleared_on="2026-02-11", confirmed="on")
    assert browser.path == reverse("screening_result")
    recorded = "You recorded an assessment by a clinician on 11 February 2026."
    assert recorded in browser.page.one("main").text
    browser.visit(reverse("today"))
    assert "Before you start" in browser.titles


def follow(browser: Browser) -> None:
    """Thursday 12 February: the sciatica programme, from its page."""
    browser.wait_until(date(2026, 2, 12), time(12))
    browser.visit(reverse("programme", args=["sciatica"]))
    browser.send(browser.form(reverse("programme_change", args=["sciatica", "start"])))
    assert browser.said == "Sciatica: started. It is in your plan from today."
    assert browser.path == reverse("programme", args=["sciatica"])
    main = browser.page.one("main").text
    assert "Level 1 is open: Lying on your stomach. Everybody begins here." in main


def drill(browser: Browser, day: int, level: str, felt: str, *, then: str) -> None:
    """The one level that is open, how it felt, and the level that follows from it."""
    browser.wait_until(date(2026, 2, day), time(18))
    browser.visit(reverse("today"))
    assert drills(browser) == [level, *BESIDE]
    browser.press_button(browser.form(reverse("today_set")), f"{level}:{felt}")
    assert drills(browser) == [then, *BESIDE]
    assert f"Level {CHAIN.index(then) + 1} of 3" in browser.exercise(then).text


def drills(browser: Browser) -> list[str]:
    """The exercises of the sciatica programme in today's plan."""
    return [key for key in browser.exercises if key in {*CHAIN, *BESIDE}]


def further_down(browser: Browser) -> None:
    """Thursday 19 February: the gate is ready, but the press-up sends pain further down the leg."""
    browser.wait_until(date(2026, 2, 19), time(18))
    browser.visit(reverse("today"))
    assert browser.offers(reverse("ladder_open", args=["seated-row"]))
    assert drills(browser) == [PRESS_UP, *BESIDE]
    browser.press_button(browser.form(reverse("today_set")), f"{PRESS_UP}:further_down")
    is_paused(browser)
    page = browser.visit(reverse("programme", args=["sciatica"])).one("main").text
    assert "Stopped: pain or tingling moved further down the leg." in page
    assert "To read for later. Nothing of it is for now." in page
    assert REPORTED in browser.visit(reverse("screening_result")).one("main").text
