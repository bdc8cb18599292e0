"""What the tests of the programmes' pages share."""

import re
from uuid import uuid4

import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.services import start_flare_up
from backrehab.progression import diary, programmes
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from tests.factories import at, make_screening
from tests.web.reading import words

LIST = "/programmes/"
HYPER = "daily-reverse-hyper"
# A Monday, on which the people of these tests train.
NOW = at("2026-03-09 09:00")
# session, user, enrolments with the catalogue version
PERSON = 3
# what was entered today
TODAY = 1


def on_monday() -> time_machine.travel:
    return time_machine.travel(NOW, tick=False)


def text(client: Client, path: str = LIST) -> str:
    return words(client.get(path).text)


def buttons(html: str) -> list[str]:
    """The addresses of the buttons of the programmes, in their order."""
    return re.findall(r'action="/programmes/([\w-]+/(?:start|pause|resume|stop))/"', html)


def press(client: Client, button: str, *, key: str = "", back: str = ""):
    data = {"key": key or str(uuid4()), **({"back": back} if back else {})}
    return client.post(f"/programmes/{button}/", data)


def follow(user: User, catalogue: Catalogue, *keys: str) -> None:
    for key in keys:
        programmes.start_programme(user=user, key=key, catalogue=catalogue, now=NOW)


def followed(user: User) -> list[tuple[str, bool]]:
    """The programmes that are followed, and whether each is paused."""
    rows = Enrolment.objects.filter(user=user, closed_on__isnull=True).order_by("id")
    return [(row.programme_key, row.paused_on is not None) for row in rows]


# What can happen to somebody


def clinician_first(user: User, catalogue: Catalogue) -> None:
    make_screening(user, now=NOW, read=True, C9="yes")
    touch(user)


def flared(user: User, catalogue: Catalogue) -> None:
    start_flare_up(user=user, on=NOW.date())
    touch(user)


def stopped(user: User, catalogue: Catalogue) -> None:
    diary.stop(Entry(user, NOW), catalogue=catalogue)


def hurting(user: User, catalogue: Catalogue) -> None:
    diary.give_daily(Entry(user, NOW), score=9)
