"""What the first page of a date costs: then the gate's answer is worked out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Comfort
from backrehab.progression import drills, programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on

pytestmark = pytest.mark.django_db

PAGES = (
    "/today/",
    "/today/offline/",
    "/ladder/",
    "/programmes/",
    "/programmes/hip/",
    "/programmes/sciatica/",
    "/hip/",
    "/hip/test/",
    "/hip/release/",
    "/flare-up/",
    "/screening/",
    "/log/add/",
)
MOST, MOST_ON_TODAY = 10, 8
# All that lies in the window, and keeping the answer; and what lies before the window.
WORKED_OUT, OLDER = 2, 1


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return len(captured)


@at_monday()
@pytest.mark.parametrize("pause", [2, 60, 120])
@pytest.mark.parametrize("flare_up", [0, 5, 60])
def test_it_costs_three_queries_more_at_most(
    sign_in: Callable[[User], Client],
    catalogue: Catalogue,
    pause: int,
    flare_up: int,
) -> None:
    user = person_on("barbell-row", last=MONDAY - timedelta(days=pause))
    for key in ("fundamentals", "sciatica", "hip", "daily-reverse-hyper"):
        programmes.start_programme(user=user, key=key, catalogue=catalogue, now=MORNING)
    drills.answer(
        Entry(user, MORNING), exercise_key="prone-lying", comfort=Comfort.FINE, catalogue=catalogue
    )
    if flare_up:
        setbacks.begin_flare_up(Entry(user, MORNING - timedelta(days=flare_up)))
    client = sign_in(user)
    older = OLDER if max(pause, flare_up) > 40 else 0
    for path in PAGES:
        queries_of(client, path)
        Enrolment.objects.update(snapshot_on=MONDAY - timedelta(days=1))
        first, later = queries_of(client, path), queries_of(client, path)
        assert (path, first - later) == (path, WORKED_OUT + older)
        assert first <= (MOST_ON_TODAY if path == "/today/" else MOST), path
