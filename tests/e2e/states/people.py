"""The people whose pages are looked at."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from backrehab.accounts import services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import User
from backrehab.accounts.services import create_person
from backrehab.accounts.versions import touch
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from tests.e2e.visitor import PASSWORD
from tests.factories import at, make_screening
from tests.factories_diary import make_days, make_person

EVERY_DAY = 0b111_1111
BEGAN = at("2026-03-01 09:00")
# The tests' Monday.
TODAY = date(2026, 3, 9)
numbers = count()


def newcomer() -> User:
    """Somebody with an account who has answered nothing yet."""
    return create_person(email=f"newcomer{next(numbers)}@example.org", password=PASSWORD)


def agreed() -> User:
    """Somebody who agreed to the texts."""
    user = newcomer()
    services.give_consents(user=user, texts=current_texts(), now=timezone.now())
    return user


def introduced() -> User:
    """Somebody who also told about themselves, so the health check comes next."""
    user = agreed()
    services.save_time_zone(user=user, time_zone="Europe/London")
    services.save_about(user=user, age_band="18_54", hinge_experience="some")
    return user


def trainee(**fields: Any) -> User:
    """Somebody on the first stage for eight days, without an entry."""
    user = make_person(now=BEGAN, **{"weekday_mask": EVERY_DAY, **fields})
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    services.give_consents(user=user, texts=current_texts(), now=BEGAN)
    return user


def screened(**answers: str) -> User:
    """Somebody whose last health check was calm but for these answers."""
    user = trainee()
    make_screening(user, now=timezone.now(), read=True, **answers)
    touch(user)
    return user


def with_days(
    count: int, *, stage: str = "bar-hang", user: User | None = None, **fields: Any
) -> User:
    """Somebody with training on each of the last days."""
    user = user or trainee()
    make_days(user, [TODAY - timedelta(days=n) for n in range(1, count + 1)], stage=stage, **fields)
    touch(user)
    return user


def ready() -> User:
    """Somebody whose calm days open the seated row."""
    return with_days(8)


def training(score: int = 3, *, level: int = 1, user: User | None = None) -> User:
    """Somebody who has begun today."""
    user = user or trainee()
    diary.begin_day(
        Entry(user, timezone.now()), score=score, level=level, catalogue=get_catalogue()
    )
    return user
