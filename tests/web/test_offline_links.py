"""Without a signal: on every kind of day that a device keeps, no link or form leads nowhere."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import FlareUp
from backrehab.progression import programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.screening.models import Reason
from backrehab.web import queued
from backrehab.web.day_plan import Mode, Today
from backrehab.web.person import load_person
from tests.factories import make_screening
from tests.factories_diary import make_days
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post

pytestmark = pytest.mark.django_db

NO_DAY = {"weekday_mask": 0}
TWO_DAYS = timedelta(days=2)

type Do = Callable[[User, Client], object]


def screened(**answers: str) -> Do:
    return lambda user, _client: make_screening(user, now=MORNING, read=True, **answers)


def begun(*paths: str, score: int = 1) -> Do:
    """A score before the exercises, and what follows it on Today."""
    finish = {"sets_done": "1", "worst": "3"}
    told = {"finish": finish, "leg": {**finish, "leg": "on"}}

    def do(user: User, client: Client) -> None:
        post(client, "before", score=str(score), level="1")
        for path in paths:
            post(client, "finish" if path == "leg" else path, **told.get(path, {}))

    return do


def hurt(*, asked: bool = True, since: timedelta = TWO_DAYS, score: int | None = None) -> Do:
    """A flare-up; with a `score` two days of it are calm, and it can end."""

    def do(user: User, client: Client) -> None:
        start = MORNING - since
        setbacks.begin_flare_up(Entry(user, start))
        if asked:
            make_screening(user, now=start, reason=Reason.FLARE_UP, read=True)
        for days in (1, 0) if score is not None else ():
            with at_monday(f"{MONDAY - timedelta(days=days)} 08:00"):
                post(client, "daily", score=str(score), gets_about="yes")

    return do


def over(user: User, _client: Client) -> None:
    FlareUp.objects.create(user=user, started_on=date(2026, 3, 5), ended_on=MONDAY)
    touch(user)


def clinician_in_a_flare_up(user: User, client: Client) -> None:
    hurt()(user, client)
    screened(C9="yes")(user, client)


def light_after_begun(user: User, client: Client) -> None:
    begun()(user, client)
    screened(C8="yes")(user, client)


def without_a_ball(user: User, client: Client) -> None:
    programmes.start_programme(user=user, key="sciatica", catalogue=get_catalogue(), now=MORNING)
    programmes.start_programme(user=user, key="hip", catalogue=get_catalogue(), now=MORNING)


def off_the_ladder(user: User, client: Client) -> None:
    without_a_ball(user, client)
    programmes.pause_programme(user=user, key="ladder", now=MORNING)


def heavy_yesterday(user: User, _client: Client) -> None:
    make_days(user, [MONDAY - timedelta(days=1)], stage="deadlift", before=1, morning=1)
    touch(user)


def nothing(_user: User, _client: Client) -> None:
    """The day as it comes."""


STATES = [
    (Mode.PAUSED, "seated-row", {}, screened(E1="yes")),
    (Mode.PAUSED, "seated-row", {}, screened(C9="yes")),
    (Mode.PAUSED, "seated-row", {}, begun("leg")),
    (Mode.PAUSED, "seated-row", {}, clinician_in_a_flare_up),
    (Mode.STOPPED, "seated-row", {}, begun("stop")),
    (Mode.STOPPED, "seated-row", {}, begun("stop", "finish")),
    (Mode.FLARE_UP, "seated-row", {}, hurt(asked=False)),
    (Mode.FLARE_UP, "seated-row", {}, hurt()),
    (Mode.FLARE_UP, "seated-row", {}, hurt(score=1)),
    (Mode.FLARE_UP, "seated-row", {}, hurt(since=timedelta(days=40), score=1)),
    (Mode.FLARE_UP_OVER, "seated-row", {}, over),
    (Mode.NO_EXERCISE, "seated-row", {}, begun(score=7)),
    (Mode.NO_EXERCISE, "seated-row", {}, screened(K2="yes")),
    (Mode.WELCOME_BACK, "seated-row", {"last": MONDAY - timedelta(days=40)}, nothing),
    (Mode.BEFORE, "seated-row", {}, without_a_ball),
    (Mode.TRAINING, "seated-row", {}, begun()),
    (Mode.DONE, "seated-row", {}, begun("finish")),
    (Mode.LIGHT, "deadlift", {}, screened(C8="yes")),
    (Mode.LIGHT, "deadlift", {}, light_after_begun),
    (Mode.LIGHT, "deadlift", {}, heavy_yesterday),
    (Mode.REST, "seated-row", NO_DAY, nothing),
    (Mode.REST, "seated-row", {}, off_the_ladder),
]


def test_every_kind_of_day_is_here() -> None:
    assert {mode for mode, *_ in STATES} == set(Mode)


@at_monday()
@pytest.mark.parametrize(("mode", "stage", "fields", "do"), STATES)
def test_nothing_of_the_kept_day_leads_to_a_page_that_is_not_kept(
    sign_in: Callable[[User], Client],
    catalogue: Catalogue,
    *,
    mode: Mode,
    stage: str,
    fields: dict[str, Any],
    do: Do,
) -> None:
    """What can be sent later is a form of those that may wait; of the pages the one for
    emergencies is on the device."""
    user = person_on(stage, **fields)
    client = sign_in(user)
    do(user, client)
    assert Today(load_person(User.objects.get(pk=user.pk))).mode is mode
    day = client.get("/today/offline/").text.split(' id="day"')[1].split('id="waiting-mark"')[0]
    assert set(re.findall(r'(?:href|hx-get)="([^"]*)"', day)) <= {"/help/urgent/"}
    assert set(re.findall(r'action="([^"]*)"', day)) <= set(queued.addresses())
    # Nor does an empty line stand where a link was.
    assert re.search(r"<p[^>]*>\s*</p>", day) is None


@at_monday()
@pytest.mark.parametrize(
    ("do", "said"),
    [
        (screened(C9="yes"), "The questions, and what to do, come with the signal."),
        (begun("stop"), "With signal it can be taken back in the pain log."),
        (hurt(asked=False), "A few questions come first, with the signal;"),
        (hurt(score=1), "You can end it here once there is signal."),
    ],
)
def test_what_comes_with_the_signal_is_said(
    sign_in: Callable[[User], Client], catalogue: Catalogue, do: Do, said: str
) -> None:
    user = person_on("seated-row")
    client = sign_in(user)
    do(user, client)
    assert said in words(client.get("/today/offline/").text)
    assert said not in words(client.get("/today/").text)


@at_monday("2026-03-10 09:00")
def test_a_rest_day_says_that_training_comes_with_the_signal(
    sign_in: Callable[[User], Client], catalogue: Catalogue
) -> None:
    client = sign_in(person_on("seated-row"))
    said = "If you want to train today anyway, your stage comes with the signal."
    assert said in words(client.get("/today/offline/").text)
    assert said not in words(client.get("/today/").text)
