"""How a drill felt, sent from a page without JavaScript and with htmx."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backrehab.painlog.models import DrillAnswer
from backrehab.screening.models import ScreeningRun
from backrehab.screening.queries import current_screening
from tests.factories import at, make_user
from tests.factories_diary import make_person

NOW = at("2026-03-02 08:30")
PATH = "/drills/answer/"
TODAY_PAGE = "/today/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(catalogue):
    return make_person(now=NOW)


@pytest.fixture
def client(person, sign_in) -> Client:
    return sign_in(person)


def say(client: Client, comfort: str = "fine", exercise: str = "prone-lying", **data: str):
    return client.post(PATH, {"exercise": exercise, "comfort": comfort, **data})


def test_an_answer_is_kept_once(client):
    for _ in range(2):
        assert say(client).url == TODAY_PAGE
    assert DrillAnswer.objects.get().comfort == "fine"


def test_back_to_one_of_our_own_pages_only(client):
    assert say(client, next="programme").url == reverse("programme", args=["sciatica"])
    assert say(client, "fine", "marching-1", next="programme").url == reverse(
        "programme", args=["easy-routine"]
    )
    for foreign in ("https://example.org/", "//example.org", "/settings/", "settings"):
        DrillAnswer.objects.all().delete()
        assert say(client, next=foreign).url == TODAY_PAGE
        assert not DrillAnswer.objects.exists()


def test_further_down_leads_to_the_questions(client, person):
    for _ in range(2):
        answer = say(client, "further_down")
    assert answer.url == TODAY_PAGE
    assert current_screening(person).gate_outcome == "clinician"
    assert ScreeningRun.objects.filter(reason="leg_symptom_reported").count() == 1


def test_the_first_time_it_says_so(client):
    assert say(client, "further_down").url == "/screening/?reason=leg_symptom"
    assert "Leave this drill out now" in client.get("/screening/").content.decode()


def test_htmx_is_told_where_to_go(client):
    data = {"exercise": "prone-lying", "comfort": "hurts"}
    answer = client.post(PATH, data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, TODAY_PAGE)


@pytest.mark.parametrize(
    ("comfort", "exercise"),
    [("", "prone-lying"), ("great", "prone-lying"), ("fine", ""), ("fine", "<b>"), ("fine", "\0")],
)
def test_garbage_is_not_kept(client, comfort, exercise):
    assert say(client, comfort, exercise).url == TODAY_PAGE
    assert not DrillAnswer.objects.exists()


@pytest.mark.parametrize("exercise", ["prone-press-up", "bar-hang", "nothing"])
def test_what_can_not_be_answered_is_refused(client, exercise):
    assert say(client, exercise=exercise).url == TODAY_PAGE
    assert not DrillAnswer.objects.exists()


def test_who_may(client, sign_in, catalogue):
    assert client.get(PATH).status_code == 405
    assert "/accounts/login/" in say(Client()).url
    assert say(sign_in(make_user(started_at=None))).url == reverse("start")
    assert not DrillAnswer.objects.exists()


def test_the_form(person, rf, catalogue):
    from django.template.loader import render_to_string

    class Planned:
        exercise = catalogue.exercises["prone-lying"]

    page = render_to_string(
        "programmes/drill_answer.html", {"planned": Planned, "next": "programme"}
    )
    assert page.count('name="comfort"') == 3
    assert f'action="{PATH}"' in page
    assert 'name="exercise" value="prone-lying"' in page
    assert 'name="next" value="programme"' in page
