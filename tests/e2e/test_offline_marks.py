"""What the day that is kept on the device says of each entry: ticked, waiting, sent, or refused."""

from collections.abc import Callable

import pytest

from backrehab.accounts.models import User
from tests.e2e.states.people import trainee
from tests.e2e.test_offline import (
    BEFORE,
    FIRST_SET,
    WAITING_BEFORE,
    WAITING_SET,
    today_without_signal,
    wait_for,
)
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

PRESSED = '#exercise-bar-hang .set[aria-pressed="true"]:visible'
TOPS = "all => all.map((one) => Math.round(one.getBoundingClientRect().top))"


@pytest.fixture
def person(server: str) -> User:
    return trainee()


def tick_without_signal(visitor: Visitor) -> None:
    visitor.choose(BEFORE, "3")
    visitor.press("Save and start")
    visitor.main.locator(FIRST_SET).click()
    wait_for(visitor, WAITING_BEFORE, WAITING_SET)


def test_a_ticked_set_is_told_by_more_than_its_colour(
    visit: Callable[..., Visitor], person: User
) -> None:
    """Also when it waits no longer; and the mark beside it leaves the buttons of a row level."""
    ada = today_without_signal(visit, person)
    tick_without_signal(ada)
    sets = ada.main.locator("#exercise-bar-hang .set:visible")
    signs = "all => all.map((one) => one.querySelectorAll('svg').length)"
    # The device keeps an entry first, and shows it then.
    ada.main.locator(PRESSED).wait_for()
    assert sets.evaluate_all(signs) == [1, *[0] * (sets.count() - 1)]
    first, second = sets.evaluate_all(TOPS)[:2]
    assert first == second
    sets.first.click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET, WAITING_SET)
    ada.main.locator(PRESSED).wait_for(state="detached")
    assert sets.evaluate_all(signs) == [0] * sets.count()
    sets.first.click()
    ada.page.context.set_offline(False)
    wait_for(ada)
    ada.says("Everything you entered is sent.")
    ada.main.locator(PRESSED).wait_for()
    assert sets.evaluate_all(signs) == [1, *[0] * (sets.count() - 1)]


def test_what_was_refused_is_not_called_sent(visit: Callable[..., Visitor], person: User) -> None:
    ada, laptop = today_without_signal(visit, person), visit()
    tick_without_signal(ada)
    laptop.sign_in(person)
    laptop.go("/today/")
    laptop.choose(BEFORE, "2")
    laptop.press("Save and start")
    laptop.says("Saved. Here is your plan.")

    ada.page.context.set_offline(False)
    wait_for(ada, ("/today/before/", "refused"))
    ada.page.get_by_text("1 entry could not be saved.").wait_for()
    ada.says("The signal is back")
    assert not ada.main.get_by_text("Everything you entered is sent.").is_visible()
