"""Without a network: the day goes on, entries wait, and each arrives once, in order, at its time."""

import contextlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from backrehab.accounts.models import Submission, User
from backrehab.accounts.services import withdraw_health_consent
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import PerformedSet, TrainingDay
from backrehab.progression.programmes import start_programme
from tests.e2e.chromium import ARGUMENTS, find_chromium
from tests.e2e.device import (
    BEFORE,
    FIRST_SET,
    MONDAY,
    NOTHING,
    PUBLIC,
    WAITING_BEFORE,
    WAITING_SET,
    keep_today,
    keeps,
    kept,
    today_without_signal,
    wait_for,
)
from tests.e2e.states.people import trainee
from tests.e2e.visitor import PHONE, Visitor
from tests.factories_diary import enter_stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

NO_BACKGROUND_SYNC = (
    "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined })"
)


@pytest.fixture
def person(server: str) -> User:
    return trainee()


@pytest.fixture
def phone(browser: "Browser", server: str, tmp_path: Path) -> Iterator[Callable[[], Visitor]]:
    """`phone()`: the browser of one phone, with the profile it had the last time."""
    with ExitStack() as leaving:

        def start() -> Visitor:
            context = browser.browser_type.launch_persistent_context(
                tmp_path / "profile",
                executable_path=find_chromium(),
                args=ARGUMENTS,
                viewport={"width": PHONE[0], "height": PHONE[1]},
                timezone_id="Europe/London",
                locale="en-GB",
                reduced_motion="reduce",
            )
            leaving.callback(context.close)
            # Its worker would send what waits as soon as the browser starts, before it is offline.
            context.add_init_script(NO_BACKGROUND_SYNC)
            return Visitor(context.pages[0], server)

        yield start


def test_a_day_without_signal_and_a_killed_browser(
    phone: Callable[[], Visitor], person: User, clock: time_machine.Traveller
) -> None:
    ada = phone()
    keep_today(ada, person)
    keeps(ada, "pages", [*PUBLIC, "today /today/offline/"])
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    ada.says("What you enter waits on this device")
    expect(ada.main.locator("#exercise-bar-hang svg").first).to_be_attached()
    expect(ada.main.locator(FIRST_SET)).to_be_hidden()
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.main.locator(FIRST_SET).click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET)
    expect(ada.main.locator(FIRST_SET)).to_be_focused()
    made = timezone.now()
    on_the_device = ada.page.evaluate("Date.now()") / 1000
    kill(ada)

    # The same profile, hours later and still without signal.
    clock.shift(timedelta(hours=3))
    ada = phone()
    ada.sign_in(person)
    ada.page.clock.install(time=on_the_device + timedelta(hours=3).total_seconds())
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    ada.says("How is your back right now? 3")
    expect(ada.main.locator(FIRST_SET)).to_have_attribute("aria-pressed", "true")
    assert TrainingDay.objects.filter(user=person).count() == 0
    ada.page.context.set_offline(False)
    wait_for(ada)
    day = TrainingDay.objects.get(user=person)
    done = PerformedSet.objects.get(user=person)
    assert (day.on, day.before, day.sets_done) == (MONDAY, 3, 1)
    assert abs(day.started_at - made) < timedelta(minutes=2)
    assert day.started_at < done.done_at
    keeps(ada, "entries", [])


def kill(visitor: Visitor) -> None:
    """The browser dies at once: nothing is written that was not written before."""
    browser = visitor.page.context.browser
    assert browser is not None
    with contextlib.suppress(Exception):
        browser.new_browser_cdp_session().send("Browser.crash")


@pytest.mark.parametrize("handled", [True, False], ids=["answer lost", "never arrived"])
def test_a_server_that_dies_in_the_middle(
    visit: Callable[..., Visitor], person: User, handled: bool
) -> None:
    ada = visit(service_workers="allow")
    keep_today(ada, person)

    def die(route: "Route") -> None:
        if handled:
            route.fetch()
        route.abort()

    ada.page.route("**/today/before/", die, times=1)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.main.locator(FIRST_SET).wait_for()
    wait_for(ada)
    assert TrainingDay.objects.get(user=person).before == 3
    assert Submission.objects.filter(user=person).count() == 1
    ada.comes_to(lambda: ada.loads, 1)
    # htmx logs a request that failed; that is all it may say.
    ada.excuse("htmx:")


def test_two_devices_and_a_sign_out(visit: Callable[..., Visitor], person: User) -> None:
    ada, laptop = visit(service_workers="allow"), visit()
    keep_today(ada, person)
    ada.page.context.set_offline(True)
    # The press that fails opens the page that is kept.
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.says("What you enter waits on this device")
    ada.main.locator(FIRST_SET).click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET)

    laptop.sign_in(person)
    laptop.go("/today/")
    laptop.choose(BEFORE, "2")
    laptop.press("Save and start")
    laptop.says("Saved. Here is your plan.")
    laptop.press("Stop: this makes it worse")
    laptop.says("Stopped for today")

    ada.page.context.set_offline(False)
    wait_for(ada, ("/today/before/", "refused"), ("/today/set/", "refused"))
    # The first score given stands, and a set after the stop is not taken; both are told.
    assert TrainingDay.objects.get(user=person).before == 2
    assert PerformedSet.objects.filter(user=person).count() == 0
    ada.page.get_by_role("link", name="See what waits").click()
    ada.says("There is an entry for today already. You can correct it in the log.")
    ada.says("You stopped for today. That was a good call; rest now.")
    ada.says("Bar hang: Morning · Set 1")

    ada.go("/accounts/logout/")
    ada.says("2 entries are not saved yet")
    ada.press("Sign out")
    # The browser asks for the tick.
    expect(ada.main.get_by_label("Sign out, and throw away what is not saved")).to_be_focused()
    ada.at("/accounts/logout/")
    ada.tick("Sign out, and throw away what is not saved")
    ada.press("Sign out")
    ada.at("/")
    ada.comes_to(lambda: kept(ada), NOTHING)
    ada.excuse("htmx:")


def test_no_press_is_taken_before_it_can_be_kept(
    visit: Callable[..., Visitor], person: User
) -> None:
    """Without a network it would lead to a page of the browser, and be lost."""
    ada = visit()
    ada.sign_in(person)
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    ada.page.route("**/offline-day*.js", hold)
    ada.page.goto(ada.server + "/today/offline/", wait_until="commit")
    ada.until(lambda: held)
    waits = ada.main.locator("#day, form[action='/flare-up/begin/']")
    expect(waits.and_(ada.page.locator("[inert]"))).to_have_count(2)
    held[0].continue_()
    ada.choose(BEFORE, "3")
    expect(waits).to_have_count(2)
    expect(ada.main.locator("[inert]")).to_have_count(0)


def test_the_next_morning_the_plan_is_yesterdays(
    visit: Callable[..., Visitor], person: User
) -> None:
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/ladder/")
    ada.says("This page needs a network.")
    ada.page.goto(ada.server + "/help/urgent/")
    expect(ada.main.get_by_role("heading", level=1)).to_be_visible()
    tomorrow = ada.page.evaluate("Date.now()") / 1000 + 22 * 3600
    ada.page.clock.install(time=tomorrow)
    ada.page.goto(ada.server + "/today/")
    ada.says("This page is from Monday")
    ada.says("The morning after Monday")
    expect(ada.main.locator("#day")).to_be_hidden()


def test_a_whole_training_without_signal(visit: Callable[..., Visitor], person: User) -> None:
    """The number of sets follows the buttons, and a number that nobody chose takes none away."""
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    sets = ada.main.locator("select[name=sets_done]")
    ada.main.locator(FIRST_SET).click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET)
    expect(sets).to_have_value("1")
    ada.main.locator("#finish summary").click()
    ada.choose("Worst pain during the exercises", "4")
    ada.main.locator("#finish").get_by_role("button", name="Save").click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET, ("/today/finish/", "waiting"))
    ada.page.context.set_offline(False)
    wait_for(ada)
    day = TrainingDay.objects.get(user=person)
    assert (day.sets_done, day.worst) == (1, 4)
    assert PerformedSet.objects.filter(user=person).count() == 1
    ada.excuse("htmx:")


def test_what_waits_names_the_exercise(visit: Callable[..., Visitor], person: User) -> None:
    # Also of a row that is folded away, whose name stands above it.
    start_programme(user=person, key="hip", catalogue=get_catalogue(), now=timezone.now())
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    row = ada.main.locator("details.fold", has=ada.page.locator("[name=skip]")).first
    row.locator("[name=skip]").evaluate("one => one.click()")
    wait_for(ada, WAITING_BEFORE, ("/today/skip/", "waiting"))
    said = f"{row.locator('h3').text_content()} · Skip today"
    ada.gives("waiting.all().then((all) => all[1].typed)", said)


def test_a_form_without_an_answer_does_not_wait(
    visit: Callable[..., Visitor], person: User
) -> None:
    """The server would refuse it, and all that came after it; and of two reports the latest is said."""
    ada = today_without_signal(visit, person)
    ada.press("Save and start")
    expect(ada.page.locator(":focus")).to_have_id(re.compile("^beforeform_score"))
    keeps(ada, "entries", [])
    expect(ada.main.locator(FIRST_SET)).to_be_hidden()
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.main.locator("#finish summary").click()
    save = ada.main.locator("#finish").get_by_role("button", name="Save")
    save.click()
    expect(ada.page.locator(":focus")).to_have_id(re.compile("^finishform_worst"))
    keeps(ada, "entries", ["waiting"])
    for worst in ("4", "5"):
        ada.choose("Worst pain during the exercises", worst)
        save.click()
        ada.says(f"Worst pain during the exercises {worst}")
    ada.page.context.set_offline(False)
    wait_for(ada)
    assert TrainingDay.objects.get(user=person).worst == 5
    ada.excuse("htmx:")


def test_a_weight_that_would_be_refused_does_not_wait(
    visit: Callable[..., Visitor], server: str
) -> None:
    person = trainee(equipment=["cable"])
    enter_stage(person, "pull-through", MONDAY - timedelta(days=4))
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.main.locator("#finish summary").click()
    ada.choose("Worst pain during the exercises", "4")
    save = ada.main.locator("#finish").get_by_role("button", name="Save")
    weight = ada.main.get_by_label("The weight you used, in kg")
    for typed, said in (("abc", "Type a number, such as 12.5."), ("501", "Type 500 or less.")):
        weight.fill(typed)
        save.click()
        expect(ada.page.locator(":focus")).to_have_id(re.compile("^finishform_load"))
        expect(weight).to_have_js_property("validationMessage", said)
        keeps(ada, "entries", ["waiting"])
    weight.fill("42,5")
    save.click()
    keeps(ada, "entries", ["waiting", "waiting"])
    ada.page.context.set_offline(False)
    wait_for(ada)
    assert TrainingDay.objects.get(user=person).load_kg == Decimal("42.5")
    ada.excuse("htmx:")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("Stop: this makes it worse", "Nobody should work through pain that gets worse"),
        ("New or worse leg pain", "A new leg symptom needs a few questions first"),
    ],
)
def test_what_ends_training_ends_it_without_signal_too(
    visit: Callable[..., Visitor], person: User, what: str, said: str
) -> None:
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.main.locator(FIRST_SET).wait_for()
    if what.startswith("Stop"):
        ada.main.get_by_role("button", name=what).first.click()
    else:
        ada.main.locator("#finish summary").click()
        ada.choose("Worst pain during the exercises", "4")
        ada.main.locator("#finish").get_by_text(what).click()
        ada.main.locator("#finish").get_by_role("button", name="Save").click()
    ada.says(said)
    expect(ada.main.locator(FIRST_SET)).to_be_hidden()
    expect(ada.main.locator("#finish")).to_be_visible()
    ada.page.context.set_offline(False)
    wait_for(ada)
    day = TrainingDay.objects.get(user=person)
    assert (day.stop, day.leg) == (what.startswith("Stop"), not what.startswith("Stop"))
    ada.excuse("htmx:")


def test_without_consent_no_day_for_entries_stays_on_the_device(
    visit: Callable[..., Visitor], person: User
) -> None:
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    withdraw_health_consent(user=person, now=timezone.now())
    ada.go("/log/")
    keeps(ada, "pages", PUBLIC)
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    ada.says("No signal")
    expect(ada.main.locator("form")).to_have_count(0)
