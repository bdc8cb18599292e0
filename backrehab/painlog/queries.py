"""Reads of the pain log as plain records, always a bounded window."""

from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Q, QuerySet, Subquery

from backrehab.accounts.models import User
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, Timing
from backrehab.painlog.models import Baseline, DailyScore, TrainingDay
from backrehab.painlog.models import FlareUp as FlareUpRow
from backrehab.prepared import Prepared

# The answers in force are the latest few; people are asked again every 12 weeks at most.
NEWEST_BASELINES = 50
# `TrainingDay.trained`, for the database.
TRAINED = Q(sets_done__gt=0) | Q(stop=True) | Q(leg=True) | Q(worst__isnull=False)


def _training_days(user: int, since: date, until: date) -> QuerySet[TrainingDay]:
    own = TrainingDay.objects.filter(user=user, on__lte=until)
    latest = own.filter(TRAINED).order_by("-on").values("on")[:1]
    latest_leg = own.filter(leg=True).order_by("-on").values("on")[:1]
    kept = Q(on__gte=since) | Q(on=Subquery(latest)) | Q(leg=True, on=Subquery(latest_leg))
    return own.filter(kept).order_by("-on")


def _daily_scores(user: int, since: date, until: date) -> QuerySet[DailyScore, tuple[date, int]]:
    rows = DailyScore.objects.filter(user=user, on__gte=since, on__lte=until)
    return rows.values_list("on", "score")


def _flare_ups(
    user: int, since: date, until: date
) -> QuerySet[FlareUpRow, tuple[date, date | None]]:
    own = FlareUpRow.objects.filter(user=user, started_on__lte=until)
    latest = own.order_by("-started_on").values("pk")[:1]
    reach = Q(ended_on__isnull=True) | Q(ended_on__gte=since) | Q(pk__in=Subquery(latest))
    return own.filter(reach).order_by("started_on").values_list("started_on", "ended_on")


def _baselines(user: int, until: date) -> QuerySet[Baseline, tuple[date, int]]:
    rows = Baseline.objects.filter(user=user, on__lte=until).order_by("-on")
    return rows.values_list("on", "score")[:NEWEST_BASELINES]


# The gate asks these after every entry.
TRAINING_DAYS = Prepared[TrainingDay](_training_days, user=int, since=date, until=date)
DAILY_SCORES = Prepared[tuple[date, int]](_daily_scores, user=int, since=date, until=date)
FLARE_UPS = Prepared[tuple[date, date | None]](_flare_ups, user=int, since=date, until=date)
BASELINES = Prepared[tuple[date, int]](_baselines, user=int, until=date)


def training_days(user: User, *, since: date, until: date) -> list[TrainingDay]:
    """The training-day rows of the dates since … until, latest first, and with them the latest
    one of all and the latest one that has a leg symptom, however old."""
    return TRAINING_DAYS.rows(user=user.pk, since=since, until=until)


def daily_scores(user: User, *, since: date, until: date) -> dict[date, int]:
    """The daily scores of the dates since … until."""
    return dict(DAILY_SCORES.rows(user=user.pk, since=since, until=until))


def flare_ups(user: User, *, since: date, until: date) -> tuple[FlareUp, ...]:
    """The flare-ups as they stood on `until`: those that reach `since`, and the latest."""
    return tuple(
        FlareUp(start, end if end is not None and end <= until else None)
        for start, end in FLARE_UPS.rows(user=user.pk, since=since, until=until)
    )


def baselines(user: User, *, until: date) -> tuple[BaselineAnswer, ...]:
    """The baseline answers given until then, oldest first."""
    newest = BASELINES.rows(user=user.pk, until=until)
    return tuple(BaselineAnswer(on, score) for on, score in reversed(newest))


def to_day(row: TrainingDay, daily: int | None, *, today: date) -> Day:
    """The record of one row as known on `today`: a morning given later is not there yet.

    A row that no training followed is only a score: the worse of `before` and `daily` counts.
    """
    if not row.trained:
        scores = [score for score in (row.before, daily) if score is not None]
        return Day(on=row.on, daily=max(scores, default=None))
    known = row.morning is not None and row.morning_on is not None and row.morning_on <= today
    return Day(
        on=row.on,
        daily=daily,
        stage=row.stage_key,
        done=min(Fraction(1), Fraction(row.sets_done, row.sets_prescribed)),
        before=row.before,
        worst=row.worst,
        morning=row.morning if known else None,
        morning_timing=Timing(row.morning_timing) if known else Timing.ON_TIME,
        morning_on=row.morning_on if known else None,
        target_dose=row.target_dose,
        stop=row.stop,
        leg=row.leg,
        extra_meds=row.extra_meds,
    )


def to_days(rows: list[TrainingDay], scores: dict[date, int], *, today: date) -> tuple[Day, ...]:
    """One record a date, from training-day rows and daily scores."""
    days = {on: Day(on=on, daily=score) for on, score in scores.items()}
    for row in rows:
        days[row.on] = to_day(row, scores.get(row.on), today=today)
    return tuple(days[on] for on in sorted(days))


def first_date(today: date, dates: int) -> date:
    """The first of `dates` dates that end with `today`."""
    return today - timedelta(days=dates - 1)
