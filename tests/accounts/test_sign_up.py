"""Sign-up: the address is confirmed by a code, and nobody learns who has an account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from backrehab.accounts.models import User

from .conftest import EMAIL, PASSWORD

SIGN_UP, CONFIRM = "/accounts/signup/", "/accounts/confirm-email/"

type CodeIn = Callable[[EmailMessage], str]


@pytest.mark.django_db
def test_a_new_person_confirms_the_address_and_comes_to_the_start(
    client: Client, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    answer = client.post(SIGN_UP, {"email": "Ada@Example.ORG", "password1": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([EMAIL], "Please confirm your e-mail address")

    answer = client.post(CONFIRM, {"code": code_in(mail)})
    assert (answer.status_code, answer["Location"]) == (302, "/start/")
    user = User.objects.get()
    assert (user.email, user.started_at) == (EMAIL, None)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_signing_up_again_looks_the_same_but_only_tells_the_owner(
    client: Client, mailoutbox: list[EmailMessage], ada: User
) -> None:
    answer = client.post(SIGN_UP, {"email": EMAIL, "password1": "another long password"})
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    page = client.get(CONFIRM)
    fresh = Client()
    fresh.post(SIGN_UP, {"email": "new@example.org", "password1": "another long password"})
    fresh_page = fresh.get(CONFIRM)

    def words(text: str, email: str) -> list[str]:
        lines = text.replace(email, "…").splitlines()
        return [line for line in lines if "csrfmiddlewaretoken" not in line and "nonce" not in line]

    assert words(page.text, EMAIL) == words(fresh_page.text, "new@example.org")
    assert [mail.subject for mail in mailoutbox] == [
        "You already have an account",
        "Please confirm your e-mail address",
    ]
    assert "/accounts/password/reset/" in str(mailoutbox[0].body)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_wrong_code_says_so_and_signs_nobody_in(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    client.post(SIGN_UP, {"email": EMAIL, "password1": PASSWORD})
    page = client.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert "That code is not right. Check the e-mail and type it again." in page.text
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_new_code_can_be_sent(
    client: Client, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    client.post(SIGN_UP, {"email": EMAIL, "password1": PASSWORD})
    too_soon = client.post(CONFIRM, {"action": "resend"})
    assert too_soon.status_code == 429
    assert "Please wait a little" in too_soon.text
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        client.post(CONFIRM, {"action": "resend"})
    assert len(mailoutbox) == 2
    answer = client.post(CONFIRM, {"code": code_in(mailoutbox[1])})
    assert answer["Location"] == "/start/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 10 characters"),
        ("password123", "too easy to guess"),
        ("ada@example.org", "This is too close to your e-mail address."),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    client: Client, password: str, words: str
) -> None:
    page = client.post(SIGN_UP, {"email": EMAIL, "password1": password})
    assert words in page.text
    assert f'value="{EMAIL}"' in page.text
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_page_says_what_a_password_must_be_like(client: Client) -> None:
    assert "At least 10 characters." in client.get(SIGN_UP).text


@pytest.mark.django_db
def test_no_mail_names_health_in_its_subject(
    client: Client, mailoutbox: list[EmailMessage], ada: User
) -> None:
    client.post(SIGN_UP, {"email": EMAIL, "password1": PASSWORD})
    Client().post("/accounts/login/code/", {"email": EMAIL})
    Client().post("/accounts/login/code/", {"email": "nobody@example.org"})
    Client().post("/accounts/password/reset/", {"email": EMAIL})
    subjects = {mail.subject for mail in mailoutbox}
    assert subjects == {
        "You already have an account",
        "Your sign-in code",
        "There is no account with this address",
        "Choose a new password",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "status"), [(254, 302), (255, 200), (312, 200)])
def test_an_address_that_nobody_can_have(client: Client, length: int, status: int) -> None:
    """As long as an address can be; what is longer is refused beside its field."""
    domain = ".".join(["y" * 60] * 3) + ".example.org"
    email = f"{'x' * (length - len(domain) - 1)}@{domain}"
    answer = client.post(SIGN_UP, {"email": email, "password1": PASSWORD})
    assert (answer.status_code, User.objects.count()) == (status, int(status == 302))
    assert ("This address is too long." in answer.text) is (status == 200)
