"""Somebody who wrote down everything there is to write down, every day for as long as one likes."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

from backrehab.accounts.models import AccessKind, AccessRecord, AccessRole, Submission, User
from backrehab.accounts.versions import touch
from backrehab.domain.step_back import StepBackReason
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import (
    Amendment,
    Baseline,
    DailyScore,
    DrillAnswer,
    FlareUp,
    HipRelease,
    HipTest,
    PerformedSet,
    Side,
    Skip,
)
from backrehab.progression import programmes
from backrehab.progression.models import LADDER, Enrolment, Transition, TransitionKind
from tests.factories import make_screening
from tests.factories_diary import enter_stage, make_days, make_person

PROGRAMMES = ("fundamentals", "sciatica", "hip", "daily-reverse-hyper")
DRILLS = ("prone-lying", "prone-on-elbows", "prone-press-up")
STAGE = "reverse-hyper"


def person_of_years(catalogue: Catalogue, *, now: datetime, dates: int) -> User:
    """So many dates that end with yesterday, alike in what they have; on a stage for the last 30
    of them, and on all programmes."""
    today = now.date()
    first = now - timedelta(days=dates)
    user = make_person(now=first, weekday_mask=0b111_1111)
    enter_stage(user, STAGE, today - timedelta(days=30))
    for key in PROGRAMMES:
        programmes.start_programme(user=user, key=key, catalogue=catalogue, now=first)
    every = [today - timedelta(days=n) for n in range(1, dates)]
    make_days(user, [on for on in every if on.toordinal() % 2], stage=STAGE, morning=1)
    _painlog(user, catalogue, every, now)
    _decisions(user, every, now)
    for n, _on in enumerate(every[::90]):
        make_screening(user, now=now - timedelta(days=90 * n + 1), read=True)
    touch(user)
    user.refresh_from_db()
    return user


def _painlog(user: User, catalogue: Catalogue, every: list[date], now: datetime) -> None:
    exercise = {key: catalogue.exercises[key].id for key in (*DRILLS, STAGE)}
    DailyScore.objects.bulk_create(
        DailyScore(user=user, on=on, score=2, given_at=now)
        for on in every
        if not on.toordinal() % 2
    )
    Baseline.objects.bulk_create(
        Baseline(user=user, on=on, score=3, given_at=now) for on in every[::7]
    )
    DrillAnswer.objects.bulk_create(
        DrillAnswer(user=user, on=on, exercise_id=exercise[key], comfort="fine", given_at=now)
        for on in every
        for key in DRILLS
    )
    PerformedSet.objects.bulk_create(
        PerformedSet(
            user=user, on=on, exercise_id=exercise[STAGE], slot="session", number=n, done_at=now
        )
        for on in every
        for n in (1, 2)
    )
    Skip.objects.bulk_create(
        Skip(user=user, on=on, exercise_id=exercise["prone-lying"], made_at=now) for on in every
    )
    HipTest.objects.bulk_create(
        HipTest(user=user, on=on, side=side, hip_drops=True, weight_shifts=False, made_at=now)
        for on in every
        for side in Side
    )
    HipRelease.objects.bulk_create(
        HipRelease(user=user, on=on, side=side, before=3, after=2, started_at=now, ended_at=now)
        for on in every
        for side in Side
    )
    FlareUp.objects.bulk_create(
        FlareUp(user=user, started_on=on, ended_on=on) for on in every[60::120]
    )
    Amendment.objects.bulk_create(
        Amendment(
            user=user, on=on, kind="corrected", old={"score": 2}, new={"score": 3}, made_at=now
        )
        for on in every
    )


def _decisions(user: User, every: list[date], now: datetime) -> None:
    ladder = Enrolment.objects.get(user=user, programme_key=LADDER, closed_on=None)
    Transition.objects.bulk_create(_changes(ladder, user, every, now))
    Submission.objects.bulk_create(Submission(user=user, key=uuid4(), made_at=now) for _on in every)
    AccessRecord.objects.bulk_create(
        AccessRecord(
            user=user, at=now - timedelta(days=n), kind=AccessKind.SIGNED_IN, role=AccessRole.SELF
        )
        for n, _on in enumerate(every)
    )


def _changes(
    ladder: Enrolment, user: User, every: list[date], now: datetime
) -> Iterator[Transition]:
    """In turn a step back and a way back."""
    for n, on in enumerate(every[40::120]):
        back = n % 2 == 0
        yield Transition(
            user=user,
            enrolment=ladder,
            kind=TransitionKind.STEPPED_BACK if back else TransitionKind.RETURNED,
            stage_from=STAGE if back else "seated-row",
            stage_to="seated-row" if back else STAGE,
            on=on,
            at=datetime.combine(on, now.timetz()),
            rules_version="2026.1",
            reason=StepBackReason.TWO_REDS if back else "",
            decision={"reds": [str(on)]} if back else {},
        )
