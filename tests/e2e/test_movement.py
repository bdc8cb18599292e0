"""The figure of an exercise: it moves once, moves again when asked, and rests where motion hurts."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.audit import audit
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# Where the highest point of each shape is, in the units of the drawing.
SHAPES = """() => [...document.querySelectorAll(".movement-film path")]
  .map((path) => Math.round(path.getBBox().y))"""
# Sets the clock of the drawing, so that the test need not wait.
SEEK = """(seconds) => {
  const film = document.querySelector(".movement-film");
  film.pauseAnimations();
  film.setCurrentTime(seconds);
}"""
GO_ON = '() => document.querySelector(".movement-film").unpauseAnimations()'


@pytest.mark.parametrize("javascript", [True, False])
def test_it_moves_once_and_again_when_the_button_is_pressed(
    browser: "Browser", server: str, *, javascript: bool
) -> None:
    """Also without our scripts: the policy of the page allows the animation as it is."""
    with Visitor.arrive(browser, server, javascript=javascript) as visitor:
        visitor.page.emulate_media(reduced_motion="no-preference")
        visitor.go("/exercises/reverse-hyper/")
        visitor.page.evaluate(SEEK, 0)
        start = visitor.page.evaluate(SHAPES)
        visitor.page.evaluate(SEEK, 2.3)
        visitor.until(lambda: visitor.page.evaluate(SHAPES) != start)
        visitor.page.evaluate(SEEK, 60)
        visitor.gives(SHAPES, start)
        visitor.page.evaluate(GO_ON)
        again = visitor.main.get_by_role("button", name="Show it again")
        again.focus()
        visitor.page.keyboard.press("Enter")
        visitor.until(lambda: visitor.page.evaluate(SHAPES) != start)
        visitor.check()


def test_it_rests_where_less_motion_is_asked_for(browser: "Browser", server: str) -> None:
    """The key frames stand side by side instead; so they do on paper."""
    with Visitor.arrive(browser, server) as visitor:
        visitor.go("/exercises/reverse-hyper/")
        film, stills = (
            visitor.page.locator(name) for name in (".movement-film", ".movement-stills")
        )
        for media, motion, moving in (
            ("screen", "reduce", False),
            ("screen", "no-preference", True),
            ("print", "no-preference", False),
        ):
            visitor.page.emulate_media(media=media, reduced_motion=motion)
            expect(film).to_be_visible(visible=moving)
            expect(stills).to_be_visible(visible=not moving)
        expect(visitor.page.locator(".movement-stills svg")).to_have_count(2)
        visitor.check()


@pytest.mark.parametrize("exercise", ["reverse-hyper", "hip-sway", "core-rotation"])
def test_what_moves_is_accessible(browser: "Browser", server: str, exercise: str) -> None:
    with Visitor.arrive(browser, server) as visitor:
        visitor.page.emulate_media(reduced_motion="no-preference")
        visitor.go(f"/exercises/{exercise}/")
        expect(visitor.main.get_by_role("img", name="erson").first).to_be_attached()
        assert not audit(visitor, f"movement-{exercise}")
