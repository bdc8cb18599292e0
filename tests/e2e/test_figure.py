"""Pressing a muscle on the figure, on either side of the body, by finger and by keyboard."""

from functools import partial
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import DESKTOP, PHONE, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BACK, DEEP, FRONT = 0, 1, 2
# Points of the drawing, right of the middle: the picture, x, y, and what lies there.
POINTS = [
    (BACK, 10, 140, "trapezius"),
    (BACK, 50, 172, "latissimus-dorsi"),
    (BACK, 12, 230, "erector-spinae"),
    (BACK, 47, 235, "abdominals"),
    (BACK, 45, 258, "gluteus-medius"),
    (BACK, 35, 305, "gluteus-maximus"),
    (BACK, 25, 370, "hamstrings"),
    (DEEP, 6, 80, "paraspinals"),
    (DEEP, 14, 106, "rhomboid-minor"),
    (DEEP, 18, 130, "rhomboid-major"),
    (DEEP, 6, 185, "spinalis"),
    (DEEP, 17, 190, "longissimus"),
    (DEEP, 30, 190, "iliocostalis"),
    (DEEP, 7, 240, "multifidus"),
    (DEEP, 50, 270, "gluteus-minimus"),
    (DEEP, 35, 286, "piriformis"),
    (FRONT, 14, 128, "internal-intercostals"),
    (FRONT, 46, 160, "external-intercostals"),
    (FRONT, 10, 220, "abdominals"),
]
# What would be pressed at a point of a picture, which is scaled with the page.
PRESSED = """([number, x, y]) => {
  const picture = document.querySelectorAll("svg.anatomy")[number];
  picture.scrollIntoView({ block: "center" });
  const point = new DOMPoint(x, y).matrixTransform(picture.getScreenCTM());
  const link = document.elementFromPoint(point.x, point.y)?.closest("a");
  return link ? link.getAttribute("href").split("/").at(-2) : null;
}"""


def pressed(visitor: Visitor, side: int) -> list[tuple[int, int, int, str]]:
    """What is found at the points, on one side of the body."""
    return [
        (number, x, y, visitor.page.evaluate(PRESSED, [number, side * x, y]))
        for number, x, y, _muscle in POINTS
    ]


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_every_muscle_can_be_pressed_on_both_sides(
    browser: "Browser", server: str, size: tuple[int, int]
) -> None:
    with Visitor.arrive(browser, server, size=size) as visitor:
        visitor.go("/muscles/")
        for side in (1, -1):
            visitor.comes_to(partial(pressed, visitor, side), POINTS)
        visitor.check()


def test_from_the_figure_to_an_exercise_and_back(browser: "Browser", server: str) -> None:
    """Without JavaScript, and with the keyboard alone on the figure."""
    with Visitor.arrive(browser, server, javascript=False) as visitor:
        visitor.go("/exercises/")
        visitor.main.get_by_role("link", name="Find by muscle").click()
        visitor.main.get_by_role("link", name="Gluteus medius").first.focus()
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url("**/muscles/gluteus-medius/")
        picture = visitor.main.get_by_role("img", name="Marked: Gluteus medius.")
        expect(picture).to_have_count(1)
        visitor.main.get_by_role("link", name="Sack swinger").click()
        visitor.page.wait_for_url("**/exercises/sack-swinger/")
        visitor.main.get_by_role("link", name="Gluteus medius").click()
        visitor.page.wait_for_url("**/muscles/gluteus-medius/")
        visitor.check()
