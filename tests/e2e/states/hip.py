"""States: the side of the hip, its self-test, and a release from its start to its end."""

from datetime import timedelta

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.painlog.hip import finish_release, record_hip_test, start_release
from backrehab.painlog.models import HipRelease, Side
from backrehab.painlog.services import start_flare_up
from tests.e2e.states import shows
from tests.e2e.states.people import TODAY, screened, trainee
from tests.e2e.visitor import Visitor

# Pain before and after, from the latest back.
RELEASES = ((5, 3), (4, 4), (6, 3), (4, None), (5, 2), (3, 4), (6, 4))


def arrive(visitor: Visitor, user: User, path: str = "/hip/") -> None:
    visitor.sign_in(user)
    visitor.go(path)


def tested(user: User) -> User:
    """Three tests: the left side got better, the right one is still weak."""
    for weeks, left, right in ((0, False, True), (4, True, True), (60, True, True)):
        now = timezone.now() - timedelta(weeks=weeks)
        for side, sign in ((Side.LEFT, left), (Side.RIGHT, right)):
            record_hip_test(user=user, side=side, hip_drops=sign, weight_shifts=False, now=now)
    return user


def begun(user: User, *, side: str = "left", before: int = 5, days: int = 0) -> HipRelease:
    now = timezone.now() - timedelta(days=days, minutes=5)
    return start_release(user=user, side=side, before=before, now=now, limits=())


def released(user: User) -> User:
    """Weeks of releases on the left, one on the right."""
    for ago, (before, after) in enumerate(RELEASES):
        row = begun(user, before=before, days=3 * ago + 1)
        now = row.started_at + timedelta(minutes=4)
        finish_release(user=user, release_id=row.pk, after=after, hold_seconds=30 + ago, now=now)
    row = begun(user, side="right")
    finish_release(user=user, release_id=row.pk, after=5, hold_seconds=None, now=timezone.now())
    return user


@shows("hip")
def hip_empty(visitor: Visitor) -> None:
    arrive(visitor, trainee())


@shows("hip")
def hip_history(visitor: Visitor) -> None:
    arrive(visitor, released(tested(trainee())))
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@shows("hip")
def hip_unfinished(visitor: Visitor) -> None:
    user = trainee()
    begun(user)
    arrive(visitor, user)


@shows("hip")
def hip_no_pressure(visitor: Visitor) -> None:
    arrive(visitor, tested(screened(K4="yes")))


@shows("hip")
def hip_paused(visitor: Visitor) -> None:
    user = tested(trainee())
    start_flare_up(user=user, on=TODAY)
    touch(user)
    arrive(visitor, user)


@shows("hip_test")
def hip_test(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/hip/test/")


@shows("hip_test")
def hip_test_refused(visitor: Visitor) -> None:
    hip_test(visitor)
    visitor.choose("Left leg: did your right hip drop?", "Yes")
    visitor.press("Save both sides")
    visitor.main.locator(".error").first.wait_for()


@shows("hip_release")
def hip_release(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/hip/release/")


@shows("hip_release")
def hip_release_refused(visitor: Visitor) -> None:
    hip_release(visitor)
    visitor.press("Save and show the steps")
    visitor.main.locator(".error").first.wait_for()


@shows("hip_release")
def hip_release_no_pressure(visitor: Visitor) -> None:
    arrive(visitor, screened(K4="yes"), "/hip/release/")


@shows("hip_release_finish")
def hip_release_steps(visitor: Visitor) -> None:
    user = trainee()
    arrive(visitor, user, f"/hip/release/{begun(user, before=7).public_id}/")


@shows("hip_release_finish")
def hip_release_timing(visitor: Visitor) -> None:
    hip_release_steps(visitor)
    visitor.press("Start the timer")
    visitor.says("Get ready")


@shows("hip_release_finish")
def hip_release_finish_refused(visitor: Visitor) -> None:
    hip_release_steps(visitor)
    visitor.press("Save")
    visitor.main.locator(".error").first.wait_for()


@shows("hip_release_finish")
def hip_release_too_late(visitor: Visitor) -> None:
    user = trainee()
    arrive(visitor, user, f"/hip/release/{begun(user, days=1).public_id}/")
