"""What a mail says about a change of the account, and the pages whose code came too late."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import create_person
from tests.factories import at

from .conftest import EMAIL, PASSWORD
from .test_ways_in import code_of, secret

__all__ = ["secret"]

NOW = at("2026-03-09 09:00")
TOO_LATE = "That took too long, so it was stopped."
CONFIRM, CODE_CONFIRM, SECOND = (
    "/accounts/confirm-email/",
    "/accounts/login/code/confirm/",
    "/accounts/2fa/authenticate/",
)
pytestmark = pytest.mark.django_db

type CodeIn = Callable[[EmailMessage], str]
# Where a code is asked for, with what, and where it is typed.
type Way = tuple[str, dict[str, str], str]
ASKED: list[Way] = [
    ("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD}, CONFIRM),
    ("/accounts/login/code/", {"email": EMAIL}, CODE_CONFIRM),
]


def in_kolkata(client: Client) -> None:
    User.objects.update(time_zone="Asia/Kolkata")
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@time_machine.travel(NOW, tick=False)
def test_a_notice_says_when_in_utc_wherever_the_person_is(
    client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    in_kolkata(client)
    new = {"oldpassword": PASSWORD, "password1": "a quiet green lamp"}
    client.post("/accounts/password/change/", new | {"password2": "a quiet green lamp"})
    (notice,) = mailoutbox
    assert "- time (UTC): 9 March 2026, 09:00\n" in str(notice.body)
    assert "1. Choose a new password." in str(notice.body)


def test_the_old_address_is_told_what_still_helps(
    client: Client, ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    """A new password cannot be had with it any more."""
    in_kolkata(client)
    client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    notice = mailoutbox[-1]
    assert notice.to == [EMAIL]
    assert "Then write to whoever runs this site at once" in str(notice.body)
    assert "Choose a new password" not in str(notice.body)


@pytest.mark.parametrize("minutes", [14, 16])
def test_a_code_that_comes_too_late_is_told_so(
    client: Client, mailoutbox: list[EmailMessage], code_in: CodeIn, minutes: int
) -> None:
    """At sign-up, at sign-in by code and at the second step; otherwise they end without a word."""
    with time_machine.travel(NOW, tick=False) as clock:
        client.post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD})
        clock.shift(timedelta(minutes=minutes))
        page = client.post(CONFIRM, {"code": code_in(mailoutbox[-1])}, follow=True)
        assert (TOO_LATE in page.text) is (minutes > 15)
        assert ("_auth_user_id" in client.session) is (minutes < 15)
        assert TOO_LATE not in client.get("/").text


@pytest.mark.parametrize("minutes", [14, 16])
def test_so_is_one_to_sign_in_with(
    client: Client, ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn, minutes: int
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.post("/accounts/login/code/", {"email": EMAIL})
        clock.shift(timedelta(minutes=minutes))
        page = client.post(CODE_CONFIRM, {"code": code_in(mailoutbox[-1])}, follow=True)
    assert (TOO_LATE in page.text) is (minutes > 15)


@pytest.mark.parametrize("minutes", [14, 16])
def test_and_that_of_the_app(client: Client, ada: User, secret: str, minutes: int) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
        clock.shift(timedelta(minutes=minutes))
        page = client.post(SECOND, {"code": code_of(secret)}, follow=True)
    assert (TOO_LATE in page.text) is (minutes > 15)


def test_nobody_who_waits_for_nothing_is_told(client: Client) -> None:
    for path in (CONFIRM, CODE_CONFIRM, SECOND):
        assert TOO_LATE not in client.get(path, follow=True).text


def test_the_page_that_names_an_address_is_never_stored(client: Client) -> None:
    client.post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD})
    page = client.get(CONFIRM)
    assert EMAIL in page.text
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(("begin", "data", "confirm"), ASKED)
def test_a_code_that_was_wrong_too_often_says_how_to_go_on(
    client: Client, ada: User, begin: str, data: dict[str, str], confirm: str
) -> None:
    client.post(begin, data)
    for _time in range(3):
        page = client.post(confirm, {"code": "BBBB-BBBB"}, follow=True)
    assert "The code was wrong too often, so it no longer works." in page.text
    # Not as a line beside a field, which would bring a sign of its own.
    assert 'class="notice caution"' in page.text


def test_an_address_of_another_account_is_refused_in_plain_words(
    client: Client, ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    create_person(email="other@example.org", password=PASSWORD)
    in_kolkata(client)
    client.post("/accounts/email/", {"action_add": "", "email": "other@example.org"})
    page = client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
    assert "This address belongs to another account here." in page.text
    ada.refresh_from_db()
    assert ada.email == EMAIL


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("way", ASKED)
@pytest.mark.parametrize("minutes", [14, 16])
def test_a_code_that_is_sent_again_works_for_its_whole_time(
    client: Client, mailoutbox: list[EmailMessage], code_in: CodeIn, way: Way, minutes: int
) -> None:
    begin, data, confirm = way
    with time_machine.travel(NOW, tick=False) as clock:
        client.post(begin, data)
        clock.shift(timedelta(minutes=14))
        client.post(confirm, {"action": "resend"})
        assert "It works for 15 minutes." in str(mailoutbox[1].body)
        clock.shift(timedelta(minutes=minutes))
        client.post(confirm, {"code": code_in(mailoutbox[1])})
        assert ("_auth_user_id" in client.session) is (minutes < 15)
