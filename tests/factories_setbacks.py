"""People whose ladder went down, was on hold, or has a long story, through the real services."""

from datetime import UTC, date, datetime, time, timedelta

from backrehab.accounts.models import User
from backrehab.painlog.models import DailyScore, TrainingDay
from backrehab.painlog.services import record_baseline
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from tests.factories import make_screening
from tests.factories_diary import enter_stage, make_days

RED = 8


def morning_of(on: date) -> datetime:
    """Eight o'clock of that date, in UTC."""
    return datetime.combine(on, time(8), tzinfo=UTC)


def settle_today(user: User, now: datetime) -> None:
    """What entries mean for the date of `now`, as the next entry would find out."""
    with Entry(user, now).open():
        pass


def step_back(user: User, *, stage: str, on: date) -> Transition:
    """Somebody at `stage` whose two bad days before `on` lead one step back on that date."""
    enter_stage(user, stage, on - timedelta(days=20))
    bad = [on - timedelta(days=4), on - timedelta(days=1)]
    make_days(user, bad, stage=stage, worst=RED, dose_level=2, target_dose=False)
    settle_today(user, morning_of(on))
    return Transition.objects.filter(user=user, kind=TransitionKind.STEPPED_BACK).latest("id")


def return_days(user: User, *, today: date) -> list[TrainingDay]:
    """Calm days at the stage below, enough for the short way back in every tier; the last is
    yesterday."""
    stage = Enrolment.objects.get(user=user).stage_key
    dates = [today - timedelta(days=n) for n in (9, 5, 1)]
    return make_days(user, dates, stage=stage, before=1, worst=1, morning=1)


def flare_up(user: User, *, first: date, last: date) -> None:
    """A flare-up that was over on its last date, with a good score on each date."""
    setbacks.begin_flare_up(Entry(user, morning_of(first)))
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    DailyScore.objects.bulk_create(
        DailyScore(user=user, on=on, score=1, gets_about=True, given_at=morning_of(on))
        for on in dates
    )
    setbacks.finish_flare_up(Entry(user, morning_of(last)))


def take_up_again(user: User, *, on: date) -> None:
    """Going on after a break, once everything was asked."""
    now = morning_of(on)
    make_screening(user, now=now, read=True)
    record_baseline(user=user, score=2, now=now)
    user.refresh_from_db()
    setbacks.go_on(Entry(user, now))


def long_story(user: User, count: int, *, last: date) -> None:
    """So many decisions, a hold and its end in turn, one a date and the last on `last`."""
    enrolment = Enrolment.objects.get(user=user)
    stage = enrolment.stage_key
    rows = []
    for ago in range(count - 1, -1, -1):
        on = last - timedelta(days=ago)
        holds = ago % 2 == 1
        rows.append(
            Transition(
                user=user,
                enrolment=enrolment,
                kind=TransitionKind.ON_HOLD if holds else TransitionKind.RESUMED,
                stage_from=stage,
                stage_to=stage,
                on=on,
                at=morning_of(on),
                rules_version="2026.1",
                reason="flare_up",
                decision={} if holds else {"since": str(on - timedelta(days=1)), "dates": 2},
                dose_level=None if holds else 2,
                dose_shares=[] if holds else [70],
            )
        )
    Transition.objects.bulk_create(rows)
