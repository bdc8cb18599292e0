"""What a person entered on one date beside the training day itself, in one statement."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from backrehab.accounts.models import User
from backrehab.json_rows import JsonRows, rows_as
from backrehab.painlog.drills import LatestAnswer, gaps_of, latest_of, read_answers
from backrehab.painlog.models import DailyScore, PerformedSet, Skip
from backrehab.prepared import Prepared


class DailyRow(NamedTuple):
    """The score of a date (0-10), and whether the person gets about nearly as usual."""

    score: int
    gets_about: bool | None


class DayEntries(NamedTuple):
    """The score of the date, the exercises (by id) that are left out on it, the sets that were
    ticked off since an earlier date (date, exercise, slot and number), and what was last said of
    the drills that were asked for."""

    daily: DailyRow | None
    skipped: frozenset[int]
    sets: tuple[tuple[date, int, str, int], ...]
    drills: list[LatestAnswer]


def _entries(user: int, since: date, on: date, **drills: int) -> Any:
    scores = DailyScore.objects.filter(user=user, on=on)
    skips = Skip.objects.filter(user=user, on=on)
    sets = PerformedSet.objects.filter(user=user, on__gte=since, on__lte=on)
    return User.objects.filter(pk=user).values_list(
        JsonRows(scores.values_list("score", "gets_about")),
        JsonRows(skips.values_list("exercise_id")),
        JsonRows(sets.values_list("on", "exercise_id", "slot", "number")),
        *([JsonRows(latest_of(user, **drills))] if drills else []),
    )


SCORES = rows_as(DailyRow)
SKIPS = rows_as(tuple[int])
SETS = rows_as(tuple[date, int, str, int])


@cache
def _with_drills(count: int) -> Prepared[tuple[str, ...]]:
    """The query that asks for so many drills, too."""
    drills = dict.fromkeys(gaps_of(range(count)), int)
    return Prepared(_entries, user=int, since=date, on=date, **drills)


def day_entries(user: User, on: date, *, since: date, drills: Collection[int] = ()) -> DayEntries:
    """The entries of that date, the sets since then, and the latest answers about these drills (by
    the ids of their exercises). One query."""
    query = _with_drills(len(drills))
    found = query.one(user=user.pk, since=since, on=on, **gaps_of(drills))
    scores, skips, sets, *answers = found
    return DayEntries(
        next(iter(SCORES(scores)), None),
        frozenset(exercise_id for (exercise_id,) in SKIPS(skips)),
        tuple(SETS(sets)),
        read_answers(*answers) if answers else [],
    )
