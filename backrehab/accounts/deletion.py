"""Deleting an account: asked by the person, after the wait they chose, and then for good."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from backrehab.accounts.access_record import record_own
from backrehab.accounts.mails import send_account_mail
from backrehab.accounts.models import AccessKind, CacheEntry, DeletedAccount, User
from backrehab.accounts.periods import periods

logger = logging.getLogger(__name__)


class Deletion(NamedTuple):
    """An account that was deleted: its number, and the instants it began and ended."""

    number: int
    joined_at: datetime
    deleted_at: datetime


def ask_deletion(*, user: User, days: int, now: datetime) -> None:
    """Plan to delete the account in so many days.

    ValueError for a wait that is not offered. A mail says what was asked, and how to undo it.
    """
    if days not in periods().cooling_off_days:
        raise ValueError(f"{days} days is not among the waits that are offered.")
    at = now + timedelta(days=days)
    with transaction.atomic():
        user.delete_at = at
        user.save(update_fields=["delete_at"])
        record_own(user, AccessKind.DELETION_ASKED, now=now)
        address, told = user.email, {"on": user.local(at).replace(tzinfo=None)}
        transaction.on_commit(lambda: send_account_mail(address, "planned", told) and None)


def keep_account(*, user: User, now: datetime) -> bool:
    """Take the wish back; whether there was one and the account is still there."""
    with transaction.atomic():
        open_wish = User.objects.filter(pk=user.pk, delete_at__gt=now)
        if not open_wish.update(delete_at=None):
            return False
        record_own(user, AccessKind.DELETION_TAKEN_BACK, now=now)
    user.delete_at = None
    return True


def delete_if_due(user: User, *, now: datetime) -> bool:
    """Delete the account if its time has come; whether it is gone. The row decides, not `user`:
    the person may have kept the account a moment ago."""
    with transaction.atomic():
        due = User.objects.select_for_update().filter(pk=user.pk, delete_at__lte=now).first()
        return due is not None and delete_person(due, now=now)


def delete_due(*, now: datetime) -> int:
    """Delete every account whose time has come; how many. Each in a transaction of its own."""
    due = list(User.objects.filter(delete_at__lte=now).only("pk"))
    return one_by_one(partial(delete_if_due, user, now=now) for user in due)


def one_by_one(deletions: Iterable[Callable[[], bool]]) -> int:
    """How many of them deleted something. One that the database refuses keeps no other from its
    turn; the first such error is raised when all had theirs."""
    gone, refused = 0, []
    for delete in deletions:
        try:
            gone += delete()
        except DatabaseError as error:
            refused.append(error)
    if refused:
        raise refused[0]
    return gone


def delete_person(user: User, *, now: datetime, told: bool = True) -> bool:
    """Delete a person and every row that is about them, and say so by mail if `told`; True.

    Rows with a foreign key go with the person's own; what names a person in another way is looked
    for: sign-in sessions, limits and used codes in the cache, and the operators' log. What stays
    for the time of the backups is that an account of this number was deleted.
    """
    pk, address = user.pk, user.email
    _overwrite_on_disk()
    with transaction.atomic():
        addresses = {
            address,
            *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
        }
        _delete_sessions(pk, addresses)
        _delete_cached(pk, addresses)
        kind = ContentType.objects.get_for_model(User)
        LogEntry.objects.filter(
            Q(content_type=kind, object_id=str(pk)) | _names(addresses, "object_repr")
        ).delete()
        User.objects.filter(pk=pk).delete()
        _note(Deletion(pk, user.joined_at, now))
        transaction.on_commit(lambda: _after(address, told=told))
    return True


def _after(address: str, *, told: bool) -> None:
    if told:
        send_account_mail(address, "deleted", {})
    logger.info("an account was deleted")


def _note(one: Deletion) -> None:
    DeletedAccount.objects.get_or_create(
        number=one.number, joined_at=one.joined_at, defaults={"deleted_at": one.deleted_at}
    )


def deletions() -> list[Deletion]:
    """The accounts that were deleted, as long as a backup may still hold them."""
    rows = DeletedAccount.objects.order_by("pk").values_list(*Deletion._fields)
    return list(map(Deletion._make, rows))


def delete_again(known: Iterable[Deletion]) -> int:
    """Delete those accounts of `known` that a backup brought back; how many. Their people were
    told when they went."""
    gone = 0
    for one in known:
        with transaction.atomic():
            user = User.objects.filter(pk=one.number, joined_at=one.joined_at).first()
            if user is None:
                # Another backup may still hold it.
                _note(one)
            else:
                gone += delete_person(user, now=one.deleted_at, told=False)
    return gone


def _names(addresses: set[str], field: str) -> Q:
    found = Q()
    for address in addresses:
        found |= Q(**{f"{field}__icontains": address})
    return found


def _overwrite_on_disk() -> None:
    """SQLite leaves what was deleted in the file until the place is used again, unless told so."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def _delete_sessions(pk: int, addresses: set[str]) -> None:
    """Every session of the person; their rows hold no key, so each must be opened to know."""
    own = UserSession.objects.filter(user_id=pk).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(own)).delete()
    found = [
        session.session_key
        for session in Session.objects.iterator(chunk_size=500)
        if _is_about(session.get_decoded(), pk, addresses)
    ]
    Session.objects.filter(session_key__in=found).delete()


def _is_about(data: dict[str, Any], pk: int, addresses: set[str]) -> bool:
    if data.get("_auth_user_id") == str(pk):
        return True
    text = str(data).lower()
    return any(address in text for address in addresses)


def _delete_cached(pk: int, addresses: set[str]) -> None:
    """Limits and used codes that are kept for a person, by their key or by an address's digest."""
    found = Q(cache_key__endswith=f":user:{pk}") | Q(cache_key__contains=f"user={pk}&")
    for address in addresses:
        found |= Q(cache_key__contains=digest(address)) | Q(cache_key__icontains=address)
    CacheEntry.objects.filter(found).delete()


def digest(address: str) -> str:
    """An address as the limits on sign-in name it."""
    return hashlib.sha256(address.encode()).hexdigest()
