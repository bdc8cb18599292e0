"""The timer of a set without a network: on the day that the device keeps, and on the way there."""

from collections.abc import Callable

import pytest

from backrehab.accounts.models import User
from backrehab.painlog.models import PerformedSet
from tests.e2e.states.people import trainee
from tests.e2e.test_offline import (
    BEFORE,
    FIRST_SET,
    MONDAY,
    WAITING_BEFORE,
    WAITING_SET,
    keep_today,
    today_without_signal,
    until,
    wait_for,
)
from tests.e2e.visitor import Visitor
from tests.factories_diary import enter_stage

pytestmark = pytest.mark.browser


@pytest.fixture
def person(server: str) -> User:
    return trainee()


def says(visitor: Visitor) -> str:
    return visitor.page.get_by_role("dialog").locator("[data-part=say]").text_content() or ""


def press(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def over(visitor: Visitor) -> None:
    """The set ends, and the moment is gone in which a press was meant for "Pause"."""
    visitor.page.clock.fast_forward(60_000)
    until(visitor, lambda: says(visitor) == "Set done")
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
    assert says(ada) == "Get ready"
    ada.page.clock.fast_forward(6_000)
    until(ada, lambda: says(ada) == "Hold")
    press(ada, "Pause")
    ada.page.reload()
    press(ada, "Go on")
    assert says(ada) == "Hold"
    over(ada)
    press(ada, "Tick Set 1")
    wait_for(ada, WAITING_BEFORE, WAITING_SET)
    until(ada, lambda: ada.main.locator(FIRST_SET).get_attribute("aria-pressed") == "true")
    assert ada.page.get_by_role("dialog").count() == 0
    start = ada.page.locator("#start-bar-hang")
    assert start.is_visible()
    left = ada.main.locator("#exercise-bar-hang .set[aria-pressed=false]")
    while more := left.count():
        left.first.click()
        until(ada, lambda: left.count() < more)
    assert not start.is_visible()
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
    until(ada, lambda: ada.page.evaluate(kept))
    lose_signal_in_a_set(ada)
    ada.page.locator("#kept-day").wait_for()
    until(ada, lambda: says(ada) == "Rest")
    wait_for(ada, WAITING_SET)
    assert ada.page.get_by_role("dialog").locator("[data-part=set]").text_content() == "Set 2"
    press(ada, "Close")
    assert_only_told(ada, "htmx:", "The AudioContext was not allowed to start")


def assert_only_told(visitor: Visitor, *known: str) -> None:
    """The console says that a request failed, and that tones wait for a press on a new page."""
    assert [said for said in visitor.complaints if not said.startswith(known)] == []
    visitor.complaints = []


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
    assert ada.page.get_by_role("dialog").count() == 0
    assert PerformedSet.objects.filter(user=person).count() == 0
    assert_only_told(ada, "htmx:")
