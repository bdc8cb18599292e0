"""States: the start, one question a page."""

from django.utils import timezone

from backrehab.accounts import services
from backrehab.accounts.models import User
from backrehab.painlog.services import record_baseline
from tests.e2e.states import shows
from tests.e2e.states.people import agreed, introduced, newcomer
from tests.e2e.visitor import Visitor
from tests.factories import make_screening


def checked() -> User:
    user = introduced()
    make_screening(user, now=timezone.now(), read=True)
    return user


def measured() -> User:
    user = checked()
    record_baseline(user=user, score=4, now=timezone.now())
    return user


def scheduled() -> User:
    user = measured()
    services.save_schedule(user=user, weekdays=[0, 2, 4])
    return user


def arrive(visitor: Visitor, user: User, page: str) -> None:
    visitor.sign_in(user)
    visitor.go(f"/start/{page}/")


def refused(visitor: Visitor, button: str) -> None:
    visitor.press(button)
    visitor.main.locator(".error").first.wait_for()


@shows("start_consent")
def start(visitor: Visitor) -> None:
    visitor.sign_in(newcomer())
    visitor.go("/start/")


@shows("start_consent")
def start_consent_refused(visitor: Visitor) -> None:
    arrive(visitor, newcomer(), "consent")
    refused(visitor, "I agree, go on")


@shows("start_consent")
def start_consent_again(visitor: Visitor) -> None:
    arrive(visitor, agreed(), "consent")


@shows("start_declined")
def start_declined(visitor: Visitor) -> None:
    arrive(visitor, newcomer(), "declined")


@shows("start_about")
def start_about(visitor: Visitor) -> None:
    arrive(visitor, agreed(), "about")


@shows("start_about")
def start_about_under_18(visitor: Visitor) -> None:
    arrive(visitor, agreed(), "about")
    visitor.choose("How old are you?", "Under 18")
    refused(visitor, "Go on")


@shows("start_baseline")
def start_baseline(visitor: Visitor) -> None:
    arrive(visitor, checked(), "baseline")


@shows("start_baseline")
def start_baseline_refused(visitor: Visitor) -> None:
    arrive(visitor, checked(), "baseline")
    refused(visitor, "Go on")


@shows("start_schedule")
def start_schedule(visitor: Visitor) -> None:
    arrive(visitor, measured(), "schedule")


@shows("start_schedule")
def start_schedule_refused(visitor: Visitor) -> None:
    arrive(visitor, measured(), "schedule")
    for box in visitor.main.locator("[type=checkbox]").all():
        box.uncheck()
    refused(visitor, "Go on")


@shows("start_equipment")
def start_equipment(visitor: Visitor) -> None:
    arrive(visitor, scheduled(), "equipment")


@shows("start_done")
def start_done(visitor: Visitor) -> None:
    user = scheduled()
    services.save_equipment(user=user, keys=["band", "bench"])
    arrive(visitor, user, "done")
