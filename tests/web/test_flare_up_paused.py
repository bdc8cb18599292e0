"""A flare-up of somebody who paused the ladder, as for a programme alone: nothing says that it goes
on when the flare-up is over."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.exercises.cards import Catalogue
from backrehab.progression import programmes
from backrehab.progression.models import LADDER
from backrehab.screening.models import Reason
from tests.factories import at, make_screening
from tests.web.reading import words
from tests.web.today_pages import MORNING, at_monday, person_on, post, today

pytestmark = pytest.mark.django_db

TUESDAY = "2026-03-10 09:00"


@pytest.mark.parametrize("paused", [True, False])
def test_a_paused_ladder_stays_paused(
    catalogue: Catalogue, sign_in: Callable[[object], Client], *, paused: bool
) -> None:
    person = person_on("pull-through")
    client = sign_in(person)
    with at_monday():
        if paused:
            programmes.pause_programme(user=person, key=LADDER, now=MORNING)
            person.refresh_from_db()
        client.post("/flare-up/begin/", {"key": str(uuid4())})
        make_screening(person, now=at("2026-03-09 09:05"), reason=Reason.FLARE_UP, read=True)
        post(client, "daily", score="1", gets_about="yes")
    with at_monday(TUESDAY):
        post(client, "daily", score="1", gets_about="yes")
        for page in (today(client), words(client.get("/flare-up/").text)):
            assert "You go on with the pull-through, at most at 70% of your last dose." in page
            assert ("Your ladder stays paused until you go on with it." in page) is paused
            assert ("go on with my ladder" in page) is not paused
        client.post("/flare-up/end/", {"key": str(uuid4())})
        page = today(client)
        assert ("Tomorrow your ladder goes on, gently." in page) is not paused
        assert ("From tomorrow your ladder goes on, gently." in page) is not paused
        assert ("Good. Your ladder stays paused until you go on with it." in page) is paused
    with at_monday("2026-03-11 09:00"):
        assert ("Your ladder is paused" in today(client)) is paused
