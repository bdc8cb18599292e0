"""A day with the keyboard alone: every step can be reached, seen and pressed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.painlog.models import TrainingDay
from tests.e2e.visitor import DESKTOP, PHONE, Visitor
from tests.factories import at
from tests.factories_diary import make_person

pytestmark = pytest.mark.browser

# What a person sees of the focus: an outline on the element, or on the label around it; and its
# middle, which is on the screen with nothing over it.
SEEN = """async () => {
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
  const drawn = (one) => {
    const style = one && getComputedStyle(one);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const focused = document.activeElement;
  const outlined = drawn(focused) || drawn(focused.closest("label"));
  const shown = focused.closest("label") ?? focused;
  const box = shown.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const open = !!hit && (shown.contains(hit) || hit.contains(shown));
  return [outlined ? "outlined" : "no outline", open ? "in view" : "covered or out of view"];
}"""


class Keys:
    """Tab, Space, Enter and the arrows; nothing else."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def tab_to(self, selector: str, *, at_most: int = 60) -> None:
        """Press Tab until that element has the focus; each stop on the way can be seen."""
        for _press in range(at_most):
            self.page.keyboard.press("Tab")
            words = self.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            if words.startswith("<body"):
                continue
            self.can_be_seen(words)
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"{selector} cannot be reached with {at_most} presses of Tab")

    def can_be_seen(self, words: str) -> None:
        """The element with the focus, which begins with these words, is outlined and not covered."""
        seen = (words, "outlined", "in view")
        self.visitor.comes_to(lambda: (words, *self.page.evaluate(SEEN)), seen)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_day_with_the_keyboard(
    visit: Callable[..., Visitor], server: str, size: tuple[int, int]
) -> None:
    person: User = make_person(now=at("2026-03-01 09:00"))
    ada = visit(size=size)
    ada.sign_in(person)
    ada.go("/today/")
    keys = Keys(ada)

    keys.tab_to(".skip", at_most=1)
    keys.press("Enter")
    expect(ada.main).to_be_focused()

    keys.tab_to("[name=score]")
    keys.press("Space")
    for _step in range(2):
        keys.press("ArrowRight")
    keys.tab_to("form[action='/today/before/'] button")
    keys.press("Enter")
    ada.says("Saved. Here is your plan.")
    ada.focus_comes_to("#day")

    keys.tab_to("#set-bar-hang-morning-1")
    keys.press("Space")
    ada.main.locator("#set-bar-hang-morning-1[aria-pressed=true]").wait_for()
    # The focus is still there, so the next set is one press away.
    keys.tab_to("#set-bar-hang-evening-1", at_most=2)
    keys.press("Enter")
    # All sets are done: the exercise folds, and the focus is where to go on.
    ada.page.locator("#finish-title:focus").wait_for()
    keys.tab_to("[name=worst]")
    keys.press("Space")
    for _step in range(3):
        keys.press("ArrowRight")
    keys.tab_to("[name=extra_meds]")
    keys.press("Space")
    keys.tab_to("form[action='/today/finish/'] > button")
    keys.press("Enter")
    ada.says("Done for now")

    day = TrainingDay.objects.get(user=person)
    assert (day.before, day.sets_done, day.worst, day.extra_meds) == (2, 2, 3, True)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_menu_can_be_reached_and_used(
    visit: Callable[..., Visitor], server: str, size: tuple[int, int]
) -> None:
    ada = visit(size=size)
    ada.sign_in(make_person(now=at("2026-03-01 09:00")))
    ada.go("/today/")
    keys = Keys(ada)
    keys.tab_to(".site-nav a[href='/log/']")
    keys.press("Enter")
    ada.at("/log/")
    keys.tab_to("main a[href='/log/add/']")
    keys.press("Enter")
    ada.at("/log/add/")
