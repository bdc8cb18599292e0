"""The count of changes to a person's data: what was worked out from an older count is stale."""

from django.db import connection

from backrehab.accounts.models import User
from backrehab.prepared import Prepared

VERSION = Prepared[tuple[int]](
    lambda user: User.objects.filter(pk=user).values_list("log_version"), user=int
)

# Every entry begins with this.
COUNT_ON = (
    'UPDATE "accounts_user" SET "log_version" = "log_version" + 1 WHERE "id" = %s '
    'RETURNING "log_version"'
)


def read_version(user: User) -> int:
    """The count as it is now."""
    return VERSION.one(user=user.pk)[0]


def touch(user: User) -> int:
    """Count one change of this person's data, within the transaction that makes it; the new count.

    The row stays locked until that transaction ends, so a person's changes happen one by one. The
    instance keeps the count it was read with: were the transaction undone, a count taken from
    within it would later belong to other data.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ON, [user.pk])
        found = cursor.fetchone()
    if found is None:
        raise User.DoesNotExist
    return int(found[0])


def lock(user: User) -> bool:
    """`touch` before anything is decided by what `user` says; whether that had to be read again.

    The person was read before the lock. Another device may have changed their settings since, and
    what is worked out from the older ones must not be kept under the count of the new.
    """
    count = touch(user)
    if count == user.log_version + 1:
        return False
    user.refresh_from_db()
    # The last one that stands, whatever becomes of this transaction.
    user.log_version = count - 1
    return True
