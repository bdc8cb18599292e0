"""Real objects for tests."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.utils import timezone

from backrehab.accounts.models import AgeBand, HingeExperience, User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person who finished the start."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    time_zone = "Europe/London"
    weekday_mask = 0b001_0101
    equipment = factory.LazyFunction(lambda: ["pull-up-bar", "band", "bench"])
    age_band = AgeBand.FROM_18
    hinge_experience = HingeExperience.SOME
    started_at = factory.LazyFunction(timezone.now)


def at(text: str) -> datetime:
    """`at("2026-03-02 08:30")`: that instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_user(**fields: Any) -> User:
    """A person who finished the start, with some fields as given."""
    return UserFactory.create(**fields)
