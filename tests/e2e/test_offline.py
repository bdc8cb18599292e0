"""Without a network: the day goes on, entries wait, and each arrives once, in order, at its time."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone

from backrehab.accounts.models import Submission, User
from backrehab.accounts.services import withdraw_health_consent
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import PerformedSet, TrainingDay
from backrehab.progression.programmes import start_programme
from tests.e2e.chromium import ARGUMENTS, find_chromium
from tests.e2e.conftest import NOW
from tests.e2e.states.people import trainee
from tests.e2e.visitor import PHONE, Visitor
from tests.factories_diary import enter_stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

MONDAY = NOW.date()
BEFORE = "How is your back right now?"
FIRST_SET = "#set-bar-hang-morning-1"

NO_BACKGROUND_SYNC = (
    "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined })"
)
# Everything that this browser keeps of the site, by kind.
KEPT = """async () => {
  const pages = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      pages.push(name.split("-")[0] + " " + new URL(request.url).pathname);
  const bases = await indexedDB.databases();
  return {
    pages: pages.filter((page) => !page.includes("/static/")).sort(),
    files: pages.filter((page) => page.includes("/static/") && !page.startsWith("public ")),
    entries: bases.length ? (await waiting.all()).map((entry) => entry.state) : [],
    stores: bases.map((base) => base.name),
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  };
}"""
PUBLIC = ["public /help/urgent/", "public /offline/", "public /waiting/"]
NOTHING: dict[str, Any] = {
    "pages": [],
    "files": [],
    "entries": [],
    "stores": [],
    "local": [],
    "session": [],
    "workers": 0,
}


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
            context.set_default_timeout(10_000)
            return Visitor(context.pages[0], server)

        yield start


def kept(visitor: Visitor) -> dict[str, Any]:
    """Everything of the site that is on the device; htmx alone keeps the path of a page."""
    found: dict[str, Any] = visitor.page.evaluate(KEPT)
    found["session"] = [name for name in found["session"] if not name.startswith("htmx-")]
    return found


def until(visitor: Visitor, expected: Callable[[], bool]) -> None:
    """Wait until something is so, at most ten seconds."""
    for _ in range(100):
        if expected():
            return
        visitor.page.wait_for_timeout(100)
    pytest.fail("It did not come to that in ten seconds.")


def keep_today(visitor: Visitor, person: User) -> None:
    """Open Today, and wait until the device keeps it."""
    visitor.sign_in(person)
    visitor.go("/today/")
    ready = "async () => !!navigator.serviceWorker.controller && !!(await caches.match('/today/offline/'))"
    until(visitor, lambda: visitor.page.evaluate(ready))


def today_without_signal(visit: Callable[..., Visitor], person: User) -> Visitor:
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    return ada


def entries(visitor: Visitor) -> list[tuple[str, str]]:
    """What waits on the device, and its state."""
    found: list[dict[str, str]] = visitor.page.evaluate("waiting.all()")
    return [(entry["to"], entry["state"]) for entry in found]


def wait_for(visitor: Visitor, *expected: tuple[str, str]) -> None:
    until(visitor, lambda: entries(visitor) == list(expected))


WAITING_BEFORE = ("/today/before/", "waiting")
WAITING_SET = ("/today/set/", "waiting")


def test_a_day_without_signal_and_a_killed_browser(
    phone: Callable[[], Visitor], person: User, clock: time_machine.Traveller
) -> None:
    ada = phone()
    keep_today(ada, person)
    assert kept(ada)["pages"] == [*PUBLIC, "today /today/offline/"]
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    ada.says("What you enter waits on this device")
    assert ada.main.locator("#exercise-bar-hang svg.movement, #exercise-bar-hang svg").count() > 0
    assert not ada.main.locator(FIRST_SET).is_visible()
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.main.locator(FIRST_SET).click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET)
    assert ada.focus == FIRST_SET[1:]
    made, on_the_device = timezone.now(), ada.page.evaluate("Date.now()") / 1000
    kill(ada)

    # The same profile, hours later and still without signal.
    clock.shift(timedelta(hours=3))
    ada = phone()
    ada.sign_in(person)
    ada.page.clock.install(time=on_the_device + timedelta(hours=3).total_seconds())
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    ada.says("How is your back right now? 3")
    assert ada.main.locator(FIRST_SET).get_attribute("aria-pressed") == "true"
    assert TrainingDay.objects.filter(user=person).count() == 0
    ada.page.context.set_offline(False)
    wait_for(ada)
    day = TrainingDay.objects.get(user=person)
    done = PerformedSet.objects.get(user=person)
    assert (day.on, day.before, day.sets_done) == (MONDAY, 3, 1)
    assert abs(day.started_at - made) < timedelta(minutes=2)
    assert day.started_at < done.done_at
    assert kept(ada)["entries"] == []


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
    assert entries(ada) == []
    assert TrainingDay.objects.get(user=person).before == 3
    assert Submission.objects.filter(user=person).count() == 1
    assert ada.loads == 1
    # htmx logs a request that failed; that is all it may say.
    ada.complaints = [said for said in ada.complaints if not said.startswith("htmx:")]


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
    assert ada.path == "/accounts/logout/"
    ada.tick("Sign out, and throw away what is not saved")
    ada.press("Sign out")
    ada.at("/")
    assert kept(ada) == NOTHING
    ada.complaints = [said for said in ada.complaints if not said.startswith("htmx:")]


def test_the_next_morning_the_plan_is_yesterdays(
    visit: Callable[..., Visitor], person: User
) -> None:
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/ladder/")
    ada.says("This page needs a network.")
    ada.page.goto(ada.server + "/help/urgent/")
    assert ada.main.get_by_role("heading", level=1).is_visible()
    tomorrow = ada.page.evaluate("Date.now()") / 1000 + 22 * 3600
    ada.page.clock.install(time=tomorrow)
    ada.page.goto(ada.server + "/today/")
    ada.says("This page is from Monday")
    ada.says("The morning after Monday")
    assert not ada.main.locator("#day").is_visible()


def test_a_whole_training_without_signal(visit: Callable[..., Visitor], person: User) -> None:
    """The number of sets follows the buttons, and a number that nobody chose takes none away."""
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    sets = ada.main.locator("select[name=sets_done]")
    ada.main.locator(FIRST_SET).click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET)
    until(ada, lambda: sets.input_value() == "1")
    ada.main.locator("#finish summary").click()
    ada.choose("Worst pain during the exercises", "4")
    ada.main.locator("#finish").get_by_role("button", name="Save").click()
    wait_for(ada, WAITING_BEFORE, WAITING_SET, ("/today/finish/", "waiting"))
    ada.page.context.set_offline(False)
    wait_for(ada)
    day = TrainingDay.objects.get(user=person)
    assert (day.sets_done, day.worst) == (1, 4)
    assert PerformedSet.objects.filter(user=person).count() == 1
    ada.complaints = [said for said in ada.complaints if not said.startswith("htmx:")]


def test_what_waits_names_the_exercise(visit: Callable[..., Visitor], person: User) -> None:
    # Also of a row that is folded away, whose name stands above it.
    start_programme(user=person, key="hip", catalogue=get_catalogue(), now=timezone.now())
    ada = today_without_signal(visit, person)
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    row = ada.main.locator("details.fold", has=ada.page.locator("[name=skip]")).first
    row.locator("[name=skip]").evaluate("one => one.click()")
    wait_for(ada, WAITING_BEFORE, ("/today/skip/", "waiting"))
    typed = ada.page.evaluate("waiting.all()")[1]["typed"]
    assert typed == f"{row.locator('h3').text_content()} · Skip today"


def test_a_form_without_an_answer_does_not_wait(
    visit: Callable[..., Visitor], person: User
) -> None:
    """The server would refuse it, and all that came after it; and of two reports the latest is said."""
    ada = today_without_signal(visit, person)
    ada.press("Save and start")
    until(ada, lambda: ada.focus.startswith("beforeform_score"))
    assert kept(ada)["entries"] == []
    assert not ada.main.locator(FIRST_SET).is_visible()
    ada.choose(BEFORE, "3")
    ada.press("Save and start")
    ada.main.locator("#finish summary").click()
    save = ada.main.locator("#finish").get_by_role("button", name="Save")
    save.click()
    until(ada, lambda: ada.focus.startswith("finishform_worst"))
    assert kept(ada)["entries"] == ["waiting"]
    for worst in ("4", "5"):
        ada.choose("Worst pain during the exercises", worst)
        save.click()
        ada.says(f"Worst pain during the exercises {worst}")
    ada.page.context.set_offline(False)
    wait_for(ada)
    assert TrainingDay.objects.get(user=person).worst == 5
    ada.complaints = [said for said in ada.complaints if not said.startswith("htmx:")]


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
        until(ada, lambda: ada.focus.startswith("finishform_load"))
        assert weight.evaluate("field => field.validationMessage") == said
        assert kept(ada)["entries"] == ["waiting"]
    weight.fill("42,5")
    save.click()
    until(ada, lambda: kept(ada)["entries"] == ["waiting", "waiting"])
    ada.page.context.set_offline(False)
    wait_for(ada)
    assert TrainingDay.objects.get(user=person).load_kg == Decimal("42.5")
    ada.complaints = [said for said in ada.complaints if not said.startswith("htmx:")]


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
    assert not ada.main.locator(FIRST_SET).is_visible()
    assert ada.main.locator("#finish").is_visible()
    ada.page.context.set_offline(False)
    wait_for(ada)
    day = TrainingDay.objects.get(user=person)
    assert (day.stop, day.leg) == (what.startswith("Stop"), not what.startswith("Stop"))
    ada.complaints = [said for said in ada.complaints if not said.startswith("htmx:")]


def test_without_consent_no_day_for_entries_stays_on_the_device(
    visit: Callable[..., Visitor], person: User
) -> None:
    ada = visit(service_workers="allow")
    keep_today(ada, person)
    withdraw_health_consent(user=person, now=timezone.now())
    ada.go("/log/")
    until(ada, lambda: kept(ada)["pages"] == PUBLIC)
    ada.page.context.set_offline(True)
    ada.page.goto(ada.server + "/today/")
    ada.says("No signal")
    assert ada.main.locator("form").count() == 0
