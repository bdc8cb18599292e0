"""The settings: what is shown, what is refused, and that older decisions become stale."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from backrehab.accounts import services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import Consent, User
from backrehab.exercises.cards import Catalogue
from tests.factories import at, make_user

PAGES = ["schedule", "equipment", "time-zone", "about-you", "weights", "consents"]

type SignIn = Callable[[User], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(user: User) -> User:
    services.give_consents(user=user, texts=current_texts(), now=at("2026-03-02 23:30"))
    return user


def test_the_overview_says_how_everything_is(
    sign_in: SignIn, person: User, catalogue: Catalogue
) -> None:
    page = sign_in(person).get("/settings/").text
    for words in (
        "Monday, Wednesday and Friday (3 days a week)",
        "Pull-up bar, Resistance band, Bench",
        "London",
        "Age 18 to 54",
        "Hip hinge: I have tried it",
        person.email,
        "Version 2026.1, 2 March 2026",
    ):
        assert words in page
    for path in (
        *(f"/settings/{name}/" for name in PAGES),
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/sessions/",
    ):
        assert f'href="{path}"' in page
    assert 'action="/accounts/logout/"' in page
    assert 'href="/settings/" aria-current="page"' in page


def test_the_overview_says_whether_there_is_a_password(
    sign_in: SignIn, person: User, catalogue: Catalogue
) -> None:
    """Who signed up with a passkey has none."""
    person.set_password("plum tractor violet")
    person.save()
    has_one = sign_in(person).get("/settings/").text
    person.set_unusable_password()
    person.save()
    has_none = sign_in(person).get("/settings/").text
    assert "Choose a new one" in has_one
    assert "You have none; you can set one" not in has_one
    assert "You have none; you can set one" in has_none
    assert "Choose a new one" not in has_none


@pytest.mark.parametrize("consents", [1, 3])
def test_queries(
    sign_in: SignIn,
    user: User,
    catalogue: Catalogue,
    django_assert_num_queries: Callable[[int], object],
    consents: int,
) -> None:
    for number in range(consents):
        Consent.objects.create(
            user=user,
            purpose="health_data",
            version=f"2026.{number + 1}",
            given_at=at("2026-03-02 08:00"),
        )
    client = sign_in(user)
    with django_assert_num_queries(4):  # session, user, consents, the catalogue's digest
        assert client.get("/settings/").status_code == 200


@pytest.mark.parametrize("path", ["/settings/", *(f"/settings/{name}/" for name in PAGES)])
def test_sign_in_first_then_the_start(client: Client, sign_in: SignIn, path: str) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    newcomer = sign_in(make_user(started_at=None))
    assert newcomer.get(path)["Location"] == "/start/"


def test_methods(sign_in: SignIn, person: User, catalogue: Catalogue) -> None:
    client = sign_in(person)
    assert client.post("/settings/").status_code == 405
    for name in PAGES:
        assert client.delete(f"/settings/{name}/").status_code == 405


SAVED = [
    ("schedule", {"weekdays": ["5", "6"]}, {"weekday_mask": 0b110_0000}),
    ("equipment", {"equipment": ["bench"]}, {"equipment": ["bench"]}),
    ("equipment", {}, {"equipment": []}),
    ("time-zone", {"time_zone": "America/New_York"}, {"time_zone": "America/New_York"}),
    (
        "about-you",
        {"age_band": "55_64", "hinge_experience": "confident"},
        {"age_band": "55_64", "hinge_experience": "confident"},
    ),
]


@pytest.mark.parametrize("case", SAVED)
def test_a_change_is_stored_and_counted(
    sign_in: SignIn, person: User, catalogue: Catalogue, case: Any
) -> None:
    name, data, stored = case
    client = sign_in(person)
    before = person.log_version
    answer = client.post(f"/settings/{name}/", data)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    row = User.objects.values().get(pk=person.pk)
    assert {field: row[field] for field in stored} == stored
    assert row["log_version"] == before + 1
    assert "Saved." in client.get("/settings/").text


@pytest.mark.parametrize(
    "case",
    [
        ("schedule", {}, "Choose at least one day."),
        ("equipment", {"equipment": ["jet-pack"]}, "That is not in the list any more."),
        ("time-zone", {"time_zone": ""}, "Choose your time zone."),
        ("time-zone", {"time_zone": "Europe/Atlantis"}, "That time zone is not known."),
        (
            "about-you",
            {"age_band": "under_18", "hinge_experience": "some"},
            "Back Rehab is only for people of 18 or older.",
        ),
    ],
)
def test_a_refused_change_stores_nothing(
    sign_in: SignIn, person: User, catalogue: Catalogue, case: Any
) -> None:
    name, data, words = case
    client = sign_in(person)
    before = User.objects.values().get(pk=person.pk)
    page = client.post(f"/settings/{name}/", data)
    assert page.status_code == 422
    assert words in page.text
    assert User.objects.values().get(pk=person.pk) == before


def test_what_was_agreed_to_can_be_read_again(sign_in: SignIn, person: User) -> None:
    page = sign_in(person).get("/settings/consents/").text
    for text in current_texts():
        assert text.title in page
        assert all(point.replace("'", "&#x27;") in page for point in text.points)
    assert page.count("In force") == 2
    assert '<form class="form"' not in page


def test_a_text_that_changed_is_shown_and_agreed_to_once(
    sign_in: SignIn, user: User, catalogue: Catalogue, key: str
) -> None:
    client = sign_in(user)
    assert "A text that you agreed to has changed." in client.get("/settings/").text
    refused = client.post("/settings/consents/", {"key": key})
    assert refused.status_code == 422
    assert "To go on, tick this box." in refused.text
    ticks = {"intended_use-2026.1": "on", "health_data-2026.2": "on"}
    for _time in range(2):
        client.post("/settings/consents/", {"key": key, **ticks})
    assert Consent.objects.filter(user=user).count() == 2
    assert "has changed" not in client.get("/settings/").text
