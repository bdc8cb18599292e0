"""The result, the note, the assessment and urgent help, as a browser without JavaScript sees it."""

import logging
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backrehab.screening import services
from backrehab.screening.models import Clearance, Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.queries import current_screening
from tests.factories import at, make_screening, make_user
from tests.web.screening_pages import (
    CLEARED,
    INTRO,
    NOTE,
    NOW,
    PARTS,
    RESULT,
    begin,
    no_to_rest,
    send,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(user, sign_in) -> Client:
    return sign_in(user)


# The result


OUTCOMES = [
    ({"C1": "yes"}, "See a clinician today", True),
    ({"C9": "yes"}, "See a clinician first", True),
    ({"K1": "yes"}, "You can go on, with light exercises", False),
    ({"K4": "yes"}, "You can go on, with a few limits", False),
    ({"K2": "yes", "K4": "yes"}, "You can go on, with the easy routine only", False),
    ({"K2": "yes", "K1": "yes"}, "You can go on, with the easy routine only", False),
    ({}, "You can go on", False),
]


@pytest.mark.parametrize(("changes", "title", "blocked"), OUTCOMES)
def test_the_pages_of_the_outcomes(client, user, changes, title, blocked):
    run = make_screening(user, now=NOW, **changes)
    text = text_of(client.get(RESULT))
    assert title in text
    assert "This app can't rule" in text
    assert ("Your plan is paused" in text) is blocked
    assert ("Note for the clinician" in text) is blocked
    way = client.post(f"/screening/result/{run.public_id}/read/").url
    assert way == (RESULT if blocked else reverse("baseline"))


def test_where_a_clinician_comes_first_only_what_led_there_is_a_reason(client, user):
    make_screening(user, now=NOW, C9="yes", C8="yes", K4="yes")
    text = text_of(client.get(RESULT))
    assert "Pregnancy, a recent birth or operation" in text
    assert "Pain past the knee" not in text
    make_screening(user, now=NOW, C8="yes", K4="yes")
    text = text_of(client.get(RESULT))
    assert "Pain past the knee" in text
    assert "Blood thinners or a bleeding disorder" not in text


def test_hard_to_cope_shows_somebody_to_talk_to(client, user):
    make_screening(user, now=NOW, K5="yes", C9="yes")
    page = client.get(RESULT)
    assert "Someone to talk to" in text_of(page)
    assert b'href="tel:116123"' in page.content


def test_a_leg_symptom_from_the_log(client, user):
    services.record_leg_symptom(user, now=NOW)
    assert "A leg symptom comes first" in text_of(client.get(RESULT))
    assert "a leg has new or worse pain" in text_of(client.get(NOTE))
    begin(client)
    assert ScreeningDraft.objects.get().reason == Reason.LEG_SYMPTOM


@pytest.mark.parametrize("runs", [1, 3])
@pytest.mark.parametrize("address", [RESULT, NOTE])
def test_pages_cost_three_queries(client, user, django_assert_num_queries, runs, address):
    for _ in range(runs):
        make_screening(user, now=NOW, E1="yes", K3="yes", C8="yes")
    with django_assert_num_queries(3):
        client.get(address)


def test_reading_again_keeps_the_first_time(client, user, clock):
    run = make_screening(user, now=NOW, C9="yes")
    client.post(f"/screening/result/{run.public_id}/read/")
    clock.shift(timedelta(hours=1))
    client.post(f"/screening/result/{run.public_id}/read/")
    run.refresh_from_db()
    assert run.acknowledged_at == NOW


def test_a_strangers_run_is_not_there(client):
    run = make_screening(make_user(), now=NOW, E1="yes")
    assert client.post(f"/screening/result/{run.public_id}/read/").status_code == 404
    assert client.get(RESULT).url == INTRO
    assert client.get(NOTE).url == INTRO
    run.refresh_from_db()
    assert run.acknowledged_at is None


# The note


def test_the_note(client, user):
    make_screening(user, now=NOW, C3="yes", C3_unchecked="no", K4="not_sure")
    page = client.get(NOTE)
    text = text_of(page)
    mattered = text.split("Also asked")[0]
    assert "2 March 2026" in text
    assert "See a clinician first" in text
    assert "Have you ever had cancer? Yes" in mattered
    assert "knowing about the cancer? No" in mattered
    assert "blood thinners" in mattered
    assert "Not sure" in mattered
    assert "Has peeing changed? No" in text.split("Also asked")[1]
    assert "It is not a diagnosis" in text
    assert user.email not in page.content.decode()


def test_the_note_of_somebody_without_a_yes(client, user):
    make_screening(user, now=NOW)
    assert "every question was answered with no" in text_of(client.get(NOTE))


def test_the_note_says_where_the_questions_stopped(client, user):
    make_screening(user, now=NOW, partial=True, E1="yes", E2="no")
    assert "The questions stopped here" in text_of(client.get(NOTE))


# Assessed and cleared


def clear(client: Client, cleared_on: str = "2026-03-02", **data: str):
    fields = {"key": str(uuid4()), "cleared_on": cleared_on, "confirmed": "on"}
    return client.post(CLEARED, fields | data)


def test_assessed_and_cleared(client, user, django_assert_num_queries):
    make_screening(user, now=NOW, C9="yes", K3="yes")
    with django_assert_num_queries(3):
        page = client.get(CLEARED)
    assert b'min="2026-03-02"' in page.content
    assert clear(client).url == RESULT
    text = text_of(client.get(RESULT))
    assert "You can go on, with a few limits" in text
    assert "You recorded an assessment by a clinician on 2 March 2026" in text
    assert "A clinician has assessed me" not in text
    assert current_screening(user).gate_outcome == "clear"


def test_what_was_assessed_is_not_called_without_a_sign(client, user):
    make_screening(user, now=NOW, C9="yes")
    clear(client)
    text = text_of(client.get(RESULT))
    assert "You can go on A clinician has assessed what you answered." in text
    assert "No warning sign" not in text
    # Nor after the questions that an emergency had left.
    make_screening(user, now=NOW, partial=True, E1="yes")
    assert "opens once this is recorded and the questions that are left" in text_of(
        client.get(CLEARED)
    )
    clear(client)
    begin(client)
    for part in PARTS:
        no_to_rest(client, part)
    text = text_of(client.get(RESULT))
    assert "You can go on A clinician has assessed what you answered." in text


def test_the_same_record_sent_twice(client, user):
    make_screening(user, now=NOW, C9="yes")
    first, second = (clear(client, key="3f0c1a52-9c43-4f2b-9d3c-0d3f3f6a1a11") for _ in range(2))
    assert (first.url, second.url) == (RESULT, RESULT)
    assert Clearance.objects.count() == 1


def test_answers_of_another_device_that_come_in_between_are_no_fault(
    client, user, clock, monkeypatch
):
    seen = make_screening(user, now=NOW, C9="yes")
    clock.move_to(NOW + timedelta(days=10))
    make_screening(user, C9="yes")
    monkeypatch.setattr("backrehab.web.views.screening.run_in_force", lambda _user: seen)
    refused = clear(client)
    assert refused.status_code == 422
    assert "The assessment must come after your answers: on 12 March 2026" in text_of(refused)
    assert not Clearance.objects.exists()


BAD_CLEARANCES = [
    ("2026-03-03", {}, "This date is in the future"),
    ("2026-03-01", {}, "on 2 March 2026 or later"),
    ("", {}, "Give the date on which you were assessed"),
    ("yesterday", {}, "Give a date as year, month and day"),
    ("2026-02-30", {}, "Give a date as year, month and day"),
    ("0000-00-00", {}, "Give a date as year, month and day"),
    ("2026-03-02", {"confirmed": ""}, "Tick this only if it is so"),
    ("2026-03-02", {"key": "x"}, "This page was out of date"),
]


@pytest.mark.parametrize(("cleared_on", "data", "message"), BAD_CLEARANCES)
def test_a_faulty_record_changes_nothing(client, user, cleared_on, data, message):
    make_screening(user, now=NOW, E1="yes")
    refused = clear(client, cleared_on, **data)
    assert refused.status_code == 422
    assert message in text_of(refused)
    if cleared_on:
        assert f'value="{cleared_on}"' in refused.content.decode()
    assert not Clearance.objects.exists()
    assert current_screening(user).gate_outcome == "emergency"


def test_nothing_to_clear(client, user):
    assert client.get(CLEARED).url == RESULT
    make_screening(user, now=NOW)
    assert client.get(CLEARED).url == RESULT
    assert clear(client).url == RESULT
    assert not Clearance.objects.exists()


# Everybody


def test_urgent_help_is_public(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = Client().get("/help/urgent/")
    text = text_of(page)
    assert "Get urgent help" in text
    assert "Numbness, tingling or an odd feeling around the genitals" in text
    assert text.count("Call 999") == 1
    assert b'href="tel:999"' in page.content


def test_the_operators_numbers_are_shown(settings):
    settings.EMERGENCY_COUNTRY = "XX"
    assert "112 works on most mobile phones" in text_of(Client().get("/help/urgent/"))
    settings.EMERGENCY_NUMBERS = ["Ambulance=15"]
    assert b'href="tel:15"' in Client().get("/help/urgent/").content


READ = "/screening/result/018f4e58-0000-4000-8000-000000000000/read/"
PAGES = [INTRO, "/screening/part-1/", RESULT, NOTE, CLEARED]


@pytest.mark.parametrize("address", [*PAGES, READ])
def test_strangers_sign_in_first(address):
    response = Client().post(address) if "read" in address else Client().get(address)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("address", [RESULT, NOTE, "/help/urgent/"])
def test_pages_that_are_only_read(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [INTRO, "/screening/part-1/", CLEARED])
def test_pages_with_a_form_take_nothing_else(client, address):
    assert client.put(address).status_code == 405
    assert client.delete(address).status_code == 405


def test_reading_is_a_post(client, user):
    run = make_screening(user, now=NOW)
    assert client.get(f"/screening/result/{run.public_id}/read/").status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_not_kept(client, user, address):
    make_screening(user, now=NOW, C9="yes")
    services.start_draft(user, reason=Reason.OWN_WISH, again=False, now=NOW)
    response = client.get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


def test_no_answer_and_no_outcome_reaches_a_log(client, user, caplog):
    with caplog.at_level(logging.DEBUG):
        begin(client)
        send(client, "part-1", E1="not_sure")
        no_to_rest(client, "part-1", E1="garbage")
        no_to_rest(client, "part-1", E1="yes")
        client.get(RESULT)
        client.post(f"/screening/result/{ScreeningRun.objects.get().public_id}/read/")
        clear(client, "2026-03-09")
        clear(client)
        services.record_leg_symptom(user, now=NOW)
    said = " ".join(record.getMessage() + str(record.args) for record in caplog.records)
    assert "/screening/part-1/" in said
    for word in ("not_sure", "garbage", "emergency", "clinician", "E1", "yes", user.email):
        assert word not in said


def test_dates_follow_the_persons_clock(sign_in):
    user = make_user(time_zone="Pacific/Auckland")
    make_screening(user, now=at("2026-03-02 08:00"), C9="yes")
    with time_machine.travel(at("2026-03-02 12:00"), tick=False):
        sent = clear(sign_in(user), "2026-03-03")
    assert sent.url == RESULT
    assert Clearance.objects.get().cleared_on == date(2026, 3, 3)
