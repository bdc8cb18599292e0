"""What a person entered on one date, in one statement."""

from collections.abc import Callable, Collection
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from backrehab.accounts.models import User
from backrehab.json_rows import JsonRows, rows_as
from backrehab.painlog.drills import LatestAnswer, gaps_of, latest_of, read_answers
from backrehab.painlog.models import DailyScore, PerformedSet, Skip, TrainingDay
from backrehab.prepared import Prepared


class DailyRow(NamedTuple):
    """The score of a date (0-10), and whether the person gets about nearly as usual."""

    score: int
    gets_about: bool | None


class DayEntries(NamedTuple):
    """The training day of the date, if it was asked for, and its score, the exercises (by id) that
    are left out on it, the sets that were ticked off since an earlier date (date, exercise, slot
    and number), and what was last said of the drills that were asked for."""

    day: TrainingDay | None
    daily: DailyRow | None
    skipped: frozenset[int]
    sets: tuple[tuple[date, int, str, int], ...]
    drills: list[LatestAnswer]


# The tables beside the training day, under names that it has no column of.
TABLES = ("scores", "skips", "sets", "answers")


def _beside(user: int, since: date, on: date, **drills: int) -> dict[str, JsonRows]:
    """What is asked of each table; of the answers only where there are drills."""
    scores = DailyScore.objects.filter(user=user, on=on)
    skips = Skip.objects.filter(user=user, on=on)
    sets = PerformedSet.objects.filter(user=user, on__gte=since, on__lte=on)
    rows = [
        JsonRows(scores.values_list("score", "gets_about")),
        JsonRows(skips.values_list("exercise_id")),
        JsonRows(sets.values_list("on", "exercise_id", "slot", "number")),
        *([JsonRows(latest_of(user, **drills))] if drills else []),
    ]
    return dict(zip(TABLES, rows, strict=False))


def _entries(user: int, since: date, on: date, **drills: int) -> Any:
    return User.objects.filter(pk=user).values_list(*_beside(user, since, on, **drills).values())


def _with_day(user: int, since: date, on: date, **drills: int) -> Any:
    days = TrainingDay.objects.filter(user=user, on=on)
    return days.annotate(**_beside(user, since, on, **drills))


SCORES = rows_as(DailyRow)
SKIPS = rows_as(tuple[int])
SETS = rows_as(tuple[date, int, str, int])


@cache
def _with_drills(make: Callable[..., Any], count: int) -> Prepared[Any]:
    """The query that asks for so many drills, too."""
    drills = dict.fromkeys(gaps_of(range(count)), int)
    return Prepared(make, user=int, since=date, on=date, **drills)


def day_entries(
    user: User, on: date, *, since: date, begun: bool = False, drills: Collection[int] = ()
) -> DayEntries:
    """The entries of that date, the sets since then, and the latest answers about these drills (by
    the ids of their exercises). The training day is read with them where it is known to have
    `begun`. One query; one more if it is gone by now."""
    gaps = {"user": user.pk, "since": since, "on": on, **gaps_of(drills)}
    day = _with_drills(_with_day, len(drills)).first(**gaps) if begun else None
    if day is None:
        return _read(None, *_with_drills(_entries, len(drills)).one(**gaps))
    texts = [vars(day).pop(name) for name in TABLES if name in vars(day)]
    return _read(day, *texts)


def _read(day: TrainingDay | None, scores: str, skips: str, sets: str, *answers: str) -> DayEntries:
    return DayEntries(
        day,
        next(iter(SCORES(scores)), None),
        frozenset(exercise_id for (exercise_id,) in SKIPS(skips)),
        tuple(SETS(sets)),
        read_answers(*answers) if answers else [],
    )
