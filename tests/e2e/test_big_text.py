"""Text twice as big on a phone wraps between words, and nothing stands in the way of something else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.audit import (
    NORMAL_TEXT,
    OVERFLOW,
    SMALLEST_PHONE,
    TWICE_AS_BIG,
    set_text_size,
)
from tests.e2e.states import all_states
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

MENU, BUTTONS = ".site-nav a, h1", ".button"
# Words of such parts that stand on more than one line.
BROKEN = """(parts) => {
  const found = [], range = document.createRange();
  for (const part of document.querySelectorAll(parts)) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      for (const word of text.data.matchAll(/\\p{L}+/gu)) {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1)
          found.push(word[0]);
      }
    }
  }
  return found;
}"""
# A person may set the size in the browser, or a style sheet of their own may.
OWN_STYLE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 200% }");
  document.adoptedStyleSheets = [sheet];
}"""
MENU_CUT_OFF = """() => {
  const menu = document.querySelector(".site-nav ul");
  return menu.scrollWidth > menu.clientWidth;
}"""


@pytest.mark.parametrize("name", ["today-morning", "today-training"])
def test_no_word_of_a_button_is_broken(
    visit: Callable[..., Visitor], server: str, name: str
) -> None:
    ada = visit()
    next(state for state in all_states() if state.name == name).arrive(ada)
    for own_style in (True, False):
        if own_style:
            ada.page.evaluate(OWN_STYLE)
        else:
            ada.page.evaluate("document.adoptedStyleSheets = []")
            set_text_size(ada, TWICE_AS_BIG)
        ada.gives(BROKEN, [], f"{MENU}, {BUTTONS}")
        ada.gives(OVERFLOW, [])
        ada.gives(MENU_CUT_OFF, expected=False)


@pytest.mark.parametrize("name", ["exercise-deadlift", "ladder-concerns"])
def test_no_word_of_a_notice_or_an_amount_is_broken(
    visit: Callable[..., Visitor], server: str, name: str
) -> None:
    ada = visit()
    next(state for state in all_states() if state.name == name).arrive(ada)
    set_text_size(ada, TWICE_AS_BIG)
    expect(ada.page.locator(".notice").first).to_be_attached()
    ada.gives(BROKEN, [], ".notice, .exercise-levels")
    ada.gives(OVERFLOW, [])


CUT_CELLS = """() => [...document.querySelectorAll(".day-grid :is(thead th, td)")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"""


@pytest.mark.parametrize("name", ["progress-demo", "progress-ten-years"])
def test_no_cell_of_the_calendar_reaches_into_the_next(
    visit: Callable[..., Visitor], server: str, name: str
) -> None:
    """With big text, and on the narrowest phone."""
    ada = visit()
    next(state for state in all_states() if state.name == name).arrive(ada)
    set_text_size(ada, TWICE_AS_BIG)
    expect(ada.page.locator(".day-grid thead th").first).to_be_attached()
    ada.gives(CUT_CELLS, [])
    set_text_size(ada, NORMAL_TEXT)
    ada.page.set_viewport_size({"width": SMALLEST_PHONE[0], "height": SMALLEST_PHONE[1]})
    ada.gives(CUT_CELLS, [])


MARKER_ALONE = """() => [...document.querySelectorAll("main summary")].filter((one) => {
  const [first] = one.children;
  if (!first?.checkVisibility()) return false;
  const room = first.getBoundingClientRect().left - one.getBoundingClientRect().left;
  return room < parseFloat(getComputedStyle(one, "::before").inlineSize);
}).map((one) => one.textContent.trim())"""


@pytest.mark.parametrize("name", ["today-no-exercise", "today-programmes"])
def test_the_marker_of_what_unfolds_stands_beside_its_name(
    visit: Callable[..., Visitor], server: str, name: str
) -> None:
    ada = visit()
    next(state for state in all_states() if state.name == name).arrive(ada)
    set_text_size(ada, TWICE_AS_BIG)
    ada.gives(MARKER_ALONE, [])


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_header_is_one_row_on_phones(visit: Callable[..., Visitor], width: int) -> None:
    """Also with the widest font that a device may bring along."""
    ada = visit(size=(width, 740))
    ada.go("/about/")
    tops = "() => [...document.querySelectorAll('.site-header > div > a')].map((a) => a.offsetTop)"
    ada.until(lambda: len(set(ada.page.evaluate(tops))) == 1)
