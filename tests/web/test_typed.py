"""An expired sign-in in the middle of a form: nothing is stored, and what was typed comes back."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from tests.factories import at
from tests.factories_diary import make_days, make_person
from tests.web.reading import text

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
ON_MONDAY = time_machine.travel(at("2026-03-09 09:00"), tick=False)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


def sign_in_again(client: Client, person: User) -> None:
    """Into the same browser, as the sign-in page does it."""
    from django.contrib.auth import login
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = client.session
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""


@ON_MONDAY
@pytest.mark.parametrize(
    "headers", [{}, {"HX-Request": "true", "HX-Current-URL": "http://testserver/today/"}]
)
def test_a_score_comes_back_after_signing_in(person: User, headers: dict[str, str]) -> None:
    client = Client()
    data = {"key": str(uuid4()), "score": "4", "level": "1"}
    sent = client.post("/today/before/", data, headers=headers)
    assert sent.status_code == (204 if headers else 302)
    assert TrainingDay.objects.count() == 0
    assert "Sign in, and it is still here." in text(client.get("/accounts/login/"))
    sign_in_again(client, person)
    page = client.get("/today/")
    assert "What you typed is still here." in text(page)
    assert re.search(r'name="score" value="4"[^>]*checked', page.content.decode())
    assert TrainingDay.objects.count() == 0
    client.post("/today/before/", data)
    assert TrainingDay.objects.get().before == 4


@ON_MONDAY
def test_it_comes_back_once(person: User) -> None:
    client = Client()
    client.post("/today/before/", {"key": str(uuid4()), "score": "4", "level": "1"})
    sign_in_again(client, person)
    client.get("/today/")
    assert "What you typed is still here. Save" not in text(client.get("/today/"))


def test_it_does_not_wait_for_ever(person: User) -> None:
    client = Client()
    with ON_MONDAY:
        client.post("/today/before/", {"key": str(uuid4()), "score": "4", "level": "1"})
    with time_machine.travel(at("2026-03-09 09:31"), tick=False):
        sign_in_again(client, person)
        html = client.get("/today/").content.decode()
    assert not re.search(r'name="score" value="4"[^>]*checked', html)


@ON_MONDAY
def test_the_forms_of_the_log_come_back_too(person: User) -> None:
    make_days(person, [MONDAY - timedelta(days=1)])
    client = Client()
    data = {"key": str(uuid4()), "level": "1", "before": "1", "sets_done": "2", "worst": "7"}
    client.post("/log/2026-03-08/", data)
    sign_in_again(client, person)
    html = client.get("/log/2026-03-08/").content.decode()
    assert re.search(r'name="worst" value="7"[^>]*checked', html)
    assert TrainingDay.objects.get().worst == 2


@ON_MONDAY
def test_a_huge_form_is_not_kept(person: User, sign_in: Callable[[User], Client]) -> None:
    client = Client()
    client.post("/today/before/", {"key": "x" * 5000})
    assert "typed" not in client.session


@ON_MONDAY
def test_a_settings_form_comes_back_and_is_not_saved_by_looking(person: User) -> None:
    client = Client()
    client.post("/settings/schedule/", {"weekdays": ["5", "6"]})
    sign_in_again(client, person)
    html = client.get("/settings/schedule/").content.decode()
    assert re.findall(r'name="weekdays" value="(\d)"[^>]*checked', html) == ["5", "6"]
    person.refresh_from_db()
    assert person.training_weekdays == (0, 2, 4)


@ON_MONDAY
def test_what_cannot_come_back_is_not_kept(person: User) -> None:
    client = Client()
    client.post("/today/stop/", {"key": str(uuid4())})
    assert "typed" not in client.session
    assert "your last entry was not saved" in text(client.get("/accounts/login/"))
