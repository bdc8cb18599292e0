"""The mail server takes nothing: a calm page with what was typed, and nothing half-done."""

import logging
import smtplib
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from backrehab.accounts.mail_outage import RETRY_SECONDS, note_fault
from backrehab.accounts.models import User

from .conftest import EMAIL, PASSWORD

SIGN_UP, CONFIRM = "/accounts/signup/", "/accounts/confirm-email/"
LOGIN_CODE, RESET = "/accounts/login/code/", "/accounts/password/reset/"
CHANGE, PROVE = "/accounts/email/", "/accounts/reauthenticate/code/"
WORDS = "The e-mail could not be sent just now. Please try again in a few minutes."


@pytest.fixture
def no_mail(settings: Settings) -> Iterator[None]:
    """A port at which nobody listens, reached as in production."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.MAIL_HOST = "127.0.0.1"
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": closed.getsockname()[1], "timeout": 5},
            }
        }
        yield


@pytest.mark.django_db
def test_no_account_is_left_and_the_form_comes_back(
    client: Client, no_mail: None, caplog: pytest.LogCaptureFixture
) -> None:
    typed = {"email": "new@example.org", "password1": PASSWORD, "next": "/ladder/"}
    with caplog.at_level(logging.INFO):
        answer = client.post(SIGN_UP, typed)
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert answer["Cache-Control"].startswith("no-store, ")
    assert WORDS in answer.text
    assert f'action="{SIGN_UP}"' in answer.text
    assert 'type="email" name="email" value="new@example.org"' in answer.text
    assert 'type="password" name="password1" id="id_password1"' in answer.text
    assert 'type="hidden" name="next" value="/ladder/"' in answer.text
    assert PASSWORD not in answer.text
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert client.get(CONFIRM).status_code == 302
    (line,) = [one for one in caplog.records if one.name.startswith("backrehab.accounts")]
    told = "a mail could not be sent: MAIL_HOST (127.0.0.1), ConnectionRefusedError: "
    assert line.getMessage() == told + "Connection refused"
    assert "new@example.org" not in caplog.text


@pytest.mark.django_db
def test_the_same_sign_up_works_once_mail_goes_again(
    client: Client,
    settings: Settings,
    no_mail: None,
    mailoutbox: list[EmailMessage],
    code_in: Callable[[EmailMessage], str],
) -> None:
    typed = {"email": "new@example.org", "password1": PASSWORD}
    assert client.post(SIGN_UP, typed).status_code == 503
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    with time_machine.travel(timezone.now() + timedelta(seconds=int(RETRY_SECONDS))):
        assert client.post(SIGN_UP, typed)["Location"] == CONFIRM
        (mail,) = mailoutbox
        assert mail.subject == "Please confirm your e-mail address"
        assert client.post(CONFIRM, {"code": code_in(mail)})["Location"] == "/start/"


@pytest.mark.django_db
def test_somebody_who_has_an_account_keeps_it_and_is_answered_alike(
    client: Client, ada: User, no_mail: None
) -> None:
    pages = []
    for email in (EMAIL, "new@example.org"):
        answer = Client().post(SIGN_UP, {"email": email, "password1": "another long password"})
        lines = answer.text.replace(email, "…").splitlines()
        pages.append((answer.status_code, [one for one in lines if "csrfmiddleware" not in one]))
    assert pages[0] == pages[1]
    assert list(User.objects.all()) == [ada]
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
@pytest.mark.parametrize("path", [LOGIN_CODE, RESET])
def test_a_code_and_a_new_password(
    client: Client, ada: User, no_mail: None, path: str, email: str
) -> None:
    answer = client.post(path, {"email": email})
    assert answer.status_code == 503
    assert WORDS in answer.text
    assert f'name="email" value="{email}"' in answer.text
    assert client.get("/accounts/login/code/confirm/").status_code == 302


@pytest.mark.django_db
def test_another_address(client: Client, ada: User, no_mail: None) -> None:
    client.force_login(ada)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.post(CHANGE, {"email": "other@example.org", "action_add": ""})
    assert answer.status_code == 503
    assert 'name="email" value="other@example.org"' in answer.text
    assert 'type="hidden" name="action_add" value=""' in answer.text
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(EMAIL, True)]
    assert "other@example.org" not in client.get(CHANGE).text


@pytest.mark.django_db
def test_a_code_that_shows_the_account_is_yours(client: Client, ada: User, no_mail: None) -> None:
    client.force_login(ada)
    answer = client.post(f"{PROVE}?next=/settings/", {"send": ""})
    assert answer.status_code == 503
    assert f'action="{PROVE}?next=/settings/"' in answer.text
    assert 'type="hidden" name="send" value=""' in answer.text
    assert "proof_by_code" not in client.session


@pytest.mark.django_db
def test_a_notice_that_cannot_go_stops_nothing(
    client: Client, ada: User, no_mail: None, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(ada)
    new = "quiet harbour lantern"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = client.post("/accounts/password/change/", typed)
    assert answer.status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(new)
    assert "a mail could not be sent: MAIL_HOST (127.0.0.1)" in caplog.text


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"bad ada@example.org"),
            "SMTPAuthenticationError 535",
        ),
        (
            smtplib.SMTPRecipientsRefused({EMAIL: (550, b"no such ada@example.org")}),
            "SMTPRecipientsRefused 550",
        ),
        (socket.gaierror(-2, "Name or service not known"), "gaierror: Name or service not known"),
        (TimeoutError("timed out"), "TimeoutError"),
        (
            smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."),
            "SMTPNotSupportedError: STARTTLS extension not supported by server",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_log_names_the_setting_and_no_person(
    settings: Settings, caplog: pytest.LogCaptureFixture, fault: OSError, told: str
) -> None:
    settings.MAIL_HOST = ""
    note_fault(fault)
    assert caplog.messages == [f"a mail could not be sent: MAIL_HOST (none is set), {told}"]


@pytest.mark.django_db
def test_the_code_that_came_holds_when_a_new_one_cannot_be_sent(
    client: Client,
    mailoutbox: list[EmailMessage],
    code_in: Callable[[EmailMessage], str],
    request: pytest.FixtureRequest,
) -> None:
    client.post(SIGN_UP, {"email": EMAIL, "password1": PASSWORD})
    request.getfixturevalue("no_mail")
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        answer = client.post(CONFIRM, {"action": "resend"})
        assert answer.status_code == 503
        assert 'type="hidden" name="action" value="resend"' in answer.text
        assert User.objects.get().email == EMAIL
        assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])})["Location"] == "/start/"
