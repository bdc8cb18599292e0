"""The timer of a hold: get ready, count up, write the seconds down, or lead on to the questions; and
without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from backrehab.accounts.models import User
from backrehab.painlog.hip import start_release
from backrehab.painlog.hip_figures import hip_figures
from backrehab.painlog.models import HipRelease
from backrehab.progression.models import Enrolment
from backrehab.progression.rulesets import current_rules
from backrehab.progression.timer_rules import timer_rules
from tests.e2e.conftest import NOW
from tests.e2e.visitor import Visitor
from tests.factories import at
from tests.factories_diary import enter_stage, make_person

pytestmark = pytest.mark.browser

KEPT = "sessionStorage.getItem('hold-timer')"
SECONDS = "Seconds you held the leg up"
AFTER = "Stand up. How sore is that side now?"


@pytest.fixture
def person(server: str) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def release(person: User) -> HipRelease:
    return start_release(user=person, side="left", before=5, now=NOW, limits=())


def arrive(visitor: Visitor, release: HipRelease) -> Visitor:
    visitor.sign_in(release.user)
    visitor.go(f"/hip/release/{release.public_id}/")
    return visitor


def with_clock(visitor: Visitor, release: HipRelease) -> Visitor:
    """The browser's clock only goes on when the test says so."""
    began = datetime(2026, 3, 9, 9, tzinfo=NOW.tzinfo)
    visitor.page.clock.install(time=began)
    arrive(visitor, release)
    visitor.page.clock.pause_at(began + timedelta(hours=1))
    return visitor


def wait(visitor: Visitor, seconds: float) -> None:
    visitor.page.clock.run_for(int(seconds * 1000))


def shows(visitor: Visitor, **parts: str) -> None:
    """What each part of the timer says."""
    for name, words in parts.items():
        expect(visitor.main.locator(f"[data-part={name}]")).to_have_text(words)


def wrote(visitor: Visitor, seconds: str) -> None:
    expect(visitor.main.get_by_label(SECONDS)).to_have_value(seconds)


def sent(visitor: Visitor, words: str) -> None:
    """Send the answers about the back hold."""
    form = visitor.main.locator("form[action='/ladder/hold-test/']")
    form.get_by_role("button", name="Save").click()
    visitor.says(words)


def test_a_hold_is_timed_and_saved(visit: Callable[..., Visitor], release: HipRelease) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    shows(ada, state="Get ready", digits="3", button="Stop")
    wait(ada, 2.5)
    shows(ada, state="Get ready", digits="1")
    wait(ada, 1)
    shows(ada, state="Hold", digits="0")
    wait(ada, 29)
    shows(ada, digits="29", said="")
    wait(ada, 12)
    shows(ada, digits="41", said="30 seconds")
    wrote(ada, "")
    # The focus stays on the one button, so that Enter stops it.
    ada.page.keyboard.press("Enter")
    shows(ada, state="Seconds held", button="Start again")
    wait(ada, 30)
    shows(ada, digits="41")
    wrote(ada, "41")

    ada.choose(AFTER, "3")
    ada.press("Save")
    ada.at("/hip/")
    release.refresh_from_db()
    assert (release.hold_seconds, release.after) == (41, 3)


def test_it_stops_by_itself(visit: Callable[..., Visitor], release: HipRelease) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    most = hip_figures().typical_to_seconds
    wait(ada, hip_figures().ready_seconds + most + 20)
    shows(ada, said=f"{most} seconds", digits=f"{most}")
    wrote(ada, f"{most}")
    ada.press("Start again")
    shows(ada, said="", digits="3")


# When a tone is due, in whole seconds from now.
TONES = """() => {
  window.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    window.tones.push(Math.round(at - this.context.currentTime));
    return start.call(this, at);
  };
}"""


def test_tones_count_the_hold_in_and_out_until_they_are_turned_off(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    ada = with_clock(visit(), release)
    ada.page.evaluate(TONES)
    ada.press("Start the timer")
    ada.page.wait_for_function("() => tones.length === 9")
    # Counted in, begin; half a minute; counted out, over.
    ada.gives("tones.toSorted((one, other) => one - other)", [0, 1, 2, 3, 33, 60, 61, 62, 63])
    wait(ada, 13)
    sound = ada.main.get_by_role("button", name="Sound")
    expect(sound).to_have_attribute("aria-pressed", "true")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "false")
    ada.press("Stop")
    ada.press("Start again")
    shows(ada, state="Get ready")
    ada.gives("tones.length", 9)


def test_a_hold_goes_on_after_a_reload(visit: Callable[..., Visitor], release: HipRelease) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    wait(ada, hip_figures().ready_seconds + 20)
    ada.page.reload()
    wait(ada, 12)
    shows(ada, state="Hold", digits="32", said="30 seconds", button="Stop")
    ada.press("Stop")
    wrote(ada, "32")
    ada.page.reload()
    shows(ada, state="Seconds")
    ada.gives(KEPT, None)
    ada.excuse("The AudioContext")


def test_who_left_the_page_let_the_hold_go(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    """The browser tells of a reload only as long as its clock is its own."""
    ada = visit()
    ada.sign_in(release.user)
    page = f"/hip/release/{release.public_id}/"
    ada.go(page)
    ada.press("Start the timer")
    ada.go("/hip/")
    ada.go(page)
    shows(ada, state="Seconds", digits="0")
    ada.gives(KEPT, None)


def test_nothing_of_a_hold_stays_for_somebody_else(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    ada.gives(f"{KEPT} !== null", expected=True)
    ada.page.context.clear_cookies()
    ada.go("/accounts/login/")
    ada.gives(KEPT, None)


def test_stopped_before_the_hold_nothing_is_written(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    wait(ada, 1)
    ada.press("Stop")
    wait(ada, 20)
    shows(ada, digits="0")
    wrote(ada, "")


def test_without_javascript_the_seconds_are_typed(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    ada = arrive(visit(javascript=False), release)
    expect(ada.main.locator("hold-timer")).to_be_hidden()
    ada.fill(SECONDS, "25")
    ada.choose(AFTER, "4")
    ada.press("Save")
    ada.at("/hip/")
    release.refresh_from_db()
    assert (release.hold_seconds, release.after) == (25, 4)


# The back hold before the hyper row.
HELD, WORST = "Did you hold it to the end?", "Worst pain while holding"
NEXT = "Answer below"
RULE = current_rules().hold_test.seconds


@pytest.fixture
def tested(person: User) -> User:
    """Somebody whose ladder asks for the hold."""
    enter_stage(person, "deadlift", NOW.date() - timedelta(days=5))
    return person


def at_the_ladder(visitor: Visitor, user: User) -> Visitor:
    """The browser's clock only goes on when the test says so."""
    began = datetime(2026, 3, 9, 9, tzinfo=NOW.tzinfo)
    visitor.page.clock.install(time=began)
    visitor.sign_in(user)
    visitor.go("/ladder/")
    visitor.page.clock.pause_at(began + timedelta(hours=1))
    return visitor


def passed(user: User) -> bool:
    return Enrolment.objects.get(user=user).hold_test_passed_at is not None


def test_a_reload_in_the_back_hold_says_nothing_new(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = at_the_ladder(visit(), tested)
    ada.press("Start the timer")
    wait(ada, timer_rules().ready_seconds + 5)
    ada.page.reload()
    wait(ada, 1)
    shows(ada, state="Hold", digits="6", said="")
    ada.excuse("The AudioContext")


def test_the_back_hold_is_timed_and_leads_to_the_questions(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = at_the_ladder(visit(), tested)
    expect(ada.main.get_by_role("link", name=NEXT)).to_be_hidden()
    ada.main.get_by_role("button", name="Start the timer").focus()
    ada.page.keyboard.press("Enter")
    shows(ada, state="Get ready", digits=f"{timer_rules().ready_seconds}")
    wait(ada, timer_rules().ready_seconds)
    shows(ada, state="Hold", said="Hold now.")
    wait(ada, RULE // 2)
    shows(ada, digits=f"{RULE // 2}", said=f"{RULE // 2} seconds")
    wait(ada, RULE)
    shows(ada, digits=f"{RULE}")
    ada.says(f"That was {RULE} seconds. Come down slowly.")
    # The answer is the person's own: nothing is ticked, and the focus has not moved.
    shows(ada, button="Start again")
    expect(ada.main.locator("input[name=held]:checked")).to_have_count(0)
    # A press meant for "Stop" does not begin it anew.
    wait(ada, 0.2)

    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Space")
    expect(ada.main.locator("input[name=held]:checked")).to_have_value("yes")
    ada.choose(WORST, "2")
    sent(ada, "Thank you. The hold counts.")
    assert passed(tested)


def test_a_press_too_late_for_stop_leaves_the_result(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = at_the_ladder(visit(), tested)
    ada.press("Start the timer")
    wait(ada, timer_rules().ready_seconds + RULE + 0.3)
    ada.press("Start again")
    shows(ada, state="Seconds held", digits=f"{RULE}")
    wait(ada, 1)
    ada.press("Start again")
    shows(ada, state="Get ready")
    expect(ada.main.get_by_role("link", name=NEXT)).to_be_hidden()


def test_a_hold_that_ends_early_says_how_long_it_was(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = at_the_ladder(visit(), tested)
    ada.press("Start the timer")
    wait(ada, timer_rules().ready_seconds + 12.5)
    ada.press("Stop")
    ada.says(f"Stopped after 12 of {RULE} seconds.")
    expect(ada.main.get_by_role("link", name=NEXT)).to_be_visible()
    ada.choose(HELD, "No")
    ada.choose(WORST, "4")
    sent(ada, "Try the hold again when your back is calmer.")
    assert not passed(tested)


def test_without_javascript_the_back_hold_is_as_it_was(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = visit(javascript=False)
    ada.sign_in(tested)
    ada.go("/ladder/")
    expect(ada.main.locator("hold-timer")).to_be_hidden()
    ada.choose(HELD, "Yes")
    ada.choose(WORST, "2")
    sent(ada, "Thank you. The hold counts.")
    assert passed(tested)
