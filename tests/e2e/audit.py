"""What every page is checked for, and the pictures that are taken of it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from django.conf import settings

from tests.e2e.visitor import DESKTOP, PHONE, Visitor
from tests.thorough import is_nightly

SCREENSHOTS: Path = settings.VAR_DIR / "screenshots"
# Pictures are for people (`make screenshots`); the checks do not need them.
TAKES_PICTURES = "SCREENSHOTS" in os.environ
SMALLEST_PHONE = (320, 640)
TABLET = (768, 1024)
# WCAG 2.2 A and AA. `target-size` belongs to 2.2 AA, but axe leaves it out unless told.
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALL_RULES = {"runOnly": STANDARD, "rules": {"target-size": {"enabled": True}}}
# The theme changes colours only, the width changes everything else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
NO_COLOURS = {
    "runOnly": STANDARD,
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}},
}
AXE = """async (rules) => {
  const told = { resultTypes: ["violations"], preload: false, selectors: false, iframes: false };
  const found = await axe.run(document, { ...told, ...rules });
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((one) => one.html.slice(0, 160)).join(" | ")}`,
  );
}"""
# Elements that reach past the right edge, the innermost first in line.
OVERFLOW = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const past = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > edge + 1 && !one.closest(".visually-hidden"),
  );
  return past.map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`);
}"""
# A link in a line of text may be as small as its text; what stands alone is at least 44 px.
SMALL_TARGETS = """() => {
  const wanted = "button, .button, input:not([type=hidden]), select, textarea, summary, nav a, " +
    "label.choice, label.scale-point, a.card, .urgent-link, a.brand";
  const small = [];
  for (const one of document.querySelectorAll(wanted)) {
    const target = one.closest("label") ?? one;
    if (!target.checkVisibility()) continue;
    const { width, height } = target.getBoundingClientRect();
    if (width < 43.9 || height < 43.9) small.push(`${width}×${height} ${one.outerHTML.slice(0, 120)}`);
  }
  for (const one of document.querySelectorAll("main :is(p, dd) > a")) {
    const { height } = one.getBoundingClientRect();
    const alone = one.parentElement.innerText.trim() === one.innerText.trim();
    if (alone && one.checkVisibility() && height < 43.9) small.push(`${height} high ${one.outerHTML.slice(0, 120)}`);
  }
  return small;
}"""
# What axe asks of colours takes seconds on a page of so many elements.
LONG = "() => document.querySelectorAll('*').length > 800"
# The type is there, htmx is at rest, and every chart is drawn.
SETTLED = """() => document.fonts.status === "loaded" &&
  !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added") &&
  [...document.querySelectorAll("pain-chart")].every((chart) => chart.measured)"""
HEADINGS = "() => document.querySelectorAll('h1').length"
NORMAL_TEXT, TWICE_AS_BIG = 16, 32
# What a translation may do: one long word in every heading, button, choice and label.
LONG_WORDS = """() => {
  const wanted = "h1, h2, h3, .button, .pill, summary, legend, label > span, dt, .eyebrow, th";
  for (const one of document.querySelectorAll(wanted)) {
    const words = [...one.childNodes].find((node) => node.nodeType === 3 && node.data.trim());
    if (words) words.data = words.data.replace(/\\p{L}{4,}/u, "Wirbelsäulengymnastik");
  }
}"""


@dataclass(frozen=True)
class Look:
    """One way to look at a page."""

    size: tuple[int, int]
    theme: str
    rules: dict[str, Any] | None
    picture: bool


# Each change of the size or the theme draws the page anew, so looks that share one stand together.
# What comes after all of them looks at the phone in light once more.
LOOKS = (
    Look(DESKTOP, "dark", None, picture=True),
    Look(DESKTOP, "light", NO_COLOURS, picture=True),
    # The narrowest screen on which the menu stands at the top.
    Look(TABLET, "light", None, picture=False),
    # What is too wide or too small here is found in every run; axe asks the rest of it at 390 px.
    Look(SMALLEST_PHONE, "light", NO_COLOURS if is_nightly() else None, picture=False),
    Look(PHONE, "dark", COLOURS, picture=True),
    Look(PHONE, "light", ALL_RULES, picture=True),
)


@cache
def axe_source() -> str:
    """The checker itself; it comes with the test dependencies, so nothing is downloaded."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def audit(visitor: Visitor, name: str, *, wide: bool = True) -> dict[str, list[str]]:
    """Everything wrong with the page as it is now; pictures are written on the way. With `wide` axe
    is asked on a desktop and in the dark as well, and of the colours of a long page."""
    page = visitor.page
    wrong: dict[str, list[str]] = {}

    def note(what: str, found: list[Any]) -> None:
        if found:
            wrong[what] = found

    settle(visitor)
    page.evaluate(axe_source())
    note("headings of the first level", [n for n in [page.evaluate(HEADINGS)] if n != 1])
    no_colours = not wide and page.evaluate(LONG)
    for look in each_look(visitor, wide=wide):
        width = look.size[0]
        where = f"{width} px, {look.theme}"
        if look.rules:
            rules = NO_COLOURS if no_colours else look.rules
            note(f"axe at {where}", page.evaluate(AXE, rules))
        if look.theme == "light":
            note(f"wider than {where}", page.evaluate(OVERFLOW))
            note(f"small targets at {where}", page.evaluate(SMALL_TARGETS))
        if look.picture and TAKES_PICTURES:
            file = SCREENSHOTS / f"{name}-{width}-{look.theme}.jpg"
            page.screenshot(path=file, type="jpeg", quality=80, full_page=True)
    set_text_size(visitor, TWICE_AS_BIG)
    note("wider than 390 px with text twice as big", page.evaluate(OVERFLOW))
    if TAKES_PICTURES:
        # A picture of more than the window would have text of the normal size.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": PHONE[0], "height": height})
        page.screenshot(path=SCREENSHOTS / f"{name}-big-text.jpg", type="jpeg", quality=60)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    set_text_size(visitor, NORMAL_TEXT)
    page.evaluate(LONG_WORDS)
    note("wider than 390 px with long words", page.evaluate(OVERFLOW))
    return wrong


def settle(visitor: Visitor) -> None:
    """Wait until the page stands still: a form may have brought it, or a part of it, a moment ago."""
    visitor.page.wait_for_load_state("load")
    visitor.page.wait_for_function(SETTLED)


def each_look(visitor: Visitor, *, wide: bool) -> Iterator[Look]:
    """The looks one by one, with the page made to look like that."""
    size = theme = None
    for one in LOOKS:
        asked = wide or (one.size != DESKTOP and one.theme == "light")
        look = one if asked else replace(one, rules=None)
        if not TAKES_PICTURES and look.rules is None and look.theme != "light":
            continue
        if look.theme != theme:
            visitor.page.emulate_media(color_scheme=look.theme)
        if look.size != size:
            width, height = look.size
            visitor.page.set_viewport_size({"width": width, "height": height})
        if look.rules:
            unroll(visitor, look.size)
        size, theme = look.size, look.theme
        yield look


def unroll(visitor: Visitor, size: tuple[int, int]) -> None:
    """Make the screen as long as the page, so that what stays in place covers nothing."""
    width, height = size
    long = visitor.page.evaluate("document.documentElement.scrollHeight")
    visitor.page.set_viewport_size({"width": width, "height": max(height, long)})


def set_text_size(visitor: Visitor, pixels: int) -> None:
    """The size of text that a person chose in the settings of their browser."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})
    devtools.detach()
