"""The timer of a set without a network: on the day that the device keeps, and on the way there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.painlog.models import PerformedSet
from tests.e2e.device import (
    BEFORE,
    FIRST_SET,
    MONDAY,
    WAITING_BEFORE,
    WAITING_SET,
    keep_today,
    today_without_signal,
    wait_for,
)
from tests.e2e.states.people import trainee
from tests.e2e.visitor import Visitor
from tests.factories_diary import enter_stage

pytestmark = pytest.mark.browser


@pytest.fixture
def person(server: str) -> User:
    return trainee()


def says(visitor: Visitor, words: str, *, part: str = "say") -> None:
    spoken = visitor.page.get_by_role("dialog").locator(f"[data-part={part}]")
    expect(spoken).to_have_text(words)


def press(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def over(visitor: Visitor) -> None:
    """The set ends, and the moment is gone in which a press was meant for "Pause"."""
    visitor.page.clock.fast_forward(60_000)
    says(visitor, "Set done")
    visitor.page.clock.fast_forward(1_000)


def lose_signal_in_a_set(visitor: Visitor) -> None:
    """A set of the row runs to its end, and is ticked when there is no network any more."""
    visitor.page.clock.install()
    visitor.page.locator("#start-seated-row").click()
    visitor.page.get_by_role("dialog").wait_for()
    over(visitor)
    visitor.page.context.set_offline(True)
    press(visitor, "Tick Set 1")


def test_it_runs_without_signal(visit: Callable[..., Visitor], person: User) -> None:
    """It counts, goes on after a reload, and ticks the set as a press on its button does."""
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    wait_for(ada, WAITING_BEFORE)
    ada.page.clock.install()
    ada.page.locator("#start-bar-hang").click()
    ada.page.get_by_role("dialog").wait_for()
    says(ada, "Get ready")
    ada.page.clock.fast_forward(6_000)
    says(ada, "Hold")
    press(ada, "Pause")
    ada.page.reload()
    press(ada, "Go on")
    says(ada, "Hold")
    over(ada)
    press(ada, "Tick Set 1")
    wait_for(ada, WAITING_BEFORE, WAITING_SET)
    expect(ada.main.locator(FIRST_SET)).to_have_attribute("aria-pressed", "true")
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    start = ada.page.locator("#start-bar-hang")
    expect(start).to_be_visible()
    left = ada.main.locator("#exercise-bar-hang .set[aria-pressed=false]")
    for more in range(left.count(), 0, -1):
        left.first.click()
        expect(left).to_have_count(more - 1)
    expect(start).to_be_hidden()
    ada.page.context.set_offline(False)
    wait_for(ada)
    first = PerformedSet.objects.filter(user=person).earliest("done_at")
    assert (first.slot, first.number) == ("morning", 1)


def test_the_rest_goes_on_when_the_signal_is_lost(
    visit: Callable[..., Visitor], person: User
) -> None:
    """The tick that finds no network waits; Today opens from the device, and the rest runs there."""
    enter_stage(person, "seated-row", MONDAY)
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    ada.choose(BEFORE, "2")
    ada.press("Save and start")
    ada.page.locator("#start-seated-row").wait_for()
    # The copy that is kept is the one after the score.
    kept = "async () => (await (await caches.match('/today/offline/')).text()).includes('start-seated')"
    ada.gives(kept, expected=True)
    lose_signal_in_a_set(ada)
    ada.page.locator("#kept-day").wait_for()
    says(ada, "Rest")
    wait_for(ada, WAITING_SET)
    says(ada, "Set 2", part="set")
    press(ada, "Close")
    # The console says that a request failed, and that tones wait for a press on a new page.
    ada.excuse("htmx:", "The AudioContext was not allowed to start")


def test_a_tick_that_is_lost_closes_the_timer(visit: Callable[..., Visitor], person: User) -> None:
    """Where nothing can wait, what went wrong is said, and no rest is counted for that set."""
    enter_stage(person, "seated-row", MONDAY)
    ada = visit()
    ada.sign_in(person)
    ada.go("/today/")
    ada.choose(BEFORE, "2")
    ada.press("Save and start")
    ada.page.locator("#start-seated-row").wait_for()
    lose_signal_in_a_set(ada)
    ada.page.locator("#failure-shown").wait_for()
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    assert PerformedSet.objects.filter(user=person).count() == 0
    ada.excuse("htmx:")
