"""People who live side by side, each in a way of their own, and one who is loud."""

from datetime import timedelta
from typing import Any

from backrehab.accounts.models import User
from backrehab.domain.drills import Comfort
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.models import Slot
from backrehab.painlog.models import PerformedSet
from backrehab.progression import diary as entries
from backrehab.progression import drills, programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.screening.services import record_leg_symptom, start_draft
from tests.exchange.people import full_person
from tests.factories_diary import make_person
from tests.progress_people import diary
from tests.security.world import NOW

TODAY, DATES = NOW.date(), 90
YESTERDAY = TODAY - timedelta(days=1)


def somebody(**fields: Any) -> User:
    return make_person(now=NOW - timedelta(days=DATES + 10), **fields)


def loud_neighbour(catalogue: Catalogue) -> None:
    """Somebody with an entry of each kind on the same dates, and worse ones."""
    user = full_person()
    programmes.start_programme(user=user, key="sciatica", catalogue=catalogue, now=NOW)
    drills.answer(
        Entry(user, NOW),
        exercise_key="prone-lying",
        comfort=Comfort.FURTHER_DOWN,
        catalogue=catalogue,
    )
    diary(user, last=YESTERDAY, dates=DATES, rest_days=False)
    user.training_days.update(before=9, worst=10, leg=True, stop=True)
    user.training_days.filter(morning__isnull=False).update(morning=9)
    user.daily_scores.update(score=9, gets_about=False)
    user.performed_sets.all().delete()
    PerformedSet.objects.bulk_create(
        PerformedSet(user=user, on=TODAY, exercise_id=one.id, slot=slot, number=number, done_at=NOW)
        for one in catalogue.exercises.values()
        for slot in Slot.values
        for number in (1, 2)
    )
    programmes.choose_minutes(user=user, minutes=15)
    record_leg_symptom(user, now=NOW)
    start_draft(user, reason="own_wish", again=False, now=NOW)


def new(user: User) -> None:
    diary(user, last=YESTERDAY, dates=3, climbs=False)


def long_there(user: User) -> None:
    diary(user, last=YESTERDAY, dates=DATES)


def in_a_flare_up(user: User) -> None:
    for days in (2, 1, 0):
        now = NOW - timedelta(days=days)
        setbacks.begin_flare_up(Entry(user, now))
        entries.give_daily(Entry(user, now), score=1, gets_about=True)


def away_for_months(user: User) -> None:
    diary(user, last=TODAY - timedelta(days=DATES + 5), dates=4, climbs=False)
