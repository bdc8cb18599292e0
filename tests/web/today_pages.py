"""What the tests of the Today page share: its words, its forms, and people on some kind of day."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from tests.factories import at
from tests.factories_diary import enter_stage, exercise_id, make_days, make_person
from tests.web.reading import words

MONDAY = date(2026, 3, 9)
MORNING = at("2026-03-09 09:00")
HTMX = {"HX-Request": "true"}


def at_monday(instant: str = "2026-03-09 09:00") -> time_machine.travel:
    return time_machine.travel(at(instant), tick=False)


def today(client: Client) -> str:
    """The words of the page."""
    return words(client.get("/today/").text)


def post(client: Client, path: str, *, htmx: bool = False, key: str = "", **data: object) -> Any:
    headers = HTMX if htmx else {}
    return client.post(f"/today/{path}/", {"key": key or str(uuid4()), **data}, headers=headers)


def tick(catalogue: Catalogue, key: str, slot: str, number: int, *, done: bool = True) -> str:
    return f"{exercise_id(catalogue, key)}:{slot}:{number}:{int(done)}"


def person_on(stage: str, *, last: date = MONDAY - timedelta(days=2), **fields: Any) -> User:
    """Somebody on a stage since January at the latest, with calm days at its level 3 until `last`;
    on Mondays, Wednesdays and Fridays they train."""
    since = min(date(2026, 1, 5), last - timedelta(days=30))
    user = make_person(now=at(f"{since} 09:00"), baseline=2, **fields)
    enter_stage(user, stage, since)
    days = [last - timedelta(days=n) for n in (7, 5, 2, 0)]
    make_days(user, days, stage=stage, before=1, worst=1, morning=1, sets_prescribed=3, sets_done=3)
    touch(user)
    user.refresh_from_db()
    return user
