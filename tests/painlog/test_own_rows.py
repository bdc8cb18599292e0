"""What is taken back or opened again is the person's own, not that of somebody of the same date."""

from datetime import date

import pytest

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog import services
from backrehab.painlog.models import Amendment, AmendmentKind, FlareUp, PerformedSet, Skip
from tests.factories import at
from tests.factories_diary import exercise_id, make_days, make_person

pytestmark = pytest.mark.django_db

NOW = at("2026-03-09 09:00")
TODAY = date(2026, 3, 9)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def other(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def hang(catalogue: Catalogue) -> int:
    return exercise_id(catalogue, "bar-hang")


def test_a_set(person: User, other: User, hang: int) -> None:
    for user in (person, other):
        services.tick_sets(user=user, on=TODAY, places=[(hang, "morning", 1)], done=True, now=NOW)
    services.tick_sets(user=person, on=TODAY, places=[(hang, "morning", 1)], done=False, now=NOW)
    assert [one.user_id for one in PerformedSet.objects.all()] == [other.pk]


def test_what_was_left_out(person: User, other: User, hang: int) -> None:
    for user in (person, other):
        services.set_skip(user=user, on=TODAY, exercise_id=hang, skipped=True, now=NOW)
    services.set_skip(user=person, on=TODAY, exercise_id=hang, skipped=False, now=NOW)
    assert [one.user_id for one in Skip.objects.all()] == [other.pk]


def test_what_an_entry_said_before(person: User, other: User) -> None:
    days = [make_days(user, [TODAY])[0] for user in (person, other)]
    for day in days:
        Amendment.objects.create(
            user=day.user,
            on=TODAY,
            kind=AmendmentKind.CORRECTED,
            old={"worst": 3},
            new={"worst": 2},
            made_at=NOW,
        )
    services.forget_amendments(days[0])
    assert [one.user_id for one in Amendment.objects.all()] == [other.pk]


def test_a_flare_up(person: User, other: User) -> None:
    FlareUp.objects.create(user=other, started_on=TODAY, ended_on=TODAY)
    FlareUp.objects.create(user=person, started_on=TODAY, ended_on=TODAY)
    assert services.start_flare_up(user=person, on=TODAY)
    assert [one.user_id for one in FlareUp.objects.filter(ended_on=None)] == [person.pk]
    # That of somebody else is in nobody's way.
    assert services.start_flare_up(user=other, on=TODAY)
