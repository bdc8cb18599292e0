"""The questions, screen by screen, as a browser without JavaScript sees them."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backrehab.screening.models import ScreeningDraft, ScreeningRun
from backrehab.screening.queries import current_screening
from tests.factories import make_user
from tests.web.screening_pages import (
    CLEARED,
    INTRO,
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


# The whole way


def test_somebody_healthy_is_through_with_seven_presses(client, user):
    user.started_at = None
    user.save(update_fields=["started_at"])
    assert begin(client) == "/screening/part-1/"
    ways = [no_to_rest(client, part).url for part in PARTS]
    assert ways == [*(f"/screening/{part}/" for part in PARTS[1:]), RESULT]
    assert "You can go on" in text_of(client.get(RESULT))
    run = ScreeningRun.objects.get()
    assert (run.outcome, run.reason, set(run.answers.values())) == ("clear", "start", {"no"})
    done = client.post(f"/screening/result/{run.public_id}/read/")
    assert done.url == reverse("start")
    assert current_screening(user).acknowledged


def test_a_yes_among_noes(client, user):
    begin(client)
    no_to_rest(client, "part-1")
    no_to_rest(client, "part-2")
    no_to_rest(client, "part-3")
    assert no_to_rest(client, "part-4", C8="yes").url == "/screening/part-4-more/"
    page = client.get("/screening/part-4-more/")
    assert "2 weeks without getting better" in text_of(page)
    # It is the only question here, and "No" is one press.
    assert "No to all of these" not in text_of(page)
    assert send(client, "part-4-more", C8_worse="no").url == "/screening/part-5/"
    no_to_rest(client, "part-5")
    no_to_rest(client, "part-6", K3="not_sure")
    text = text_of(client.get(RESULT))
    assert "You can go on, with light exercises" in text
    assert "No hanging from a bar" in text
    assert "You will be asked again on 16 March 2026" in text
    run = ScreeningRun.objects.get()
    assert client.post(f"/screening/result/{run.public_id}/read/").url == reverse("baseline")


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_an_emergency_is_shown_at_once(client, user, answer):
    begin(client)
    assert no_to_rest(client, "part-1", E2=answer).url == RESULT
    page = client.get(RESULT)
    text = text_of(page)
    assert "Get medical help now" in text
    assert "This app can't rule that out" in text
    assert "A change in peeing" in text
    assert b'href="tel:999"' in page.content
    # The number is that of the operator's country.
    assert "Somewhere else? Call the emergency number of the place where you are." in text
    run = ScreeningRun.objects.get()
    assert (run.outcome, run.complete, run.answers["E2"]) == ("emergency", False, answer)
    assert client.post(f"/screening/result/{run.public_id}/read/").url == RESULT
    assert "You confirmed that you read this" in text_of(client.get(RESULT))
    # Locked until somebody records an assessment: the questions can't be asked away.
    assert client.get(INTRO).url == RESULT
    assert client.post(INTRO).url == RESULT
    assert not ScreeningDraft.objects.exists()


def test_from_emergency_to_assessed_to_the_rest_of_the_questions(client, user, key):
    begin(client)
    no_to_rest(client, "part-1", E1="yes")
    assert "A clinician has assessed me" in text_of(client.get(RESULT))
    sent = client.post(CLEARED, {"key": key, "cleared_on": "2026-03-02", "confirmed": "on"})
    assert sent.url == RESULT
    assert "A few questions are left" in text_of(client.get(RESULT))
    assert "A few questions are left" in text_of(client.get(INTRO))
    assert begin(client) == "/screening/part-2/"
    for part in PARTS[1:]:
        last = no_to_rest(client, part)
    assert last.url == RESULT
    assert "You can go on" in text_of(client.get(RESULT))
    assert current_screening(user).gate_outcome == "clear"


def test_the_age_is_asked_where_it_is_not_known(sign_in):
    user = make_user(age_band="", started_at=None)
    client = sign_in(user)
    begin(client)
    no_to_rest(client, "part-1")
    assert no_to_rest(client, "part-2").url == "/screening/age/"
    refused = send(client, "age", age="40")
    assert refused.status_code == 422
    assert "Choose your age group" in text_of(refused)
    assert send(client, "age", move="back").url == "/screening/part-2/"
    assert send(client, "age", age="70_plus").url == "/screening/part-3/"
    for part in ("part-3", "part-4", "part-5"):
        last = no_to_rest(client, part)
    assert last.url == "/screening/part-5-more/"
    no_to_rest(client, "part-5-more")
    assert no_to_rest(client, "part-6").url == RESULT
    user.refresh_from_db()
    assert user.age_band == "70_plus"


def test_under_18(sign_in):
    user = make_user(age_band="", started_at=None)
    client = sign_in(user)
    begin(client)
    no_to_rest(client, "part-1")
    no_to_rest(client, "part-2")
    assert send(client, "age", age="under_18").url == RESULT
    text = text_of(client.get(RESULT))
    assert "Back Rehab is for adults" in text
    assert "A clinician has assessed me" not in text
    assert "Back Rehab is for adults" in text_of(client.get(INTRO))
    assert "Back Rehab is for adults" in text_of(client.post(INTRO))
    assert not ScreeningDraft.objects.exists()


# The start page


def test_the_start_page(client, user, django_assert_num_queries):
    with django_assert_num_queries(4):
        page = client.get(INTRO)
    assert "First, a check for warning signs" in text_of(page)
    assert "Start the questions" in text_of(page)


def test_go_on_or_begin_anew(client):
    begin(client, reason="flare_up")
    # Who only looked at them has no answers to go on with.
    page = text_of(client.get(INTRO))
    assert "Start the questions" in page
    assert "Some answers from before are kept." not in page
    no_to_rest(client, "part-1")
    page = text_of(client.get(INTRO))
    assert "Some answers from before are kept." in page
    assert "Go on" in page
    assert "Begin anew" in page
    assert begin(client) == "/screening/part-2/"
    assert ScreeningDraft.objects.get().reason == "flare_up"
    assert begin(client, again="1", reason="lay_off") == "/screening/part-1/"
    assert ScreeningDraft.objects.get().reason == "lay_off"


@pytest.mark.parametrize("reason", ["", "boredom", "leg_symptom_reported", "<b>"])
def test_a_reason_nobody_knows_is_left_aside(client, reason):
    begin(client, reason=reason)
    assert ScreeningDraft.objects.get().reason == "own_wish"
    assert (
        'name="reason" value="own_wish"' in client.get(INTRO, {"reason": reason}).content.decode()
    )


def test_a_reason_in_the_address_is_sent_along(client):
    page = client.get(INTRO, {"reason": "flare_up"}).content.decode()
    assert 'name="reason" value="flare_up"' in page


def test_sent_twice_starts_once(client):
    assert begin(client) == begin(client)
    assert ScreeningDraft.objects.count() == 1


# One screen


def test_a_screen(client, django_assert_num_queries):
    begin(client)
    with django_assert_num_queries(3):
        page = client.get("/screening/part-1/")
    text = text_of(page)
    assert "Part 1 of 6" in text
    assert "No to all of these" in text
    assert page.content.count(b"<fieldset") == 4
    assert page.content.count(b'type="radio"') == 12
    assert b'value="back"' not in page.content
    # The first button is what the Enter key presses: never "No to all".
    buttons = re.findall(r"<button[^>]*>", page.content.decode().split("<main")[1])
    assert buttons[0] == '<button type="submit" class="button move-next">'


def test_open_questions_are_named_and_what_was_chosen_is_kept(client):
    begin(client)
    refused = send(client, "part-1", E1="no", E3="no")
    assert refused.status_code == 422
    text = text_of(refused)
    assert "2 questions are still open" in text
    assert text.count("Choose yes, no or not sure.") == 2
    assert refused.content.count(b"checked") == 2
    assert ScreeningDraft.objects.get().answers == {}


@pytest.mark.parametrize("garbage", ["maybe", "YES", "1", "<script>alert(1)</script>", "\u0000"])
@pytest.mark.parametrize("move", ["", "no-to-rest", "back", "sideways"])
def test_garbage_is_refused(client, garbage, move):
    begin(client)
    refused = send(client, "part-1", E1=garbage, E2="no", E3="no", E4="no", move=move)
    assert refused.status_code == 422
    assert "Choose yes, no or not sure." in text_of(refused)
    assert b"<script>alert" not in refused.content
    assert ScreeningDraft.objects.get().answers == {}


def test_no_to_the_rest_never_changes_what_was_chosen(client):
    begin(client)
    no_to_rest(client, "part-1")
    no_to_rest(client, "part-2")
    no_to_rest(client, "part-3", C4="yes", C2="not_sure")
    answers = ScreeningDraft.objects.get().answers
    assert {key: answers[key] for key in ("C1", "C2", "C3", "C4")} == {
        "C1": "no",
        "C2": "not_sure",
        "C3": "no",
        "C4": "yes",
    }


def test_no_to_all_does_not_answer_questions_where_no_is_a_warning(client):
    begin(client)
    no_to_rest(client, "part-1")
    no_to_rest(client, "part-2", E6="yes")
    page = client.get("/screening/part-2-more/")
    assert b"no-to-rest" not in page.content
    assert no_to_rest(client, "part-2-more").status_code == 422


def test_back_keeps_what_was_chosen(client):
    begin(client)
    no_to_rest(client, "part-1")
    assert send(client, "part-2", E5="no", move="back").url == "/screening/part-1/"
    assert client.get("/screening/part-1/").content.count(b"checked") == 4
    assert client.get("/screening/part-2/").content.count(b"checked") == 1


def test_another_device_goes_on(client, user, sign_in):
    begin(client)
    no_to_rest(client, "part-1")
    other = sign_in(user)
    assert begin(other) == "/screening/part-2/"


@pytest.mark.parametrize("step", ["part-3", "part-2-more", "part-9", "age"])
def test_no_question_is_jumped_over(client, step):
    begin(client)
    no_to_rest(client, "part-1")
    assert client.get(f"/screening/{step}/").url == "/screening/part-2/"
    assert no_to_rest(client, step).url == "/screening/part-2/"


def test_a_form_of_an_earlier_start_changes_nothing(client):
    begin(client)
    old = str(ScreeningDraft.objects.get().public_id)
    begin(client, again="1")
    for draft in (old, "", "x"):
        sent = client.post("/screening/part-1/", {"draft": draft, "E1": "yes"})
        assert sent.url == "/screening/part-1/"
    assert ScreeningDraft.objects.get().answers == {}
    assert not ScreeningRun.objects.exists()


def test_the_same_screen_sent_twice(client):
    begin(client)
    assert no_to_rest(client, "part-1").url == no_to_rest(client, "part-1").url
    answers = ScreeningDraft.objects.get().answers
    assert answers == {"E1": "no", "E2": "no", "E3": "no", "E4": "no"}


def test_the_last_screen_sent_twice_records_one_run(client):
    begin(client)
    draft = str(ScreeningDraft.objects.get().public_id)
    for part in PARTS:
        no_to_rest(client, part)
    again = client.post("/screening/part-6/", {"draft": draft, "move": "no-to-rest"})
    assert again.url == RESULT
    assert ScreeningRun.objects.count() == 1


def test_without_a_start_there_is_no_screen(client):
    assert client.get("/screening/part-1/").url == INTRO
