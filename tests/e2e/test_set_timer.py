"""The timer of a set on Today: counted by the clock, kept over a reload, ticked by its own button."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import PerformedSet
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.timer_rules import timer_rules
from tests.e2e.conftest import NOW
from tests.e2e.states.people import EVERY_DAY
from tests.e2e.visitor import Visitor
from tests.factories import at
from tests.factories_diary import enter_stage, make_person

pytestmark = pytest.mark.browser

READY = timer_rules().ready_seconds
# How many tones were handed to the sound card.
COUNT_TONES = """() => {
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
}"""

# What is asked of the device: the screen, and how often it shook.
ASK_DEVICE = """() => {
  window.asked = [];
  window.shaken = 0;
  navigator.vibrate = () => (window.shaken += 1) > 0;
  const lock = { released: false, release: async () => (window.asked.push("let go"), (lock.released = true)) };
  const request = async (kind) => (window.asked.push(kind), (lock.released = false), lock);
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
}"""


def begun(stage: str) -> User:
    """Somebody on this stage whose day has begun."""
    user = make_person(now=at("2026-03-01 09:00"), weekday_mask=EVERY_DAY)
    enter_stage(user, stage, NOW.date() - timedelta(days=2))
    diary.begin_day(Entry(user, NOW), score=2, level=1, catalogue=get_catalogue())
    return user


class Timer:
    """The timer of one visitor; the browser's clock goes on only when the test says so."""

    def __init__(self, visitor: Visitor, user: User) -> None:
        self.visitor, self.page = visitor, visitor.page
        began = datetime(2026, 3, 9, 9, tzinfo=NOW.tzinfo)
        self.page.clock.install(time=began)
        visitor.sign_in(user)
        visitor.go("/today/")
        self.page.clock.pause_at(began + timedelta(hours=1))

    def wait(self, seconds: float) -> None:
        self.page.clock.run_for(int(seconds * 1000))

    def press(self, name: str) -> None:
        self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()

    def begin(self, key: str) -> None:
        self.page.locator(f"#start-{key}").click()
        self.page.get_by_role("dialog").wait_for()

    def shows(self, *words: str) -> None:
        """The word, the digits, the line below, and the big button."""
        for part, said in zip(("say", "digits", "note", "main"), words, strict=True):
            self.says(part, said)

    def says(self, part: str, words: str) -> None:
        expect(self.page.locator(f"dialog [data-part={part}]")).to_have_text(words)

    def is_closed(self) -> None:
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.visitor.comes_to(self.kept, "")

    def kept(self) -> str:
        """What this browser keeps of a timer that runs."""
        return str(self.page.evaluate("localStorage.getItem('set-timer') ?? ''"))

    def ticked(self, button: str) -> None:
        self.page.locator(f"#{button}[aria-pressed=true]").wait_for(state="attached")


def test_sets_with_a_rest_between(visit: Callable[..., Visitor], server: str) -> None:
    """Repetitions at their pace, a pause, a reload in the middle, the tick, the rest, the next."""
    user = begun("seated-row")
    timer = Timer(visit(), user)
    timer.page.evaluate(COUNT_TONES)
    timer.begin("seated-row")
    timer.shows("Get ready", f"{READY}", "", "Pause")
    timer.wait(READY + 1.5)
    timer.shows("Back slowly", "1", "of 8", "Pause")
    timer.page.wait_for_function("() => window.tones > 8")
    timer.wait(6)
    timer.press("Pause")
    timer.wait(60)
    timer.shows("Back slowly", "3", "of 8", "Go on")

    timer.page.reload()
    timer.page.get_by_role("dialog").wait_for()
    timer.shows("Back slowly", "3", "of 8", "Go on")
    timer.press("Go on")
    # A page in the background gets no ticks; the clock has gone on all the same.
    timer.page.clock.fast_forward(17 * 1000)
    timer.wait(1)
    timer.says("say", "Set done")
    timer.wait(3)
    timer.says("note", "Rest")
    timer.says("main", "Tick Set 1")
    assert PerformedSet.objects.filter(user=user).count() == 0
    timer.press("Tick Set 1")
    timer.ticked("set-seated-row-session-1")
    assert PerformedSet.objects.filter(user=user).count() == 1
    timer.says("say", "Rest")
    timer.says("main", "Start Set 2")
    timer.wait(60)
    timer.shows("Rest is over", "0", "", "Start Set 2")
    timer.visitor.until(lambda: '"set":"set-seated-row-session-2"' in timer.kept())
    timer.press("Start Set 2")
    timer.says("say", "Get ready")
    timer.press("Stop")
    timer.is_closed()


def test_what_has_no_repetitions_gives_no_pace(visit: Callable[..., Visitor], server: str) -> None:
    """Two minutes of walking: the last seconds before the start and the end, and those two."""
    timer = Timer(visit(), begun("seated-row"))
    timer.page.evaluate(COUNT_TONES)
    timer.begin("walking-on-the-spot")
    timer.page.wait_for_function("() => window.tones > 0")
    timer.wait(READY + 1)
    timer.shows("Keep moving", "119", "", "Pause")
    timer.visitor.gives("window.tones", 2 * (timer_rules().last_seconds + 1))
    timer.press("Stop")


def test_the_screen_stays_on_and_the_phone_shakes(
    visit: Callable[..., Visitor], server: str
) -> None:
    timer = Timer(visit(), begun("seated-row"))
    timer.page.evaluate(ASK_DEVICE)
    timer.begin("seated-row")
    timer.wait(READY + 1)
    # To get ready, and to begin.
    timer.visitor.gives("[asked, shaken]", [["screen"], 2])
    timer.wait(60)
    timer.says("main", "Tick Set 1")
    timer.visitor.gives("[asked, shaken]", [["screen"], 3])
    timer.press("Close")
    timer.visitor.gives("asked", ["screen", "let go"])


def test_a_hold_by_keyboard(visit: Callable[..., Visitor], server: str) -> None:
    """Enter starts, pauses and ticks; Escape pauses first and closes then; Undo takes it back."""
    user = begun("bar-hang")
    timer = Timer(visit(), user)
    keys = timer.page.keyboard
    timer.page.locator("#start-bar-hang").focus()
    keys.press("Enter")
    timer.page.get_by_role("dialog").wait_for()
    timer.wait(READY + 0.5)
    timer.shows("Hold", "20", "", "Pause")
    keys.press("Escape")
    timer.says("main", "Go on")
    keys.press("Enter")
    timer.wait(11)
    timer.says("said", "10 seconds left")
    timer.wait(9)
    # The next hang is for another time of day, so no rest is counted.
    timer.shows("Set done", "✓", "", "Tick Set 1")
    # A press at the very end ticks nothing: the timer stays as it is.
    keys.press("Enter")
    timer.wait(1)
    timer.shows("Set done", "✓", "", "Tick Set 1")
    keys.press("Enter")
    timer.ticked("set-bar-hang-morning-1")
    timer.is_closed()
    timer.visitor.button("Undo").press("Enter")
    timer.page.locator("#set-bar-hang-morning-1[aria-pressed=false]").wait_for()
    assert PerformedSet.objects.filter(user=user).count() == 0


def test_nothing_stays_for_somebody_else(visit: Callable[..., Visitor], server: str) -> None:
    timer = Timer(visit(), begun("bar-hang"))
    timer.begin("walking-on-the-spot")
    timer.press("Sound")
    timer.visitor.until(lambda: "walking-on-the-spot" in timer.kept())
    named = ["at", "key", "phase", "set", "whose"]
    timer.visitor.comes_to(lambda: sorted(json.loads(timer.kept())), named)
    # Another person who signs in here, and nobody at all.
    kept = timer.kept()
    timer.visitor.sign_in(begun("bar-hang"))
    timer.visitor.go("/today/")
    timer.page.wait_for_function("() => localStorage.getItem('set-timer') === null")
    timer.is_closed()
    timer.page.evaluate("kept => localStorage.setItem('set-timer', kept)", kept)
    timer.visitor.sign_out_elsewhere()
    timer.visitor.go("/about/")
    timer.visitor.comes_to(timer.kept, "")
    timer.visitor.gives("localStorage.getItem('timer-sound')", "off")


def test_without_a_script_there_is_no_timer(visit: Callable[..., Visitor], server: str) -> None:
    ada = visit(javascript=False)
    ada.sign_in(begun("bar-hang"))
    ada.go("/today/")
    expect(ada.main.locator(".timer-start").first).to_be_hidden()
    walk = ada.main.locator("#set-walking-on-the-spot-session-1")
    walk.click()
    expect(walk).to_have_attribute("aria-pressed", "true")
