"""How drills with levels felt: one answer a drill and date, and the answers that still matter."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.drills import Comfort
from backrehab.painlog.models import DrillAnswer


def answer_drill(*, user: User, exercise_id: int, comfort: Comfort, now: datetime) -> DrillAnswer:
    """How the drill felt today, on the person's calendar; the latest answer of a date stands.

    The caller holds the transaction.
    """
    touch(user)
    answer, _created = DrillAnswer.objects.update_or_create(
        user=user,
        on=user.local_date(now),
        exercise_id=exercise_id,
        defaults={"comfort": comfort.value, "given_at": now},
    )
    return answer


def latest_answers(user: User, exercise_ids: Iterable[int]) -> list[DrillAnswer]:
    """Of each drill the latest answer, and the latest that stopped it. One query, two rows a drill
    at most."""
    own = DrillAnswer.objects.filter(user=user)
    stopping = own.filter(comfort=Comfort.FURTHER_DOWN.value)
    return list(
        own.filter(exercise_id__in=list(exercise_ids)).filter(
            Q(pk=_latest(own)) | Q(pk=_latest(stopping))
        )
    )


def _latest(rows: QuerySet[DrillAnswer]) -> Subquery:
    same = rows.filter(exercise_id=OuterRef("exercise_id"))
    return Subquery(same.order_by("-on").values("pk")[:1])
