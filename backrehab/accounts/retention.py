"""How long things stay: unused accounts, and what piles up beside the diaries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from backrehab.accounts.deletion import delete_person, one_by_one
from backrehab.accounts.mails import send_account_mail
from backrehab.accounts.models import AccessRecord, CacheEntry, DeletedAccount, Submission, User
from backrehab.accounts.periods import periods


def unused_since(cutoff: datetime, *, now: datetime) -> QuerySet[User]:
    """People who signed in last before `cutoff` and are signed in nowhere; no operators."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    signed_in = UserSession.objects.filter(Exists(alive), user=OuterRef("pk"))
    people = User.objects.annotate(seen_at=Coalesce("last_login", "joined_at"))
    return people.filter(~Exists(signed_in), seen_at__lt=cutoff, is_staff=False, is_superuser=False)


class Warned(NamedTuple):
    """How many mails were sent, and how many could not be: the next run tries those again."""

    sent: int
    failed: int


def warn_unused(*, now: datetime) -> Warned:
    """Mail everybody whose account will be deleted because nobody uses it.

    Each person is told once for each spell of not signing in.
    """
    if not settings.RETENTION_DAYS:
        return Warned(0, 0)
    ahead = timedelta(days=periods().warning_days)
    cutoff = now - timedelta(days=settings.RETENTION_DAYS) + ahead
    people = unused_since(cutoff, now=now).filter(Q(warned_at=None) | Q(warned_at__lt=F("seen_at")))
    sent = failed = 0
    for user in _one_by_one(people):
        on = user.local(now + ahead).replace(tzinfo=None)
        if send_account_mail(user.email, "unused", {"on": on, "days": settings.RETENTION_DAYS}):
            User.objects.filter(pk=user.pk).update(warned_at=now)
            sent += 1
        else:
            failed += 1
    return Warned(sent, failed)


def delete_unused(*, now: datetime) -> int:
    """Delete the accounts that were warned of long enough ago and still nobody uses; how many."""
    if not settings.RETENTION_DAYS:
        return 0
    warned = now - timedelta(days=periods().warning_days)
    people = unused_since(now - timedelta(days=settings.RETENTION_DAYS), now=now).filter(
        warned_at__lte=warned, warned_at__gte=F("seen_at")
    )
    return one_by_one(partial(delete_person, user, now=now) for user in _one_by_one(people))


def tidy(*, now: datetime) -> dict[str, int]:
    """Delete what has served its time beside the diaries; how many rows of each kind.

    Running it again at the same time deletes nothing.
    """
    records = now - timedelta(days=settings.ACCESS_RECORD_DAYS)
    submissions = now - timedelta(days=periods().submission_days)
    backups = now - timedelta(days=settings.BACKUP_DAYS)
    ended = Session.objects.filter(expire_date__lte=now)
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    rows: dict[str, QuerySet[Any]] = {
        "sessions": ended,
        "devices": UserSession.objects.filter(~Exists(alive)),
        "cache": CacheEntry.objects.filter(expires__lte=now),
        "submissions": Submission.objects.filter(made_at__lt=submissions),
        "access_records": AccessRecord.objects.filter(at__lt=records),
        "operator_log": LogEntry.objects.filter(action_time__lt=records),
        "deleted_accounts": DeletedAccount.objects.filter(deleted_at__lt=backups),
        "confirmations": EmailConfirmation.objects.all_expired(),
    }
    return {name: found.delete()[0] for name, found in rows.items()}


def _one_by_one(people: QuerySet[User]) -> Iterator[User]:
    """Each person read anew, so that a long list neither fills memory nor keeps a query open."""
    for pk in list(people.values_list("pk", flat=True)):
        user = people.filter(pk=pk).first()
        if user is not None:
            yield user
