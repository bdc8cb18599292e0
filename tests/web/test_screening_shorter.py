"""The shorter checks, screen by screen: after a flare-up began, and after a break."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from backrehab.painlog.models import FlareUp
from backrehab.screening.models import ScreeningDraft, ScreeningRun
from backrehab.screening.queries import current_screening
from tests.factories import at, make_screening
from tests.factories_diary import make_days, make_person
from tests.web.screening_pages import INTRO, RESULT, begin, no_to_rest, text_of

NOW = at("2026-03-02 08:30")
MONTH_AGO = at("2026-02-01 08:30")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(catalogue):
    return make_person(now=MONTH_AGO)


@pytest.fixture
def client(person, sign_in) -> Client:
    return sign_in(person)


def test_a_flare_up_asks_for_the_signs_of_an_emergency_only(client, person, key):
    before = current_screening(person)
    sent = client.post("/flare-up/begin/", {"key": key})
    assert sent.url == f"{INTRO}?reason=flare_up"
    text = text_of(client.get(sent.url))
    assert "Your ladder is on hold" in text
    assert "2 short parts" in text
    assert begin(client, reason="flare_up") == "/screening/part-1/"
    assert "Part 1 of 2" in text_of(client.get("/screening/part-1/"))
    assert no_to_rest(client, "part-1").url == "/screening/part-2/"
    assert no_to_rest(client, "part-2").url == "/today/"
    assert "No sign of an emergency was marked" in client.get("/today/").content.decode()
    run = ScreeningRun.objects.latest("pk")
    assert (run.scope, run.reason, run.outcome) == ("emergency", "flare_up", "clear")
    assert current_screening(person).on == before.on


def test_an_emergency_is_shown_at_once(client):
    begin(client, reason="flare_up")
    assert no_to_rest(client, "part-1", E3="yes").url == RESULT
    assert "Get medical help now" in text_of(client.get(RESULT))


def test_what_was_paused_stays_paused(client, person):
    make_screening(person, now=MONTH_AGO, C9="yes", read=True)
    begin(client, reason="flare_up")
    no_to_rest(client, "part-1")
    assert no_to_rest(client, "part-2").url == RESULT
    text = text_of(client.get(RESULT))
    assert "See a clinician first" in text
    assert "This was a shorter check. What all the questions said on 1 February 2026" in text


def test_without_a_reason_what_is_due_is_asked(client, person):
    FlareUp.objects.create(user=person, started_on=NOW.date())
    person.log_version += 1
    person.save(update_fields=["log_version"])
    begin(client)
    draft = ScreeningDraft.objects.get()
    assert (draft.reason, draft.scope) == ("flare_up", "emergency")
    begin(client, reason="own_wish")
    draft = ScreeningDraft.objects.get()
    assert (draft.reason, draft.scope) == ("own_wish", "full")


@pytest.mark.parametrize(
    ("days", "scope"), [(14, "full"), (15, "short"), (28, "short"), (29, "full")]
)
def test_after_a_break(client, person, days, scope):
    make_days(person, [(NOW - timedelta(days=days)).date()])
    begin(client, reason="lay_off")
    assert ScreeningDraft.objects.get().scope == scope


def test_the_short_check_goes_on_with_the_usual_pain(client, person):
    make_days(person, [(NOW - timedelta(days=20)).date()])
    text = text_of(client.get(f"{INTRO}?reason=lay_off"))
    assert "You had a break from training" in text
    assert "3 short parts" in text
    begin(client, reason="lay_off")
    no_to_rest(client, "part-1")
    no_to_rest(client, "part-2")
    assert no_to_rest(client, "part-3").url == RESULT
    assert b'href="/baseline/"' in client.get(RESULT).content


@pytest.mark.parametrize("runs", [1, 3])
def test_a_screen_costs_one_query_more(client, person, django_assert_num_queries, runs):
    for _ in range(runs):
        make_screening(person, now=MONTH_AGO)
    begin(client, reason="flare_up")
    with django_assert_num_queries(4):
        client.get("/screening/part-1/")
