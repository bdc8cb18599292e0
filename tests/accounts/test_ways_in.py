"""Passkeys, the app as a second step, recovery codes, sessions, and showing who you are."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from backrehab.accounts.models import User

from .conftest import EMAIL, PASSWORD

LOGIN, CODE, CONFIRM = (
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/login/code/confirm/",
)
SECOND = "/accounts/2fa/authenticate/"
PROVE = "/accounts/reauthenticate/"
PROVE_BY_MAIL = "/accounts/reauthenticate/code/"
SET_PASSWORD = "/accounts/password/set/"

type CodeIn = Callable[[EmailMessage], str]


def code_of(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def secret(ada: User) -> str:
    """Ada has an authenticator app and recovery codes."""
    key = generate_totp_secret()
    TOTP.activate(ada, key)
    RecoveryCodes.activate(ada)
    return key


@pytest.fixture
def passkey(ada: User) -> Authenticator:
    """Ada has a passkey; a browser test uses a real one."""
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.create(user=ada, type=kind, data={"name": "My phone"})


def by_password(client: Client) -> str:
    answer = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    return str(answer["Location"])


def by_code(client: Client, mails: list[EmailMessage], code_in: CodeIn) -> str:
    client.post(CODE, {"email": EMAIL})
    return str(client.post(CONFIRM, {"code": code_in(mails[-1])})["Location"])


def prove(client: Client) -> None:
    assert client.post(PROVE, {"password": PASSWORD}).status_code == 302


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# Who is asked for more


def test_a_passkey_is_another_way_and_no_second_step(
    client: Client, passkey: Authenticator, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    assert by_code(client, mailoutbox, code_in) == "/today/"
    assert signed_in(client)


def test_with_the_app_neither_password_nor_mail_is_enough(
    secret: str, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    for way_in in (by_password, lambda one: by_code(one, mailoutbox, code_in)):
        client = Client()
        assert way_in(client) == SECOND
        assert not signed_in(client)
        assert client.get("/settings/")["Location"].startswith(LOGIN)


def test_the_code_of_the_app_works_once(secret: str) -> None:
    first, second = Client(), Client()
    code = {"code": code_of(secret)}
    for client in (first, second):
        by_password(client)
        client.post(SECOND, code)
    assert signed_in(first)
    assert not signed_in(second)


@pytest.mark.usefixtures("secret")
def test_who_has_no_passkey_is_offered_none(client: Client) -> None:
    """`tests/e2e/test_passkey.py` presses the button of somebody who has one."""
    by_password(client)
    page = client.get(SECOND).text
    assert "Type the code that your authenticator app shows now." in page
    assert "Use a passkey" not in page


def test_a_recovery_code_works_once(ada: User, secret: str) -> None:
    row = Authenticator.objects.get(user=ada, type=Authenticator.Type.RECOVERY_CODES)
    code = row.wrap().get_unused_codes()[0]
    for works in (True, False):
        client = Client()
        by_password(client)
        page = client.post(SECOND, {"code": code})
        assert signed_in(client) is works
    assert "That did not work. Please try again." in page.text


def test_wrong_codes_of_the_app_are_stopped(secret: str) -> None:
    client = Client()
    by_password(client)
    for _try in range(5):
        client.post(SECOND, {"code": "000000"})
    page = client.post(SECOND, {"code": code_of(secret)})
    assert "You can try again in 15 minutes." in page.text
    assert not signed_in(client)


# The app and its recovery codes


def test_the_app_is_turned_on_with_a_picture_and_codes_to_keep(client: Client, ada: User) -> None:
    by_password(client)
    prove(client)
    page = client.get("/accounts/2fa/totp/activate/").text
    assert 'src="data:image/svg+xml;base64,' in page
    (secret,) = re.findall(r'id="authenticator_secret">(\w+)<', page)
    refused = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "That did not work. Please try again." in refused.text
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert done.redirect_chain == [("/accounts/2fa/recovery-codes/", 302)]
    codes = re.findall(r"<li>(\d{8})</li>", done.text)
    assert len(codes) == len(set(codes)) == 10

    file = client.get("/accounts/2fa/recovery-codes/download/")
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert file["Cache-Control"] == "no-store"
    assert [line for line in file.text.splitlines() if line.isdigit()] == codes

    again = client.post("/accounts/2fa/recovery-codes/generate/", follow=True)
    assert set(re.findall(r"<li>(\d{8})</li>", again.text)) & set(codes) == set()


def test_the_app_is_turned_off(client: Client, ada: User, secret: str) -> None:
    by_password(client)
    client.post(SECOND, {"code": code_of(secret)})
    prove(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=ada).exists()


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/webauthn/keys/{passkey}/edit/",
        "/accounts/2fa/webauthn/keys/{passkey}/remove/",
        "/accounts/2fa/recovery-codes/generate/",
    ],
)
def test_what_is_hard_to_undo_asks_again(client: Client, passkey: Authenticator, path: str) -> None:
    by_password(client)
    address = path.format(passkey=passkey.pk)
    for answer in (client.get(address), client.post(address)):
        assert answer["Location"].startswith(f"{PROVE}?next=")
    assert str(Authenticator.objects.get()) == "My phone"


def test_a_passkey_of_somebody_else_is_not_there(
    client: Client, passkey: Authenticator, sign_in: Callable[[User], Client]
) -> None:
    from tests.factories import make_user

    make_user(email="ben@example.org").set_password(PASSWORD)
    User.objects.filter(email="ben@example.org").update(password=passkey.user.password)
    client.post(LOGIN, {"login": "ben@example.org", "password": PASSWORD})
    stranger = sign_in(User.objects.get(email="ben@example.org"))
    assert stranger.post(PROVE, {"password": PASSWORD}).status_code == 302
    for action in ("edit", "remove"):
        address = f"/accounts/2fa/webauthn/keys/{passkey.pk}/{action}/"
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"name": "mine"}).status_code == 404
    assert str(Authenticator.objects.get()) == "My phone"


def test_rename_and_remove_a_passkey(
    client: Client, passkey: Authenticator, mailoutbox: list[EmailMessage]
) -> None:
    by_password(client)
    prove(client)
    address = f"/accounts/2fa/webauthn/keys/{passkey.pk}"
    client.post(f"{address}/edit/", {"name": "The blue one"})
    page = client.get("/accounts/2fa/webauthn/").text
    assert "The blue one" in page
    assert "Lost a passkey?" in page
    client.post(f"{address}/remove/")
    assert not Authenticator.objects.exists()
    assert [mail.to for mail in mailoutbox] == [[EMAIL]]


def test_a_passkey_is_dated_where_the_person_is(
    client: Client, ada: User, passkey: Authenticator
) -> None:
    User.objects.filter(pk=ada.pk).update(time_zone="Pacific/Auckland")
    at = datetime(2026, 3, 9, 14, tzinfo=UTC)
    Authenticator.objects.update(created_at=at, last_used_at=at + timedelta(days=1))
    by_password(client)
    page = client.get("/accounts/2fa/webauthn/").text
    assert "Added on 10 March 2026. Last used on 11 March 2026." in page


# Showing it by e-mail


@pytest.fixture
def without_password(
    client: Client, ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> Client:
    """Ada has no password and no passkey; she is signed in by a code."""
    ada.set_unusable_password()
    ada.save()
    by_code(client, mailoutbox, code_in)
    return client


def test_a_code_by_mail_shows_it(
    without_password: Client, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    client = without_password
    way_back = "?next=%2Faccounts%2Fpassword%2Fset%2F"
    new = {"password1": "copper window lantern", "password2": "copper window lantern"}
    assert client.post(SET_PASSWORD, new)["Location"] == SET_PASSWORD
    asked = client.get(SET_PASSWORD)
    assert asked["Location"] == f"{PROVE_BY_MAIL}{way_back}"
    # A password does not wait in the session, where it could be read.
    assert "copper" not in str(dict(client.session))
    assert "type the new password once more" in client.get(PROVE_BY_MAIL).text
    assert not User.objects.get().has_usable_password()

    mails = len(mailoutbox)
    sent = client.post(PROVE_BY_MAIL, {"send": "", "next": SET_PASSWORD})
    assert sent["Location"] == f"{PROVE_BY_MAIL}{way_back}"
    assert len(mailoutbox) == mails + 1
    wrong = client.post(PROVE_BY_MAIL, {"code": "BBBB-BBBB", "next": SET_PASSWORD})
    assert wrong.status_code == 422
    assert "That code is not right." in wrong.text
    code = {"code": code_in(mailoutbox[-1]), "next": SET_PASSWORD}
    assert client.post(PROVE_BY_MAIL, code)["Location"] == SET_PASSWORD
    assert client.post(SET_PASSWORD, new).status_code == 302
    assert User.objects.get().check_password("copper window lantern")


def test_three_wrong_codes_end_it(
    without_password: Client, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    client = without_password
    client.post(PROVE_BY_MAIL, {"send": ""})
    for _try in range(3):
        page = client.post(PROVE_BY_MAIL, {"code": "BBBB-BBBB"})
    assert "That code no longer works." in page.text
    client.post(PROVE_BY_MAIL, {"code": code_in(mailoutbox[-1])})
    assert client.get("/accounts/2fa/webauthn/add/")["Location"].startswith(PROVE_BY_MAIL)


def test_a_code_shows_it_once(
    without_password: Client, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    """Whoever finds the mail later can do nothing with it."""
    client = without_password
    client.post(PROVE_BY_MAIL, {"send": ""})
    code = {"code": code_in(mailoutbox[-1])}
    assert client.post(PROVE_BY_MAIL, code).status_code == 302
    assert client.post(PROVE_BY_MAIL, code).status_code == 422


def test_a_code_ends_after_a_quarter_of_an_hour(
    without_password: Client, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    client = without_password
    client.post(PROVE_BY_MAIL, {"send": ""})
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        late = client.post(PROVE_BY_MAIL, {"code": code_in(mailoutbox[-1])})
    assert late.status_code == 422


def test_the_mails_have_a_limit(without_password: Client, mailoutbox: list[EmailMessage]) -> None:
    answers = [without_password.post(PROVE_BY_MAIL, {"send": ""}) for _try in range(4)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) <= 60


def test_mail_does_not_replace_the_app(client: Client, secret: str) -> None:
    by_password(client)
    client.post(SECOND, {"code": code_of(secret)})
    answer = client.get(f"{PROVE_BY_MAIL}?next=/accounts/email/")
    assert answer["Location"] == f"{PROVE}?next=%2Faccounts%2Femail%2F"
    assert client.post(PROVE_BY_MAIL, {"send": ""})["Location"] == PROVE
    assert "Use a code by e-mail" not in client.get(PROVE).text


def test_never_back_to_another_site(without_password: Client) -> None:
    data = {"send": "", "next": "https://evil.example/"}
    assert without_password.post(PROVE_BY_MAIL, data)["Location"] == PROVE_BY_MAIL


def test_anonymous_and_wrong_method(client: Client, without_password: Client) -> None:
    assert Client().get(PROVE_BY_MAIL)["Location"].startswith(LOGIN)
    assert without_password.put(PROVE_BY_MAIL).status_code == 405


# Sessions


def test_signing_out_everywhere_else_ends_each_other_session(client: Client, ada: User) -> None:
    others = [Client(), Client()]
    for one in (client, *others):
        by_password(one)
    client.post("/accounts/sessions/")
    assert client.get("/accounts/sessions/").status_code == 200
    for one in others:
        assert one.get("/accounts/sessions/")["Location"].startswith(LOGIN)
    assert list(Session.objects.values_list("pk", flat=True)) == [client.session.session_key]


def test_a_new_password_signs_out_everywhere_else(client: Client, ada: User) -> None:
    other = Client()
    for one in (client, other):
        by_password(one)
    new = {"oldpassword": PASSWORD} | dict.fromkeys(("password1", "password2"), "copper window ink")
    client.post("/accounts/password/change/", new)
    assert client.get("/accounts/sessions/").text.count('class="card flat"') == 1
    assert other.get("/accounts/sessions/")["Location"].startswith(LOGIN)


def test_a_reset_signs_out_everywhere(
    client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    by_password(client)
    other = Client()
    other.post("/accounts/password/reset/", {"email": EMAIL})
    (link,) = re.findall(r"https?://[^/]+(/\S+/key/\S+)", str(mailoutbox[-1].body))
    form = other.get(link, follow=True)
    new = dict.fromkeys(("password1", "password2"), "copper window ink")
    other.post(form.request["PATH_INFO"], new)
    assert client.get("/accounts/sessions/")["Location"].startswith(LOGIN)
    assert other.get("/accounts/sessions/").status_code == 200
