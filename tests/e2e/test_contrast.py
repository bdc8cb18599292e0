"""More contrast, colours that the system chooses, and paper: everything can still be told apart."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.audit import AXE, SCREENSHOTS, TAKES_PICTURES, axe_source
from tests.e2e.states.people import training
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# 7 : 1 instead of 4.5 : 1.
ENHANCED = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}}
PATHS = ("/accounts/login/", "/today/", "/ladder/", "/log/", "/flare-up/", "/exercises/bar-hang/")
# Which scores of the first question look otherwise than its first.
SCORES = """() => [...document.querySelectorAll(".scale-point")].slice(0, 11).map((one) => {
  const style = getComputedStyle(one);
  return `${style.backgroundColor} ${style.borderTopColor} ${style.color}`;
}).map((look, _number, all) => look !== all[0])"""


def picture(visitor: Visitor, name: str) -> None:
    if TAKES_PICTURES:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / f"{name}-390-light.jpg"
        visitor.page.screenshot(path=file, type="jpeg", quality=80, full_page=True)


def test_more_contrast(browser: "Browser", server: str) -> None:
    with Visitor.arrive(browser, server, contrast="more") as visitor:
        for path in PATHS:
            if path == "/today/":
                visitor.sign_in(training())
            visitor.go(path)
            visitor.page.evaluate(axe_source())
            for theme in ("light", "dark"):
                visitor.page.emulate_media(color_scheme=theme)
                visitor.gives(AXE, [], ENHANCED)
            visitor.page.emulate_media(color_scheme="light")
            picture(visitor, f"contrast{path.replace('/', '-').rstrip('-')}")


def test_colours_of_the_system(browser: "Browser", server: str) -> None:
    """The chosen score and the page in the menu differ from the others without our colours."""
    with Visitor.arrive(browser, server, forced_colors="active") as visitor:
        visitor.sign_in(training())
        visitor.go("/today/")
        visitor.page.evaluate(
            "document.querySelectorAll('details').forEach((one) => one.open = true)"
        )
        scale = visitor.main.locator(".scale").first
        scale.locator("label").nth(3).click()
        visitor.gives(SCORES, [n == 3 for n in range(11)])
        links = visitor.page.locator(".site-nav a")
        line = "all => all.map((one) => getComputedStyle(one).textDecorationLine)"
        lines = ["none"] * (links.count() - 1) + ["underline"]
        visitor.comes_to(lambda: sorted(links.evaluate_all(line)), lines)
        # A line that is see-through elsewhere would be drawn here, close around the words.
        plain = visitor.page.locator(".button.plain")
        edges = "all => all.map((one) => getComputedStyle(one).borderStyle)"
        visitor.comes_to(lambda: set(plain.evaluate_all(edges)), {"none"})
        picture(visitor, "forced-colours")


@pytest.mark.parametrize("path", ["/today/", "/ladder/", "/log/", "/exercises/bar-hang/"])
def test_on_paper(browser: "Browser", server: str, path: str) -> None:
    """Dark ink on white, without the menu, also for somebody whose screen is dark."""
    with Visitor.arrive(browser, server, color_scheme="dark") as visitor:
        visitor.sign_in(training())
        visitor.go(path)
        visitor.page.emulate_media(media="print", color_scheme="dark")
        visitor.page.evaluate(axe_source())
        rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
        visitor.gives(AXE, [], rules)
        frame = visitor.page.locator(".site-header, .site-nav, .site-footer, .skip")
        expect(frame).to_have_count(4)
        expect(frame.locator("visible=true")).to_have_count(0)
        expect(visitor.page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        # Printers leave backgrounds out; these say what the colours in a figure mean, or have a white
        # sign on them.
        keys = visitor.page.locator(".figure-key, .rung .badge")
        kept = "all => all.map((one) => getComputedStyle(one).printColorAdjust)"
        expected = {"exact"} if path.startswith(("/exercises", "/ladder")) else set()
        visitor.comes_to(lambda: set(keys.evaluate_all(kept)), expected)
        picture(visitor, f"paper{path.replace('/', '-').rstrip('-')}")
