"""Repeated submissions: the same form, sent twice, has one effect and one answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from backrehab.accounts.models import Submission, User

type Answer = dict[str, Any]


def answer_once(
    user: User,
    *,
    key: UUID,
    now: datetime,
    act: Callable[[], Answer],
    arrived_at: datetime | None = None,
) -> Answer:
    """Run `act` in a transaction unless this person's `key` was seen; return the first answer.

    The key's row and what `act` writes are committed together, so a crash leaves both or neither.
    Of two that arrive at the same time the second waits on the unique key and gets the first's
    answer. What `act` raises undoes the key too, so a refused form can be sent again.

    Of an entry that waited on a device, `now` is when it was made; `arrived_at` is kept beside it.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                submission = Submission.objects.create(user=user, key=key, made_at=now)
        except IntegrityError:
            first: Answer = Submission.objects.get(user=user, key=key).answer
            return first
        answer = act()
        if arrived_at is not None:
            answer["arrived_at"] = arrived_at.isoformat()
        submission.answer = answer
        submission.save(update_fields=["answer"])
        return answer
