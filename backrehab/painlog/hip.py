"""Writes of the hip programme: the self-test, and the release with its two pain scores.

Of what begins something the caller holds the transaction and the lock: `limits` and `ruled_out` are
read under it, so that another tab cannot change them meanwhile.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.models import Limit
from backrehab.painlog.hip_figures import hip_figures
from backrehab.painlog.models import HipRelease, HipTest, Side
from backrehab.painlog.refusals import PLAN_PAUSED, EntryRefused
from backrehab.painlog.services import PlaceOfSet, check_score, tick_sets


def record_hip_test(
    *,
    user: User,
    side: str,
    hip_drops: bool,
    weight_shifts: bool,
    now: datetime,
    ruled_out: bool = False,
) -> HipTest:
    """The self-test on one leg (`side`: the leg the person stood on); a second one on the same
    date takes the place of the first. Refused while exercise is ruled out (docs/sources.md, S3)."""
    _check(side, ruled_out=ruled_out)
    answers = {"hip_drops": hip_drops, "weight_shifts": weight_shifts, "made_at": now}
    test, _new = HipTest.objects.update_or_create(
        user=user, on=user.local_date(now), side=side, defaults=answers
    )
    return test


def start_release(
    *,
    user: User,
    side: str,
    before: int,
    now: datetime,
    limits: Collection[str],
    ruled_out: bool = False,
) -> HipRelease:
    """Begin the release of one side with the pain before it (0-10). An unfinished one of the same
    date and side is begun anew.

    Refused under the limit `no_pressure` (docs/screening.md, K4), and while exercise is ruled out
    (docs/clinical-rules.md#no-exercise-today).
    """
    _check(side, ruled_out=ruled_out)
    check_score(before, field="before")
    if Limit.NO_PRESSURE in limits:
        raise EntryRefused(
            _("Your health check rules thumb pressure out. Do the leg raise instead.")
        )
    release, _new = HipRelease.objects.update_or_create(
        user=user,
        on=user.local_date(now),
        side=side,
        ended_at__isnull=True,
        defaults={"before": before, "started_at": now},
    )
    return release


@transaction.atomic
def finish_release(
    *,
    user: User,
    release_id: int,
    after: int | None,
    hold_seconds: int | None,
    now: datetime,
    sets: Collection[PlaceOfSet] = (),
) -> HipRelease:
    """End a release with the pain after it (0-10; None: skipped) and the seconds of the hold.

    `sets` are those of the plan that are done with it; of one that is only closed, long after it
    began, nobody says that. Finishing one that has ended changes nothing. A score that comes too
    late is refused, because it would tell of something else. Raises HipRelease.DoesNotExist for a
    stranger's.
    """
    check_score(after, field="after")
    longest = hip_figures().longest_seconds
    if hold_seconds is not None and not 0 <= hold_seconds <= longest:
        raise EntryRefused(_("That is not a number of seconds you can hold."), field="hold_seconds")
    touch(user)
    release = HipRelease.objects.get(user=user, pk=release_id)
    if release.ended_at is not None:
        return release
    if after is not None and not can_be_scored(release, now=now):
        raise EntryRefused(
            _("This release began too long ago for a number now. Close it without one.")
        )
    if can_be_scored(release, now=now):
        tick_sets(user=user, on=release.on, places=sets, done=True, now=now)
    release.after, release.hold_seconds, release.ended_at = after, hold_seconds, now
    release.save(update_fields=["after", "hold_seconds", "ended_at"])
    return release


def can_be_scored(release: HipRelease, *, now: datetime) -> bool:
    """Whether it is unfinished and recent enough that a score now still tells what it did."""
    latest = release.started_at + timedelta(minutes=hip_figures().finish_minutes)
    return release.ended_at is None and now <= latest


def _check(side: str, *, ruled_out: bool) -> None:
    if side not in Side.values:
        raise EntryRefused(_("Choose left or right."), field="side")
    if ruled_out:
        raise EntryRefused(PLAN_PAUSED)
