"""Breaks from sitting: the page and the interval."""

import json

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from backrehab.accounts.sitting_breaks import FILE, read_breaks, sitting_breaks
from backrehab.accounts.versions import touch
from backrehab.painlog.services import start_flare_up
from tests.factories import at, make_screening, make_user
from tests.factories_diary import make_person
from tests.web.screening_pages import text_of

NOW = at("2026-03-02 08:30")
PATH, INTERVAL = "/breaks/", "/breaks/interval/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(catalogue):
    return make_person(now=NOW)


@pytest.fixture
def client(person, sign_in) -> Client:
    return sign_in(person)


def test_the_page(client, django_assert_num_queries):
    with time_machine.travel(NOW, tick=False):
        client.get("/today/")
        # session, user, enrolment with the catalogue version
        with django_assert_num_queries(3):
            page = client.get(PATH)
    text = text_of(page)
    assert "Stand up at least every 30 minutes" in text
    assert "Lean back slowly over your hands" in text
    assert "Never sit on a wallet" in text
    assert b"<sitting-timer" not in page.content


BEND = ("Bend backwards a little", "Lean back slowly over your hands", "bend backwards a little, s")


def emergency(user):
    make_screening(user, now=NOW, read=True, E1="yes")


def clinician_first(user):
    make_screening(user, now=NOW, read=True, C7="yes")


def flared(user):
    start_flare_up(user=user, on=NOW.date())


@pytest.mark.parametrize(
    ("happens", "said", "walks"),
    [
        (emergency, "Get medical help now", False),
        (clinician_first, "Your plan is paused", True),
        (flared, "Your plan is on hold", True),
    ],
)
def test_no_bend_backwards_while_no_exercise_is_shown(client, person, happens, said, walks):
    """It is an exercise of the sciatica programme, which waits as well."""
    with time_machine.travel(NOW, tick=False):
        client.post(INTERVAL, {"minutes": "20"})
        assert all(one in client.get(PATH).text for one in BEND)
        happens(person)
        touch(person)
        page = client.get(PATH)
    assert said in text_of(page)
    assert [one for one in BEND if one in page.text] == []
    assert ("Stand up, and walk a few steps." in text_of(page)) == walks
    assert ("<sitting-timer" in page.text) == walks


@pytest.mark.parametrize("minutes", sitting_breaks().minutes)
def test_an_interval_is_kept(client, person, minutes):
    for _ in range(2):
        assert client.post(INTERVAL, {"minutes": str(minutes)}).url == PATH
    person.refresh_from_db()
    assert person.sitting_minutes == minutes
    page = client.get(PATH).content.decode()
    assert f'minutes="{minutes}"' in page
    assert f"every {minutes} minutes" in page


def test_no_timer(client, person):
    client.post(INTERVAL, {"minutes": "20"})
    client.post(INTERVAL, {"minutes": "0"})
    person.refresh_from_db()
    assert person.sitting_minutes is None


@pytest.mark.parametrize("minutes", ["", "7", "-20", "half", "1e9", "20.0"])
def test_another_time_is_refused(client, person, minutes):
    refused = client.post(INTERVAL, {"minutes": minutes})
    assert refused.status_code == 422
    assert "Choose one of the times." in text_of(refused)
    person.refresh_from_db()
    assert person.sitting_minutes is None


def test_who_may(client, sign_in, catalogue):
    assert client.post(PATH).status_code == 405
    assert client.get(INTERVAL).status_code == 405
    assert "/accounts/login/" in Client().get(PATH).url
    assert "/accounts/login/" in Client().post(INTERVAL, {"minutes": "20"}).url
    beginner = sign_in(make_user(started_at=None))
    assert beginner.get(PATH).url == reverse("start")
    assert beginner.post(INTERVAL, {"minutes": "20"}).url == reverse("start")


FAULTS = [
    ("minutes", [], "suggested_minutes"),
    ("minutes", [30, 20], "minutes"),
    ("minutes", [20, 30, 30], "minutes"),
    ("minutes", [0, 30], "minutes"),
    ("minutes", ["30"], "minutes"),
    ("minutes", 30, "minutes"),
    ("suggested_minutes", 31, "suggested_minutes"),
    ("suggested_minutes", True, "suggested_minutes"),
    ("sources", ["S2", ""], "sources"),
    ("default_reason", None, "default_reason"),
]


@pytest.mark.parametrize(("field", "value", "named"), FAULTS)
def test_a_faulty_file_is_named(tmp_path, field, value, named):
    path = tmp_path / "breaks.json"
    path.write_text(json.dumps(json.loads(FILE.read_text()) | {field: value}))
    with pytest.raises(ImproperlyConfigured, match=f"breaks.json: field {named} is wrong"):
        read_breaks(path)


@pytest.mark.parametrize("text", ["{", "[]", '{"minutes": [20]}'])
def test_a_file_of_another_kind_is_named(tmp_path, text):
    path = tmp_path / "breaks.json"
    path.write_text(text)
    with pytest.raises(ImproperlyConfigured, match=r"breaks\.json: "):
        read_breaks(path)
