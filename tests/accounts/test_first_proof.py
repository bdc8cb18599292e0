"""Whoever signed up with somebody else's address has no way into what its owner makes of it."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import create_person

from .conftest import EMAIL, PASSWORD

SIGN_UP, CONFIRM = "/accounts/signup/", "/accounts/confirm-email/"
LOGIN, CODE, CODE_CONFIRM = (
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/login/code/confirm/",
)
OTHERS = "somebody else's words"
pytestmark = pytest.mark.django_db

type CodeIn = Callable[[EmailMessage], str]


def by_code(mails: list[EmailMessage], code_in: CodeIn) -> Client:
    """A browser that signed in with a code by e-mail."""
    client = Client()
    client.post(CODE, {"email": EMAIL})
    answer = client.post(CODE_CONFIRM, {"code": code_in(mails[-1])})
    assert answer.status_code == 302
    return client


def gets_in(password: str) -> bool:
    client = Client()
    client.post(LOGIN, {"login": EMAIL, "password": password})
    return "_auth_user_id" in client.session


def test_a_password_of_somebody_else_does_not_outlive_the_first_code(
    mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    stranger = Client()
    stranger.post(SIGN_UP, {"email": EMAIL, "password1": OTHERS})
    ada = by_code(mailoutbox, code_in)
    page = ada.get("/today/", follow=True)
    assert page.redirect_chain[-1][0] == "/start/consent/"
    assert "It no longer works" in page.text
    assert not gets_in(OTHERS)
    # Nor does the page that still waits for the code of the sign-up lead anywhere.
    stranger.get(CONFIRM)
    stranger.get("/today/", follow=True)
    assert "_auth_user_id" not in stranger.session
    assert ada.get("/start/consent/").status_code == 200


def test_who_signs_up_and_confirms_keeps_the_password(
    client: Client, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    client.post(SIGN_UP, {"email": EMAIL, "password1": PASSWORD})
    client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    assert gets_in(PASSWORD)
    by_code(mailoutbox, code_in)
    assert gets_in(PASSWORD)


def test_a_new_address_takes_no_password_away(
    mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    """Who signed in by code and then confirms another address is known already."""
    create_person(email=EMAIL, password=PASSWORD)
    ada = by_code(mailoutbox, code_in)
    ada.post("/accounts/reauthenticate/", {"password": PASSWORD})
    ada.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    ada.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    user = User.objects.get()
    assert user.email == "new@example.org"
    assert user.check_password(PASSWORD)
