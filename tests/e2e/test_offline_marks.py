"""What the day that is kept on the device says of each entry: ticked, waiting, sent, or refused."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from backrehab.accounts.models import User
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression.programmes import start_programme
from tests.e2e.device import (
    BEFORE,
    FIRST_SET,
    WAITING_BEFORE,
    WAITING_SET,
    keep_today,
    today_without_signal,
    wait_for,
)
from tests.e2e.states.people import trainee
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

PRESSED = '#exercise-bar-hang .set[aria-pressed="true"]:visible'
SIGNS = "all => all.map((one) => one.querySelectorAll('svg').length)"
TOPS = "all => all.map((one) => Math.round(one.getBoundingClientRect().top))"


@pytest.fixture
def person(server: str) -> User:
    return trainee()


def tick_without_signal(visitor: Visitor) -> None:
    visitor.choose(BEFORE, "3")
    visitor.press("Save and start")
    visitor.main.locator(FIRST_SET).click()
    wait_for(visitor, WAITING_BEFORE, WAITING_SET)


def has_signs(visitor: Visitor, sets: Locator, *, first: int) -> None:
    """How many signs the first set has; the others have none."""
    visitor.comes_to(lambda: sets.evaluate_all(SIGNS), [first, *[0] * (sets.count() - 1)])


def test_a_ticked_set_is_told_by_more_than_its_colour(
    visit: Callable[..., Visitor], person: User
) -> None:
    """Also when it waits no longer; and the mark beside it leaves the buttons of a row level."""
    ada = today_without_signal(visit, person)
    tick_without_signal(ada)
    sets = ada.main.locator("#exercise-bar-hang .set:visible")
    # The device keeps an entry first, and shows it then.
    ada.main.locator(PRESSED).wait_for()
    has_signs(ada, sets, first=1)
    ada.until(lambda: len(set(sets.evaluate_all(TOPS)[:2])) == 1)
    sets.first.click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET, WAITING_SET)
    ada.main.locator(PRESSED).wait_for(state="detached")
    has_signs(ada, sets, first=0)
    sets.first.click()
    ada.page.context.set_offline(False)
    wait_for(ada)
    ada.says("Everything you entered is sent.")
    ada.main.locator(PRESSED).wait_for()
    has_signs(ada, sets, first=1)


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
    expect(ada.main.get_by_text("Everything you entered is sent.")).to_be_hidden()


def test_the_count_of_what_is_done_goes_along(visit: Callable[..., Visitor], person: User) -> None:
    """Each set that is ticked, and each that is taken back: the same words as with a network."""
    ada = today_without_signal(visit, person)
    tick_without_signal(ada)
    warm_up = ada.main.locator("#group-warm-up > summary")
    hang = ada.main.locator("#exercise-bar-hang")
    ada.main.locator(PRESSED).wait_for()
    expect(warm_up.get_by_text("0 of 4 done")).to_be_visible()
    expect(hang.get_by_text("Done", exact=True)).to_be_hidden()

    walk = ada.main.locator("#exercise-walking-on-the-spot")
    walk.locator(".set").click()
    warm_up.get_by_text("1 of 4 done").wait_for()
    expect(walk.get_by_text("Done", exact=True)).to_be_visible()
    ada.main.locator("#set-bar-hang-evening-1").click()
    # The set at midday is for who likes it.
    hang.get_by_text("Done", exact=True).wait_for()
    walk.locator(".set").click()
    warm_up.get_by_text("0 of 4 done").wait_for()
    expect(walk.get_by_text("Done", exact=True)).to_be_hidden()


def test_no_link_of_the_day_leads_to_a_page_that_is_not_kept(
    visit: Callable[..., Visitor], person: User
) -> None:
    """What a page would add is said in its place."""
    start_programme(user=person, key="hip", catalogue=get_catalogue(), now=timezone.now())
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    wait_for(ada, WAITING_BEFORE)
    ada.main.locator("#day details").evaluate_all("all => all.forEach((one) => one.open = true)")
    release = ada.main.locator("#exercise-hip-release")
    release.get_by_text("It opens with the signal.").wait_for()
    links = "all => all.map((one) => new URL(one.href).pathname)"
    paths = ada.main.locator("#day a")
    ada.until(lambda: set(paths.evaluate_all(links)) <= {"/help/urgent/"})
    # A back that got worse is told on the page itself, and not by a link to one that is not there.
    expect(ada.page.get_by_text("I tweaked my back")).to_have_count(1)


def test_the_next_person_on_the_device_does_not_read_what_waits(
    visit: Callable[..., Visitor], person: User
) -> None:
    """The sign-in of who entered it ended elsewhere: it waits for them, and says no more than that."""
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    ada.page.context.set_offline(True)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.says("What you enter waits on this device")
    ada.go("/waiting/")
    ada.says("How is your back right now?")
    ada.sign_out_elsewhere()
    ada.sign_in(trainee())
    ada.page.context.set_offline(False)
    ada.go("/waiting/")
    ada.says("Another person made this entry. It is sent when they sign in.")
    expect(ada.main.get_by_text("How is your back")).to_have_count(0)
    ada.excuse("htmx:")


REFUSED = """async () => {
  await waiting.forget();
  for (const to of ["/today/set/", "/today/skip/", "/today/go-on/"]) {
    await waiting.add({ person: "somebody", to, typed: "", fields: [["key", "k"]] });
    const latest = (await waiting.all()).at(-1);
    await waiting.put({ ...latest, state: "refused", reason: "You stopped for today." });
  }
}"""
LINKS = """all => all.map((one) => one.querySelector("[data-part=log]").checkVisibility())"""


def test_only_what_the_pain_log_has_a_place_for_is_sent_there(
    visit: Callable[..., Visitor],
) -> None:
    ada = visit()
    ada.go("/waiting/")
    ada.page.evaluate(REFUSED)
    entries = ada.main.locator(".waiting-entry")
    ada.comes_to(lambda: entries.evaluate_all(LINKS), [True, False, False])
