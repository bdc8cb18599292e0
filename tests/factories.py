"""Real objects for tests."""

from datetime import UTC, datetime
from typing import Any

import factory
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from backrehab.accounts.models import AgeBand, HingeExperience, User
from backrehab.screening.models import Reason, ScreeningRun
from backrehab.screening.questionnaire import questionnaire
from backrehab.screening.services import acknowledge, record_run


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person who finished the start."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    time_zone = "Europe/London"
    weekday_mask = 0b001_0101
    equipment = factory.LazyFunction(lambda: ["pull-up-bar", "band", "bench"])
    equipment_answered = True
    age_band = AgeBand.FROM_18
    hinge_experience = HingeExperience.SOME
    started_at = factory.LazyFunction(timezone.now)


def at(text: str) -> datetime:
    """`at("2026-03-02 08:30")`: that instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_user(**fields: Any) -> User:
    """A person who finished the start, with some fields as given."""
    return UserFactory.create(**fields)


def calm_answers(**changes: str) -> dict[str, str]:
    """The reassuring answer to every screening question, except for the changes (E1="yes")."""
    questions = questionnaire().questions.values()
    answers = {item.key: "no" if item.alarm == "yes" else "yes" for item in questions}
    return answers | {key.replace("_", "-"): value for key, value in changes.items()}


def make_screening(
    user: User,
    *,
    now: datetime | None = None,
    age_band: str = "",
    partial: bool = False,
    read: bool = False,
    reason: Reason = Reason.START,
    **changes: str,
) -> ScreeningRun:
    """A screening run: calm but for the changes; `partial` has only those, `read` acknowledges."""
    now = now or timezone.now()
    run = record_run(
        user,
        answers=changes if partial else calm_answers(**changes),
        age_band=user.age_band or age_band,
        reason=reason,
        now=now,
    )
    if read:
        acknowledge(user, run=run, now=now)
    return run


def make_operator_note(about: type[Model], key: int) -> LogEntry:
    """What the admin site notes when an operator changes a row."""
    return LogEntry.objects.create(
        user=make_user(is_staff=True),
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(key),
        object_repr="changed",
        action_flag=CHANGE,
    )
