"""The access record: who saw or did what with a person's data, and when; the person can read it.

No network address and no browser name is kept here. The list of signed-in devices keeps both for as
long as the device stays signed in, because they are how a person tells their own from another's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backrehab.accounts.models import AccessKind, AccessRecord, AccessRole, User

# One look at a page is often several requests; within this time the same look is told once.
SAME_LOOK = timedelta(hours=1)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the record: when on the person's clock, what, and by whom."""

    at: datetime
    what: str
    who: str
    by_self: bool


def record_own(user: User, kind: AccessKind, *, now: datetime) -> None:
    """Note what a person did with their own data. One query."""
    AccessRecord.objects.create(user=user, kind=kind, role=AccessRole.SELF, at=now)


def record_operator(
    people: Collection[int], kind: AccessKind, *, actor: User, now: datetime
) -> None:
    """Note that an operator saw or changed these people's accounts, by their keys; looking at their
    own account is no news, and the same look within SAME_LOOK is told once; who is gone
    has no record any more. Three queries at most."""
    others = set(User.objects.filter(pk__in=people).values_list("pk", flat=True)) - {actor.pk}
    if kind != AccessKind.CHANGED:
        told = AccessRecord.objects.filter(
            user__in=others, actor=actor, kind=kind, at__gt=now - SAME_LOOK
        )
        others -= set(told.values_list("user_id", flat=True))
    AccessRecord.objects.bulk_create(
        AccessRecord(user_id=pk, kind=kind, role=AccessRole.OPERATOR, actor=actor, at=now)
        for pk in sorted(others)
    )


def read_record(user: User) -> Sequence[Seen]:
    """The latest lines, the newest first. One query."""
    rows = user.access_records.select_related("actor").order_by("-at", "-id")[:MOST_SHOWN]
    return [
        Seen(
            at=user.local(row.at),
            what=row.get_kind_display(),
            who=_who(row),
            by_self=row.role == AccessRole.SELF,
        )
        for row in rows
    ]


def _who(row: AccessRecord) -> str:
    role = str(row.get_role_display())
    return f"{role} ({row.actor.email})" if row.actor is not None else role
