"""The count of changes to a person's data: what was worked out from an older count is stale."""

from django.db import connection

from backrehab.accounts.models import User
from backrehab.prepared import Prepared

VERSION = Prepared[tuple[int]](
    lambda user: User.objects.filter(pk=user).values_list("log_version"), user=int
)

# Every entry begins with this.
COUNT_ON = 'UPDATE "accounts_user" SET "log_version" = "log_version" + 1 WHERE "id" = %s'


def read_version(user: User) -> int:
    """The count as it is now."""
    found = VERSION.first(user=user.pk)
    if found is None:
        raise User.DoesNotExist
    return found[0]


def touch(user: User) -> None:
    """Count one change of this person's data, within the transaction that makes it.

    The row stays locked until that transaction ends, so a person's changes happen one by one. The
    instance keeps the count it was read with: were the transaction undone, a count taken from
    within it would later belong to other data.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ON, [user.pk])
