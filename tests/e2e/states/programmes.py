"""States: the programmes, one page each, and the settings that go with them."""

from datetime import date, timedelta

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import PerformedSet
from backrehab.painlog.services import set_skip, start_flare_up
from backrehab.progression import programmes
from tests.e2e.states import shows
from tests.e2e.states.people import TODAY, screened, trainee
from tests.e2e.visitor import Visitor
from tests.factories_diary import enter_stage, exercise_id

# Days ago on which the daily reverse hyper was done.
DONE = (0, 1, 2, 4, 5, 8, 9, 10, 12, 15, 16, 17, 18, 20, 22, 25)


def arrive(visitor: Visitor, user: User, path: str = "/programmes/") -> None:
    visitor.sign_in(user)
    visitor.go(path)


def follow(user: User, *keys: str) -> User:
    for key in keys:
        programmes.start_programme(
            user=user, key=key, catalogue=get_catalogue(), now=timezone.now()
        )
    return user


def on_reverse_hyper() -> User:
    user = trainee(weekday_mask=0b001_0101)
    enter_stage(user, "reverse-hyper", date(2026, 3, 2))
    touch(user)
    return user


def hyper_days(user: User) -> User:
    exercise = exercise_id(get_catalogue(), "reverse-hyper")
    PerformedSet.objects.bulk_create(
        PerformedSet(
            user=user,
            on=TODAY - timedelta(days=ago),
            exercise_id=exercise,
            slot="morning",
            number=1,
            done_at=timezone.now(),
        )
        for ago in DONE
    )
    return user


@shows("today")
def today_left_out(visitor: Visitor) -> None:
    """Without a ball or a roller, and one exercise skipped."""
    user = follow(trainee(), "sciatica")
    left = exercise_id(get_catalogue(), "standing-back-bend")
    set_skip(user=user, on=TODAY, exercise_id=left, skipped=True, now=timezone.now())
    arrive(visitor, user, "/today/")
    visitor.main.locator("summary", has_text="left out today").click()


@shows("programmes")
def programmes_nothing_followed(visitor: Visitor) -> None:
    arrive(visitor, trainee())


@shows("programmes")
def programmes_three_followed(visitor: Visitor) -> None:
    user = follow(on_reverse_hyper(), "fundamentals", "sciatica", "daily-reverse-hyper")
    programmes.pause_programme(user=user, key="sciatica", now=timezone.now())
    programmes.choose_minutes(user=user, minutes=15)
    arrive(visitor, user)


@shows("programmes")
def programmes_ladder_paused(visitor: Visitor) -> None:
    user = trainee()
    programmes.pause_programme(user=user, key="ladder", now=timezone.now())
    arrive(visitor, follow(user, "daily-reverse-hyper"))
    visitor.press("Go on The ladder")
    visitor.says("in your plan again.")


@shows("programmes")
def programmes_clinician_first(visitor: Visitor) -> None:
    arrive(visitor, screened(C9="yes"))


@shows("programmes")
def programmes_flare_up(visitor: Visitor) -> None:
    user = follow(trainee(), "hip")
    start_flare_up(user=user, on=TODAY)
    touch(user)
    arrive(visitor, user)


@shows("programme")
def programme_warm_up(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/programmes/warm-up/")


@shows("programme")
def programme_fundamentals(visitor: Visitor) -> None:
    arrive(visitor, trainee(equipment=[]), "/programmes/fundamentals/")


@shows("programme")
def programme_easy_routine(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/programmes/easy-routine/")


@shows("programme")
def programme_daily_reverse_hyper(visitor: Visitor) -> None:
    user = hyper_days(follow(on_reverse_hyper(), "daily-reverse-hyper"))
    arrive(visitor, user, "/programmes/daily-reverse-hyper/")


@shows("programme")
def programme_daily_reverse_hyper_not_yet(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/programmes/daily-reverse-hyper/")


@shows("programme")
def programme_sciatica(visitor: Visitor) -> None:
    arrive(visitor, follow(trainee(), "sciatica"), "/programmes/sciatica/")


@shows("programme")
def programme_sciatica_clinician_first(visitor: Visitor) -> None:
    arrive(visitor, screened(C9="yes"), "/programmes/sciatica/")


@shows("programme")
def programme_hip_no_pressure(visitor: Visitor) -> None:
    arrive(visitor, follow(screened(K4="yes"), "hip"), "/programmes/hip/")


@shows("settings_weights")
def settings_weights(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/settings/weights/")


@shows("settings_weights")
def settings_weights_pounds(visitor: Visitor) -> None:
    arrive(visitor, trainee(unit="lb"), "/settings/weights/")
