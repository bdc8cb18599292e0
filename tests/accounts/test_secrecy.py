"""Nobody learns whether an account exists: same answer, same cookies, same mails, same work."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from backrehab.accounts.models import User
from tests.factories import make_user

from .conftest import EMAIL, PASSWORD
from .counting import CountingHasher

KNOWN, UNKNOWN = EMAIL, "xyz@example.org"
CONFIRM = "/accounts/confirm-email/"


@dataclass(frozen=True)
class Seen:
    """Everything that a visitor can see of an answer, and how much work it was."""

    status: int
    location: str
    words: str
    cookies: dict[str, str]
    hashes: int
    mails: int


@pytest.fixture(autouse=True)
def _count(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.counting.CountingHasher"]


@pytest.fixture
def look(mailoutbox: list[EmailMessage]) -> Callable[..., Seen]:
    """What a form answers, and the page that follows it."""

    def send(client: Client, path: str, data: dict[str, str], address: str) -> Seen:
        before, mails = CountingHasher.count, len(mailoutbox)
        answer = client.post(path, data)
        work = CountingHasher.count - before
        page = client.get(answer["Location"]).text if answer.status_code == 302 else answer.text
        cookies = {name: re.sub(r"=[^;]+", "=…", str(c)) for name, c in answer.cookies.items()}
        return Seen(
            answer.status_code,
            answer.get("Location", ""),
            strip(page, address),
            cookies,
            work,
            len(mailoutbox) - mails,
        )

    return send


def strip(page: str, address: str) -> str:
    """The page without what differs by chance: tokens, nonces, and the address that was typed."""
    page = page.replace(address, "…")
    return re.sub(r'(nonce|name="csrfmiddlewaretoken" value|csrf\w*)="[^"]*"', "", page)


FORMS = {
    "sign-up": ("/accounts/signup/", {"email": "", "password1": "copper window lantern"}),
    "sign-up by passkey": ("/accounts/signup/passkey/", {"email": ""}),
    "sign-in": ("/accounts/login/", {"login": "", "password": "not the password"}),
    "sign-in by code": ("/accounts/login/code/", {"email": ""}),
    "password reset": ("/accounts/password/reset/", {"email": ""}),
}
CODES = {
    "sign-up": CONFIRM,
    "sign-up by passkey": CONFIRM,
    "sign-in by code": "/accounts/login/code/confirm/",
}


def filled(name: str, address: str) -> tuple[str, dict[str, str]]:
    path, data = FORMS[name]
    return path, {field: value or address for field, value in data.items()}


@pytest.mark.parametrize("name", FORMS)
def test_the_same_answer(ada: User, look: Callable[..., Seen], name: str) -> None:
    known = look(Client(), *filled(name, KNOWN), KNOWN)
    unknown = look(Client(), *filled(name, UNKNOWN), UNKNOWN)
    assert known == unknown


@pytest.mark.parametrize("name", CODES)
def test_a_wrong_code_reads_the_same(ada: User, look: Callable[..., Seen], name: str) -> None:
    seen = []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        client.post(*filled(name, address))
        wrong = {"code": "BBBB-BBBB"}
        seen.append([look(client, CODES[name], wrong, address) for _try in range(3)])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("name", ["sign-in", "sign-in by code", "password reset"])
def test_the_same_limit(ada: User, look: Callable[..., Seen], name: str) -> None:
    seen = []
    for place, address in enumerate((KNOWN, UNKNOWN), 1):
        # Each from a place of its own: this is about the limit of one account.
        clients = [Client(REMOTE_ADDR=f"192.0.2.{place}") for _try in range(7)]
        tries = [look(client, *filled(name, address), address) for client in clients]
        seen.append([(one.status, "You can try again in" in one.words, one.mails) for one in tries])
    assert seen[0] == seen[1]
    assert seen[0][-1][1]


def test_an_account_without_a_password_reads_the_same(ada: User, look: Callable[..., Seen]) -> None:
    ada.set_unusable_password()
    ada.save()
    known = look(Client(), *filled("sign-in", KNOWN), KNOWN)
    unknown = look(Client(), *filled("sign-in", UNKNOWN), UNKNOWN)
    assert known == unknown


def test_a_new_address_that_somebody_has_reads_the_same(
    ada: User, look: Callable[..., Seen]
) -> None:
    make_user(email="taken@example.org").emailaddress_set.create(
        email="taken@example.org", verified=True, primary=True
    )
    seen = []
    for address in ("taken@example.org", "free@example.org"):
        client = Client()
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        new = {"email": address, "action_add": ""}
        seen.append(
            [
                look(client, "/accounts/email/", new, address),
                look(client, CONFIRM, {"code": "BBBB-BBBB"}, address),
            ]
        )
    assert seen[0] == seen[1]
    assert seen[0][0].mails == 1


def test_a_passkey_of_nobody_and_a_wrong_one_read_the_same(ada: User) -> None:
    """The key names an account, so the answer must not tell whether there is one."""
    words = []
    for handle in ("MQ", "enp6eg"):  # the first account, and none
        client = Client()
        client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
        credential = (
            '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON":'
            f' "e30", "authenticatorData": "{"A" * 50}", "signature": "AAAA", "userHandle":'
            f' "{handle}"}}, "clientExtensionResults": {{}}}}'
        )
        sent = {"credential": credential}
        answer = client.post("/accounts/2fa/webauthn/login/", sent, follow=True)
        words.append(strip(answer.text, KNOWN))
        assert answer.redirect_chain == [("/accounts/login/", 302)]
        assert "That did not work. Please try again." in answer.text
    assert words[0] == words[1]
