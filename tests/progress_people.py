"""People with something to draw: one day, a busy year, ten years of a daily diary."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from backrehab.accounts.models import User
from backrehab.painlog.models import DailyScore, FlareUp, TrainingDay
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from tests.factories_diary import _row

STAGES = ("bar-hang", "seated-row", "reverse-hyper", "pull-through", "deadlift", "barbell-row")
WITH_LOAD = {"pull-through", "deadlift", "barbell-row"}


def diary(
    user: User, *, last: date, dates: int, rest_days: bool = True, climbs: bool = True
) -> None:
    """So many dates that end with `last`: lively scores and doses, all six stages, flare-ups,
    and now and then nothing (with `rest_days`; without them every date is a training day). Without
    `climbs` no stage is on record as opened, so that each can still be."""
    chance = random.Random(dates)
    first = last - timedelta(days=dates - 1)
    rows, scores = [], []
    for n in range(dates):
        on = first + timedelta(days=n)
        kind = chance.random()
        if rest_days and kind < 0.15:
            continue
        if rest_days and kind < 0.4:
            scores.append(DailyScore(user=user, on=on, score=chance.randint(0, 4), given_at=at(on)))
            continue
        falls = 4 - 3 * n / dates
        rows.append(_row(user, on, _values(chance, STAGES[n * len(STAGES) // dates], falls)))
    TrainingDay.objects.bulk_create(rows)
    DailyScore.objects.bulk_create(scores)
    FlareUp.objects.bulk_create(
        FlareUp(user=user, started_on=on, ended_on=on + timedelta(days=5))
        for n in range(20, dates - 10, 170)
        for on in [first + timedelta(days=n)]
    )
    if climbs:
        climb(user, first=first, dates=dates)


def _values(chance: random.Random, stage: str, around: float) -> dict[str, object]:
    before = max(0, min(10, round(chance.gauss(around, 0.9))))
    level = chance.randint(1, 3)
    return {
        "stage_key": stage,
        "sets_prescribed": 3,
        "sets_done": 3,
        "dose_level": level,
        "target_dose": level == 3,
        "dose_share": chance.choice([100, 100, 100, 50]),
        "load_kg": Decimal(chance.randint(8, 40)) * 5 / 2 if stage in WITH_LOAD else None,
        "before": before,
        "worst": min(10, before + chance.choice([0, 0, 1, 1, 2, 4])),
        "morning": None if chance.random() < 0.1 else max(0, round(chance.gauss(around, 0.8))),
    }


def at(on: date) -> datetime:
    """Eight o'clock of that date, in UTC."""
    return datetime.combine(on, time(8), tzinfo=UTC)


def climb(user: User, *, first: date, dates: int) -> None:
    """Stored openings of all six stages in even steps, and one step back."""
    enrolment = Enrolment.objects.get(user=user, closed_on=None, programme_key="ladder")
    entered = [first + timedelta(days=-(-n * dates // len(STAGES))) for n in range(len(STAGES))]
    common = {"user": user, "enrolment": enrolment, "rules_version": "2026.1"}
    Transition.objects.bulk_create(
        Transition(
            kind=TransitionKind.OPENED,
            stage_from=STAGES[n - 1],
            stage_to=STAGES[n],
            on=entered[n],
            at=at(entered[n]),
            **common,
        )
        for n in range(1, len(STAGES))
    )
    enrolment.stage_key, enrolment.started_on = STAGES[-1], first
    enrolment.entered_on = entered[-1]
    enrolment.dose_from = enrolment.entered_on
    enrolment.save()
