"""Every page of allauth is in our look, with a heading, labels, and nothing inline."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from backrehab.accounts.models import User

pytestmark = pytest.mark.django_db

ENTRANCE = {
    "/accounts/login/": "Welcome back",
    "/accounts/signup/": "Create your account",
    "/accounts/signup/passkey/": "Create your account with a passkey",
    "/accounts/login/code/": "Sign in with a code",
    "/accounts/password/reset/": "Forgot your password?",
    "/accounts/password/reset/done/": "Look in your e-mail",
    "/accounts/password/reset/key/1-abc/": "This link no longer works",
    "/accounts/password/reset/key/done/": "Password changed",
    "/accounts/inactive/": "This account is switched off",
}
MANAGE = {
    "/accounts/logout/": "Sign out?",
    "/accounts/email/": "Your e-mail address",
    "/accounts/password/change/": "Change your password",
    "/accounts/sessions/": "Where you are signed in",
    "/accounts/reauthenticate/": "Is it you?",
    "/accounts/reauthenticate/code/": "Is it you?",
    "/accounts/2fa/": "How you sign in",
    "/accounts/2fa/webauthn/": "Passkeys",
}
REAUTHENTICATED = {
    "/accounts/2fa/totp/activate/": "Turn the authenticator app on",
    "/accounts/2fa/webauthn/add/": "Add a passkey",
}


def check(page: str, heading: str) -> None:
    """One heading, our frame, a label for every field, no inline style and no inline script."""
    headings = re.findall(r"<h1[^>]*>\s*(.*?)\s*</h1>", page, re.DOTALL)
    assert headings == [heading]
    assert 'class="site-header"' in page
    assert 'href="/help/urgent/"' in page
    assert " style=" not in page
    scripts = re.findall(r"<script([^>]*)>", page)
    assert [tag for tag in scripts if "src=" not in tag and "application/json" not in tag] == []
    shown = re.findall(r"<input(?![^>]*type=\"hidden\")[^>]*>", page)
    names = {match[1] for tag in shown if (match := re.search(r'id="([^"]+)"', tag))}
    labelled = set(re.findall(r'<label for="([^"]+)"', page))
    wrapped = set(re.findall(r'<label class="choice"><input[^>]*id="([^"]+)"', page))
    assert names <= labelled | wrapped
    assert "placeholder" not in page


@pytest.mark.parametrize(("path", "heading"), ENTRANCE.items())
def test_entrance(client: Client, path: str, heading: str) -> None:
    check(client.get(path).text, heading)


@pytest.mark.parametrize(("path", "heading"), MANAGE.items())
def test_manage(sign_in: Callable[[User], Client], user: User, path: str, heading: str) -> None:
    page = sign_in(user).get(path)
    assert page.status_code == 200
    check(page.text, heading)
    assert 'href="/settings/" aria-current="page"' in page.text


@pytest.mark.parametrize(("path", "heading"), REAUTHENTICATED.items())
def test_after_the_password_was_typed_again(client: Client, path: str, heading: str) -> None:
    from backrehab.accounts.services import create_person

    create_person(email="ada@example.org", password="plum tractor violet")
    client.post("/accounts/login/", {"login": "ada@example.org", "password": "plum tractor violet"})
    assert client.get(path)["Location"].startswith("/accounts/reauthenticate/")
    page = client.post(
        "/accounts/reauthenticate/", {"password": "plum tractor violet", "next": path}, follow=True
    )
    check(page.text, heading)


def test_sessions_in_plain_words(client: Client) -> None:
    from backrehab.accounts.services import create_person

    create_person(email="ada@example.org", password="plum tractor violet")
    agent = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36 Edg/156"
    for headers in ({"user-agent": agent}, {"user-agent": "curl"}):
        Client(headers=headers).post(
            "/accounts/login/", {"login": "ada@example.org", "password": "plum tractor violet"}
        )
    client.post("/accounts/login/", {"login": "ada@example.org", "password": "plum tractor violet"})
    page = client.get("/accounts/sessions/").text
    assert "Edge on Linux" in page
    assert page.count("Unknown browser") == 2
    assert page.count("This one") == 1
    client.post("/accounts/sessions/")
    assert client.get("/accounts/sessions/").text.count('class="card flat"') == 1
