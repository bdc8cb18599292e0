"""States: flare-ups, breaks, steps back, lighter days, and several programmes together."""

from datetime import timedelta

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import DailyScore, FlareUp
from backrehab.progression import diary, programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from backrehab.screening.models import Reason
from tests.e2e.states import shows
from tests.e2e.states.people import TODAY, trainee, training, with_days
from tests.e2e.visitor import Visitor
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days


def arrive(visitor: Visitor, user: User, path: str = "/today/") -> None:
    visitor.sign_in(user)
    visitor.go(path)


def lifter(**fields: object) -> User:
    """Somebody who lifts, with the last heavy day yesterday."""
    user = trainee(equipment=["barbell", "band", "bench", "mat", "pull-up-bar"], **fields)
    make_screening(user, now=at("2026-03-02 09:00"), read=True)
    enter_stage(user, "deadlift", TODAY - timedelta(days=4))
    days = [TODAY - timedelta(days=3), TODAY - timedelta(days=1)]
    make_days(user, days, stage="deadlift", dose_level=1, target_dose=False)
    touch(user)
    return user


def follow(user: User, *keys: str, minutes: int | None = None) -> User:
    """Programmes beside the ladder, and a limit of minutes."""
    for key in keys:
        programmes.start_programme(
            user=user, key=key, catalogue=get_catalogue(), now=timezone.now()
        )
    programmes.choose_minutes(user=user, minutes=minutes)
    return user


def flared(days: int, *, score: int = 5, gets_about: bool = False) -> User:
    """Somebody whose flare-up began so many dates ago, with a score on each of them."""
    user = with_days(4)
    start = TODAY - timedelta(days=days)
    FlareUp.objects.create(user=user, started_on=start)
    make_screening(user, now=timezone.now(), read=True)
    DailyScore.objects.bulk_create(
        DailyScore(
            user=user,
            on=start + timedelta(days=n),
            score=score,
            gets_about=gets_about,
            given_at=timezone.now(),
        )
        for n in range(days + 1)
    )
    touch(user)
    return user


def away(days: int, stage: str, *, asked: bool = False) -> User:
    """Somebody who trained last so many days ago."""
    user = trainee()
    Enrolment.objects.filter(user=user).update(
        entered_on=TODAY - timedelta(days=days + 20),
        started_on=TODAY - timedelta(days=days + 30),
        stage_key=stage,
        reached_key=stage,
        dose_from=TODAY - timedelta(days=days + 20),
    )
    make_days(user, [TODAY - timedelta(days=days + n) for n in (0, 2, 4)], stage=stage)
    if asked:
        make_screening(user, now=timezone.now(), read=True)
    else:
        user.screening_runs.update(on=TODAY - timedelta(days=days + 20))
    touch(user)
    return user


@shows("today")
def today_lighter(visitor: Visitor) -> None:
    arrive(visitor, lifter())
    visitor.says("A lighter day")


@shows("today")
def today_programmes(visitor: Visitor) -> None:
    arrive(visitor, follow(training(), "hip", "sciatica", "fundamentals", minutes=20))
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@shows("today")
def today_programmes_before(visitor: Visitor) -> None:
    arrive(visitor, follow(trainee(), "hip", "sciatica", minutes=15))


@shows("today")
def today_only_programmes(visitor: Visitor) -> None:
    user = trainee()
    programmes.pause_programme(user=user, key="ladder", now=timezone.now())
    arrive(visitor, follow(user, "daily-reverse-hyper", "hip"))
    visitor.says("Your day")


@shows("today")
def today_drill_answered(visitor: Visitor) -> None:
    user = trainee()
    setbacks.begin_flare_up(Entry(user, timezone.now()))
    make_screening(user, now=timezone.now(), reason=Reason.FLARE_UP, read=True)
    arrive(visitor, user)
    # What comes later in the day is folded away.
    for fold in visitor.main.locator("details:not([open]):has(button[name=drill])").all():
        fold.locator("> summary").click()
    visitor.press("It did not hurt")
    visitor.says("Saved. The level follows how it felt.")


@shows("today")
def today_flare_up_first_week(visitor: Visitor) -> None:
    arrive(visitor, flared(3))


@shows("today")
def today_flare_up_advice(visitor: Visitor) -> None:
    arrive(visitor, flared(15))


@shows("flare_up")
def flare_up_advice(visitor: Visitor) -> None:
    arrive(visitor, flared(15), "/flare-up/")


@shows("flare_up")
def flare_up_can_end(visitor: Visitor) -> None:
    arrive(visitor, flared(4, score=2, gets_about=True), "/flare-up/")


@shows("flare_up")
def flare_up_emergency(visitor: Visitor) -> None:
    user = flared(4)
    make_screening(user, now=timezone.now(), read=True, E1="yes")
    touch(user)
    arrive(visitor, user, "/flare-up/")
    visitor.says("Get medical help now")


@shows("flare_up_end")
def flare_up_too_soon(visitor: Visitor) -> None:
    user = flared(4, score=2, gets_about=True)
    arrive(visitor, user, "/flare-up/")
    DailyScore.objects.filter(user=user, on=TODAY).update(gets_about=False)
    touch(user)
    visitor.press("It is over: go on with my ladder")
    visitor.says("It is not over yet by the rule.")


@shows("today")
def today_flare_up_over(visitor: Visitor) -> None:
    user = flared(4, score=2, gets_about=True)
    setbacks.finish_flare_up(Entry(user, timezone.now()))
    arrive(visitor, user)
    visitor.says("Your flare-up is over")


@shows("today")
def today_after_a_break(visitor: Visitor) -> None:
    arrive(visitor, away(20, "seated-row"))
    visitor.says("Welcome back. Here is what changes")


@shows("today")
def today_after_a_long_break(visitor: Visitor) -> None:
    arrive(visitor, away(40, "pull-through", asked=True))
    visitor.says("Go on like this")


@shows("today")
def today_half_dose(visitor: Visitor) -> None:
    user = with_days(3, stop=True)
    arrive(visitor, user)


@shows("today")
def today_another_way(visitor: Visitor) -> None:
    user = trainee(equipment=["band", "cable"])
    enter_stage(user, "seated-row", TODAY - timedelta(days=2))
    diary.begin_day(Entry(user, timezone.now()), score=2, level=1, catalogue=get_catalogue())
    arrive(visitor, user)
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    visitor.says("Do it another way today")


def usually_high() -> User:
    """Somebody whose usual pain is at the limit for exercise."""
    user = trainee()
    DailyScore.objects.bulk_create(
        DailyScore(user=user, on=on, score=7, given_at=timezone.now())
        for on in (TODAY - timedelta(days=n) for n in range(1, 8))
    )
    touch(user)
    return user


@shows("today")
def today_usual_pain_high(visitor: Visitor) -> None:
    arrive(visitor, usually_high())


@shows("today")
def today_usual_pain_high_given(visitor: Visitor) -> None:
    arrive(visitor, training(7, user=usually_high()))
