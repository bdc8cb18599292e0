"""A person on the ladder, and their days, made through the real services."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import MorningTiming, PerformedSet, TrainingDay
from backrehab.painlog.services import record_baseline
from backrehab.progression.models import Enrolment
from backrehab.progression.services import get_enrolment, start_ladder
from tests.factories import make_screening, make_user


def make_person(*, now: datetime | None = None, baseline: int = 3, **fields: Any) -> User:
    """Somebody who finished the start at `now`: screened, with a baseline, on the first stage."""
    now = now or timezone.now()
    user = make_user(started_at=None, **fields)
    make_screening(user, now=now, read=True)
    record_baseline(user=user, score=baseline, now=now)
    start_ladder(user=user, now=now)
    user.refresh_from_db()
    return user


def make_days(
    user: User, dates: Sequence[date], *, stage: str = "bar-hang", **fields: Any
) -> list[TrainingDay]:
    """Calm training days at the target dose; `fields` change all of them alike."""
    values: dict[str, Any] = {
        "stage_key": stage,
        "sets_prescribed": 2,
        "sets_done": 2,
        "dose_level": 3,
        "target_dose": True,
        "before": 2,
        "worst": 2,
        "morning": 2,
        **fields,
    }
    rows = [_row(user, on, values) for on in dates]
    return TrainingDay.objects.bulk_create(rows)


def _row(user: User, on: date, values: dict[str, Any]) -> TrainingDay:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=timezone.get_current_timezone())
    row = TrainingDay(user=user, on=on, started_at=noon, last_exercise_at=noon, **values)
    row.finished_at = noon
    if row.morning is not None:
        row.morning_timing = MorningTiming.ON_TIME
        row.morning_on = on + timedelta(days=1)
    return row


def enter_stage(user: User, stage: str, on: date) -> Enrolment:
    """Put somebody on a stage, as if they had opened it on that date."""
    enrolment = get_enrolment(user)
    assert enrolment is not None
    enrolment.stage_key = stage
    enrolment.entered_on = on
    enrolment.started_on = min(enrolment.started_on, on)
    enrolment.dose_from, enrolment.dose_level, enrolment.dose_shares = on, 1, []
    enrolment.snapshot_on = None
    enrolment.save()
    return enrolment


def exercise_id(catalogue: Catalogue, key: str) -> int:
    """The primary key of an exercise."""
    return catalogue.exercises[key].id


def make_set(
    user: User, catalogue: Catalogue, key: str, on: date, *, slot: str, done_at: datetime
) -> PerformedSet:
    """The first set of an exercise, ticked off."""
    return PerformedSet.objects.create(
        user=user,
        on=on,
        exercise_id=exercise_id(catalogue, key),
        slot=slot,
        number=1,
        done_at=done_at,
    )
