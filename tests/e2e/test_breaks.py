"""The timer for breaks from sitting, with a clock that can be moved on."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.states.people import trainee
from tests.e2e.visitor import Visitor
from tests.factories import at

pytestmark = pytest.mark.browser

BEGAN = at("2026-03-09 09:00")
HEARD = """
window.heard = [];
window.Notification = class {
  static permission = "%s";
  static requestPermission() { this.permission = "granted"; return Promise.resolve("granted"); }
  constructor(title, options) { window.heard.push([title, options.body]); }
};
"""


# As on a phone: a page may make none itself, only its service worker may.
ON_A_PHONE = """
window.Notification = class {
  static permission = "granted";
  constructor() { throw new TypeError("Illegal constructor."); }
};
ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
  window.heard.push([title, options.body]);
};
"""


def sit(
    visit: Callable[..., Visitor],
    *,
    permission: str = "default",
    on_a_phone: bool = False,
    **fields: int,
) -> Visitor:
    """Somebody at the page, whose browser writes down what it would have notified."""
    visitor = visit(service_workers="allow" if on_a_phone else "block")
    visitor.page.add_init_script(HEARD % permission + (ON_A_PHONE if on_a_phone else ""))
    visitor.page.clock.install(time=BEGAN)
    visitor.sign_in(trainee(**fields))
    visitor.go("/breaks/")
    # From here on time passes only when the test says so.
    visitor.page.clock.pause_at(BEGAN + timedelta(hours=1))
    return visitor


def shows(visitor: Visitor, clock: str) -> None:
    expect(visitor.main.locator("[data-part=clock]")).to_have_text(clock)


def has_title(visitor: Visitor, words: str) -> None:
    expect(visitor.page).to_have_title(re.compile(words))


def kept_by(visitor: Visitor) -> dict[str, str]:
    """What the page keeps in the browser, beside htmx's own note of the address."""
    kept: dict[str, str] = visitor.page.evaluate("({...sessionStorage})")
    return {name: value for name, value in kept.items() if not name.startswith("htmx-")}


def pass_time(visitor: Visitor, minutes: int) -> None:
    visitor.page.clock.run_for(minutes * 60_000)


def test_from_start_to_break(visit: Callable[..., Visitor]) -> None:
    visitor = sit(visit, sitting_minutes=20)
    shows(visitor, "20:00")
    has_title(visitor, "Breaks from sitting")
    # Nobody is asked for permission before they press.
    visitor.gives("Notification.permission", "default")
    visitor.press("Tell me with a notification")
    visitor.says("You get a notification when it is time.")
    expect(visitor.button("Tell me with a notification")).to_have_count(0)
    visitor.press("Start")
    pass_time(visitor, 5)
    shows(visitor, "15:00")
    has_title(visitor, "^15:00")
    visitor.gives("heard", [])
    pass_time(visitor, 15)
    visitor.says("Time to stand up")
    has_title(visitor, "^Time to stand up")
    said = ["Time to stand up", "Stand up, bend backwards a little, stretch."]
    visitor.gives("heard", [said])
    pass_time(visitor, 30)
    visitor.gives("heard", [said])
    visitor.press("I am back: start again")
    shows(visitor, "20:00")


def test_a_reload_goes_on_and_a_pause_stands_still(visit: Callable[..., Visitor]) -> None:
    visitor = sit(visit, permission="granted", sitting_minutes=30)
    # It counts, so all that the page says by itself is there.
    shows(visitor, "30:00")
    expect(visitor.button("Tell me with a notification")).to_have_count(0)
    visitor.press("Start")
    pass_time(visitor, 10)
    visitor.comes_to(lambda: list(kept_by(visitor)), ["sitting-ends"])
    visitor.gives("/^[0-9]+$/.test(sessionStorage.getItem('sitting-ends'))", expected=True)
    visitor.page.reload()
    shows(visitor, "20:00")
    visitor.press("Pause")
    pass_time(visitor, 10)
    shows(visitor, "20:00")
    visitor.comes_to(lambda: kept_by(visitor), {})
    visitor.press("Start")
    pass_time(visitor, 20)
    visitor.says("Time to stand up")
    visitor.gives("heard.length", 1)


def test_a_browser_that_does_not_notify(visit: Callable[..., Visitor]) -> None:
    visitor = sit(visit, permission="denied", sitting_minutes=20)
    visitor.says("Keep this page in sight.")
    visitor.press("Start")
    pass_time(visitor, 20)
    visitor.says("Time to stand up")
    visitor.gives("heard", [])


def test_a_phone_notifies_through_its_service_worker(visit: Callable[..., Visitor]) -> None:
    visitor = sit(visit, on_a_phone=True, sitting_minutes=20)
    visitor.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    visitor.press("Start")
    pass_time(visitor, 20)
    visitor.says("Time to stand up")
    said = ["Time to stand up", "Stand up, bend backwards a little, stretch."]
    visitor.gives("heard", [said])


def test_without_javascript_the_page_still_says_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit(javascript=False)
    visitor.sign_in(trainee(sitting_minutes=45))
    visitor.go("/breaks/")
    visitor.says("Stand up at least every 45 minutes.")
    expect(visitor.main.locator("sitting-timer")).to_be_hidden()
    visitor.main.get_by_label("20 minutes").check()
    visitor.press("Save")
    visitor.says("Stand up at least every 20 minutes.")
