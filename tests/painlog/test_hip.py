"""The hip programme: one test a side and date, releases with two scores, and who is refused."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from backrehab.accounts.models import User
from backrehab.painlog.hip import can_be_scored, finish_release, record_hip_test, start_release
from backrehab.painlog.hip_figures import FIGURES, FiguresError, hip_figures, read
from backrehab.painlog.hip_queries import (
    NEWEST_RELEASES,
    NEWEST_TESTS,
    get_release,
    latest_releases,
    latest_tests,
    unfinished_release,
)
from backrehab.painlog.models import HipRelease, HipTest, Side
from backrehab.painlog.refusals import EntryRefused
from tests.factories import at, make_user

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
NOW = at("2026-03-09 09:00")
TOO_LATE = timedelta(minutes=hip_figures().finish_minutes, seconds=1)


def do_test(user: User, side: str = "left", now=NOW, **fields) -> HipTest:
    signs = {"hip_drops": False, "weight_shifts": False, **fields}
    return record_hip_test(user=user, side=side, now=now, **signs)


def begun(user: User, side: str = "left", before: int = 5, now=NOW, limits=(), **fields):
    return start_release(user=user, side=side, before=before, now=now, limits=limits, **fields)


def ended(release: HipRelease, after: int | None = 3, held: int | None = 40, now=NOW):
    return finish_release(
        user=release.user, release_id=release.pk, after=after, hold_seconds=held, now=now
    )


def changes(user: User) -> int:
    user.refresh_from_db()
    return user.log_version


# The self-test


def test_a_test_is_kept_per_side_and_date(user: User) -> None:
    do_test(user, "left", hip_drops=True)
    do_test(user, "right", weight_shifts=True)
    rows = HipTest.objects.order_by("side").values_list("on", "side", "hip_drops", "weight_shifts")
    assert list(rows) == [(MONDAY, "left", True, False), (MONDAY, "right", False, True)]


def test_a_second_test_on_the_date_takes_the_place_of_the_first(user: User) -> None:
    do_test(user, hip_drops=True)
    do_test(user, now=NOW + timedelta(hours=2))
    row = HipTest.objects.get()
    assert (row.hip_drops, row.made_at) == (False, NOW + timedelta(hours=2))
    do_test(user, now=NOW + timedelta(days=1))
    assert HipTest.objects.count() == 2


def test_the_date_is_the_persons_own() -> None:
    user = make_user(time_zone="Pacific/Auckland")
    evening = at("2026-03-09 12:00")
    assert do_test(user, now=evening).on == date(2026, 3, 10)
    assert begun(user, now=evening).on == date(2026, 3, 10)


@pytest.mark.parametrize("entry", [do_test, begun])
@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"side": "middle"}, "side", "Choose left or right."),
        ({"ruled_out": True}, None, "The plan is paused for now, so nothing was saved."),
    ],
)
def test_what_is_refused(
    user: User, entry: Callable[..., object], fields: dict, field: str | None, words: str
) -> None:
    with pytest.raises(EntryRefused) as caught:
        entry(user, **fields)
    assert (caught.value.field, str(caught.value.message)) == (field, words)
    assert (HipTest.objects.count(), HipRelease.objects.count(), changes(user)) == (0, 0, 0)


def test_the_latest_tests_of_each_side(user: User) -> None:
    do_test(make_user(), "left")
    for ago in range(NEWEST_TESTS + 2):
        do_test(user, "left", now=NOW - timedelta(days=ago))
    do_test(user, "right")
    found = latest_tests(user)
    assert [row.on for row in found[Side.LEFT]] == [
        MONDAY - timedelta(days=ago) for ago in range(NEWEST_TESTS)
    ]
    assert [row.on for row in found[Side.RIGHT]] == [MONDAY]


# The release


def test_a_release_has_a_score_before_and_after(user: User) -> None:
    release = begun(user, "right")
    assert (release.on, release.side, release.before) == (MONDAY, "right", 5)
    assert (release.after, release.ended_at) == (None, None)
    done = ended(release, now=NOW + timedelta(minutes=5))
    assert (done.after, done.hold_seconds, done.ended_at) == (3, 40, NOW + timedelta(minutes=5))
    assert changes(user) == 1


def test_finishing_twice_changes_nothing(user: User) -> None:
    release = begun(user)
    ended(release)
    ended(release, after=9, held=1, now=NOW + timedelta(minutes=1))
    row = HipRelease.objects.get()
    assert (row.after, row.hold_seconds, row.ended_at) == (3, 40, NOW)


def test_the_score_after_can_be_skipped(user: User) -> None:
    ended(begun(user), after=None, held=None)
    row = HipRelease.objects.get()
    assert (row.after, row.hold_seconds, row.ended_at) == (None, None, NOW)


def test_an_unfinished_one_is_begun_anew(user: User) -> None:
    first = begun(user, before=5)
    again = begun(user, before=4, now=NOW + timedelta(minutes=9))
    assert (again.pk, again.before) == (first.pk, 4)
    assert begun(user, "right").pk != first.pk
    assert begun(user, now=NOW + timedelta(days=1)).pk != first.pk
    ended(again)
    assert begun(user).pk != first.pk


def test_a_score_that_comes_too_late_is_refused(user: User) -> None:
    release = begun(user)
    assert can_be_scored(release, now=NOW + TOO_LATE - timedelta(seconds=1))
    assert not can_be_scored(release, now=NOW + TOO_LATE)
    with pytest.raises(EntryRefused, match="too long ago"):
        ended(release, now=NOW + TOO_LATE)
    assert ended(release, after=None, now=NOW + TOO_LATE).after is None
    assert not can_be_scored(HipRelease.objects.get(), now=NOW)


def test_no_thumb_under_blood_thinners(user: User) -> None:
    with pytest.raises(EntryRefused, match="rules thumb pressure out"):
        begun(user, limits={"no_pressure", "support"})
    assert HipRelease.objects.count() == 0
    assert begun(user, limits={"no_hang"}).before == 5


@pytest.mark.parametrize("score", [-1, 11])
def test_scores_go_from_0_to_10(user: User, score: int) -> None:
    with pytest.raises(EntryRefused, match="from 0 to 10"):
        begun(user, before=score)
    with pytest.raises(EntryRefused, match="from 0 to 10"):
        ended(begun(user), after=score)
    assert HipRelease.objects.get().after is None


@pytest.mark.parametrize("seconds", [-1, hip_figures().longest_seconds + 1])
def test_seconds_that_nobody_holds(user: User, seconds: int) -> None:
    with pytest.raises(EntryRefused) as caught:
        ended(begun(user), held=seconds)
    assert caught.value.field == "hold_seconds"
    assert HipRelease.objects.get().ended_at is None


def test_a_strangers_release_is_not_there(user: User) -> None:
    release = begun(make_user())
    assert get_release(user, release.pk) is None
    with pytest.raises(HipRelease.DoesNotExist):
        finish_release(user=user, release_id=release.pk, after=0, hold_seconds=0, now=NOW)
    assert HipRelease.objects.get().ended_at is None


def test_the_latest_releases(user: User) -> None:
    begun(make_user())
    for ago in range(NEWEST_RELEASES + 2):
        begun(user, now=NOW - timedelta(days=ago))
    later = begun(user, "right", now=NOW + timedelta(hours=1))
    found = latest_releases(user)
    assert len(found) == NEWEST_RELEASES
    assert [row.on for row in found[:3]] == [MONDAY, MONDAY, MONDAY - timedelta(days=1)]
    assert found[0] == later == unfinished_release(user) == get_release(user, later.public_id)


def test_the_reads_cost_a_fixed_number_of_queries(
    user: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    for ago in range(3):
        do_test(user, now=NOW - timedelta(days=ago))
        begun(user, now=NOW - timedelta(days=ago))
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        latest_tests(user)
        latest_releases(user)
        unfinished_release(user)


# The figures


def test_the_shipped_figures() -> None:
    figures = hip_figures()
    assert (figures.typical_from_seconds, figures.typical_to_seconds) == (30, 60)
    assert "S3" in figures.sources


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"ready_seconds": 0}, "ready_seconds: must be a whole number from 1"),
        ({"ready_seconds": True}, "ready_seconds: must be a whole number from 1"),
        ({"longest_seconds": 50}, "longest_seconds: the times must not get shorter"),
        ({"sources": []}, "sources: must be a list of tags"),
        ({"default_reason": ""}, "default_reason: must be text"),
        ({"colour": 1}, "colour: is unknown"),
        ({"sources": ...}, "sources: is missing"),
    ],
)
def test_faulty_figures_are_named(tmp_path: Path, change: dict, fault: str) -> None:
    data = json.loads(FIGURES.read_text()) | change
    data = {name: value for name, value in data.items() if value is not ...}
    path = tmp_path / "figures.json"
    path.write_text(json.dumps(data))
    with pytest.raises(FiguresError) as caught:
        read(path)
    assert str(caught.value) == f"figures.json: {fault}"
