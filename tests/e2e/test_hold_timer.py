"""The timer of a hold: get ready, count up, write the seconds down; and without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.painlog.hip import start_release
from backrehab.painlog.hip_figures import hip_figures
from backrehab.painlog.models import HipRelease
from tests.e2e.conftest import NOW
from tests.e2e.visitor import Visitor
from tests.factories import at
from tests.factories_diary import make_person

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
