"""How drills with levels felt: one answer a drill and date, and the answers that still matter."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from backrehab.accounts.models import User
from backrehab.domain.drills import Comfort
from backrehab.exercises.models import Exercise
from backrehab.painlog.models import DrillAnswer
from backrehab.prepared import Prepared
from backrehab.row_writes import insert_row


def answer_drill(*, user: User, exercise_id: int, comfort: Comfort, now: datetime) -> None:
    """How the drill felt today, on the person's calendar; the latest answer of a date stands.

    The caller holds the lock of the person.
    """
    on, said = user.local_date(now), {"comfort": comfort.value, "given_at": now}
    if not insert_row(DrillAnswer(user_id=user.pk, on=on, exercise_id=exercise_id, **said)):
        DrillAnswer.objects.filter(user=user, on=on, exercise_id=exercise_id).update(**said)


class LatestAnswer(NamedTuple):
    """What a person said of a drill last, and when it last moved symptoms further down the leg."""

    exercise_id: int
    on: date
    comfort: str
    stopped_on: date | None


def latest_answers(user: User, exercise_ids: Collection[int]) -> list[LatestAnswer]:
    """Of each of these drills the latest answer, if there is one. One query, which looks at two
    rows a drill however many answers there are."""
    ids: dict[str, Any] = {f"exercise_{n}": one for n, one in enumerate(exercise_ids)}
    found = _of_drills(len(ids)).rows(user=user.pk, **ids)
    return [LatestAnswer(*row) for row in found if row[1] is not None]


@cache
def _of_drills(count: int) -> Prepared[tuple[int, date, str, date | None]]:
    """The query for so many drills."""
    names = [f"exercise_{n}" for n in range(count)]
    return Prepared(_latest_of, user=int, **dict.fromkeys(names, int))


def _latest_of(user: int, **ids: int) -> QuerySet[Exercise, Any]:
    own = DrillAnswer.objects.filter(user=user, exercise=OuterRef("pk")).order_by("-on")
    stopping = own.filter(comfort=Comfort.FURTHER_DOWN.value)
    return Exercise.objects.filter(pk__in=ids.values()).values_list(
        "pk",
        Subquery(own.values("on")[:1]),
        Subquery(own.values("comfort")[:1]),
        Subquery(stopping.values("on")[:1]),
    )
