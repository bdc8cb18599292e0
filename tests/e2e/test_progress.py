"""Progress as a browser draws it: marks where they belong, and few sides of A4."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from tests.e2e.states.diary import demo, far
from tests.e2e.states.people import EVERY_DAY, TODAY
from tests.e2e.states.progress import long_diary
from tests.e2e.visitor import Visitor
from tests.factories_diary import make_person
from tests.factories_setbacks import flare_up, long_story
from tests.progress_people import at, diary

pytestmark = pytest.mark.browser

PAGE = re.compile(rb"/Type\s*/Page\b")
# How far the middle of each mark is from the place that its attributes name, in pixels.
ASTRAY = """() => {
  const box = document.querySelector(".plot.tall").getBoundingClientRect();
  return [...document.querySelectorAll(".plot.tall use")].map((one) => {
    const mark = one.getBoundingClientRect();
    const x = box.left + (parseFloat(one.getAttribute("x")) / 100) * box.width;
    const y = box.top + parseFloat(one.getAttribute("y"));
    return Math.max(Math.abs(mark.x + mark.width / 2 - x), Math.abs(mark.y + mark.height / 2 - y));
  });
}"""

FLOW = """all => all.map((one) => {
  const style = getComputedStyle(one);
  return `${style.display} ${style.breakInside}`;
})"""


def every_day() -> User:
    user = make_person(now=at(TODAY - timedelta(days=60)), weekday_mask=EVERY_DAY)
    diary(user, last=TODAY - timedelta(days=1), dates=60, rest_days=False)
    return user


def fullest() -> User:
    """All six stages in four weeks, with loads, flare-ups and as many changes as there is room for."""
    user = make_person(now=at(TODAY - timedelta(days=28)), weekday_mask=EVERY_DAY)
    diary(user, last=TODAY - timedelta(days=1), dates=28, rest_days=False)
    for n in (24, 17, 9, 3):
        flare_up(user, first=TODAY - timedelta(days=n), last=TODAY - timedelta(days=n - 1))
    return user


@pytest.mark.parametrize("person", [demo, every_day, fullest])
def test_two_sides_at_most(visit: Callable[..., Visitor], person: Callable[[], User]) -> None:
    visitor = visit()
    visitor.sign_in(person())
    visitor.go("/progress/print/")
    visitor.comes_to(lambda: sides(visitor), [2, 2])


def sides(visitor: Visitor) -> list[int]:
    """How many sides of A4 a page takes: in the page's own margins, and in those of a browser that
    knows no named pages."""
    own = visitor.page.pdf(format="A4", prefer_css_page_size=True)
    plain = visitor.page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom"), "15mm"))
    return [len(PAGE.findall(one)) for one in (own, plain)]


def print_on_paper(visitor: Visitor) -> None:
    """Show this page as paper does; the next one may be shown as a screen does (under SLOW)."""
    visitor.page.emulate_media(media="print")


def test_the_report_and_long_tables_flow_from_their_first_side_on(
    visit: Callable[..., Visitor],
) -> None:
    """Six weeks. A first card that is kept whole left the first side empty, and in a grid the last
    line was printed over the last rows of the table before it."""
    visitor = visit()
    visitor.sign_in(demo())
    visitor.go("/ladder/report/")
    visitor.comes_to(lambda: sides(visitor), [3, 3])
    print_on_paper(visitor)
    around = visitor.main.locator(".stack-l, .card")
    visitor.comes_to(lambda: set(around.evaluate_all(FLOW)), {"block auto"})
    visitor.go("/progress/tables/?range=all")
    print_on_paper(visitor)
    cards = visitor.main.locator(".card")
    flow = ["block auto", *["block avoid"] * (cards.count() - 1)]
    visitor.comes_to(lambda: cards.evaluate_all(FLOW), flow)
    visitor.go("/ladder/")
    print_on_paper(visitor)
    gates = visitor.main.locator(".gate")
    visitor.comes_to(lambda: set(gates.evaluate_all(FLOW)), {"block avoid"})


def crowded() -> User:
    """Two gates ahead or two routes of one, five weeks of days, and as long a story as is shown."""
    user = far("seated-row")
    long_story(user, 30, last=TODAY - timedelta(days=45))
    return user


@pytest.mark.parametrize("person", [demo, crowded, partial(far, "deadlift")])
def test_the_ladder_takes_four_sides_at_most(
    visit: Callable[..., Visitor], person: Callable[[], User]
) -> None:
    """With every condition and every day of its gates, also those that are folded away on a screen;
    it took seven, without them."""
    visitor = visit()
    visitor.sign_in(person())
    visitor.go("/ladder/")
    visitor.until(lambda: max(sides(visitor)) <= 4)
    print_on_paper(visitor)
    told = visitor.main.locator(".gate :is(.criteria, .gate-days) li")
    visitor.until(lambda: told.count() >= 14)
    expect(told.locator("visible=true")).to_have_count(told.count())
    left_out = visitor.main.locator("#confirm, .rung .strong")
    expect(left_out.locator("visible=true")).to_have_count(0)
    for gate in visitor.main.locator(".gate").all():
        expect(gate.get_by_text("rules 2026.1")).to_be_visible()


def test_a_browser_draws_the_chart_to_point_at_and_look_closer_into(
    visit: Callable[..., Visitor],
) -> None:
    """By the mouse, a finger and the keyboard, under the policy of the page; paper and those
    without a script have the drawing that came with it."""
    visitor = visit(has_touch=True)
    visitor.sign_in(every_day())
    visitor.go("/progress/?range=4w")
    page, chart = visitor.page, visitor.main.locator("pain-chart")
    plot, drawing = chart.locator(".u-over"), chart.locator(".chart-body")
    plot.wait_for()
    expect(drawing).to_be_hidden()
    expect(visitor.main.get_by_role("img", name="Pain from 10 February 2026")).to_have_count(1)

    plot.hover(position={"x": 5, "y": 60})
    said = chart.locator(".chart-said")
    expect(said).to_have_text(re.compile("^Tue, 10 February 2026: "))
    plot.tap(position={"x": 290, "y": 60})
    expect(said).to_have_text(re.compile("^Mon, 9 March 2026: "))

    days = "(el => { const { min, max } = el.plot.scales.x; return (max - min) / 86400; })"
    visitor.comes_to(lambda: chart.evaluate(days), 28)
    chart.get_by_role("button", name="Look closer").focus()
    page.keyboard.press("Enter")
    visitor.comes_to(lambda: chart.evaluate(days), 14)
    chart.get_by_role("button", name="Show the whole range").press("Enter")
    visitor.comes_to(lambda: chart.evaluate(days), 28)
    print_on_paper(visitor)
    expect(drawing).to_be_visible()
    expect(plot).to_be_hidden()
    used = ("pain-chart", "uPlot")
    visitor.forget()
    visitor.go("/progress/tables/?range=4w")
    visitor.comes_to(
        lambda: [url for url in visitor.requested if any(name in url for name in used)], []
    )


# How long this machine takes to count to twenty million: about a fiftieth of a second.
COUNT = """() => {
  const began = performance.now();
  let sum = 0;
  for (let number = 0; number < 2e7; number += 1) sum += number % 7;
  return sum && performance.now() - began;
}"""


def is_drawn_quickly(visitor: Visitor) -> bool:
    """In the time for which the machine counts to a hundred million, a tenth of a second."""
    visitor.go("/progress/?range=all")
    visitor.page.wait_for_function("() => document.querySelector('pain-chart').measured")
    drawn: float = visitor.page.evaluate("document.querySelector('pain-chart').measured.duration")
    counted: float = visitor.page.evaluate(COUNT)
    return drawn < 5 * counted


def test_ten_years_are_drawn_quickly_with_years_below_them(
    visit: Callable[..., Visitor],
) -> None:
    """Other work of the machine can only make it slower, so it may try again."""
    visitor = visit()
    visitor.sign_in(long_diary(3650))
    visitor.until(lambda: is_drawn_quickly(visitor))
    chart = visitor.main.locator("pain-chart")
    labels = "el => el.plot.axes[0]._values.filter(Boolean)"
    visitor.comes_to(lambda: chart.evaluate(labels), ["2018", "2020", "2022", "2024"])


def test_a_table_opens_below_its_chart_and_closes_again(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.sign_in(every_day())
    visitor.go("/progress/")
    name = re.compile("Show as a table.*Pain over time")
    visitor.main.get_by_role("link", name=name).press("Enter")
    table = visitor.main.get_by_role("table", name="Pain day by day")
    table.wait_for()
    expect(table.get_by_role("row")).to_have_count(1 + 28)
    # The focus goes along with the link that became a summary.
    expect(visitor.page.locator("summary:focus")).to_be_visible()
    visitor.page.keyboard.press("Enter")
    table.wait_for(state="hidden")
    visitor.at("/progress/")


@pytest.mark.parametrize("chosen", ["4w", "3m"])
@pytest.mark.parametrize("width", [320, 1280])
def test_marks_stand_where_their_numbers_say(
    visit: Callable[..., Visitor], chosen: str, width: int
) -> None:
    visitor = visit(size=(width, 900), javascript=False)
    visitor.sign_in(demo())
    visitor.go(f"/progress/?range={chosen}")
    visitor.until(lambda: len(visitor.page.evaluate(ASTRAY)) >= 40)
    visitor.comes_to(lambda: [far for far in visitor.page.evaluate(ASTRAY) if far >= 2], [])
