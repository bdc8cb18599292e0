"""Reads of the pain log as plain records, always a bounded window."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backrehab.accounts.models import User
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, Timing
from backrehab.json_rows import rows_as
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.day_rows import DayRow
from backrehab.painlog.models import Baseline, DailyScore, PerformedSet, TrainingDay
from backrehab.painlog.models import FlareUp as FlareUpRow
from backrehab.prepared import Prepared

DATE = attrgetter("on")
TIMINGS = {timing.value: timing for timing in Timing}
# `TrainingDay.trained`, for the database.
TRAINED = Q(sets_done__gt=0) | Q(stop=True) | Q(leg=True) | Q(worst__isnull=False)


def training_days_of(user: int, since: date, until: date) -> QuerySet[TrainingDay]:
    """The training-day rows of the dates since … until, latest first."""
    return TrainingDay.objects.filter(user=user, on__gte=since, on__lte=until).order_by("-on")


def latest_trained_of(user: int, until: date) -> QuerySet[TrainingDay, tuple[date]]:
    """The date of the latest training day, however old."""
    return _latest_of(user, until, TRAINED)


def latest_unstopped_of(user: int, until: date) -> QuerySet[TrainingDay, tuple[date]]:
    """The same of those on which "Stop" was not pressed."""
    return _latest_of(user, until, TRAINED, Q(stop=False))


def latest_leg_of(user: int, until: date) -> QuerySet[TrainingDay, tuple[date]]:
    """The date of the latest training day with a leg symptom, however old."""
    return _latest_of(user, until, Q(leg=True))


def _latest_of(user: int, until: date, *which: Q) -> QuerySet[TrainingDay, tuple[date]]:
    own = TrainingDay.objects.filter(*which, user=user, on__lte=until)
    return own.order_by("-on").values_list("on")[:1]


def daily_scores_of(user: int, since: date, until: date) -> QuerySet[DailyScore, Any]:
    """The daily scores of the dates since … until."""
    return said_on(DailyScore.objects.filter(user=user, on__gte=since, on__lte=until))


def said_on(scores: QuerySet[DailyScore]) -> QuerySet[DailyScore, Any]:
    """What these daily scores say, for `read_said`."""
    return scores.values_list("on", *DailyRow._fields)


def flare_ups_of(
    user: int, since: date, until: date
) -> QuerySet[FlareUpRow, tuple[date, date | None]]:
    """The flare-ups that reach `since`, and the latest: when each began and ended."""
    own = FlareUpRow.objects.filter(user=user, started_on__lte=until)
    latest = own.order_by("-started_on").values("pk")[:1]
    reach = Q(ended_on__isnull=True) | Q(ended_on__gte=since) | Q(pk__in=Subquery(latest))
    return own.filter(reach).order_by("started_on").values_list("started_on", "ended_on")


def baselines_of(user: int, since: date, until: date) -> QuerySet[Baseline, tuple[date, int]]:
    """The baseline answers in force on the dates since … until: those given on them, and the latest
    from before."""
    own = Baseline.objects.filter(user=user, on__lte=until)
    latest = own.filter(on__lte=since).order_by("-on").values("on")[:1]
    rows = own.filter(on__gte=Coalesce(Subquery(latest), since)).order_by("on")
    return rows.values_list("on", "score")


def latest_sets_of(
    user: int, keys: Sequence[str], since: date, until: date
) -> QuerySet[PerformedSet, tuple[date]]:
    """The latest of the dates since … until on which sets of these exercises were ticked off."""
    own = PerformedSet.objects.filter(user=user, on__gte=since, on__lte=until)
    return own.filter(exercise__key__in=keys).order_by("-on").values_list("on")[:1]


# What is asked of one table alone; `load_history` asks all of them together.
TRAINING_DAY = Prepared[TrainingDay](
    lambda user, on: TrainingDay.objects.filter(user=user, on=on), user=int, on=date
)


def training_day(user: User, on: date) -> TrainingDay | None:
    """The training day of that date."""
    return TRAINING_DAY.first(user=user.pk, on=on)


def stopped_after(user: User, after: date | None, *, until: date) -> list[date]:
    """The dates after that one (None: all) on which "Stop" was pressed. One query."""
    own = TrainingDay.objects.filter(user=user, stop=True, on__lte=until)
    own = own if after is None else own.filter(on__gt=after)
    return list(own.values_list("on", flat=True))


LATEST = rows_as(tuple[date])
SAID = rows_as(tuple[date, int, bool | None])
ANSWERS = rows_as(tuple[date, int])
SPELLS = rows_as(tuple[date, date | None])


def read_latest(text: str) -> date | None:
    """The date that one of the queries for the latest was asked for by `JsonRows`."""
    return next((on for (on,) in LATEST(text)), None)


def read_said(text: str) -> dict[date, DailyRow]:
    """The same for `said_on`."""
    return {on: DailyRow(score, gets_about) for on, score, gets_about in SAID(text)}


def read_baselines(text: str) -> tuple[BaselineAnswer, ...]:
    """The same for `baselines_of`, oldest first."""
    return tuple(BaselineAnswer(on, score) for on, score in sorted(ANSWERS(text)))


def read_flare_ups(text: str, *, until: date) -> tuple[FlareUp, ...]:
    """The same for `flare_ups_of`, oldest first, as they stood on `until`."""
    return tuple(
        FlareUp(start, end if end is not None and end <= until else None)
        for start, end in sorted(SPELLS(text), key=_start)
    )


def reaching(spells: tuple[FlareUp, ...], since: date) -> tuple[FlareUp, ...]:
    """Those of `flare_ups_of` for a later date."""
    return tuple(
        spell for spell in spells if spell is spells[-1] or spell.end is None or spell.end >= since
    )


def in_force_since(answers: tuple[BaselineAnswer, ...], since: date) -> tuple[BaselineAnswer, ...]:
    """Those of `baselines_of` for a later date."""
    first = max((answer.on for answer in answers if answer.on <= since), default=since)
    return tuple(answer for answer in answers if answer.on >= first)


def _start(ends: tuple[date, date | None]) -> date:
    return ends[0]


def to_day(row: TrainingDay | DayRow, daily: int | None, *, today: date) -> Day:
    """The record of one row as known on `today`: a morning given later is not there yet.

    A row that no training followed is only a score: the worse of `before` and `daily` counts.
    """
    if not row.trained:
        scores = [score for score in (row.before, daily) if score is not None]
        return Day(on=row.on, daily=max(scores, default=None))
    morning, morning_on, timing = row.morning, row.morning_on, Timing.ON_TIME
    if morning is not None and morning_on is not None and morning_on <= today:
        timing = TIMINGS[row.morning_timing]
    else:
        morning = morning_on = None
    values = (
        row.on,
        daily,
        row.stage_key,
        min(1.0, row.sets_done / row.sets_prescribed),
        row.before,
        row.worst,
        morning,
        timing,
        morning_on,
        row.target_dose,
        row.stop,
        row.leg,
        row.extra_meds,
    )
    # In the order of the fields: by their names it would take three times as long.
    return tuple.__new__(Day, values)


def to_days(
    rows: Sequence[TrainingDay] | Sequence[DayRow], said: Mapping[date, DailyRow], *, today: date
) -> tuple[Day, ...]:
    """One record a date, from training-day rows and daily scores."""
    scores = {on: one.score for on, one in said.items()}
    days = [to_day(row, scores.pop(row.on, None), today=today) for row in rows]
    days += [Day(on, score) for on, score in scores.items()]
    days.sort(key=DATE)
    return tuple(days)


def first_date(today: date, dates: int) -> date:
    """The first of `dates` dates that end with `today`."""
    return today - timedelta(days=dates - 1)
