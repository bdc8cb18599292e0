"""Signed out in the middle of something, tokens out of date, and the way back."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from backrehab.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

SCHEDULE = "/settings/schedule/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{SCHEDULE}?a=1"}


def test_a_page_asked_for_comes_after_sign_in(client: Client) -> None:
    answer = client.get(f"{SCHEDULE}?a=1&b=2")
    assert answer["Location"] == "/accounts/login/?next=/settings/schedule/%3Fa%3D1%26b%3D2"


def test_a_form_sent_after_sign_out_leads_back_to_its_page(client: Client) -> None:
    page = f"http://testserver{SCHEDULE}"
    client.cookies["typist"] = "0" * 32
    answer = client.post("/today/finish/", {"worst": "3"}, headers={"referer": page})
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={SCHEDULE}")
    shown = client.get(answer["Location"])
    assert (
        "You were signed out, so this was not saved. Sign in, and it is still here." in shown.text
    )
    assert "Sign in, and we take you back to where you were." in shown.text


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/settings/", "http://testserver:81/x/", "nonsense"]
)
def test_a_foreign_page_is_no_way_back(client: Client, referer: str) -> None:
    answer = client.post("/today/finish/", headers={"referer": referer})
    assert answer["Location"] == "/accounts/login/?next=/"


def test_htmx_is_told_to_leave_for_sign_in(client: Client) -> None:
    for answer in (
        client.get("/today/", headers=HTMX),
        client.post("/today/finish/", headers=HTMX),
    ):
        assert answer.status_code == 204
        assert answer["HX-Redirect"] == "/accounts/login/?next=/settings/schedule/%3Fa%3D1"
        assert answer.content == b""


def test_htmx_from_a_foreign_page_comes_back_to_the_first_page(client: Client) -> None:
    headers = HTMX | {"HX-Current-URL": "https://evil.example/"}
    answer = client.get("/today/", headers=headers)
    assert answer["HX-Redirect"] == "/accounts/login/?next=/"


def test_htmx_of_somebody_who_has_not_started_leads_to_the_start(sign_in: object) -> None:
    client = sign_in(make_user(started_at=None))
    answer = client.get(SCHEDULE, headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/start/")


def test_started_required_costs_no_query(
    user: User, sign_in: object, django_assert_num_queries: object
) -> None:
    client = sign_in(make_user(started_at=None))
    with django_assert_num_queries(2):  # session, user
        client.get(SCHEDULE)


def strict(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_wrong_token_changes_nothing_and_shows_the_way(user: User) -> None:
    client = strict(user)
    before = user.weekday_mask
    page = client.post(
        SCHEDULE,
        {"weekdays": ["6"], "csrfmiddlewaretoken": "x" * 64},
        headers={"referer": f"http://testserver{SCHEDULE}"},
    )
    assert page.status_code == 403
    assert "This page was out of date" in page.text
    assert f'href="{SCHEDULE}"' in page.text
    user.refresh_from_db()
    assert user.weekday_mask == before


def test_a_wrong_token_under_htmx_loads_the_page_anew_with_a_message(user: User) -> None:
    client = strict(user)
    answer = client.post(SCHEDULE, {"weekdays": ["6"]}, headers=HTMX)
    assert (answer.status_code, answer["HX-Refresh"]) == (403, "true")
    words = [str(message) for message in get_messages(answer.wsgi_request)]
    assert words == ["This page was out of date, so nothing was saved. Please send it again."]


def test_pages_of_a_person_are_not_stored(user: User, sign_in: object) -> None:
    answer = sign_in(user).get(SCHEDULE)
    assert answer["Cache-Control"] == "no-store"
    assert "HX-Request" in answer["Vary"]
