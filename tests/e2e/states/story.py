"""States: the ladder after a setback, its story, and what the log says of such days."""

from datetime import date, timedelta

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import DailyScore, Skip
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import LADDER, Enrolment
from backrehab.progression.programmes import pause_programme
from tests.e2e.states import shows
from tests.e2e.states.diary import arrive, far, finished
from tests.e2e.states.people import EVERY_DAY, TODAY, trainee, training, with_days
from tests.e2e.visitor import Visitor
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.factories_setbacks import flare_up, long_story, return_days, step_back, take_up_again

OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


def returning(*, ready: bool) -> User:
    """Somebody who stepped back from the deadlift, today or ten days ago."""
    user = make_person(now=at("2026-01-12 09:00"), weekday_mask=EVERY_DAY)
    make_screening(user, now=at("2026-03-01 09:00"), read=True)
    step_back(user, stage="deadlift", on=TODAY - timedelta(days=10 if ready else 1))
    if ready:
        return_days(user, today=TODAY)
    touch(user)
    return user


def lived() -> User:
    """A flare-up, a step back and a stage that was looked at again."""
    user = returning(ready=True)
    flare_up(user, first=date(2026, 3, 2), last=date(2026, 3, 3))
    touch(user)
    return user


@shows("ladder")
def ladder_resting(visitor: Visitor) -> None:
    arrive(visitor, returning(ready=False), "/ladder/")


@shows("ladder")
def ladder_resting_ready(visitor: Visitor) -> None:
    arrive(visitor, returning(ready=True), "/ladder/")


@shows("ladder")
def ladder_gone_back(visitor: Visitor) -> None:
    arrive(visitor, returning(ready=True), "/ladder/")
    visitor.press("Go back to: Deadlift")
    visitor.says("Deadlift is open again.")


@shows("ladder")
def ladder_branch_resting(visitor: Visitor) -> None:
    user = returning(ready=False)
    Enrolment.objects.filter(user=user).update(branch_opened_on=date(2026, 2, 1))
    arrive(visitor, user, "/ladder/")


@shows("ladder")
def ladder_on_hold(visitor: Visitor) -> None:
    user = returning(ready=True)
    setbacks.begin_flare_up(Entry(user, timezone.now()))
    arrive(visitor, user, "/ladder/")


@shows("ladder")
def ladder_paused(visitor: Visitor) -> None:
    user = returning(ready=True)
    pause_programme(user=user, key=LADDER, now=timezone.now())
    arrive(visitor, user, "/ladder/")


@shows("ladder")
def ladder_after_a_break(visitor: Visitor) -> None:
    user = make_person(now=at("2026-01-05 09:00"), weekday_mask=EVERY_DAY)
    make_days(user, [date(2026, 2, 10)])
    arrive(visitor, user, "/ladder/")


@shows("ladder")
def ladder_started_over(visitor: Visitor) -> None:
    user = make_person(now=at("2025-09-01 09:00"), weekday_mask=EVERY_DAY)
    enter_stage(user, "deadlift", date(2025, 11, 1))
    make_days(user, [date(2025, 11, 10)], stage="deadlift")
    take_up_again(user, on=TODAY)
    arrive(visitor, user, "/ladder/")
    visitor.page.evaluate(OPEN_ALL)


@shows("ladder")
def ladder_concerns(visitor: Visitor) -> None:
    user = trainee()
    make_days(user, [TODAY - timedelta(days=n) for n in (5, 2)], worst=8)
    touch(user)
    arrive(visitor, user, "/ladder/")


@shows("ladder")
def ladder_story(visitor: Visitor) -> None:
    arrive(visitor, lived(), "/ladder/")
    visitor.page.evaluate(OPEN_ALL)


@shows("ladder")
def ladder_long_story(visitor: Visitor) -> None:
    user = make_person(now=at("2025-09-01 09:00"), weekday_mask=EVERY_DAY)
    long_story(user, 40, last=TODAY)
    arrive(visitor, user, "/ladder/")


@shows("ladder")
def ladder_whole_story(visitor: Visitor) -> None:
    user = make_person(now=at("2025-09-01 09:00"), weekday_mask=EVERY_DAY)
    long_story(user, 120, last=TODAY)
    arrive(visitor, user, "/ladder/?all=2")


@shows("report")
def report_after_setbacks(visitor: Visitor) -> None:
    user = lived()
    make_days(user, [date(2026, 2, 24)], stage="deadlift", worst=8, load_kg=40)
    touch(user)
    arrive(visitor, user, "/ladder/report/")


def busy_days() -> User:
    """Days with a load, half a dose, an own choice, something left out, and a flare-up."""
    user = make_person(now=at("2026-02-12 09:00"), weekday_mask=EVERY_DAY)
    enter_stage(user, "pull-through", date(2026, 2, 12))
    own = {"dose_share": 50, "each_prescribed": 5, "suggested_level": 3, "suggested_share": 100}
    lift = {"stage": "pull-through", "dose_level": 2, "target_dose": False}
    make_days(user, [date(2026, 3, 2)], **lift, **own)
    make_days(user, [date(2026, 3, 4)], **lift, load_kg="22.5", extra_repetitions=2)
    make_days(user, [date(2026, 3, 5)], **lift, band=3, variant_key="band")
    cards = get_catalogue().exercises
    for key in ("seated-row", "reverse-hyper"):
        Skip.objects.create(
            user=user, on=date(2026, 3, 4), exercise_id=cards[key].id, made_at=timezone.now()
        )
    setbacks.begin_flare_up(Entry(user, at("2026-03-07 09:00")))
    for day, gets_about in ((7, False), (8, True), (9, None)):
        DailyScore.objects.create(
            user=user,
            on=date(2026, 3, day),
            score=9 - day + 3,
            gets_about=gets_about,
            given_at=at(f"2026-03-0{day} 10:00"),
        )
    touch(user)
    return user


@shows("log")
def log_details(visitor: Visitor) -> None:
    arrive(visitor, busy_days(), "/log/")


@shows("log_day")
def log_day_with_a_load(visitor: Visitor) -> None:
    arrive(visitor, busy_days(), "/log/2026-03-04/")


@shows("log_day")
def log_day_load_refused(visitor: Visitor) -> None:
    arrive(visitor, busy_days(), "/log/2026-03-04/")
    visitor.fill("The weight you used, in kg", "900")
    visitor.press("Save the correction")
    visitor.main.locator(".error").first.wait_for()


@shows("error 404")
def log_day_gone(visitor: Visitor) -> None:
    user = with_days(2)
    arrive(visitor, user, "/log/2026-03-08/")
    user.training_days.all().delete()
    touch(user)
    visitor.press("Save the correction")
    visitor.says("That day is not in your log")


@shows("today")
def today_too_much(visitor: Visitor) -> None:
    arrive(visitor, finished(training(), worst=9, sets=1))
    visitor.says("Leave what is left of today's plan")


@shows("ladder")
def ladder_hold_timed(visitor: Visitor) -> None:
    arrive(visitor, far("deadlift", dose_level=3), "/ladder/")
    timer = visitor.main.locator("hold-timer")
    timer.evaluate("t => ['ready', 'max'].map((one) => t.setAttribute(`${one}-seconds`, 0))")
    visitor.press("Start the timer")
    visitor.says("That was 30 seconds.")
