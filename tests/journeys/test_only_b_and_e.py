"""Somebody who wants only the daily reverse hyper (B) and the side of the hip (E) for a week.

The hang is done (tests/journeys/calm_days.py) and the seated row just opened: stage 2, from which
the daily reverse hyper may not yet run beside the ladder, but alone it may. 15 minutes a day at
most. By the catalogue's times the warm-up takes 230 s, the two sets of the reverse hyper 150 s, and
of the hip the release 60, the hold 50, the bump 180, the sack swinger 120 and the leg raise 220 s.
Each of the hip is done 3 times a week, so not on two dates running.

    date        due of the hip       in all   within 900 s          what is ticked
    Thu 12 Feb  all five             1,010 s  without the raise 790 everything, both slots
    Fri 13      only the raise         600 s  600                   everything, both slots
    Sat 14      all but the raise      790 s  790                   one slot of the reverse hyper
    Sun 15      (not looked at)                                     nothing
    Mon 16      all five             1,010 s  without the raise 790 both slots

Nothing of the ladder is lost: on Wednesday 18 it goes on, 7 days after the last training day.
"""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from tests.journeys.browser import Browser
from tests.journeys.calm_days import HANG, YEAR, starts
from tests.journeys.pages import Element
from tests.journeys.story import Journey
from tests.journeys.table import read_table

pytestmark = pytest.mark.django_db

WARM_UP = ["walking-on-the-spot", "shoulder-circles", "hip-sway", "cat-cow"]
DAILY = ["reverse-hyper"]
STRENGTHEN = ["hip-bump", "sack-swinger"]
OFTEN = ["hip-release", "hip-top-hold", *STRENGTHEN]
RAISE = ["side-leg-raise"]
GAVE_WAY = (
    "Side-lying leg raise To stay within your 15 minutes. A few times a week is enough; it comes "
    "back on the next day with time."
)
LADDER_AGAIN = """
Wed 18 Feb | 1 2/2 2 | 1 | 1 | green | not_yet Thu 26 Feb | | 7 days without training change nothing; Wed 18 to Wed 25 are 7 dates
"""
STORY = [
    ("2 February 2026", "Started with: Bar hang"),
    ("12 February 2026", "Opened: Seated row"),
]


def test_a_week_of_only_two_programmes(browser_at: Callable[..., Browser]) -> None:
    browser = starts(browser_at, "b-and-e@example.org")
    journey = Journey(browser)
    journey.live(read_table(HANG, YEAR))
    earned = journey.rungs()

    choose(browser)
    look(browser, 12, OFTEN, minutes=14, gave_way=True)
    tick(browser, [*WARM_UP, *DAILY, *OFTEN])
    look(browser, 13, RAISE, minutes=10)
    tick(browser, [*WARM_UP, *DAILY, *RAISE])
    self_test(browser, left="yes")
    assert table(browser, 0) == [["13 February", "Hip dropped", "No sign"]]
    release(browser)
    assert table(browser, 1) == [["13 February", "5 → 2", "3 lower", "40 s"]]
    # The release and its hold were made on the day before, on their own page.
    look(browser, 14, STRENGTHEN, minutes=12)
    tick(browser, DAILY, slots=["later"])
    look(browser, 16, OFTEN, minutes=14, gave_way=True)
    tick(browser, DAILY)
    self_test(browser, left="no")
    assert "The hip dropped on 13 February, but not on 16 February." in text(browser)
    assert table(browser, 0) == [
        ["16 February", "No sign", "No sign"],
        ["13 February", "Hip dropped", "No sign"],
    ]
    dots(browser, done=[12, 13, 14, 16])
    assert journey.story_on_ladder() == STORY

    go_on(browser)
    journey.live(read_table(LADDER_AGAIN, YEAR))
    assert journey.doses_on[date(2026, 2, 18)] == (
        "2 × 8 repetitions",
        "The first dose of this stage.",
    )
    assert journey.rungs() == earned
    assert journey.story_on_ladder() == STORY


def choose(browser: Browser) -> None:
    """Thursday 12 February: the ladder pauses, and the two programmes begin."""
    browser.wait_until(date(2026, 2, 12), time(9))
    start_daily = reverse("programme_change", args=["daily-reverse-hyper", "start"])
    browser.visit(reverse("programmes"))
    assert not browser.offers(start_daily)
    assert "From stage 3 of the ladder on, or alone with the ladder paused." in text(browser)
    browser.send(browser.form(reverse("programme_change", args=["ladder", "pause"])))
    assert browser.said == "The ladder: paused. Go on whenever you like."
    browser.send(browser.form(start_daily))
    assert browser.said == "Daily reverse hyper: started. It is in your plan from today."
    browser.send(browser.form(reverse("programme_change", args=["hip", "start"])))
    assert browser.said == "Side of the hip: started. It is in your plan from today."
    assert "Today: about 17 minutes in all." in text(browser)
    browser.send(browser.form(reverse("programmes_minutes")), minutes=15)
    assert "Today: about 14 minutes in all." in text(browser)
    assert "Left out today to stay within 15 minutes: Side-lying leg raise." in text(browser)


def text(browser: Browser) -> str:
    return browser.page.one("main").text


def look(
    browser: Browser, day: int, hip: list[str], *, minutes: int, gave_way: bool = False
) -> None:
    """Today's list: both programmes in one, with the time, and nothing of the ladder."""
    browser.wait_until(date(2026, 2, day), time(10))
    browser.visit(reverse("today"))
    assert browser.titles[0] == "Your day"
    groups = browser.page.all("details", class_="group")
    assert [group.all("summary")[0].text for group in groups] == [
        "Daily reverse hyper 0 of 1 done",
        f"Side of the hip 0 of {len(hip)} done",
    ]
    assert browser.exercises == [*WARM_UP, *DAILY, *hip]
    assert f"about {minutes} minutes in all" in text(browser)
    assert (GAVE_WAY in text(browser)) == gave_way
    assert not browser.page.all("section", class_="gate")
    assert not browser.offers(reverse("today_before"))


def tick(browser: Browser, keys: Sequence[str], *, slots: Sequence[str] = ()) -> None:
    """Tick all sets of these exercises, or those of some slots only."""
    for key in keys:
        values = [one.attributes["value"] for one in buttons(browser, key)]
        for value in values:
            if not slots or value.split(":")[1] in slots:
                browser.press_button(browser.form(reverse("today_set")), value)
        pressed = [one.attributes["aria-pressed"] for one in buttons(browser, key)]
        wanted = [not slots or value.split(":")[1] in slots for value in values]
        assert pressed == ["true" if one else "false" for one in wanted]


def buttons(browser: Browser, key: str) -> list[Element]:
    return browser.exercise(key).all("button", class_="set")


def self_test(browser: Browser, *, left: str) -> None:
    """The self-test on both legs."""
    browser.visit(reverse("hip_test"))
    browser.send(
        left_hip_drops=left, left_weight_shifts="no", right_hip_drops="no", right_weight_shifts="no"
    )
    assert browser.said == "Saved. Here is how it compares."


def release(browser: Browser) -> None:
    """A release of the left side, with the pain before and after."""
    browser.visit(reverse("hip_release"))
    browser.send(side="left", before=5)
    browser.send(hold_seconds=40, after=2)
    assert browser.said == "Saved. Below you see before and after."


def table(browser: Browser, place: int) -> list[list[str]]:
    """The first or second table of the page about the hip: tests, then releases."""
    body = browser.page.all("table", class_="hip-table")[place].one("tbody")
    return [[cell.text for cell in row.children] for row in body.all("tr")]


def dots(browser: Browser, *, done: list[int]) -> None:
    """The days of the reverse hyper on its page: the last four weeks, today last."""
    page = browser.visit(reverse("programme", args=["daily-reverse-hyper"]))
    lines = [li.text for li in page.one("ul", class_="streak-lines").all("li")]
    assert lines == [f"{len(done)} of the last 7 days", f"{len(done)} of the last 28 days"]
    shown = page.all("span", class_="streak-dot")
    dates = [browser.today - timedelta(days=n) for n in reversed(range(28))]
    assert len(shown) == len(dates)
    on = [day for day, dot in zip(dates, shown, strict=True) if "done" in dot.classes]
    assert on == [date(2026, 2, day) for day in done]


def go_on(browser: Browser) -> None:
    """Wednesday 18 February: the ladder goes on; what may not run beside it yet pauses."""
    browser.wait_until(date(2026, 2, 18), time(9))
    browser.visit(reverse("programmes"))
    browser.send(browser.form(reverse("programme_change", args=["ladder", "resume"])))
    assert browser.said == (
        "The ladder: in your plan again. Paused until the ladder gets there: Daily reverse hyper."
    )
