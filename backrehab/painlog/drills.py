"""How drills with levels felt: one answer a drill and date, and the answers that still matter."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from backrehab.accounts.models import User
from backrehab.domain.drills import Comfort
from backrehab.exercises.models import Exercise
from backrehab.json_rows import rows_as
from backrehab.painlog.models import DrillAnswer
from backrehab.prepared import Prepared


def answer_drill(*, user: User, exercise_id: int, comfort: Comfort, now: datetime) -> None:
    """How the drill felt today, on the person's calendar; the latest answer of a date stands.

    The caller holds the lock of the person.
    """
    answer = DrillAnswer(
        user_id=user.pk,
        on=user.local_date(now),
        exercise_id=exercise_id,
        comfort=comfort.value,
        given_at=now,
    )
    DrillAnswer.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["user", "on", "exercise"],
        update_fields=["comfort", "given_at"],
    )


class LatestAnswer(NamedTuple):
    """What a person said of a drill last, and when it last moved symptoms further down the leg."""

    exercise_id: int
    on: date
    comfort: str
    stopped_on: date | None


def latest_answers(user: User, exercise_ids: Collection[int]) -> list[LatestAnswer]:
    """Of each of these drills the latest answer, if there is one. One query, which looks at two
    rows a drill however many answers there are; none without drills."""
    if not exercise_ids:
        return []
    ids = gaps_of(exercise_ids)
    return _said(_of_drills(len(ids)).rows(user=user.pk, **ids))


def gaps_of(exercise_ids: Collection[int]) -> dict[str, Any]:
    """The drills as the gaps of a prepared query that hands them on to `latest_of`."""
    return {f"exercise_{n}": one for n, one in enumerate(exercise_ids)}


@cache
def _of_drills(count: int) -> Prepared[tuple[int, date | None, str | None, date | None]]:
    """The query for so many drills."""
    return Prepared(latest_of, user=int, **dict.fromkeys(gaps_of(range(count)), int))


def latest_of(user: int, **ids: int) -> QuerySet[Exercise, Any]:
    """For a prepared query: a row a drill, empty but for its id if there is no answer."""
    own = DrillAnswer.objects.filter(user=user, exercise=OuterRef("pk")).order_by("-on")
    stopping = own.filter(comfort=Comfort.FURTHER_DOWN.value)
    return (
        Exercise.objects.filter(pk__in=ids.values())
        .annotate(
            said_on=Subquery(own.values("on")[:1]),
            said=Subquery(own.values("comfort")[:1]),
            stopped_on=Subquery(stopping.values("on")[:1]),
        )
        .values_list("pk", "said_on", "said", "stopped_on")
    )


ANSWERS = rows_as(tuple[int, date | None, str | None, date | None])


def read_answers(text: str) -> list[LatestAnswer]:
    """The rows of `latest_of` that `JsonRows` gave."""
    return _said(ANSWERS(text))


def _said(
    rows: Iterable[tuple[int, date | None, str | None, date | None]],
) -> list[LatestAnswer]:
    return [
        LatestAnswer(exercise_id, on, comfort, stopped_on)
        for exercise_id, on, comfort, stopped_on in rows
        if on is not None and comfort is not None
    ]
