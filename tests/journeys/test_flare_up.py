"""A tweaked back, through the pages: on hold, four drills, back again, and one more calm day."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from backrehab.accounts.models import User
from tests.factories_diary import make_days
from tests.journeys.browser import Browser
from tests.journeys.story import Journey, read_table

pytestmark = pytest.mark.django_db

MORNING = time(8)
# Monday to Monday in a week, all calm and at the full dose: ready on Tuesday 10 March.
CALM = [date(2026, 3, n) for n in (2, 4, 7, 9)]
AFTERWARDS = """
Fri 13 Mar | 2 2/2 2 | 3 | 2 | green | ready Sat 14 Mar | open:seated-row | one calm day since the flare-up
"""


def titles(browser: Browser) -> list[str]:
    return [heading.text for heading in browser.page.one("main").all("h2")]


def test_on_hold_and_back(browser_at: Callable[..., Browser]) -> None:
    browser = browser_at("2026-03-01 09:00", "Europe/London", "tweaked@example.org")
    browser.sign_up()
    browser.finish_start(baseline=2, weekdays=[0, 2, 4], equipment=["pull-up-bar"])
    make_days(User.objects.get(email=browser.email), CALM)

    # Tuesday 10 March: the button, and the questions that come first.
    browser.wait_until(date(2026, 3, 10), MORNING)
    browser.visit(reverse("flare_up"))
    browser.send(browser.form(reverse("flare_up_begin")))
    assert browser.said == "Your ladder is on hold. First, a few questions."
    assert browser.path == reverse("screening") + "?reason=flare_up"

    browser.visit(reverse("today"))
    assert {"Time for the health check", "Your plan is on hold", "Easy routine"} <= {
        *titles(browser)
    }
    drills = [heading.text for heading in browser.page.one("main").all("h3")][:4]
    assert drills == [
        "Belly breathing with raised feet",
        "Cat and cow",
        "Rocking on all fours",
        "Marching on your back, level 1",
    ]
    gate = browser.page.one("section", id="gate-seated-row")
    assert "on_hold" in gate.classes
    assert not gate.all("form")

    browser.answer_health_check()
    browser.visit(reverse("today"))
    assert "Time for the health check" not in titles(browser)
    browser.send(browser.form(reverse("today_daily")), score=5)

    # Thursday 12 March: over. Nothing is lost, but the latest calm day must come after it.
    browser.wait_until(date(2026, 3, 12), MORNING)
    browser.visit(reverse("flare_up"))
    browser.send(browser.form(reverse("flare_up_end")))
    assert browser.said == "Welcome back. Your plan goes on; start gently."
    gate = browser.page.one("section", id="gate-seated-row")
    unmet = {line.attributes["data-code"] for line in gate.all("li", class_="open")}
    # Dates inside a flare-up give no first scores: today's is missing. The week still has those of
    # 7, 8 and 9 March.
    assert unmet == {"flare_up", "today_score"}
    assert "Earliest Saturday 14 March" in gate.text

    Journey(browser, read_table(AFTERWARDS, 2026)).live()
    assert browser.today == date(2026, 3, 13) + timedelta(days=1)
    assert "Stage 2: Seated row" in browser.visit(reverse("today")).one("main").text
