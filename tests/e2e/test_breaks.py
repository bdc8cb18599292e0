"""The timer for breaks from sitting, with a clock that can be moved on."""

from collections.abc import Callable
from datetime import timedelta

import pytest

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


def sit(visit: Callable[..., Visitor], *, permission: str = "default", **fields: int) -> Visitor:
    """Somebody at the page, whose browser writes down what it would have notified."""
    visitor = visit()
    visitor.page.add_init_script(HEARD % permission)
    visitor.page.clock.install(time=BEGAN)
    visitor.sign_in(trainee(**fields))
    visitor.go("/breaks/")
    # From here on time passes only when the test says so.
    visitor.page.clock.pause_at(BEGAN + timedelta(hours=1))
    return visitor


def clock_of(visitor: Visitor) -> str:
    return visitor.main.locator("[data-part=clock]").inner_text()


def kept_by(visitor: Visitor) -> dict[str, str]:
    """What the page keeps in the browser, beside htmx's own note of the address."""
    kept: dict[str, str] = visitor.page.evaluate("({...sessionStorage})")
    return {name: value for name, value in kept.items() if not name.startswith("htmx-")}


def pass_time(visitor: Visitor, minutes: int) -> None:
    visitor.page.clock.run_for(minutes * 60_000)


def test_from_start_to_break(visit: Callable[..., Visitor]) -> None:
    visitor = sit(visit, sitting_minutes=20)
    assert clock_of(visitor) == "20:00"
    assert "Breaks from sitting" in visitor.page.title()
    # Nobody is asked for permission before they press.
    assert visitor.page.evaluate("Notification.permission") == "default"
    visitor.press("Tell me with a notification")
    visitor.says("You get a notification when it is time.")
    assert visitor.button("Tell me with a notification").count() == 0
    visitor.press("Start")
    pass_time(visitor, 5)
    assert clock_of(visitor) == "15:00"
    assert visitor.page.title().startswith("15:00")
    assert visitor.page.evaluate("heard") == []
    pass_time(visitor, 15)
    visitor.says("Time to stand up")
    assert visitor.page.title().startswith("Time to stand up")
    said = ["Time to stand up", "Stand up, bend backwards a little, stretch."]
    assert visitor.page.evaluate("heard") == [said]
    pass_time(visitor, 30)
    assert visitor.page.evaluate("heard") == [said]
    visitor.press("I am back: start again")
    assert clock_of(visitor) == "20:00"


def test_a_reload_goes_on_and_a_pause_stands_still(visit: Callable[..., Visitor]) -> None:
    visitor = sit(visit, permission="granted", sitting_minutes=30)
    assert visitor.button("Tell me with a notification").count() == 0
    visitor.press("Start")
    pass_time(visitor, 10)
    assert kept_by(visitor)["sitting-ends"].isdigit()
    assert list(kept_by(visitor)) == ["sitting-ends"]
    visitor.page.reload()
    assert clock_of(visitor) == "20:00"
    visitor.press("Pause")
    pass_time(visitor, 10)
    assert clock_of(visitor) == "20:00"
    assert kept_by(visitor) == {}
    visitor.press("Start")
    pass_time(visitor, 20)
    visitor.says("Time to stand up")
    assert len(visitor.page.evaluate("heard")) == 1


def test_a_browser_that_does_not_notify(visit: Callable[..., Visitor]) -> None:
    visitor = sit(visit, permission="denied", sitting_minutes=20)
    visitor.says("Keep this page in sight.")
    visitor.press("Start")
    pass_time(visitor, 20)
    visitor.says("Time to stand up")
    assert visitor.page.evaluate("heard") == []


def test_without_javascript_the_page_still_says_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit(javascript=False)
    visitor.sign_in(trainee(sitting_minutes=45))
    visitor.go("/breaks/")
    visitor.says("Stand up at least every 45 minutes.")
    assert not visitor.main.locator("sitting-timer").is_visible()
    visitor.main.get_by_label("20 minutes").check()
    visitor.press("Save")
    visitor.says("Stand up at least every 20 minutes.")
