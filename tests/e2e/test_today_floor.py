"""Today on a phone: what to do now stands above the fold, whatever kind of day it is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.states import all_states
from tests.e2e.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

SCORE = ".scale-points"
TIMER = ".planned.now .timer-start, .planned.main .timer-start"
# The state, and what is to be done in it.
NOW = {
    "today": "form[action='/today/before/'] .button.block",
    "today-morning": "form[action='/today/morning/'] .button.block",
    "today-training": TIMER,
    "today-just-saved": TIMER,
    "today-demo": "form[action='/today/before/'] .button.block",
    "today-done": ".card.highlight .pill.green",
    "today-part-done": TIMER,
    "today-rest": "form[action='/today/daily/'] .button.block",
    "today-lighter": "form[action='/today/daily/'] .button.block",
    "today-flare-up": "a[href='/screening/'], form[action='/today/daily/'] .scale-points",
    "today-no-exercise": "a[href='/flare-up/']",
    "today-stopped": f"#finish {SCORE}",
    "today-paused": "a[href='/screening/result/']",
    "today-after-a-break": ".card.highlight .button",
    "today-limits-and-support": "form[action='/today/before/'] .button.block",
    "today-questions-left": "a[href='/screening/']",
    "today-screening-due": "form[action='/today/before/'] .button.block",
}


# By how much it reaches below the fold, where the menu begins.
BELOW = """(wanted) => {
  const { bottom } = document.querySelector(`main :is(${wanted})`).getBoundingClientRect();
  const { top } = document.querySelector(".site-nav").getBoundingClientRect();
  return bottom > top ? `${bottom} of ${top}` : "";
}"""


def is_above_the_fold(visitor: Visitor, state: str, wanted: str) -> None:
    visitor.main.locator(wanted).first.wait_for()
    visitor.comes_to(lambda: (state, visitor.page.evaluate(BELOW, wanted)), (state, ""))


def test_what_to_do_now_is_above_the_fold(visit: Callable[..., Visitor], server: str) -> None:
    states = {state.name: state for state in all_states()}
    ada = visit()
    for name, wanted in NOW.items():
        states[name].arrive(ada)
        ada.page.evaluate("scrollTo(0, 0)")
        is_above_the_fold(ada, name, wanted)
        ada.page.goto("about:blank")
        ada.page.context.clear_cookies()


def test_once_the_sets_are_done_the_report_is_next(
    visit: Callable[..., Visitor], server: str
) -> None:
    ada = visit()
    next(one for one in all_states() if one.name == "today-training-a-set").arrive(ada)
    ada.main.locator("#set-bar-hang-evening-1").click()
    ada.page.locator("#finish-title:focus").wait_for()
    folded = ada.main.locator("#group-stage")
    expect(folded).not_to_have_attribute("open", "")
    expect(folded.locator("summary").first).to_have_text("Bar hang Done", use_inner_text=True)
    bottom = "one => one.getBoundingClientRect().bottom"
    score = ada.main.locator(f"#finish {SCORE}")
    ada.until(lambda: score.evaluate(bottom) < PHONE[1])
