"""The list of programmes: how each stands, its buttons, the time a day, and what gives way."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.progression import programmes
from backrehab.progression.day_rules import day_rules
from tests.factories import make_user
from tests.factories_diary import enter_stage, make_person
from tests.web.programme_pages import (
    HYPER,
    LIST,
    NOW,
    PERSON,
    TODAY,
    at,
    buttons,
    clinician_first,
    flared,
    follow,
    followed,
    hurting,
    on_monday,
    press,
    stopped,
    text,
)
from tests.web.reading import words

pytestmark = pytest.mark.django_db

LADDER_RUNS = ("ladder", False)


@pytest.fixture(autouse=True)
def _clock():
    with on_monday():
        yield


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


@pytest.fixture
def client(person: User, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(person)


# What it shows


def test_with_nothing_followed(client: Client) -> None:
    page = text(client)
    assert "The ladder Stage 1: Bar hang Running since 1 March" in page
    assert page.count("Not followed") == 3
    assert "Not yet From stage 3 of the ladder on, or alone with the ladder paused." in page
    assert buttons(client.get(LIST).text) == [
        "ladder/pause",
        "fundamentals/start",
        "sciatica/start",
        "hip/start",
    ]
    for name in ("Warm-up", "Easy routine"):
        assert name in page


def test_with_three_followed_and_one_paused(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    enter_stage(person, "reverse-hyper", date(2026, 3, 2))
    follow(person, catalogue, "fundamentals", HYPER, "sciatica")
    programmes.pause_programme(user=person, key="sciatica", now=NOW)
    page = text(client)
    assert "The ladder Stage 3: Reverse hyper" in page
    assert page.count("Running since 9 March") == 2
    assert "Paused since 9 March" in page
    assert buttons(client.get(LIST).text) == [
        "ladder/pause",
        "fundamentals/pause",
        "fundamentals/stop",
        f"{HYPER}/pause",
        f"{HYPER}/stop",
        "sciatica/resume",
        "sciatica/stop",
        "hip/start",
    ]


def test_every_programme_has_its_page(client: Client, catalogue: Catalogue) -> None:
    html = client.get(LIST).text
    for card in catalogue.programmes.values():
        assert f'href="/programmes/{card.key}/"' in html
        assert card.name in html


def test_it_is_linked_from_the_settings_and_the_exercises(client: Client) -> None:
    for path in ("/settings/", "/exercises/"):
        assert f'href="{LIST}"' in client.get(path).text
    assert f'href="{LIST}"' not in Client().get("/exercises/").text


def test_today_in_minutes_and_the_week(client: Client) -> None:
    page = text(client)
    (minutes,) = re.findall(r"about (\d+) minutes in all", text(client, "/today/"))
    assert f"Today: about {minutes} minutes in all." in page
    assert (
        "Mon Training Tue Rest Wed Training Thu Rest Fri Training Sat Rest Sun Rest Go to Today"
        in page
    )


def test_fundamentals_fill_the_week(client: Client, person: User, catalogue: Catalogue) -> None:
    follow(person, catalogue, "fundamentals")
    assert "Tue Lighter day" in text(client)


def test_the_stage_stands_for_a_programme_of_the_same_exercise(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    enter_stage(person, "reverse-hyper", date(2026, 3, 2))
    assert "In today's list" not in text(client)
    follow(person, catalogue, HYPER)
    assert text(client).count("In today's list, as your stage") == 1


def test_what_is_in_todays_list_is_marked(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    assert "In today's list" not in text(client)
    follow(person, catalogue, "sciatica")
    assert text(client).count("In today's list") == 1


def test_what_gives_way_first_is_shown_in_its_order_with_reasons(client: Client) -> None:
    page = text(client)
    places = [page.index(one.why) for one in day_rules().gives_way]
    assert places == sorted(places)
    names = ["Side branch: Hyper row", "Side of the hip", "Keeping up what you have"]
    assert [name for name in names if name not in page] == []
    assert "Your stage stays longest." in page
    assert "gave way today" not in page


def test_what_gave_way_today_is_named(client: Client, person: User, catalogue: Catalogue) -> None:
    follow(person, catalogue, "sciatica", "hip")
    programmes.choose_minutes(user=person, minutes=15)
    page = text(client)
    assert "Left out today to stay within 15 minutes: " in page
    assert page.count("gave way today") == 1
    assert "Side of the hip gave way today" in page


@pytest.mark.parametrize(
    ("happens", "title"),
    [
        (clinician_first, "Your plan is paused"),
        (stopped, "Stopped for today"),
        (flared, "Your programmes wait"),
        (hurting, "Your programmes wait"),
    ],
)
def test_it_says_when_exercise_is_ruled_out(
    client: Client,
    person: User,
    catalogue: Catalogue,
    happens: Callable[[User, Catalogue], None],
    title: str,
) -> None:
    assert title not in text(client)
    happens(person, catalogue)
    assert title in text(client)


def test_after_a_stop_nobody_counts_the_minutes_of_the_day(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    follow(person, catalogue, "sciatica")
    minutes = re.compile(r"about \d+ minutes in all")
    for path in (LIST, "/today/"):
        assert minutes.search(text(client, path))
    stopped(person, catalogue)
    for path in (LIST, "/today/"):
        assert not minutes.search(text(client, path))
    page = text(client)
    assert "Nothing more is planned for today." in page
    assert "In today's list" not in page


@pytest.mark.parametrize(
    ("happens", "said"),
    [(clinician_first, "Not now"), (flared, "On hold while the flare-up lasts")],
)
def test_the_ladder_does_not_run_while_it_is_on_hold(
    client: Client,
    person: User,
    catalogue: Catalogue,
    happens: Callable[[User, Catalogue], None],
    said: str,
) -> None:
    happens(person, catalogue)
    assert f"The ladder Stage 1: Bar hang {said}" in text(client)


def test_with_a_clinician_first_no_start_is_offered(
    client: Client, person: User, catalogue: Catalogue
) -> None:
    follow(person, catalogue, "hip")
    clinician_first(person, catalogue)
    assert buttons(client.get(LIST).text) == ["ladder/pause", "hip/pause", "hip/stop"]
    assert "The week" not in text(client)
    assert "Nothing is planned for today." in text(client)
    refused = press(client, "sciatica/start")
    assert refused.status_code == 422
    assert "Your health check says: somebody should look at you first." in words(refused.text)
    assert followed(person) == [LADDER_RUNS, ("hip", False)]


@pytest.mark.parametrize("keys", [["sciatica"], ["sciatica", "fundamentals", "hip"]])
def test_the_list_costs_the_same_for_any_number(
    client: Client,
    person: User,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[[int], object],
    keys: list[str],
) -> None:
    follow(person, catalogue, *keys)
    client.get(LIST)
    with django_assert_num_queries(PERSON + TODAY):  # type: ignore[attr-defined]
        client.get(LIST)


# Its buttons


def test_start_pause_go_on_and_stop(client: Client, person: User) -> None:
    steps = [
        ("fundamentals/start", "Fundamentals: started.", [("fundamentals", False)]),
        ("fundamentals/pause", "Fundamentals: paused.", [("fundamentals", True)]),
        ("fundamentals/resume", "Fundamentals: in your plan again.", [("fundamentals", False)]),
        ("fundamentals/stop", "Fundamentals: stopped.", []),
    ]
    for button, said, rows in steps:
        response = press(client, button)
        assert (response.status_code, response["Location"]) == (302, LIST)
        assert said in text(client)
        assert followed(person) == [LADDER_RUNS, *rows]


def test_the_ladder_pauses_and_what_is_too_early_runs_alone(client: Client, person: User) -> None:
    assert press(client, f"{HYPER}/start").status_code == 422
    press(client, "ladder/pause")
    assert press(client, f"{HYPER}/start").status_code == 302
    assert followed(person) == [("ladder", True), (HYPER, False)]
    press(client, "ladder/resume")
    page = text(client)
    assert "Paused until the ladder gets there: Daily reverse hyper." in page
    assert followed(person) == [LADDER_RUNS, (HYPER, True)]
    assert buttons(client.get(LIST).text)[2:3] == [f"{HYPER}/stop"]
    assert press(client, f"{HYPER}/resume").status_code == 422


def test_back_to_the_page_it_was_pressed_on(client: Client) -> None:
    response = press(client, "hip/start", back="programme")
    assert response["Location"] == "/programmes/hip/"
    assert "Side of the hip: started." in text(client, "/programmes/hip/")
    refused = press(client, f"{HYPER}/start", back="programme")
    assert refused.status_code == 422
    assert "<h1>Daily reverse hyper</h1>" in refused.text
    assert press(client, "ladder/pause", back="programme")["Location"] == LIST
    assert press(client, "hip/stop", back="https://example.org/")["Location"] == LIST


@pytest.mark.parametrize(
    ("button", "message"),
    [
        ("ladder/stop", "The ladder can be paused, not stopped"),
        (f"{HYPER}/start", "This programme can't be started yet."),
        ("warm-up/start", "This programme can't be started yet."),
        ("hip/pause", "You don't follow this programme."),
        ("hip/resume", "You don't follow this programme."),
        ("hip/stop", "You don't follow this programme."),
    ],
)
def test_a_press_that_cannot_be_changes_nothing(
    client: Client, person: User, button: str, message: str
) -> None:
    refused = press(client, button)
    assert refused.status_code == 422
    assert message in words(refused.text)
    assert followed(person) == [LADDER_RUNS]


def test_the_same_press_twice_has_one_effect(client: Client, person: User) -> None:
    once = str(uuid4())
    press(client, "hip/start", key=once)
    press(client, "hip/stop")
    assert press(client, "hip/start", key=once).status_code == 302
    assert followed(person) == [LADDER_RUNS]


def test_a_press_without_its_key_asks_again(client: Client, person: User) -> None:
    refused = client.post("/programmes/hip/start/", {"key": "x"})
    assert refused.status_code == 422
    assert "This page was out of date." in words(refused.text)
    assert followed(person) == [LADDER_RUNS]


@pytest.mark.parametrize("button", ["jet-pack/start", "hip/forget", "jet-pack/stop"])
def test_what_does_not_exist(client: Client, button: str) -> None:
    assert press(client, button).status_code == 404


def test_the_rows_of_others_are_left_alone(
    client: Client, catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    other = make_person(now=at("2026-03-01 09:00"))
    follow(other, catalogue, "hip")
    assert press(client, "hip/stop").status_code == 422
    press(client, "ladder/pause")
    assert followed(other) == [LADDER_RUNS, ("hip", False)]


# The time a day


@pytest.mark.parametrize(("sent", "stored"), [("15", 15), ("60", 60), ("none", None)])
def test_minutes_are_saved(client: Client, person: User, sent: str, stored: int | None) -> None:
    programmes.choose_minutes(user=person, minutes=30)
    response = client.post("/programmes/minutes/", {"key": str(uuid4()), "minutes": sent})
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert User.objects.get(pk=person.pk).daily_minutes == stored
    html = client.get(LIST).text
    boxes = re.findall(r'name="minutes" value="(\w+)"[^>]*checked', html)
    assert boxes == [sent]


@pytest.mark.parametrize("sent", ["", "16", "0", "-15", "a while"])
def test_minutes_that_are_no_choice(client: Client, person: User, sent: str) -> None:
    refused = client.post("/programmes/minutes/", {"key": str(uuid4()), "minutes": sent})
    assert refused.status_code == 422
    assert words(refused.text).count("Please choose one of the times.") == 1
    assert User.objects.get(pk=person.pk).daily_minutes is None


def test_minutes_sent_twice_count_once(client: Client, person: User) -> None:
    data = {"key": str(uuid4()), "minutes": "15"}
    client.post("/programmes/minutes/", data)
    programmes.choose_minutes(user=person, minutes=None)
    assert client.post("/programmes/minutes/", data).status_code == 302
    assert User.objects.get(pk=person.pk).daily_minutes is None


@pytest.mark.parametrize("minutes", day_rules().budgets)
def test_todays_list_never_takes_longer(
    client: Client, person: User, catalogue: Catalogue, minutes: int
) -> None:
    follow(person, catalogue, "fundamentals", "sciatica", "hip")
    programmes.choose_minutes(user=person, minutes=minutes)
    said = text(client).split("Today: about ")[1].split(" ")[0]
    assert 0 < int(said) <= minutes


# Who may, and how


def test_methods(client: Client) -> None:
    assert client.post(LIST).status_code == 405
    for path in ("/programmes/minutes/", "/programmes/hip/start/"):
        assert client.get(path).status_code == 405


@pytest.mark.parametrize("path", [LIST, "/programmes/hip/"])
def test_sign_in_first_then_the_start(path: str, sign_in: Callable[[User], Client]) -> None:
    assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"
    assert sign_in(make_user(started_at=None)).get(path)["Location"] == "/start/"


@pytest.mark.parametrize("path", ["/programmes/minutes/", "/programmes/hip/start/"])
def test_a_press_needs_a_sign_in_too(db: None, path: str) -> None:
    assert Client().post(path)["Location"].startswith("/accounts/login/")
