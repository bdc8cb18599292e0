"""Stores the people of `simulation.py`, some hundred of them in each transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from backrehab.accounts.models import User
from backrehab.exercises.catalogue import get_catalogue
from backrehab.operations.bulk import write_rows
from backrehab.operations.simulation import Life, Person, World, new_enrolment
from backrehab.progression.models import Enrolment

AT_ONCE = 250


def simulate(
    *,
    people: int,
    days: int,
    seed: int,
    now: datetime,
    last: date | None = None,
    first_number: int = 0,
) -> Iterator[tuple[int, Counter[str]]]:
    """Add so many people with so many days up to `last` (yesterday, if None).

    Yields after each step how many there are by now, and the rows that came with it. An e-mail
    address that is taken raises IntegrityError; the steps before it stay.
    """
    last = last or now.date() - timedelta(days=1)
    world = World(get_catalogue(), last - timedelta(days=days - 1), days, seed)
    for begin in range(0, people, AT_ONCE):
        numbers = range(first_number + begin, first_number + min(begin + AT_ONCE, people))
        with transaction.atomic():
            rows = _store([Person(world, number) for number in numbers])
        yield begin + len(numbers), rows
    with connection.cursor() as cursor:
        # Without figures about the new rows the planner would choose as if there were none.
        cursor.execute("ANALYZE")


def _store(people: list[Person]) -> Counter[str]:
    User.objects.bulk_create([person.user for person in people])
    enrolments = Enrolment.objects.bulk_create([new_enrolment(person) for person in people])
    lives = [Life(person, row) for person, row in zip(people, enrolments, strict=True)]
    rows: dict[type[models.Model], list[Any]] = defaultdict(list)
    for life in lives:
        for row in life.rows():
            rows[type(row)].append(row)
        life.person.user.log_version = life.entries
    for model, found in rows.items():
        write_rows(model, found)
    moved = ["stage_key", "reached_key", "entered_on", "dose_from"]
    Enrolment.objects.bulk_update(enrolments, moved)
    User.objects.bulk_update([person.user for person in people], ["log_version"])
    counts = Counter({model._meta.db_table: len(found) for model, found in rows.items()})
    for table, stored in ((User, people), (Enrolment, enrolments)):
        counts[table._meta.db_table] += len(stored)
    return counts
