"""Reads of the hip programme, always a bounded window."""

from collections.abc import Mapping
from uuid import UUID

from backrehab.accounts.models import User
from backrehab.painlog.models import HipRelease, HipTest, Side

NEWEST_TESTS = 12
NEWEST_RELEASES = 20


def latest_tests(user: User) -> Mapping[Side, list[HipTest]]:
    """The latest tests of each side, the newest first: one query a side."""
    own = HipTest.objects.filter(user=user).order_by("-on")
    return {side: list(own.filter(side=side)[:NEWEST_TESTS]) for side in Side}


def latest_releases(user: User) -> list[HipRelease]:
    """The latest releases of both sides, the newest first. One query."""
    own = HipRelease.objects.filter(user=user)
    return list(own.order_by("-on", "-started_at")[:NEWEST_RELEASES])


def get_release(user: User, public_id: UUID) -> HipRelease | None:
    """One release of this person, or None. One query."""
    return HipRelease.objects.filter(user=user, public_id=public_id).first()


def unfinished_release(user: User) -> HipRelease | None:
    """The latest release that has not ended, however old, or None. One query."""
    open_ones = HipRelease.objects.filter(user=user, ended_at__isnull=True)
    return open_ones.order_by("-on", "-started_at").first()
