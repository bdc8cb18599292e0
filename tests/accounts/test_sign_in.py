"""Sign-in by password and by code, reset, sign-out, and the limits on trying."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from backrehab.accounts.models import User
from backrehab.accounts.services import create_person

from .conftest import EMAIL, PASSWORD

LOGIN, CODE = "/accounts/login/", "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"

type CodeIn = Callable[[EmailMessage], str]


def test_password_in_any_letter_case_of_the_address(client: Client, ada: User) -> None:
    answer = client.post(LOGIN, {"login": "ADA@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/today/")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_back_to_the_page_that_was_asked_for(client: Client, ada: User) -> None:
    answer = client.post(
        LOGIN, {"login": EMAIL, "password": PASSWORD, "next": "/settings/schedule/"}
    )
    assert answer["Location"] == "/settings/schedule/"


def test_never_to_another_site(client: Client, ada: User) -> None:
    answer = client.post(
        LOGIN, {"login": EMAIL, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/today/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, ada: User) -> None:
    words = "That e-mail address and password do not go together."
    for address in (EMAIL, "nobody@example.org"):
        page = client.post(LOGIN, {"login": address, "password": "not the password"})
        assert words in page.text
        assert "_auth_user_id" not in client.session


def test_too_many_wrong_passwords_are_stopped_even_before_a_right_one(
    client: Client, ada: User
) -> None:
    for _try in range(5):
        client.post(LOGIN, {"login": EMAIL, "password": "not the password"})
    page = client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    assert "You can try again in 15 minutes." in page.text
    assert "_auth_user_id" not in client.session


def test_by_code(
    client: Client, ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    answer = client.post(CODE, {"email": EMAIL, "next": "/settings/"})
    assert answer["Location"] == f"{CONFIRM}?next=%2Fsettings%2F"
    (mail,) = mailoutbox
    answer = client.post(CONFIRM, {"code": code_in(mail).lower(), "next": "/settings/"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_code_for_an_unknown_address_looks_the_same(
    client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    answer = client.post(CODE, {"email": "nobody@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, CONFIRM)
    assert [mail.subject for mail in mailoutbox] == ["There is no account with this address"]


def test_three_wrong_codes_end_the_attempt(
    client: Client, ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    client.post(CODE, {"email": EMAIL})
    for _try in range(3):
        client.post(CONFIRM, {"code": "BBBB-BBBB"})
    client.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert "_auth_user_id" not in client.session


def test_a_code_ends_after_a_quarter_of_an_hour(
    ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    for minutes, works in ((14, True), (16, False)):
        client = Client()
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client.post(CODE, {"email": EMAIL})
            clock.shift(timedelta(minutes=minutes))
            client.post(CONFIRM, {"code": code_in(mailoutbox[-1])})
            assert ("_auth_user_id" in client.session) is works


def test_a_device_stays_signed_in_for_sixty_days(client: Client, ada: User) -> None:
    client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    days = timedelta(days=60).total_seconds()
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == days


def test_reset(client: Client, ada: User, mailoutbox: list[EmailMessage]) -> None:
    answer = client.post("/accounts/password/reset/", {"email": EMAIL})
    assert answer["Location"] == "/accounts/password/reset/done/"
    (mail,) = mailoutbox
    site = re.escape(settings.SITE_URL)
    (link,) = re.findall(site + r"(/accounts/password/reset/key/\S+)", str(mail.body))

    form = client.get(link, follow=True)
    assert "Choose a new password" in form.text
    new = "quiet marble lantern"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert mailoutbox[1].subject == "Your password was changed"

    used = Client().get(link, follow=True)
    assert "This link no longer works" in used.text


@pytest.mark.parametrize("host", ["back.example.org", "back.example.org:8443"])
def test_links_in_mails_lead_to_the_site(
    client: Client, ada: User, mailoutbox: list[EmailMessage], settings: Settings, host: str
) -> None:
    """Whichever port the proxy, or who asks for the mail, put behind the name, or left out."""
    settings.ALLOWED_HOSTS = ["back.example.org"]
    settings.SITE_URL, settings.SITE_HOST = "https://back.example.org:444", "back.example.org"
    for path, email in (
        ("password/reset", EMAIL),
        ("signup", EMAIL),
        ("password/reset", "a@b.org"),
    ):
        form = {"email": email, "password1": "quiet marble lantern"}
        assert client.post(f"/accounts/{path}/", form, headers={"host": host}).status_code == 302
    links = [re.findall(r"https?://[^/\s]+", str(mail.body)) for mail in mailoutbox]
    assert [set(found) for found in links] == [{settings.SITE_URL}] * 3
    # So does the line at its end, which programs for mail make a link of.
    signed = [re.findall(r"^Back Rehab\n(.+)$", str(m.body), re.MULTILINE) for m in mailoutbox]
    assert signed == [["back.example.org"]] * 3


def test_reset_where_somebody_else_is_signed_in(
    client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    """They leave first. The page with the form must not make the browser forget its cookies: it
    would be refused."""
    ben = create_person(email="ben@example.org", password=PASSWORD)
    client.post("/accounts/password/reset/", {"email": EMAIL})
    (link,) = re.findall(r"(/accounts/password/reset/key/\S+)", str(mailoutbox[0].body))
    client.force_login(ben, backend="django.contrib.auth.backends.ModelBackend")
    wrong = client.get(link.replace("-", "-a", 1), follow=True)
    assert "This link no longer works" in wrong.text
    assert "_auth_user_id" in client.session

    left = client.get(link)
    assert (left["Location"], "Clear-Site-Data" in left) == (link, True)
    form = client.get(link, follow=True)
    assert "Clear-Site-Data" not in form
    new = "quiet marble lantern"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert client.session["_auth_user_id"] == str(ada.pk)
    ben.refresh_from_db()
    assert ben.check_password(PASSWORD)


def test_reset_of_an_unknown_address_looks_the_same(
    client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer["Location"] == "/accounts/password/reset/done/"
    assert [mail.to for mail in mailoutbox] == [["nobody@example.org"]]


def test_sign_out(client: Client, ada: User) -> None:
    client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    page = client.get("/accounts/logout/")
    assert "Sign out?" in page.text
    assert client.session["_auth_user_id"] == str(ada.pk)
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "_auth_user_id" not in client.session


def test_changing_the_address_needs_the_password_and_a_code(
    client: Client, ada: User, mailoutbox: list[EmailMessage], code_in: CodeIn
) -> None:
    client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    asked = client.post("/accounts/email/", {"email": "New@example.org", "action_add": ""})
    assert asked["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    ada.refresh_from_db()
    assert ada.email == EMAIL
    # Who left the page of the code finds the way back where the change began.
    half_way = client.get("/accounts/email/").text
    assert "We sent a code to <strong>new@example.org</strong>." in half_way
    assert 'href="/accounts/confirm-email/">Enter the code</a>' in half_way
    client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])})
    ada.refresh_from_db()
    assert ada.email == "new@example.org"
    assert "Enter the code" not in client.get("/accounts/email/").text
    assert mailoutbox[1].to == [EMAIL]
    assert mailoutbox[1].subject == "Your e-mail address was changed"


def test_a_code_for_a_new_address_that_is_too_old_is_asked_for_no_more(
    client: Client, ada: User, mailoutbox: list[EmailMessage]
) -> None:
    client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        page = client.get("/accounts/confirm-email/", follow=True)
    assert page.redirect_chain == [("/accounts/email/", 302)]
    assert "Enter the code" not in page.text
    assert len(mailoutbox) == 1


def test_a_switched_off_account_cannot_sign_in(client: Client, ada: User) -> None:
    User.objects.update(is_active=False)
    client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_form_without_its_token_changes_nothing_and_says_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(
        LOGIN, {"login": EMAIL, "password": PASSWORD}, headers={"referer": "http://testserver/x/"}
    )
    assert page.status_code == 403
    assert "This page was out of date" in page.text
    assert "Nothing was changed." in page.text
    assert 'href="/x/"' in page.text
