"""After an entry the page shows the day that it left without reading it again."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.services import Report
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.ticks import SetTick
from backrehab.web.day_plan import Today
from backrehab.web.person import load_person
from tests.factories import at
from tests.factories_diary import exercise_id
from tests.progression.scenes import fresh
from tests.web.today_pages import MONDAY, at_monday, person_on

pytestmark = pytest.mark.django_db
NOW = at(f"{MONDAY} 09:00")
REPORT = Report(
    sets_done=2, worst=2, extra_meds=True, extra_repetitions=3, load_kg=Decimal("42.5"), band=None
)


def tick_one(entry: Entry, seen: Today, catalogue: Catalogue, *, done: bool) -> None:
    exercise_id, slot, number = seen.plan.stage_sets[1]
    one = SetTick(exercise_id=exercise_id, slot=slot, number=number, done=done)
    diary.tick(entry, tick=one, plan=seen.plan, catalogue=catalogue, read=seen.read)


def tick_other(entry: Entry, seen: Today, catalogue: Catalogue) -> None:
    place = next(place for place in sorted(seen.plan.sets) if place not in seen.plan.stage_sets)
    one = SetTick(exercise_id=place[0], slot=place[1], number=place[2], done=True)
    diary.tick(entry, tick=one, plan=seen.plan, catalogue=catalogue, read=seen.read)


def skip_one(entry: Entry, seen: Today, catalogue: Catalogue, *, skipped: bool) -> None:
    diary.skip(
        entry,
        exercise_id=exercise_id(catalogue, "bar-hang"),
        plan=seen.plan,
        skipped=skipped,
        catalogue=catalogue,
        read=seen.read,
    )


def finish(entry: Entry, seen: Today, _catalogue: Catalogue) -> None:
    diary.finish(entry, report=REPORT, sets=seen.plan.stage_sets, read=seen.read)


def choose(entry: Entry, seen: Today, catalogue: Catalogue) -> None:
    diary.change_dose(entry, level=1, catalogue=catalogue, read=seen.read)


def stop(entry: Entry, seen: Today, catalogue: Catalogue) -> None:
    diary.stop(entry, catalogue=catalogue, read=seen.read)


ENTRIES: dict[str, Callable[[Entry, Today, Catalogue], None]] = {
    "a set": lambda entry, seen, catalogue: tick_one(entry, seen, catalogue, done=True),
    "no set": lambda entry, seen, catalogue: tick_one(entry, seen, catalogue, done=False),
    "another exercise": tick_other,
    "left out": lambda entry, seen, catalogue: skip_one(entry, seen, catalogue, skipped=True),
    "taken in": lambda entry, seen, catalogue: skip_one(entry, seen, catalogue, skipped=False),
    "the end": finish,
    "a dose": choose,
    "stopped": stop,
}
# What is taken back was told before.
BEFORE = {"no set": "a set", "taken in": "left out"}


@pytest.fixture
def lifter(catalogue: Catalogue) -> User:
    user = person_on("deadlift")
    diary.begin_day(Entry(user, NOW), score=1, level=2, catalogue=catalogue)
    return fresh(user)


def told(today: Today) -> tuple[Any, ...]:
    day = None if today.day is None else model_to_dict(today.day)
    return day, today.read.ticked, today.read.skipped, today.daily, today.last_heavy_on, today.mode


def assert_shown_as_stored(entry: Entry, seen: Today) -> None:
    """What was seen before the entry shows the day after it, and asks for nothing."""
    assert entry.left is not None
    person = load_person(fresh(entry.user), NOW)
    assert person.snapshot.begun_today
    with CaptureQueriesContext(connection) as captured:
        shown = told(seen.after(person, entry.left))
    assert (shown, len(captured)) == (told(Today(person)), 0)


@at_monday()
@pytest.mark.parametrize("what", ENTRIES)
def test_the_day_is_shown_as_it_was_stored(lifter: User, catalogue: Catalogue, what: str) -> None:
    seen, entry = Today(load_person(lifter, NOW)), Entry(lifter, NOW)
    before = BEFORE.get(what)
    if before is not None:
        ENTRIES[before](Entry(lifter, NOW), Today(load_person(lifter, NOW)), catalogue)
    ENTRIES[what](entry, seen, catalogue)
    assert_shown_as_stored(entry, seen)


@at_monday()
def test_a_day_that_begins_with_stop_is_shown_as_it_was_stored(catalogue: Catalogue) -> None:
    user = person_on("deadlift")
    seen, entry = Today(load_person(user, NOW)), Entry(user, NOW)
    stop(entry, seen, catalogue)
    assert_shown_as_stored(entry, seen)


@at_monday()
def test_what_was_told_on_another_device_meanwhile_is_read(
    lifter: User, catalogue: Catalogue
) -> None:
    """The end of the day is judged by what was read before the lock, if that still stands."""
    seen = Today(load_person(lifter, NOW))
    assert seen.read.ticked == frozenset()
    touch(fresh(lifter))
    entry = Entry(lifter, NOW)
    finish(entry, seen, catalogue)
    assert entry.left is None


@at_monday()
def test_on_another_date_it_is_read(lifter: User, catalogue: Catalogue) -> None:
    seen, entry = Today(load_person(lifter, NOW)), Entry(lifter, NOW)
    tick_one(entry, seen, catalogue, done=True)
    assert entry.left is not None
    person = load_person(fresh(lifter), at("2026-03-10 09:00"))
    assert seen.after(person, entry.left).read.day is None
