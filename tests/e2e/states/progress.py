"""States: progress in charts, from nothing at all to ten years, and the printed sheet."""

from datetime import timedelta

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from tests.e2e.states import shows
from tests.e2e.states.diary import arrive, demo
from tests.e2e.states.people import EVERY_DAY, TODAY, trainee, with_days
from tests.e2e.states.story import lived
from tests.e2e.visitor import Visitor
from tests.factories_diary import make_person
from tests.progress_people import at, diary


def open_tables(visitor: Visitor) -> None:
    """Those of all charts, each below its own."""
    links = visitor.main.get_by_role("link", name="Show as a table")
    for left in range(links.count(), 0, -1):
        links.first.click()
        links.nth(left - 1).wait_for(state="detached")


def long_diary(dates: int) -> User:
    user = make_person(now=at(TODAY - timedelta(days=dates)), weekday_mask=EVERY_DAY)
    diary(user, last=TODAY - timedelta(days=1), dates=dates)
    touch(user)
    return user


@shows("progress")
def progress_empty(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/progress/")


@shows("progress")
def progress_first_week(visitor: Visitor) -> None:
    arrive(visitor, with_days(8), "/progress/")


@shows("progress")
def progress_one_day(visitor: Visitor) -> None:
    arrive(visitor, with_days(1), "/progress/")
    open_tables(visitor)


@shows("progress")
def progress_demo(visitor: Visitor) -> None:
    arrive(visitor, demo(), "/progress/")


@shows("progress")
def progress_demo_tables(visitor: Visitor) -> None:
    arrive(visitor, demo(), "/progress/?range=3m")
    open_tables(visitor)


@shows("progress")
def progress_year(visitor: Visitor) -> None:
    arrive(visitor, long_diary(365), "/progress/?range=1y")


@shows("progress")
def progress_ten_years(visitor: Visitor) -> None:
    arrive(visitor, long_diary(3650), "/progress/?range=all")


@shows("progress")
def progress_in_words(visitor: Visitor) -> None:
    user = demo()
    User.objects.filter(pk=user.pk).update(hide_numbers=True)
    arrive(visitor, user, "/progress/?range=3m")


@shows("progress_tables")
def progress_tables_year(visitor: Visitor) -> None:
    arrive(visitor, long_diary(365), "/progress/tables/?range=1y")


@shows("progress_tables")
def progress_tables_empty(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/progress/tables/")


@shows("progress")
def progress_nothing_lately(visitor: Visitor) -> None:
    user = long_diary(120)
    user.training_days.filter(on__gte=TODAY - timedelta(days=40)).delete()
    user.daily_scores.filter(on__gte=TODAY - timedelta(days=40)).delete()
    arrive(visitor, user, "/progress/")


@shows("progress")
def progress_after_a_step_back(visitor: Visitor) -> None:
    arrive(visitor, lived(), "/progress/?range=all")
    open_tables(visitor)


@shows("progress_print")
def progress_print_demo(visitor: Visitor) -> None:
    arrive(visitor, demo(), "/progress/print/")


@shows("progress_print")
def progress_print_busy(visitor: Visitor) -> None:
    arrive(visitor, long_diary(60), "/progress/print/")


@shows("progress_print")
def progress_print_empty(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/progress/print/")
