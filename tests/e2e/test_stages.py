"""Opening a stage: from Today, from the ladder, and from two tabs at once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.progression.models import Enrolment, Transition
from tests.e2e.visitor import DESKTOP, PHONE, Visitor
from tests.factories import at
from tests.factories_diary import make_days, make_person

pytestmark = pytest.mark.browser

START = date(2026, 3, 1)
OPEN = "Open: Seated row"


@pytest.fixture
def ready(server: str) -> User:
    """Somebody whose eight calm days open the seated row this morning."""
    user = make_person(now=at("2026-03-01 09:00"), weekday_mask=0b111_1111)
    make_days(user, [START + timedelta(days=n) for n in range(8)])
    touch(user)
    return user


def openings(user: User) -> list[str]:
    found = Transition.objects.filter(enrolment__user=user, kind="opened")
    return [opening.stage_to for opening in found]


@pytest.mark.parametrize("page", ["/today/", "/ladder/"])
@pytest.mark.parametrize(("size", "javascript"), [(PHONE, True), (PHONE, False), (DESKTOP, True)])
def test_one_press_opens_the_stage(
    visit: Callable[..., Visitor],
    ready: User,
    page: str,
    size: tuple[int, int],
    javascript: bool,
) -> None:
    ada = visit(size=size, javascript=javascript)
    ada.sign_in(ready)
    ada.go(page)
    ada.press(OPEN)
    ada.at("/ladder/")
    ada.says("Seated row is open. Start it at its lowest dose.")
    assert ada.presses == 1
    assert openings(ready) == ["seated-row"]
    assert Enrolment.objects.get(user=ready).stage_key == "seated-row"
    expect(ada.main.locator("#stage-seated-row").get_by_text("You are here")).to_be_visible()


def test_two_tabs_open_it_once(visit: Callable[..., Visitor], ready: User) -> None:
    ada = visit(size=DESKTOP)
    ada.sign_in(ready)
    ada.go("/ladder/")
    second = ada.new_tab()
    second.go("/today/")
    ada.press(OPEN)
    ada.says("Seated row is open. Start it at its lowest dose.")

    second.press(OPEN)
    second.at("/ladder/")
    second.says("Seated row was open already.")
    expect(second.button(OPEN)).to_have_count(0)
    assert openings(ready) == ["seated-row"]


def test_a_gate_that_closed_meanwhile_shows_how_things_stand(
    visit: Callable[..., Visitor], ready: User
) -> None:
    ada = visit()
    ada.sign_in(ready)
    ada.go("/ladder/")
    # On another device a day of last week is corrected: it was too much.
    ready.training_days.filter(on=date(2026, 3, 8)).update(worst=9)
    touch(ready)
    ada.press(OPEN)
    ada.says("It is not ready to open any more. Here is how things stand now.")
    expect(ada.button(OPEN)).to_have_count(0)
    assert openings(ready) == []
