"""The timer of a hold: get ready, count up, write the seconds down, or lead on to the questions; and
without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

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


def part(visitor: Visitor, name: str) -> str:
    return visitor.main.locator(f"[data-part={name}]").text_content() or ""


def field(visitor: Visitor) -> str:
    return visitor.main.get_by_label(SECONDS).input_value()


def test_a_hold_is_timed_and_saved(visit: Callable[..., Visitor], release: HipRelease) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    assert [part(ada, name) for name in ("state", "digits", "button")] == ["Get ready", "3", "Stop"]
    wait(ada, 2.5)
    assert (part(ada, "state"), part(ada, "digits")) == ("Get ready", "1")
    wait(ada, 1)
    assert (part(ada, "state"), part(ada, "digits")) == ("Hold", "0")
    wait(ada, 29)
    assert (part(ada, "digits"), part(ada, "said")) == ("29", "")
    wait(ada, 12)
    assert (part(ada, "digits"), part(ada, "said"), field(ada)) == ("41", "30 seconds", "")
    # The focus stays on the one button, so that Enter stops it.
    ada.page.keyboard.press("Enter")
    assert [part(ada, name) for name in ("state", "button")] == ["Seconds held", "Start again"]
    wait(ada, 30)
    assert (part(ada, "digits"), field(ada)) == ("41", "41")

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
    assert (part(ada, "said"), part(ada, "digits")) == (f"{most} seconds", f"{most}")
    assert field(ada) == f"{most}"
    ada.press("Start again")
    assert (part(ada, "said"), part(ada, "digits")) == ("", "3")


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
    assert sorted(ada.page.evaluate("tones")) == [0, 1, 2, 3, 33, 60, 61, 62, 63]
    wait(ada, 13)
    sound = ada.main.get_by_role("button", name="Sound")
    assert sound.get_attribute("aria-pressed") == "true"
    sound.click()
    ada.main.locator("[data-part=sound][aria-pressed=false]").wait_for()
    ada.press("Stop")
    ada.press("Start again")
    assert part(ada, "state") == "Get ready"
    assert ada.page.evaluate("tones.length") == 9


def test_a_hold_goes_on_after_a_reload(visit: Callable[..., Visitor], release: HipRelease) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    wait(ada, hip_figures().ready_seconds + 20)
    ada.page.reload()
    wait(ada, 12)
    assert [part(ada, name) for name in ("state", "digits", "said", "button")] == [
        "Hold",
        "32",
        "30 seconds",
        "Stop",
    ]
    ada.press("Stop")
    assert field(ada) == "32"
    ada.page.reload()
    assert part(ada, "state") == "Seconds"
    assert ada.page.evaluate("sessionStorage.getItem('hold-timer')") is None
    ada.complaints = [said for said in ada.complaints if not said.startswith("The AudioContext")]


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
    assert [part(ada, name) for name in ("state", "digits")] == ["Seconds", "0"]
    assert ada.page.evaluate("sessionStorage.getItem('hold-timer')") is None


def test_nothing_of_a_hold_stays_for_somebody_else(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    kept = "sessionStorage.getItem('hold-timer')"
    assert ada.page.evaluate(kept) is not None
    ada.page.context.clear_cookies()
    ada.go("/accounts/login/")
    assert ada.page.evaluate(kept) is None


def test_stopped_before_the_hold_nothing_is_written(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    ada = with_clock(visit(), release)
    ada.press("Start the timer")
    wait(ada, 1)
    ada.press("Stop")
    wait(ada, 20)
    assert (part(ada, "digits"), field(ada)) == ("0", "")


def test_without_javascript_the_seconds_are_typed(
    visit: Callable[..., Visitor], release: HipRelease
) -> None:
    ada = arrive(visit(javascript=False), release)
    assert not ada.main.locator("hold-timer").is_visible()
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
    assert [part(ada, name) for name in ("state", "digits", "said")] == ["Hold", "6", ""]
    ada.complaints = [said for said in ada.complaints if not said.startswith("The AudioContext")]


def test_the_back_hold_is_timed_and_leads_to_the_questions(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = at_the_ladder(visit(), tested)
    assert not ada.main.get_by_role("link", name=NEXT).is_visible()
    ada.main.get_by_role("button", name="Start the timer").focus()
    ada.page.keyboard.press("Enter")
    assert (part(ada, "state"), part(ada, "digits")) == (
        "Get ready",
        f"{timer_rules().ready_seconds}",
    )
    wait(ada, timer_rules().ready_seconds)
    assert (part(ada, "state"), part(ada, "said")) == ("Hold", "Hold now.")
    wait(ada, RULE // 2)
    assert (part(ada, "digits"), part(ada, "said")) == (f"{RULE // 2}", f"{RULE // 2} seconds")
    wait(ada, RULE)
    assert part(ada, "digits") == f"{RULE}"
    ada.says(f"That was {RULE} seconds. Come down slowly.")
    # The answer is the person's own: nothing is ticked, and the focus has not moved.
    assert ada.main.locator("input[name=held]:checked").count() == 0
    assert part(ada, "button") == "Start again"
    # A press meant for "Stop" does not begin it anew.
    wait(ada, 0.2)

    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Space")
    assert ada.main.locator("input[name=held]:checked").get_attribute("value") == "yes"
    ada.choose(WORST, "2")
    ada.main.locator("form[action='/ladder/hold-test/']").get_by_role("button", name="Save").click()
    ada.says("Thank you. The hold counts.")
    assert passed(tested)


def test_a_press_too_late_for_stop_leaves_the_result(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = at_the_ladder(visit(), tested)
    ada.press("Start the timer")
    wait(ada, timer_rules().ready_seconds + RULE + 0.3)
    ada.press("Start again")
    assert (part(ada, "state"), part(ada, "digits")) == ("Seconds held", f"{RULE}")
    wait(ada, 1)
    ada.press("Start again")
    assert part(ada, "state") == "Get ready"
    assert not ada.main.get_by_role("link", name=NEXT).is_visible()


def test_a_hold_that_ends_early_says_how_long_it_was(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = at_the_ladder(visit(), tested)
    ada.press("Start the timer")
    wait(ada, timer_rules().ready_seconds + 12.5)
    ada.press("Stop")
    ada.says(f"Stopped after 12 of {RULE} seconds.")
    assert ada.main.get_by_role("link", name=NEXT).is_visible()
    ada.choose(HELD, "No")
    ada.choose(WORST, "4")
    ada.main.locator("form[action='/ladder/hold-test/']").get_by_role("button", name="Save").click()
    ada.says("Try the hold again when your back is calmer.")
    assert not passed(tested)


def test_without_javascript_the_back_hold_is_as_it_was(
    visit: Callable[..., Visitor], tested: User
) -> None:
    ada = visit(javascript=False)
    ada.sign_in(tested)
    ada.go("/ladder/")
    assert not ada.main.locator("hold-timer").is_visible()
    ada.choose(HELD, "Yes")
    ada.choose(WORST, "2")
    ada.main.locator("form[action='/ladder/hold-test/']").get_by_role("button", name="Save").click()
    assert passed(tested)
