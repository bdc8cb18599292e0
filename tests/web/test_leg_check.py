"""Pain down the leg, on a page of its own."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backrehab.accounts.versions import touch
from backrehab.painlog.services import start_flare_up
from backrehab.screening import services
from backrehab.screening.models import Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.queries import current_screening
from tests.factories import at, make_screening, make_user
from tests.factories_diary import make_person
from tests.web.screening_pages import NOTE, RESULT, no_to_rest, send, text_of
from tests.web.test_saving import statements

NOW = at("2026-03-02 08:30")
PATH, DONE = "/leg-check/", "/leg-check/done/"
EASY = "Cat and cow"
CALM = {"C7": "no", "C8": "no", "E5": "no", "E6": "no"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(catalogue):
    return make_person(now=at("2026-02-20 09:00"))


@pytest.fixture
def client(person, sign_in) -> Client:
    return sign_in(person)


def legs() -> int:
    return ScreeningRun.objects.filter(scope="leg").count()


@pytest.mark.parametrize("runs", [1, 3])
def test_the_page(client, person, django_assert_num_queries, runs):
    for _ in range(runs):
        make_screening(person, now=NOW)
    with django_assert_num_queries(4):
        page = client.get(PATH)
    text = text_of(page)
    assert "Does it run past the knee?" in text
    assert page.content.count(b"<fieldset") == 4


def test_no_nerve_sign(client, person):
    before = current_screening(person)
    for _ in range(2):
        assert client.post(PATH, {"move": "no-to-rest"}).url == DONE
    text = text_of(client.get(DONE))
    assert "No nerve sign was marked" in text
    assert "This app can't rule that out" in text
    assert "ball or a foam roller" in text
    state = current_screening(person)
    assert (state.gate_outcome, state.on) == ("clear", before.on)
    assert legs() == 1


def test_in_a_flare_up_it_names_no_exercise(client, person):
    """No hard arching to loosen it up: only the easy routine is for now."""
    client.post(PATH, {"move": "no-to-rest"})
    assert "the full press-up" in text_of(client.get(DONE))
    start_flare_up(user=person, on=NOW.date())
    touch(person)
    text = text_of(client.get(DONE))
    assert "No nerve sign was marked" in text
    assert "only the easy routine is in your plan" in text
    assert "If the pain moves further down the leg, check again." in text
    assert "Take the wallet out of your back pocket" in text
    assert "press-up" not in text
    assert "foam roller" not in text


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [({"C7": "yes"}, "clinician"), ({"C7": "not_sure"}, "clinician"), ({"E5": "yes"}, "emergency")],
)
def test_nerve_signs_lead_to_a_clinician_first(client, person, changes, outcome):
    for _ in range(2):
        assert client.post(PATH, CALM | changes).url == RESULT
    assert current_screening(person).gate_outcome == outcome
    assert legs() == 1
    assert client.get(DONE).url == RESULT
    assert "This app can't rule" in text_of(client.get(RESULT))


def test_a_changed_answer_counts(client, person):
    client.post(PATH, CALM)
    client.post(PATH, CALM | {"C7": "yes"})
    assert current_screening(person).gate_outcome == "clinician"
    client.post(PATH, CALM)
    assert current_screening(person).gate_outcome == "clinician"


def test_past_the_knee_without_nerve_signs(client, person):
    assert client.post(PATH, CALM | {"C8": "yes"}).url == "/screening/leg-more/"
    page = text_of(client.get("/screening/leg-more/"))
    assert "2 weeks without getting better" in page
    assert "Part 1 of 1" not in page
    assert send(client, "leg-more", C8_worse="no").url == DONE
    text = text_of(client.get(DONE))
    assert "Light exercises for now" in text
    assert "16 March 2026" in text
    assert current_screening(person).gate_outcome == "light_only"
    assert client.post(PATH, CALM | {"C8": "yes"}).url == DONE
    assert legs() == 1


def test_what_the_answers_cost(client, person):
    """Once begun and answered, all in one transaction, however many checks there were before."""
    for _ in range(3):
        make_screening(person, now=NOW)
    assert statements(lambda: client.post(PATH, {"move": "no-to-rest"})) == 12
    assert statements(lambda: client.post(PATH, CALM | {"E6": "yes"})) == 9
    last = {"E6_changing": "no", "E6_unexamined": "no"}
    # One of them asks for the draft that the form was made for.
    assert statements(lambda: send(client, "leg-more", **last)) == 11 + 1
    assert legs() == 2


def test_a_weak_leg_that_changes_is_an_emergency(client, person):
    assert client.post(PATH, CALM | {"E6": "yes"}).url == "/screening/leg-more/"
    sent = send(client, "leg-more", E6_changing="no", E6_unexamined="no")
    assert sent.url == RESULT
    assert current_screening(person).gate_outcome == "emergency"
    assert client.get(PATH).url == RESULT


def test_open_questions_are_named(client):
    refused = client.post(PATH, {"C7": "no", "E5": "perhaps"})
    assert refused.status_code == 422
    assert "3 questions are still open" in text_of(refused)
    assert legs() == 0
    assert not ScreeningDraft.objects.exists()


def test_all_is_asked_after_a_leg_symptom_in_the_log(client, person):
    services.record_leg_symptom(person, now=NOW)
    for answer in (client.get(PATH), client.post(PATH, CALM)):
        assert "The whole health check comes first" in text_of(answer)
    assert legs() == 0


def test_without_pressure(client, person):
    make_screening(person, now=NOW, K4="yes")
    client.post(PATH, CALM)
    assert "foam roller" not in text_of(client.get(DONE))


def test_it_is_linked_from_the_log_and_the_result(client):
    for address in ("/log/", RESULT):
        assert f'href="{PATH}"'.encode() in client.get(address).content


def test_the_note_names_every_check(client, person):
    client.post(PATH, CALM | {"C7": "yes"})
    text = text_of(client.get(NOTE))
    first, second = text.split("All questions, 20 February 2026")
    assert "Pain down the leg only, 2 March 2026" in first
    assert "with numbness, pins and needles or weakness in that leg? Yes" in first
    assert "None: every question was answered with no." in second


@pytest.mark.parametrize("address", [PATH, DONE])
def test_who_may(sign_in, address, catalogue):
    assert "/accounts/login/" in Client().get(address).url
    assert sign_in(make_user(started_at=None)).get(address).url == reverse("start")


def test_methods(client):
    assert client.put(PATH).status_code == 405
    assert client.post(DONE).status_code == 405


LEFT = "Some health questions are left"


def test_who_stops_half_way_after_a_yes_is_told_on_today(client, person, clock):
    client.post(PATH, CALM | {"E6": "yes"})
    page = client.get("/today/")
    assert LEFT in text_of(page)
    assert "Answer the rest before you train." in text_of(page)
    # Before the plan, as it may change it.
    assert text_of(page).index(LEFT) < text_of(page).index("Before you start")
    assert "Go on where you stopped" in text_of(client.get("/screening/"))
    assert client.post("/screening/", {}).url == "/screening/leg-more/"
    send(client, "leg-more", E6_changing="no", E6_unexamined="no")
    assert LEFT not in text_of(client.get("/today/"))


def test_what_is_half_answered_hides_no_questions_of_a_flare_up(client, person):
    """The easy routine waits for the signs of an emergency, whatever else is left to answer."""
    client.post(PATH, CALM | {"E6": "yes"})
    start_flare_up(user=person, on=NOW.date())
    touch(person)
    assert EASY not in text_of(client.get("/today/"))
    send(client, "leg-more", E6_changing="yes", E6_unexamined="yes")
    assert EASY not in text_of(client.get("/today/"))
    make_screening(person, now=NOW, reason=Reason.FLARE_UP, read=True)
    assert EASY in text_of(client.get("/today/"))


@pytest.mark.parametrize(("days", "told"), [(1, True), (2, True), (3, False)])
def test_it_is_told_for_as_long_as_the_answers_are_kept(client, person, clock, days, told):
    client.post(PATH, CALM | {"E6": "not_sure"})
    clock.shift(timedelta(days=days))
    assert (LEFT in text_of(client.get("/today/"))) is told


def test_it_is_told_of_the_whole_health_check_too_and_not_of_a_no(client, person):
    client.post("/screening/", {})
    no_to_rest(client, "part-1")
    assert LEFT not in text_of(client.get("/today/"))
    no_to_rest(client, "part-2", E6="yes")
    assert LEFT in text_of(client.get("/today/"))
    client.post("/screening/", {"again": "1"})
    assert LEFT not in text_of(client.get("/today/"))


def test_a_reported_leg_symptom_asks_for_all_and_goes_before(client, person):
    client.post(PATH, CALM | {"E6": "yes"})
    services.record_leg_symptom(person, now=NOW)
    text = text_of(client.get("/today/"))
    assert LEFT not in text
    assert "leg" in text


def test_it_costs_no_statement(client, person, django_assert_num_queries):
    client.post(PATH, CALM | {"E6": "yes"})
    client.get("/today/")
    with django_assert_num_queries(4):
        assert LEFT in text_of(client.get("/today/"))
