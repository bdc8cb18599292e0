"""What the forms of sign-up, sign-in, passwords and codes say of a field that is empty or wrong."""

import re
from html import unescape

import pytest
from allauth.account import app_settings as account
from allauth.mfa import app_settings as mfa
from django.core.mail import EmailMessage
from django.test import Client
from django.utils.module_loading import import_string

from backrehab.accounts.forms import PlainWords
from backrehab.accounts.models import User

from .conftest import PASSWORD

ADDRESS = "Type your e-mail address."
HALF = "Please check this address. It has to look like name@example.org."

SHORT = "This is too short. Use at least 10 characters."


def said(page: str) -> list[str]:
    """What stands beside the fields; the browser leaves it to us."""
    assert re.findall(r'<form class="form"(?! method="post" novalidate)[^>]*>', page) == []
    return [unescape(one) for one in re.findall(r'<p class="error"[^>]*>([^<]+)</p>', page)]


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("login/", {}, [ADDRESS, "Type your password."]),
        ("login/", {"login": "ada", "password": "x"}, [HALF]),
        ("signup/", {}, [ADDRESS, "Choose a password and type it here."]),
        ("signup/", {"email": "ada@", "password1": PASSWORD}, [HALF]),
        ("signup/", {"email": "ada@example.net", "password1": "a-7x"}, [SHORT]),
        ("signup/passkey/", {}, [ADDRESS]),
        ("password/reset/", {}, [ADDRESS]),
        ("login/code/", {"email": "ada"}, [HALF]),
    ],
)
def test_before_the_sign_in(
    client: Client, ada: User, path: str, data: dict[str, str], expected: list[str]
) -> None:
    assert said(client.post(f"/accounts/{path}", data).text) == expected


def test_the_code_of_a_mail(client: Client, ada: User, mailoutbox: list[EmailMessage]) -> None:
    client.post("/accounts/login/code/", {"email": ada.email})
    assert said(client.post("/accounts/login/code/confirm/", {}).text) == ["Type the code."]


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("email/", {"action_add": ""}, [ADDRESS]),
        (
            "password/change/",
            {},
            [
                "Type the password you have now.",
                "Choose a password and type it here.",
                "Type the new password once more.",
            ],
        ),
        ("reauthenticate/", {}, ["Type your password."]),
        ("2fa/totp/activate/", {}, ["Type the code."]),
    ],
)
def test_after_the_sign_in(
    client: Client, ada: User, path: str, data: dict[str, str], expected: list[str]
) -> None:
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    if path.startswith("2fa"):
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert said(client.post(f"/accounts/{path}", data).text) == expected


def test_every_form_that_is_named_says_our_words() -> None:
    named = [import_string(path) for path in (*account.FORMS.values(), *mfa.FORMS.values())]
    assert len(named) == 21
    assert [form.__name__ for form in named if not issubclass(form, PlainWords)] == []
