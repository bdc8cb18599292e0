"""What goes by itself: unused accounts after a warning, and what piles up beside the diaries."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from backrehab.accounts import retention
from backrehab.accounts.access_record import record_own
from backrehab.accounts.checks import check_retention
from backrehab.accounts.deletion import delete_due
from backrehab.accounts.models import AccessKind, CacheEntry, DeletedAccount, Submission, User
from backrehab.accounts.periods import FILE, read_periods
from backrehab.accounts.retention import delete_unused, tidy, warn_unused
from tests.factories import at, make_user

NOW = at("2026-03-09 09:00")
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_year(settings: Settings) -> None:
    settings.RETENTION_DAYS = 365


def seen(days_ago: int, **fields: Any) -> User:
    at_last = NOW - days_ago * DAY
    return make_user(last_login=at_last, joined_at=at_last, **fields)


def run(now: Any) -> tuple[int, int]:
    """What the command does: how many were deleted, how many warned."""
    return delete_unused(now=now), warn_unused(now=now).sent


def test_a_warning_comes_first_and_once(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = seen(334)
    assert run(NOW) == (0, 0)
    assert run(NOW + DAY + timedelta(minutes=1)) == (0, 1)
    assert run(NOW + 2 * DAY) == (0, 0)
    assert run(NOW + 30 * DAY) == (0, 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert run(NOW + 32 * DAY) == (1, 0)
    assert not User.objects.exists()
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([user.email], "Your account is unused and will be deleted"),
        ([user.email], "Your account is deleted"),
    ]
    assert "9 April 2026" in mailoutbox[0].body


def test_nobody_goes_without_a_warning_of_a_month() -> None:
    seen(5000)
    assert run(NOW) == (0, 1)
    assert run(NOW + 29 * DAY) == (0, 0)
    assert run(NOW + 30 * DAY) == (1, 0)


def test_who_never_signed_in_counts_from_when_they_joined() -> None:
    make_user(last_login=None, joined_at=NOW - 400 * DAY)
    make_user(last_login=None, joined_at=NOW - 300 * DAY)
    assert run(NOW) == (0, 1)


def test_who_signs_in_while_others_are_told_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run may take long; the list that it began with is not the last word."""
    for _ in range(2):
        seen(400)

    def told(address: str, *_: object) -> bool:
        User.objects.exclude(email=address).update(last_login=NOW)
        return True

    monkeypatch.setattr(retention, "send_account_mail", told)
    assert run(NOW) == (0, 1)


def test_a_sign_in_after_the_warning_keeps_it() -> None:
    user = seen(400)
    assert run(NOW) == (0, 1)
    User.objects.filter(pk=user.pk).update(last_login=NOW + 5 * DAY)
    assert run(NOW + 40 * DAY) == (0, 0)
    # Unused again for a year: the old warning counts no more.
    assert run(NOW + 375 * DAY) == (0, 1)


def test_somebody_who_is_still_signed_in_uses_it() -> None:
    user = seen(400)
    Session.objects.create(session_key="s", session_data="", expire_date=NOW + DAY)
    UserSession.objects.create(user=user, session_key="s", ip="192.0.2.7", user_agent="")
    assert run(NOW) == (0, 0)
    # The device of one person keeps nobody else.
    other = seen(400)
    assert run(NOW) == (0, 1)
    assert list(User.objects.filter(warned_at=NOW)) == [other]
    assert run(NOW + 2 * DAY) == (0, 1)


def test_operators_stay_and_so_does_everybody_without_a_setting(
    settings: Settings,
) -> None:
    seen(5000, is_staff=True)
    seen(5000, is_superuser=True)
    assert run(NOW) == (0, 0)
    settings.RETENTION_DAYS = 0
    seen(5000, warned_at=NOW - 500 * DAY)
    assert run(NOW) == (0, 0)
    assert User.objects.count() == 3


def test_a_setting_that_is_too_short_stops_the_start(settings: Settings) -> None:
    assert check_retention() == []
    settings.RETENTION_DAYS = 179
    assert "at least 180" in check_retention()[0].msg


def test_a_mail_server_that_does_not_answer_warns_nobody(settings: Settings) -> None:
    """Whoever was not told is not deleted later."""
    seen(400)
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }
    assert run(NOW) == (0, 0)
    # Nobody would notice otherwise: a timer shows what failed.
    with pytest.raises(CommandError, match=r"^Warnings that could not be sent: 1\. "):
        call_command("delete_due", verbosity=0)
    assert User.objects.get().warned_at is None


def test_one_that_mail_cannot_be_sent_to_keeps_no_other_from_its_turn(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """That the sender, or the person, has an address that is none is found before the sending."""

    def prepare(self: EmailBackend, messages: list[Any]) -> int:
        return len([self.prep_address(message.from_email) for message in messages])

    monkeypatch.setattr(EmailBackend, "send_messages", prepare)
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "a"}}
    settings.MAILERS = {"default": smtp}
    settings.DEFAULT_FROM_EMAIL = "Back Rehab"
    for _ in range(2):
        make_user(delete_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_due(now=NOW) == 2
    assert not User.objects.exists()


def test_tidy_twice(user: User, capsys: pytest.CaptureFixture[str]) -> None:
    for age in (0, 400):
        Submission.objects.create(user=user, key=uuid4(), made_at=NOW - age * DAY)
        record_own(user, AccessKind.SIGNED_IN, now=NOW - age * DAY)
        Session.objects.create(
            session_key=f"s{age}", session_data="", expire_date=NOW + DAY - age * DAY
        )
        UserSession.objects.create(
            user=user, session_key=f"s{age}", ip="192.0.2.7", user_agent="", created_at=NOW
        )
        entry = LogEntry.objects.create(user=user, action_flag=2, object_repr=f"{age}")
        LogEntry.objects.filter(pk=entry.pk).update(action_time=NOW - age * DAY)
        address = EmailAddress.objects.create(user=user, email=f"{age}@example.org")
        EmailConfirmation.objects.create(
            email_address=address, created=NOW, sent=timezone.now() - age * DAY, key=f"k{age}"
        )
    cache.set("stays", 1, 3600 * 24 * 365 * 50)
    CacheEntry.objects.create(cache_key="old", value="", expires=NOW - DAY)
    for age in (30, 31):
        gone_at = NOW - age * DAY
        DeletedAccount.objects.create(number=age, joined_at=gone_at, deleted_at=gone_at)
    assert tidy(now=NOW) == {
        "sessions": 1,
        "devices": 1,
        "cache": 1,
        "submissions": 1,
        "access_records": 1,
        "operator_log": 1,
        # As long as backups are kept.
        "deleted_accounts": 1,
        "confirmations": 1,
    }
    assert set(tidy(now=NOW).values()) == {0}
    assert [CacheEntry.objects.count(), Submission.objects.count(), Session.objects.count()] == [
        1,
        1,
        1,
    ]
    assert LogEntry.objects.get().object_repr == "0"
    assert EmailConfirmation.objects.get().key == "k0"
    call_command("tidy")
    assert capsys.readouterr().out.startswith("sessions: ")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("[0, 7, 30]", "[7, 0]", "cooling_off_days"),
        ("[0, 7, 30]", "[]", "cooling_off_days"),
        ('"suggested_days": 7', '"suggested_days": 8', "suggested_days"),
        ('"warning_days": 30', '"warning_days": 0', "warning_days"),
        ('"submission_days": 60', '"submission_days": "60"', "submission_days"),
    ],
)
def test_a_fault_of_the_data_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    path = tmp_path / "retention.json"
    path.write_text(FILE.read_text().replace(old, new))
    with pytest.raises(ImproperlyConfigured, match=rf"retention\.json: field {field} is wrong"):
        read_periods(path)
