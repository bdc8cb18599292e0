"""Progress as a browser draws it: marks where they belong, and two sides of A4 at most."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from backrehab.accounts.models import User
from tests.e2e.states.diary import demo
from tests.e2e.states.people import EVERY_DAY, TODAY
from tests.e2e.visitor import Visitor
from tests.factories_diary import make_person
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


def every_day() -> User:
    user = make_person(now=at(TODAY - timedelta(days=60)), weekday_mask=EVERY_DAY)
    diary(user, last=TODAY - timedelta(days=1), dates=60, rest_days=False)
    return user


@pytest.mark.parametrize("person", [demo, every_day])
def test_two_sides_at_most(visit: Callable[..., Visitor], person: Callable[[], User]) -> None:
    visitor = visit()
    visitor.sign_in(person())
    visitor.go("/progress/print/")
    assert len(PAGE.findall(visitor.page.pdf(format="A4", prefer_css_page_size=True))) == 2
    # A browser that knows no named pages takes its own margins.
    plain = visitor.page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom"), "15mm"))
    assert len(PAGE.findall(plain)) == 2


@pytest.mark.parametrize("chosen", ["4w", "3m"])
@pytest.mark.parametrize("width", [320, 1280])
def test_marks_stand_where_their_numbers_say(
    visit: Callable[..., Visitor], chosen: str, width: int
) -> None:
    visitor = visit(size=(width, 900))
    visitor.sign_in(demo())
    visitor.go(f"/progress/?range={chosen}")
    astray = visitor.page.evaluate(ASTRAY)
    assert len(astray) >= 40
    assert max(astray) < 2
