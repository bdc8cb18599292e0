"""Whatever people or their browsers call themselves is shown as text, on pages and in mails."""

import re
from collections.abc import Iterator
from html import escape

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from backrehab.accounts.models import User
from tests.security.routes import all_routes
from tests.security.world import NOW, World, undone

pytestmark = pytest.mark.django_db

# Valid addresses, both of them.
MARKUP = '"<script>alert(1)</script>"@example.org'
QUOTES = "o'neil&co@example.org"
# What turns the text after it around, ends an attribute, and begins an element.
AROUND = "\u202e"
NAME = f"{AROUND}Key\"'><script>alert(2)</script>"
BROWSER = f"<script>alert(3)</script>{AROUND} Firefox/1\"' Linux\x9b"
RAW = (MARKUP, NAME, BROWSER, "<script>alert(")
SHOWN = {
    MARKUP: ["settings", "mfa_index", "account_email"],
    NAME: ["mfa_list_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"],
}
# An element of its own direction, and the field in which a name is changed.
APART = re.compile(r'<bdi>.*?</bdi>|value="[^"]*"', re.DOTALL)


@pytest.fixture
def named(world: World) -> Iterator[World]:
    """The owner with such names."""
    with time_machine.travel(NOW, tick=True), undone(*world.clients.values()):
        User.objects.filter(pk=world.owner.pk).update(email=MARKUP)
        EmailAddress.objects.filter(user=world.owner).update(email=MARKUP)
        UserSession.objects.filter(user=world.owner).update(user_agent=BROWSER)
        world.passkey.data["name"] = NAME
        world.passkey.save(update_fields=["data"])
        yield world


def faults(text: str, *, admin: bool = False) -> list[str]:
    """What of a page is not shown as text, or turns around what stands beside it. In the tables of
    the admin site nothing stands beside it: a character of direction ends with its cell."""
    found = [raw for raw in RAW if raw in text]
    return found + [AROUND] * (not admin and AROUND in APART.sub("", text))


def test_every_page_shows_them_as_text(named: World) -> None:
    said = {}
    for name, route in all_routes().items():
        url = route.url(named)
        for actor in ("owner", "staff") if name.startswith("admin:") else ("owner",):
            client = named.clients[actor]
            with undone(client):
                answer = client.get(url)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                said[f"{name} by {actor}"] = answer.text
    found = {key: faults(text, admin=key.startswith("admin:")) for key, text in said.items()}
    assert {key: what for key, what in found.items() if what} == {}
    assert len(said) > 100
    # They are shown at all: else this would say nothing.
    for name, pages in SHOWN.items():
        text = escape(name)
        assert [page for page in pages if text not in said[f"{page} by owner"]] == [], name


@pytest.mark.parametrize("address", [MARKUP, QUOTES])
@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/"]
)
def test_mails_are_plain_text_and_name_the_address(named: World, address: str, path: str) -> None:
    """Both of somebody who is known and of a stranger; what follows them shows it as text."""
    client = Client()
    data = {"email": address, "password1": "a quiet green lamp"}
    answer = client.post(path, data, follow=True, HTTP_USER_AGENT=BROWSER)
    assert answer.status_code == 200
    assert faults(answer.text) == []
    (sent,) = mail.outbox
    assert (sent.to, sent.content_subtype) == ([address], "plain")
    assert getattr(sent, "alternatives", []) == []
    assert sent.message()["To"]
    assert [raw for raw in ("&lt;", "&#x27;", "&amp;", AROUND) if raw in sent.body] == []


def test_a_notice_says_the_browser_in_our_words(named: World) -> None:
    """What a browser says of itself may be anything, also instructions."""
    client = named.clients["owner"]
    answer = client.post(
        "/accounts/password/change/",
        {
            "oldpassword": "a quiet green lamp",
            "password1": "another quiet lamp",
            "password2": "another quiet lamp",
        },
        HTTP_USER_AGENT=BROWSER,
    )
    assert answer.status_code == 302
    body = mail.outbox[-1].body
    assert "- browser: Firefox on Linux" in body
    assert "script" not in body


@pytest.mark.parametrize("place", ["/accounts/signup/", "/accounts/email/"])
@pytest.mark.parametrize(
    "address",
    [
        f"ada@ex{AROUND}ample.org",
        "ada@ex\u200bample.org",
        '"\x1b[31m"@example.org',
        "\u0131da@example.org",
        "e\u017fa@example.org",
    ],
)
def test_an_address_has_no_character_that_nobody_sees(
    named: World, address: str, place: str
) -> None:
    client = Client() if "signup" in place else named.clients["owner"]
    data = {"email": address, "password1": "a quiet green lamp", "action_add": ""}
    answer = client.post(place, data)
    assert "There is a character in it that does not belong there." in answer.text
    assert mail.outbox == []
    assert not EmailAddress.objects.filter(email=address).exists()


@pytest.mark.parametrize("address", [f"ada@ex{AROUND}ample.org", "\u0131da@example.org"])
@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_nobody_signs_in_with_one_either(world: World, path: str, address: str) -> None:
    """No account has it, and no mail could reach it; the answer is that for any stranger."""
    del world  # what the answer costs the limits is undone with it
    answer = Client().post(path, {"email": address}, follow=True)
    assert (answer.status_code, mail.outbox) == (200, [])
