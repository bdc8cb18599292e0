"""No page does more work because somebody wrote everything down for years.

What is counted are the steps of SQLite's own machine, the same in every run. A page may read the
dates that it shows, and the few decisions and health checks there are; what grows by the day may
not show in it.
"""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.progression.models import Enrolment
from tests.everything_people import person_of_years
from tests.factories import at

NOW = at("2026-03-09 09:00")
SHORT, LONG = 220, 1100
# In this many steps it counts.
GRAIN = 10
# A health check every three months, a decision now and then.
SOME, TIMES = 120, 1.25
DAY = date(2026, 3, 7)
PAGES = (
    "today",
    "today_offline",
    "ladder",
    "report",
    "log",
    "log_add",
    "progress",
    "progress_print",
    "programmes",
    "hip",
    "hip_test",
    "hip_release",
    "leg_check",
    "flare_up",
    "breaks",
    "baseline",
    "screening",
    "screening_result",
    "settings",
    "settings_access",
    "settings_consents",
    "privacy_delete",
)

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    found = [reverse(name) for name in PAGES]
    found += [reverse("programme", args=[key]) for key in ("sciatica", "hip", "fundamentals")]
    return [*found, reverse("log_day", args=[DAY])]


def steps_of(client: Client, path: str) -> int:
    seen = 0

    def note() -> int:
        nonlocal seen
        seen += 1
        return 0

    connection.connection.set_progress_handler(note, GRAIN)
    try:
        assert client.get(path).status_code == 200, path
    finally:
        connection.connection.set_progress_handler(None, GRAIN)
    return seen


def work_of(client: Client) -> dict[str, int]:
    """Of each page as the first of a date, when the gate's answer is worked out anew, and as a
    later one."""
    found = {}
    for path in addresses():
        Enrolment.objects.update(snapshot_on=None)
        found[f"{path} first"] = steps_of(client, path)
        found[f"{path} again"] = steps_of(client, path)
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite")
def test_the_work_stays_the_same(catalogue: Catalogue, sign_in: Callable[[User], Client]) -> None:
    with time_machine.travel(NOW, tick=False):
        short, long = (
            work_of(sign_in(person_of_years(catalogue, now=NOW, dates=dates)))
            for dates in (SHORT, LONG)
        )
    grown = {path: (short[path], steps) for path, steps in long.items()}
    assert {
        path: (before, steps)
        for path, (before, steps) in grown.items()
        if steps > TIMES * before + SOME
    } == {}
