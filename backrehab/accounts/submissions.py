"""Repeated submissions: the same form, sent twice, has one effect and one answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backrehab.accounts.models import Submission, User
from backrehab.row_writes import insert_row, update_row

type Answer = dict[str, Any]


def answer_once(
    user: User,
    *,
    key: UUID,
    now: datetime,
    act: Callable[[], Answer],
    arrived_at: datetime | None = None,
    expected: Answer | None = None,
) -> Answer:
    """Run `act` in a transaction unless this person's `key` was seen; return the first answer.

    The key's row and what `act` writes are committed together, so a crash leaves both or neither.
    Of two that arrive at the same time the second waits on the unique key and gets the first's
    answer. What `act` raises undoes the key too, so a refused form can be sent again.

    Of an entry that waited on a device, `now` is when it was made; `arrived_at` is kept beside it.
    `expected` is what `act` answers as a rule: it is stored with the key, and if it comes true
    nothing has to be written afterwards.
    """
    more = {} if arrived_at is None else {"arrived_at": arrived_at.isoformat()}
    with transaction.atomic():
        foreseen = (expected or {}) | more
        row = Submission(user_id=user.pk, key=key, made_at=now, answer=foreseen)
        if not insert_row(row):
            first: Answer = Submission.objects.get(user=user, key=key).answer
            return first
        answer = act() | more
        if answer != foreseen:
            update_row(Submission, row.pk, answer=answer)
        return answer


def answered_at(user: User, key: str) -> datetime | None:
    """When the form with this key was acted on; None if it was not. One query, or none for what is
    no key."""
    try:
        found = Submission.objects.filter(user=user, key=UUID(key)).values_list("made_at")
    except ValueError:
        return None
    return next((made_at for (made_at,) in found), None)
