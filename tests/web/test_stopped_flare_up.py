"""Somebody who stopped, because it made things worse, and then put the ladder on hold."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore
from backrehab.screening.models import Reason
from tests.factories import at, make_screening
from tests.web.reading import words
from tests.web.today_pages import at_monday, person_on, post, today

pytestmark = pytest.mark.django_db

ASKED = "Time for the health check It takes less than a minute"
ON_HOLD = "Your plan is on hold, day 1"


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return person_on("seated-row")


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    """They stop, and then press the button for a tweaked back."""
    client = sign_in(person)
    with at_monday():
        post(client, "before", score=2, level=3)
        post(client, "stop")
        client.post("/flare-up/begin/", {"key": str(uuid4())})
    return client


@at_monday()
def test_the_questions_come_first_and_the_day_says_what_holds(client: Client) -> None:
    page = today(client)
    assert page.index(ASKED) < page.index(ON_HOLD) < page.index("Stopped for today")
    assert page.count(ASKED) == 1
    assert "You stopped for today, so the easy routine is here tomorrow." in page
    assert "Easy routine Avoid" not in page
    # The worst pain, and leg symptoms, are asked as ever.
    assert "How bad was it?" in page


@at_monday()
def test_the_score_of_the_day_can_be_given(client: Client, person: User) -> None:
    """The score of the first day is what later ones are compared with."""
    make_screening(person, now=at("2026-03-09 09:05"), reason=Reason.FLARE_UP, read=True)
    assert ASKED not in today(client)
    assert "Can you get about nearly as usual?" in today(client)
    refused = post(client, "daily", htmx=True, score="7")
    assert refused.status_code == 422
    assert "Choose “Yes, nearly” or “Not yet”." in words(refused.text)
    post(client, "daily", score="7", gets_about="no")
    assert DailyScore.objects.values_list("score", "gets_about").get() == (7, False)
    page = today(client)
    assert "7 of 10 today" in page
    assert "Can you get about nearly as usual?" not in page


def test_on_the_next_day_the_easy_routine_is_there(client: Client, person: User) -> None:
    make_screening(person, now=at("2026-03-09 09:05"), reason=Reason.FLARE_UP, read=True)
    with at_monday("2026-03-10 09:00"):
        assert "Easy routine Avoid" in today(client)


@at_monday()
def test_a_page_without_signal_does_not_offer_what_is_open(client: Client) -> None:
    page = words(client.get("/today/offline/").text)
    assert ON_HOLD in page
    assert "My back got worse: put my ladder on hold" not in page
    assert "About this flare-up" not in page


@at_monday()
def test_the_flare_up_page_says_so(client: Client, person: User) -> None:
    make_screening(person, now=at("2026-03-09 09:05"), reason=Reason.FLARE_UP, read=True)
    page = words(client.get("/flare-up/").text)
    assert "On a day that you stopped, rest: the easy routine is there the next day." in page
