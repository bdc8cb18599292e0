"""A person with rows in every table."""

from datetime import date
from itertools import count

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission

from backrehab.accounts import services
from backrehab.accounts.access_record import record_own
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import AccessKind, User
from backrehab.exercises.models import Exercise
from backrehab.painlog.models import (
    Amendment,
    DailyScore,
    DrillAnswer,
    FlareUp,
    HipRelease,
    HipTest,
    PerformedSet,
    Skip,
)
from backrehab.screening.models import Clearance, ScreeningDraft
from tests.factories import at, make_screening
from tests.factories_diary import make_days, make_person

NOW = at("2026-03-09 09:00")
DAY = date(2026, 3, 9)
numbers = count()


def full_person() -> User:
    """Somebody who has done everything there is to do."""
    number = next(numbers)
    user = make_person(now=NOW, email=f"planted-{number}@example.org")
    services.give_consents(user=user, texts=current_texts(), now=NOW)
    record_own(user, AccessKind.SIGNED_IN, now=NOW)
    user.groups.add(Group.objects.get_or_create(name="helpers")[0])
    permission = Permission.objects.first()
    assert permission is not None
    user.user_permissions.add(permission)
    fill_diary(user)
    run = make_screening(user, now=NOW)
    Clearance.objects.create(
        run=run, asked_on=DAY, cleared_on=DAY, recorded_at=NOW, outcome="clear"
    )
    ScreeningDraft.objects.create(
        user=user, reason="own_wish", version="2026.1", started_at=NOW, updated_at=NOW
    )
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    EmailConfirmation.objects.create(email_address=address, created=NOW, sent=NOW, key=f"k{number}")
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "planted-secret"})
    UserSession.objects.create(
        user=user, session_key=f"planted-session-{number}", ip="192.0.2.7", user_agent="planted"
    )
    return user


def fill_diary(user: User) -> None:
    """A row in each table of the pain log."""
    exercise = Exercise.objects.order_by("pk").first()
    assert exercise is not None
    make_days(user, [DAY])
    DailyScore.objects.create(user=user, on=DAY, score=3, given_at=NOW)
    PerformedSet.objects.create(
        user=user, on=DAY, exercise=exercise, slot="session", number=1, done_at=NOW
    )
    Skip.objects.create(user=user, on=DAY, exercise=exercise, made_at=NOW)
    DrillAnswer.objects.create(user=user, on=DAY, exercise=exercise, comfort="fine", given_at=NOW)
    HipTest.objects.create(
        user=user, on=DAY, side="left", hip_drops=True, weight_shifts=False, made_at=NOW
    )
    HipRelease.objects.create(user=user, on=DAY, side="left", before=4, started_at=NOW)
    FlareUp.objects.create(user=user, started_on=DAY)
    Amendment.objects.create(
        user=user, on=DAY, kind="corrected", old={"score": 4}, new={"score": 3}, made_at=NOW
    )
