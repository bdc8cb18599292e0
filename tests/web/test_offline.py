"""Offline and installable: what a device gets to keep, and how entries that waited come in."""

import json
import re
import struct
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from backrehab.accounts.models import Submission, User
from backrehab.accounts.services import withdraw_health_consent
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp, MorningTiming, PerformedSet, TrainingDay
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import LADDER
from backrehab.progression.programmes import pause_programme
from backrehab.screening.models import Reason
from backrehab.web import queued
from backrehab.web.movement import movement
from tests.factories import at, make_screening, make_user
from tests.factories_diary import make_days, make_person
from tests.web.reading import words
from tests.web.today_pages import MONDAY, at_monday, person_on, tick
from tests.web.waiting_entries import EIGHT, before, refusal, send

pytestmark = pytest.mark.django_db

TEN = at("2026-03-09 10:00")
CLOSED = (
    "That day is closed. Today and the 2 days before can be added, so that the log stays exact."
)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return person_on("bar-hang", weekday_mask=0b111_1111)


# What a device keeps


def test_the_service_worker_has_the_whole_site_and_is_asked_for_anew(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    settings, scripts = response.text.strip().split("\n")
    data = json.loads(settings.removeprefix("self.OFFLINE = ").removesuffix(";"))
    assert [data["today"], data["copy"]] == ["/today/", "/today/offline/"]
    assert data["pages"] == ["/offline/", "/waiting/", "/help/urgent/"]
    assert scripts == (
        'importScripts("/static/js/offline-queue.js", "/static/js/offline-worker.js");'
    )
    assert client.post("/sw.js").status_code == 405


def test_the_manifest_opens_today_and_its_icons_are_as_large_as_it_says(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    data = response.json()
    assert (data["start_url"], data["scope"], data["display"]) == ("/today/", "/", "standalone")
    assert [icon["purpose"] for icon in data["icons"]] == ["any", "any", "maskable"]
    for icon in data["icons"]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        width, height = struct.unpack(">II", Path(str(found)).read_bytes()[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    assert client.post("/manifest.webmanifest").status_code == 405


@pytest.mark.parametrize("path", ["/offline/", "/waiting/"])
def test_pages_that_are_kept_know_nobody(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert 'data-person=""' in response.text
    assert client.post(path).status_code == 405


def test_the_list_has_a_name_for_every_entry_that_may_wait_and_for_no_other(client: Client) -> None:
    named = re.findall("<dt>(.+?)</dt>", client.get("/waiting/").text)
    assert tuple(named) == queued.addresses()


@at_monday("2026-03-09 10:00")
def test_a_refused_entry_leads_to_where_it_can_go(
    sign_in: Callable[[User], Client], person: User
) -> None:
    client = sign_in(person)
    assert "Put it into the pain log" in client.get("/waiting/").text
    withdraw_health_consent(user=person, now=TEN)
    page = client.get("/waiting/").text
    assert "Put it into the pain log" not in page
    assert '<a href="/settings/consents/" data-part="log">Read and agree again</a>' in page


def test_every_page_says_whose_entries_it_makes(sign_in: Callable[[User], Client]) -> None:
    started, new = make_person(), make_user(started_at=None)
    assert f'data-person="{queued.marker(started)}"' in sign_in(started).get("/log/").text
    assert 'data-person=""' in sign_in(new).get("/start/consent/").text
    assert started.email not in queued.marker(started)
    assert queued.marker(started) != queued.marker(make_user())


# The whole day on one page


@at_monday()
def test_the_kept_day_holds_all_steps(sign_in: Callable[[User], Client], person: User) -> None:
    response = sign_in(person).get("/today/offline/")
    assert response["X-Kept-For"] == queued.marker(person)
    assert response["Cache-Control"] == "no-store"
    page = response.text
    for path in ("before", "set", "finish", "morning", "stop"):
        assert f'"/today/{path}/"' in page
    assert "data-asks-before" in page
    assert 'data-until="2026-03-10T00:00:00+00:00"' in page
    assert "The morning after Monday" in page
    assert "Only if you trained on Monday." in page
    assert '"/flare-up/begin/"' in page


@at_monday()
@pytest.mark.parametrize("flare_up", [False, True])
def test_the_kept_day_has_a_figure_of_each_exercise(
    sign_in: Callable[[User], Client], person: User, catalogue: Catalogue, *, flare_up: bool
) -> None:
    """The page of an exercise, with the figure that moves, is not on the device."""
    if flare_up:
        setbacks.begin_flare_up(Entry(person, EIGHT))
        make_screening(person, now=EIGHT, reason=Reason.FLARE_UP, read=True)
    page = sign_in(person).get("/today/offline/").text
    articles = [part.split("</article>")[0] for part in page.split('<article class="planned')[1:]]
    assert len(articles) > 3
    assert [one.count('<svg class="movement-still') for one in articles] == [1] * len(articles)
    # Where it stands alone, it says what it shows.
    assert movement(catalogue.exercises["cat-cow"]).alt in page


@at_monday()
@pytest.mark.parametrize("days", [1, 3])
def test_the_kept_day_costs_the_same_however_long_the_log(
    sign_in: Callable[[User], Client],
    person: User,
    days: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    make_days(person, [MONDAY - timedelta(days=20 + n) for n in range(days)])
    client = sign_in(person)
    client.get("/today/")
    with django_assert_num_queries(4):
        client.get("/today/offline/")


@at_monday()
def test_the_kept_day_knows_the_score_that_is_too_high(
    sign_in: Callable[[User], Client], person: User
) -> None:
    page = sign_in(person).get("/today/offline/").text
    (limit,) = [part.split('"')[0] for part in page.split('data-too-high="')[1:]]
    client = sign_in(person)
    before(client, person, score=limit, made=at("2026-03-09 09:00"))
    assert "No exercise today" in words(client.get("/today/").text)
    assert "data-asks-before" not in client.get("/today/offline/").text


@at_monday()
@pytest.mark.parametrize(
    ("weekdays", "says"), [(0, "How is your back today?"), (0b111_1111, "Before you start")]
)
def test_the_kept_day_follows_the_kind_of_day(
    sign_in: Callable[[User], Client], catalogue: Catalogue, weekdays: int, says: str
) -> None:
    user = person_on("bar-hang", weekday_mask=weekdays)
    assert says in words(sign_in(user).get("/today/offline/").text)


@at_monday()
def test_the_kept_day_in_a_flare_up(sign_in: Callable[[User], Client], person: User) -> None:
    setbacks.begin_flare_up(Entry(person, EIGHT))
    assert "Easy routine" not in sign_in(person).get("/today/offline/").text
    make_screening(person, now=EIGHT, reason=Reason.FLARE_UP, read=True)
    page = sign_in(person).get("/today/offline/").text
    assert "Easy routine" in page
    assert '"/flare-up/begin/"' not in page.split("<main")[1].split("<footer")[0]


def test_the_kept_day_is_for_somebody(client: Client) -> None:
    assert client.get("/today/offline/")["Location"] == "/accounts/login/?next=/today/offline/"


def test_wrong_methods(sign_in: Callable[[User], Client], person: User) -> None:
    client = sign_in(person)
    assert client.post("/today/offline/").status_code == 405
    assert client.post("/waiting/who/").status_code == 405
    assert client.get("/waiting/send/").status_code == 405


# Entries that waited


@at_monday("2026-03-09 10:00")
def test_who_is_signed_in(sign_in: Callable[[User], Client], person: User, client: Client) -> None:
    nobody = client.get("/waiting/who/")
    assert nobody.json()["person"] == ""
    assert "no-store" in nobody["Cache-Control"]
    somebody = sign_in(person).get("/waiting/who/").json()
    assert somebody["person"] == queued.marker(person)
    assert somebody["now"] == "2026-03-09T10:00:00+00:00"


@at_monday("2026-03-09 10:00")
def test_an_entry_counts_from_when_it_was_made(
    sign_in: Callable[[User], Client], person: User
) -> None:
    response = before(sign_in(person), person)
    assert (response.status_code, response.json()) == (
        200,
        {"state": "stored", "said": "Saved. Here is your plan."},
    )
    day = TrainingDay.objects.get(user=person, on=MONDAY)
    assert (day.before, day.started_at) == (3, EIGHT)
    submission = Submission.objects.get(user=person)
    assert submission.made_at == EIGHT
    assert submission.answer["arrived_at"] == TEN.isoformat()


@at_monday("2026-03-09 10:00")
def test_a_whole_day_in_order_each_once(
    sign_in: Callable[[User], Client], person: User, catalogue: Catalogue
) -> None:
    client = sign_in(person)
    first, second = (tick(catalogue, "bar-hang", slot, 1) for slot in ("morning", "evening"))
    undone = tick(catalogue, "bar-hang", "morning", 1, done=False)
    queue = [
        ("/today/before/", {"score": 2, "level": 3}),
        ("/today/set/", {"set": first}),
        ("/today/set/", {"set": undone}),
        ("/today/set/", {"set": first}),
        ("/today/set/", {"set": second}),
        ("/today/finish/", {"sets_done": 2, "worst": 4}),
    ]
    sent = [
        (to, {**data, "key": str(uuid4()), "made": EIGHT + timedelta(minutes=number)})
        for number, (to, data) in enumerate(queue)
    ]
    # The answers are lost once, so all of them come twice.
    for _ in range(2):
        for to, data in sent:
            assert send(client, to, person=person, **data).json()["state"] == "stored"
    day = TrainingDay.objects.get(user=person, on=MONDAY)
    assert (day.sets_done, day.worst) == (2, 4)
    assert day.last_exercise_at == EIGHT + timedelta(minutes=4)
    assert PerformedSet.objects.filter(user=person, on=MONDAY).count() == 2
    assert Submission.objects.filter(user=person).count() == 6


@at_monday("2026-03-10 18:00")
def test_a_morning_score_made_in_time_is_on_time(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    user = person_on("bar-hang", last=date(2026, 3, 5))
    make_days(user, [date(2026, 3, 8)], morning=None)
    made = at("2026-03-09 07:00")
    client = sign_in(user)
    answer = send(client, "/today/morning/", person=user, made=made, on="2026-03-08", score=2)
    assert answer.json()["said"] == "Morning score saved."
    day = TrainingDay.objects.get(user=user, on=date(2026, 3, 8))
    assert (day.morning, day.morning_timing) == (2, MorningTiming.ON_TIME)


@at_monday("2026-03-09 10:00")
def test_a_flare_up_and_a_leg_symptom_come_in_too(
    sign_in: Callable[[User], Client], person: User
) -> None:
    client = sign_in(person)
    before(client, person)
    made = EIGHT + timedelta(minutes=5)
    report = {"sets_done": 1, "worst": 5, "leg": "on"}
    assert send(client, "/today/finish/", person=person, made=made, **report).status_code == 200
    assert send(client, "/flare-up/begin/", person=person, made=made).status_code == 200
    assert FlareUp.objects.get(user=person).started_on == MONDAY
    assert TrainingDay.objects.get(user=person, on=MONDAY).leg


# What is refused, and stays on the device with its reason


@at_monday("2026-03-12 08:00")
def test_closed_by_now(sign_in: Callable[[User], Client], person: User) -> None:
    client = sign_in(person)
    assert refusal(before(client, person)) == CLOSED
    assert TrainingDay.objects.filter(user=person, on=MONDAY).count() == 0
    # One that had arrived at once, and whose answer was lost, is stored all the same.
    key = str(uuid4())
    with at_monday():
        before(client, person, key=key)
    assert before(client, person, key=key).json()["state"] == "stored"


@at_monday("2026-03-09 10:00")
@pytest.mark.parametrize(
    "made",
    [
        "",
        "yesterday",
        "2026-03-09T08:00:00",
        "2026-03-09T10:01:01+00:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_time_that_cannot_be(sign_in: Callable[[User], Client], person: User, made: str) -> None:
    said = "The time of this entry cannot be right. Please enter it again."
    assert refusal(before(sign_in(person), person, made=made)) == said


@at_monday("2026-03-09 10:00")
def test_a_device_may_be_a_minute_ahead(sign_in: Callable[[User], Client], person: User) -> None:
    """What it made then counts from now: nothing is stored with a time that is still to come."""
    made = TEN + timedelta(minutes=1)
    assert before(sign_in(person), person, made=made).status_code == 200
    assert TrainingDay.objects.get(user=person, on=MONDAY).started_at == TEN


@at_monday("2026-03-09 10:00")
def test_refused_by_the_rules_or_not_understood(
    sign_in: Callable[[User], Client], person: User, catalogue: Catalogue
) -> None:
    client = sign_in(person)
    one = tick(catalogue, "bar-hang", "morning", 1)
    reason = refusal(send(client, "/today/set/", person=person, set=one))
    assert reason == "First tell how your back is now."
    assert refusal(before(client, person, score=11)) == (
        "Pain is a whole number from 0 to 10. Choose one below."
    )
    assert refusal(send(client, "/flare-up/begin/", person=person, key="broken")) == (
        "This page was out of date. Please send it again."
    )
    said = "This cannot be sent later. Please enter it again."
    assert refusal(send(client, "/ladder/open/seated-row/", person=person)) == said
    pause_programme(user=person, key=LADDER, now=TEN)
    reason = refusal(send(client, "/today/set/", person=person, set=one))
    assert reason == "Your ladder is paused. Go on with it first."
    assert Submission.objects.filter(user=person).count() == 0


@at_monday("2026-03-09 10:00")
def test_nobody_sends_for_somebody_else(
    sign_in: Callable[[User], Client], person: User, client: Client
) -> None:
    for browser in (client, sign_in(make_person())):
        answer = before(browser, person)
        assert (answer.status_code, answer.json()) == (401, {"state": "signed_out"})
    new = make_user(started_at=None)
    assert before(sign_in(new), new).status_code == 401
    assert TrainingDay.objects.filter(on=MONDAY).count() == 0


def test_the_token_is_needed(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert before(client, person).status_code == 403
