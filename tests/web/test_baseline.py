"""The average pain of the last 7 days, asked again after a health check."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Baseline
from tests.factories import at, make_screening
from tests.factories_diary import make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"), baseline=3)


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


@time_machine.travel(at("2026-05-24 09:00"), tick=False)
def test_reading_a_new_outcome_leads_to_the_question(client: Client, person: User) -> None:
    run = make_screening(person, now=at("2026-05-24 08:50"))
    response = client.post(f"/screening/result/{run.public_id}/read/")
    assert response.headers["Location"] == "/baseline/"
    assert "How has your back" not in text(client.get("/baseline/"))
    key = str(uuid4())
    client.post("/baseline/", {"key": key, "score": "5"})
    client.post("/baseline/", {"key": key, "score": "1"})
    answers = Baseline.objects.filter(user=person).order_by("on")
    assert [(str(row.on), row.score) for row in answers] == [("2026-03-01", 3), ("2026-05-24", 5)]


def test_a_wrong_answer_changes_nothing(client: Client) -> None:
    response = client.post("/baseline/", {"key": str(uuid4()), "score": "eleven"})
    assert response.status_code == 422
    assert "Pain is a whole number from 0 to 10." in text(response)
    assert Baseline.objects.count() == 1


def test_who_may_ask(client: Client, django_assert_num_queries: Callable[[int], object]) -> None:
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        assert client.get("/baseline/").status_code == 200
    assert client.put("/baseline/").status_code == 405
    assert Client().get("/baseline/").headers["Location"].startswith("/accounts/login/")
