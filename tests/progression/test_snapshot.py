"""The snapshot that pages read is always what a fresh computation gives, whatever happened."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from backrehab.accounts.models import AgeBand, User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.exercises.loader import load_catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import codec, diary, services
from backrehab.progression.entries import Entry
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import Snapshot, current_snapshot, read_snapshot
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.life import OPERATIONS, REFUSALS, USUAL, Life, shorter_hang
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    STARTED,
    TODAY,
    enrolment_of,
    fresh,
    log_of,
    ready_person,
    snapshot_made,
    snapshot_read,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return ready_person()


def test_it_survives_being_stored(person: User) -> None:
    made = snapshot_made(person, READY)
    stored = json.loads(json.dumps(codec.write(made)))
    assert read_snapshot(stored) == made


def test_it_is_worked_out_once_and_then_read(
    person: User, django_assert_num_queries: Callable[..., object]
) -> None:
    def page() -> Callable[[], Snapshot]:
        """A new request, which has the person, their place and the catalogue at hand."""
        user, catalogue = fresh(person), get_catalogue()
        enrolment = enrolment_of(user)
        return lambda: current_snapshot(
            user, enrolment, rules=current_rules(), catalogue=catalogue, now=READY
        )

    first = page()
    # All of the history, and one to store it.
    with django_assert_num_queries(2):
        made = first()
    second = page()
    with django_assert_num_queries(0):
        assert second() == made


def test_a_new_day_makes_a_new_one(person: User) -> None:
    assert snapshot_read(person, READY).decisions[0].status == "ready"
    later = READY + timedelta(days=8)
    seen = snapshot_read(person, later)
    assert (seen.on, seen.decisions[0].status) == (TODAY + timedelta(days=8), "not_yet")


def test_another_catalogue_makes_a_new_one(person: User, tmp_path: Path) -> None:
    before = snapshot_read(person, READY)
    assert before.dose.level == 3
    load_catalogue(shorter_hang(tmp_path))
    after = snapshot_read(person, READY)
    assert (after.dose.level, after) == (2, snapshot_made(person, READY))


def test_the_stored_one_is_what_is_read(person: User) -> None:
    """Were it worked out for each page, the tests here would prove nothing."""
    snapshot_read(person, READY)
    TrainingDay.objects.filter(on=LIGHT_DAYS[-1]).update(stop=True)  # and not counted
    assert snapshot_read(person, READY) != snapshot_made(person, READY)
    touch(person)
    assert snapshot_read(person, READY) == snapshot_made(person, READY)


def test_what_was_undone_leaves_no_snapshot_behind(person: User) -> None:
    """Within a transaction that fails the count is higher; the next change gets the same count."""
    with suppress(ZeroDivisionError), transaction.atomic():
        diary.give_daily(Entry(person, READY), score=9)
        snapshot_read(person, READY)
        raise ZeroDivisionError
    diary.give_daily(Entry(fresh(person), READY), score=1)
    assert snapshot_read(person, READY) == snapshot_made(person, READY)


def test_a_page_after_a_refusal_claims_no_count_that_was_undone(person: User) -> None:
    """A refused form is shown again by the same request, with the person it had read before."""
    with pytest.raises(EntryRefused):
        diary.finish(Entry(person, READY), report=Report(sets_done=2, worst=2))
    current_snapshot(
        person,
        enrolment_of(person),
        rules=current_rules(),
        catalogue=get_catalogue(),
        now=READY,
    )
    diary.give_daily(Entry(fresh(person), READY), score=9)
    assert snapshot_read(person, READY) == snapshot_made(person, READY)


def test_somebody_read_again_keeps_a_count_that_stands(person: User) -> None:
    """Another device was quicker, and then the entry was refused."""
    before = fresh(person)
    touch(person)
    with pytest.raises(EntryRefused):
        diary.finish(Entry(before, READY), report=Report(sets_done=2, worst=2))
    assert before.log_version == fresh(person).log_version


@pytest.mark.parametrize("entry", ["daily", "open"])
def test_a_setting_that_was_changed_on_another_device_meanwhile(person: User, entry: str) -> None:
    """The request of the entry had read the person before; their age decides the screening."""
    before = fresh(person)
    User.objects.filter(pk=person.pk).update(age_band=AgeBand.UNDER_18)
    touch(person)
    if entry == "daily":
        diary.give_daily(Entry(before, READY), score=1)
    else:
        with pytest.raises(services.GateClosed):
            services.open_stage(user=before, stage_key="seated-row", now=READY)
    assert snapshot_read(person, READY).screening.blocks_exercise
    assert snapshot_read(person, READY) == snapshot_made(person, READY)


@pytest.mark.parametrize(
    ("stage", "change"),
    [
        (
            "bar-hang",
            lambda user: services.open_stage(user=user, stage_key="seated-row", now=READY),
        ),
        ("pull-through", lambda user: services.confirm_technique(user=user, now=READY)),
        (
            "deadlift",
            lambda user: services.record_hold_test(user=user, held=True, pain=0, now=READY),
        ),
    ],
    ids=["open", "hinge", "hold"],
)
def test_a_step_on_the_ladder_shows_at_once(
    person: User, stage: str, change: Callable[[User], object]
) -> None:
    enter_stage(person, stage, date(2026, 3, 1))
    before = snapshot_read(person, READY)
    change(fresh(person))
    after = snapshot_read(person, READY)
    assert after == snapshot_made(person, READY)
    assert after != before


# A long row of everything that can happen


# What is an entry leaves the new snapshot behind, in its own transaction.
ENTRIES = {
    "begin",
    "change_dose",
    "tick",
    "skip",
    "finish",
    "bad_day",
    "morning",
    "daily",
    "drill",
    "flare_up",
    "by_mistake",
    "flare_up_over",
    "over_on_merit",
    "go_on",
    "long_break",
    "add",
    "correct",
    "delete",
    "correct_daily",
    "delete_daily",
}


@pytest.mark.parametrize("seed", range(8))
def test_it_never_goes_stale(catalogue: Catalogue, tmp_path: Path, seed: int) -> None:
    assert set(OPERATIONS) > ENTRIES
    user = make_person(now=STARTED, baseline=2)
    life = Life(user, seed, shorter_hang(tmp_path))
    did: Counter[str] = Counter()
    told = []
    for operation in [*OPERATIONS, *life.dice.choices(OPERATIONS + USUAL, k=45)]:
        life.user = fresh(user)
        snapshot_read(life.user, life.now)
        refused = ""
        try:
            getattr(life, operation)()
        except REFUSALS:
            refused = " (refused)"
        did[operation + refused] += 1
        told.append(f"{life.now:%d %b %H:%M} {operation}{refused}")
        made = snapshot_made(user, life.now)
        if operation in ENTRIES and not refused:
            enrolment = enrolment_of(user)
            assert enrolment.snapshot_version == fresh(user).log_version, told
            assert read_snapshot(enrolment.snapshot) == made, told
        # Twice: the first may have to be worked out, the second is read.
        assert snapshot_read(user, life.now) == made, told
        assert snapshot_read(user, life.now) == made, told
    # Not all was refused: stages opened, and a third of what was tried was done.
    assert did["open_on_merit"] >= 1
    assert sum(n for name, n in did.items() if "(refused)" not in name) > len(told) / 3


def test_days_of_other_stages_are_not_kept(catalogue: Catalogue) -> None:
    """No page shows them; the decision that opens a stage has them all."""
    user = ready_person()
    assert len(snapshot_made(user, READY).decisions[0].days) == len(LIGHT_DAYS)
    services.open_stage(user=user, stage_key="seated-row", now=READY)
    assert snapshot_made(user, READY).decisions[0].days == ()
    assert len(log_of(user)[-1].decision["days"]) == len(LIGHT_DAYS)
    make_days(user, [TODAY], stage="seated-row", morning=None)
    assert [verdict.on for verdict, _ in snapshot_made(user, READY).decisions[0].days] == [TODAY]
