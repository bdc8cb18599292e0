"""States: Today on every kind of day, the ladder, the pain log, and flare-ups."""

from datetime import date, timedelta
from functools import cache

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.services import Report
from backrehab.progression import diary, logbook, programmes, setbacks
from backrehab.progression.demo import make_demo
from backrehab.progression.entries import Entry
from tests.e2e.states import shows
from tests.e2e.states.people import TODAY, ready, trainee, training, with_days
from tests.e2e.visitor import PASSWORD, Visitor
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person

YESTERDAY = TODAY - timedelta(days=1)
MORNING_FORM = "How is your back this morning?"


def arrive(visitor: Visitor, user: User, path: str = "/today/") -> None:
    visitor.sign_in(user)
    visitor.go(path)


def finished(user: User, *, worst: int = 4, sets: int = 2) -> User:
    report = Report(sets_done=sets, worst=worst, stop=False)
    diary.finish(Entry(user, timezone.now()), report=report)
    return user


@cache
def demo() -> User:
    """Twelve lifelike weeks; made once, because it takes a while."""
    return make_demo(now=timezone.now(), password=PASSWORD)


def far(stage: str, **fields: object) -> User:
    """Somebody far up the ladder with a year of calm days."""
    user = make_person(now=at("2025-03-01 09:00"), weekday_mask=0b111_1111, hinge_experience="none")
    make_screening(user, now=at("2026-03-01 09:00"), read=True)
    enter_stage(user, stage, TODAY - timedelta(days=40))
    target = {"dose_level": 4, "sets_prescribed": 3, "sets_done": 3, **fields}
    days = [TODAY - timedelta(days=n) for n in range(1, 41, 2)]
    make_days(user, days, stage=stage, **target)
    touch(user)
    return user


# Today


@shows("today")
def today(visitor: Visitor) -> None:
    arrive(visitor, trainee())


@shows("today")
def today_everything_open(visitor: Visitor) -> None:
    arrive(visitor, trainee())
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@shows("today")
def today_no_bar(visitor: Visitor) -> None:
    arrive(visitor, training(user=with_days(3, user=trainee(equipment=["band"]))))


@shows("today")
def today_morning(visitor: Visitor) -> None:
    arrive(visitor, with_days(3, morning=None))


@shows("today")
def today_worst_missing(visitor: Visitor) -> None:
    arrive(visitor, with_days(2, worst=None))


@shows("today")
def today_ladder_paused(visitor: Visitor) -> None:
    user = with_days(3)
    programmes.pause_programme(user=user, key="ladder", now=timezone.now())
    arrive(visitor, user)


@shows("today")
def today_refused(visitor: Visitor) -> None:
    arrive(visitor, with_days(1, morning=None))
    visitor.press("Save morning score")
    visitor.main.locator(".error").wait_for()


@shows("today")
def today_training(visitor: Visitor) -> None:
    arrive(visitor, training(user=with_days(4), level=2))


@shows("today")
def today_training_a_set(visitor: Visitor) -> None:
    arrive(visitor, training())
    visitor.main.locator("#set-bar-hang-morning-1").click()
    visitor.main.locator("#set-bar-hang-morning-1[aria-pressed=true]").wait_for()


@shows("today")
def today_timer(visitor: Visitor) -> None:
    arrive(visitor, training())
    visitor.main.locator("#start-bar-hang").click()
    timer = visitor.page.get_by_role("dialog")
    timer.get_by_role("button", name="Pause").click()
    timer.get_by_role("button", name="Go on").wait_for()


@shows("today")
def today_sets_done(visitor: Visitor) -> None:
    today_training_a_set(visitor)
    visitor.main.locator("#set-bar-hang-evening-1").click()
    visitor.page.locator("#finish-title:focus").wait_for()


@shows("today")
def today_report_refused(visitor: Visitor) -> None:
    arrive(visitor, training())
    visitor.main.locator("#finish > summary").click()
    visitor.press("Save")
    visitor.main.locator(".error").wait_for()


@shows("today")
def today_done(visitor: Visitor) -> None:
    arrive(visitor, finished(training()))


@shows("today")
def today_part_done(visitor: Visitor) -> None:
    arrive(visitor, finished(training(), sets=1))


@shows("today")
def today_just_saved(visitor: Visitor) -> None:
    arrive(visitor, trainee())
    visitor.choose("How is your back right now?", "3")
    visitor.press("Save and start")
    visitor.says("Saved. Here is your plan.")


@shows("today")
def today_stopped(visitor: Visitor) -> None:
    arrive(visitor, training())
    visitor.press("Stop: this makes it worse")
    visitor.says("Stopped for today")


@shows("today")
def today_stopped_and_told(visitor: Visitor) -> None:
    today_stopped(visitor)
    visitor.choose("Worst pain during the exercises", "7")
    visitor.press("Save")
    visitor.main.get_by_role("link", name="See it in the pain log").wait_for()


@shows("today")
def today_no_exercise(visitor: Visitor) -> None:
    arrive(visitor, training(9))


@shows("today")
def today_rest(visitor: Visitor) -> None:
    arrive(visitor, trainee(weekday_mask=0b010_1010))


@shows("today")
def today_rest_scored(visitor: Visitor) -> None:
    user = trainee(weekday_mask=0b010_1010)
    diary.give_daily(Entry(user, timezone.now()), score=2)
    arrive(visitor, user)


@shows("today")
def today_train_anyway(visitor: Visitor) -> None:
    arrive(visitor, trainee(weekday_mask=0b010_1010), "/today/?train")


@shows("today")
def today_flare_up(visitor: Visitor) -> None:
    arrive(visitor, flared())


@shows("today")
def today_paused(visitor: Visitor) -> None:
    user = trainee()
    make_screening(user, now=timezone.now(), read=True, C9="yes")
    touch(user)
    arrive(visitor, user)


@shows("today")
def today_limits_and_support(visitor: Visitor) -> None:
    user = trainee(equipment=[])
    make_screening(user, now=timezone.now(), read=True, K3="yes", K5="yes")
    touch(user)
    arrive(visitor, user)


@shows("today")
def today_screening_due(visitor: Visitor) -> None:
    user = make_person(now=at("2025-10-01 09:00"), weekday_mask=0b111_1111)
    arrive(visitor, with_days(5, user=user))


@shows("today")
def today_ready(visitor: Visitor) -> None:
    arrive(visitor, ready())


@shows("today")
def today_nothing_left(visitor: Visitor) -> None:
    arrive(visitor, far("barbell-row", dose_level=3))


@shows("today")
def today_demo(visitor: Visitor) -> None:
    arrive(visitor, demo())


# The ladder


@shows("ladder")
def ladder(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/ladder/")


@shows("ladder")
def ladder_ready(visitor: Visitor) -> None:
    arrive(visitor, ready(), "/ladder/")


@shows("ladder")
def ladder_opened(visitor: Visitor) -> None:
    arrive(visitor, ready(), "/ladder/")
    visitor.press("Open: Seated row")
    visitor.says("Seated row is open.")


@shows("ladder")
def ladder_two_gates(visitor: Visitor) -> None:
    arrive(visitor, far("reverse-hyper"), "/ladder/")
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@shows("ladder_hold_test")
def ladder_hold_refused(visitor: Visitor) -> None:
    arrive(visitor, far("deadlift", dose_level=3), "/ladder/")
    visitor.main.locator("form[action='/ladder/hold-test/'] button:not([type=button])").click()
    visitor.main.locator(".error").first.wait_for()


@shows("ladder")
def ladder_technique(visitor: Visitor) -> None:
    arrive(visitor, far("pull-through"), "/ladder/")


@shows("ladder_technique")
def ladder_technique_refused(visitor: Visitor) -> None:
    arrive(visitor, far("pull-through"), "/ladder/")
    visitor.main.locator("form[action='/ladder/technique/'] button").click()
    visitor.main.locator(".error").first.wait_for()


@shows("ladder")
def ladder_last_stage(visitor: Visitor) -> None:
    arrive(visitor, far("barbell-row", dose_level=3), "/ladder/")


@shows("ladder")
def ladder_demo(visitor: Visitor) -> None:
    arrive(visitor, demo(), "/ladder/")


@shows("report")
def report(visitor: Visitor) -> None:
    arrive(visitor, demo(), "/ladder/report/")


@shows("report")
def report_empty(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/ladder/report/")


# The pain log


@shows("log")
def log_empty(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/log/")


@shows("log")
def log_demo(visitor: Visitor) -> None:
    arrive(visitor, demo(), "/log/")


def mixed_days() -> User:
    """A week with a day of every colour."""
    user = trainee()
    week = (
        {"morning": None},
        {"worst": 8},
        {"worst": 4},
        {"sets_done": 1},
        {"before": 5, "worst": 6, "morning": 5},
        {"morning": None},
        {},
    )
    for ago, fields in enumerate(week, start=1):
        make_days(user, [TODAY - timedelta(days=ago)], **fields)
    touch(user)
    diary.give_daily(Entry(user, timezone.now()), score=2)
    return user


@shows("log")
def log_every_colour(visitor: Visitor) -> None:
    arrive(visitor, mixed_days(), "/log/")


@shows("log")
def log_dates_refused(visitor: Visitor) -> None:
    visitor.sign_in(with_days(3))
    visitor.go("/log/?first=2026-03-09&last=2026-03-01", status=422)


@shows("log_add")
def log_add(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/log/add/")


@shows("log_add")
def log_add_refused(visitor: Visitor) -> None:
    log_add(visitor)
    visitor.press("Add this day")
    visitor.main.locator(".error").first.wait_for()


@shows("log_day")
def log_day(visitor: Visitor) -> None:
    arrive(visitor, with_days(2), f"/log/{YESTERDAY}/")


@shows("log_day")
def log_day_refused(visitor: Visitor) -> None:
    user = with_days(2)
    arrive(visitor, user, f"/log/{TODAY - timedelta(days=2)}/")
    visitor.page.evaluate("document.querySelector('[name=worst]:checked').checked = false")
    visitor.press("Save the correction")
    visitor.main.locator(".error").first.wait_for()


@shows("log_day")
def log_day_changed_later(visitor: Visitor) -> None:
    user = with_days(5)
    on = TODAY - timedelta(days=4)
    report = Report(sets_done=1, worst=5, stop=False)
    entry = logbook.TypedDay(before=3, morning=4, level=1, report=report)
    logbook.correct_day(Entry(user, timezone.now()), on=on, typed=entry, catalogue=get_catalogue())
    arrive(visitor, user, f"/log/{on}/")
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@shows("log_day")
def log_day_without_training(visitor: Visitor) -> None:
    user = trainee()
    diary.give_daily(Entry(user, timezone.now()), score=3)
    arrive(visitor, user, f"/log/{date(2026, 3, 9)}/")


# Flare-ups


def flared() -> User:
    user = with_days(3)
    setbacks.begin_flare_up(Entry(user, timezone.now()))
    return user


@shows("flare_up")
def flare_up(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/flare-up/")


@shows("flare_up")
def flare_up_open(visitor: Visitor) -> None:
    arrive(visitor, flared(), "/flare-up/")
