"""Weights and time in the settings, and the question about sitting most of the day."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from backrehab.accounts import services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import User
from backrehab.accounts.units import from_kg
from backrehab.exercises.cards import Catalogue
from backrehab.progression.day_rules import day_rules
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PAGE = "/settings/weights/"


@pytest.fixture
def client(user: User, catalogue: Catalogue, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(user)


def sent(**changes: str) -> dict[str, str]:
    return {"unit": "kg", "step_kg": "2.5", "step_lb": "5", "minutes": "none", **changes}


def stored(user: User) -> tuple[str, Decimal, int | None]:
    row = User.objects.get(pk=user.pk)
    return row.unit, row.load_step_kg, row.daily_minutes


def chosen(html: str) -> dict[str, str]:
    """The radio button that is chosen of each group."""
    return dict(re.findall(r'name="(\w+)" value="([\w.]+)"[^>]*checked', html))


def test_at_first(client: Client) -> None:
    assert chosen(client.get(PAGE).text) == sent()
    page = client.get("/settings/").text
    assert "kilograms (kg), in steps of 2.5 kg" in page
    assert "No limit to the time a day" in page
    assert f'href="{PAGE}"' in page


@pytest.mark.parametrize(
    ("unit", "step"),
    [(unit, str(step)) for unit, steps in day_rules().plate_steps.items() for step in steps],
)
def test_every_step_is_stored_in_kilograms_and_comes_back(
    client: Client, user: User, unit: str, step: str
) -> None:
    version = user.log_version
    response = client.post(PAGE, sent(unit=unit, **{f"step_{unit}": step}))
    assert (response.status_code, response["Location"]) == (302, "/settings/")
    assert stored(user)[0] == unit
    assert from_kg(stored(user)[1], unit) == Decimal(step)
    assert User.objects.get(pk=user.pk).log_version == version + 1
    back = chosen(client.get(PAGE).text)
    assert (back["unit"], back[f"step_{unit}"]) == (unit, step)
    assert f"in steps of {step} {unit}" in client.get("/settings/").text


def test_pounds_in_kilograms(client: Client, user: User) -> None:
    client.post(PAGE, sent(unit="lb", step_lb="2.5"))
    assert stored(user) == ("lb", Decimal("1.134"), None)


def test_the_step_of_the_other_unit_does_not_matter(client: Client, user: User) -> None:
    client.post(PAGE, sent(unit="lb", step_lb="10", step_kg=""))
    assert stored(user) == ("lb", Decimal("4.536"), None)


def test_minutes_a_day(client: Client, user: User) -> None:
    client.post(PAGE, sent(minutes="20"))
    assert stored(user) == ("kg", Decimal("2.500"), 20)
    assert chosen(client.get(PAGE).text) == sent(minutes="20")
    assert "At most 20 minutes a day" in client.get("/settings/").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": "stone"}, "Choose a unit."),
        ({"unit": ""}, "Choose a unit."),
        ({"step_kg": ""}, "Choose one of the steps."),
        ({"step_kg": "3"}, "Choose one of the steps."),
        ({"step_kg": "-1"}, "Choose one of the steps."),
        ({"unit": "lb", "step_lb": ""}, "Choose one of the steps."),
        ({"minutes": ""}, "Please choose one of the times."),
        ({"minutes": "17"}, "Please choose one of the times."),
    ],
)
def test_a_refused_change_stores_nothing(
    client: Client, user: User, changes: dict[str, str], message: str
) -> None:
    before = User.objects.values().get(pk=user.pk)
    response = client.post(PAGE, sent(step_lb="10") | changes)
    assert response.status_code == 422
    assert response.text.count(message) == 1
    if "step_lb" not in changes:
        assert chosen(response.text)["step_lb"] == "10"
    assert User.objects.values().get(pk=user.pk) == before


def test_queries(client: Client, django_assert_num_queries: Callable[[int], object]) -> None:
    with django_assert_num_queries(2):  # type: ignore[attr-defined] # session, user
        client.get(PAGE)


def test_what_makes_no_sense_is_refused_by_the_service_too(user: User) -> None:
    for unit, step in (("kg", Decimal(0)), ("kg", Decimal(-1)), ("stone", Decimal(1))):
        with pytest.raises(ValueError):  # noqa: PT011 - either message
            services.save_weights(user=user, unit=unit, load_step_kg=step)
    assert stored(user) == ("kg", Decimal("2.500"), None)


# Sitting most of the day


@pytest.mark.parametrize(("tick", "answer"), [({"sedentary": "on"}, True), ({}, False)])
def test_sitting_most_of_the_day_is_told_in_the_settings(
    client: Client, user: User, tick: dict[str, str], answer: bool
) -> None:
    User.objects.filter(pk=user.pk).update(sedentary=not answer)
    client.post("/settings/about-you/", {"age_band": "18_54", "hinge_experience": "some", **tick})
    user.refresh_from_db()
    assert (user.sedentary, user.starts_gently) == (answer, answer)
    (box,) = re.findall(
        r'<input[^>]*name="sedentary"[^>]*>', client.get("/settings/about-you/").text
    )
    assert ("checked" in box) is answer
    assert ("Sitting most of the day" in client.get("/settings/").text) is answer


@pytest.mark.parametrize(("tick", "answer"), [({"sedentary": "on"}, True), ({}, False)])
def test_and_asked_at_the_start(
    catalogue: Catalogue, sign_in: Callable[[User], Client], tick: dict[str, str], answer: bool
) -> None:
    newcomer = make_user(started_at=None, age_band="", hinge_experience="")
    services.give_consents(user=newcomer, texts=current_texts(), now=timezone.now())
    about = {"age_band": "18_54", "hinge_experience": "some", "time_zone": "Europe/Berlin"}
    client = sign_in(newcomer)
    assert "Do you sit most of the day and rarely exercise?" in client.get("/start/about/").text
    assert client.post("/start/about/", about | tick).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.sedentary is answer


def test_who_is_not_asked_keeps_the_answer(user: User) -> None:
    user.sedentary = True
    services.save_about(user=user, age_band="55_64", hinge_experience="none")
    user.refresh_from_db()
    assert user.sedentary
