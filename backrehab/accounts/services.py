"""What changes a person's own row and consents. None of these touches training data."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from backrehab.accounts.access_record import record_own
from backrehab.accounts.consent_texts import ConsentText
from backrehab.accounts.mails import send_account_mail
from backrehab.accounts.models import (
    ALL_WEEKDAYS,
    AccessKind,
    AgeBand,
    Consent,
    ConsentPurpose,
    HingeExperience,
    User,
    WeightUnit,
)
from backrehab.accounts.versions import touch


def create_person(*, email: str, password: str | None, is_demo: bool = False, **told: Any) -> User:
    """Make an account whose e-mail address counts as verified, as for a demonstration; `told` are
    its other fields."""
    with transaction.atomic():
        user = User.objects.create_user(email, password, is_demo=is_demo, **told)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def move_address(*, user: User, old: str) -> None:
    """Bring what sign-in keeps of the address in line with the person's row, which has a new one;
    whoever reads the old address is told by mail. An address counts as verified if it did before:
    sign-in by a code reaches the new one in any case. Three statements."""
    with transaction.atomic():
        kept = EmailAddress.objects.filter(user=user, email=old)
        # Another one is a change that the person began themselves, and is out of date by now.
        EmailAddress.objects.filter(user=user).exclude(email=old).delete()
        kept.update(email=user.email)
        transaction.on_commit(lambda: send_account_mail(old, "moved", {}) and None)


def address_is_anothers(email: str, *, user: User) -> bool:
    """Whether it is an address that somebody else signs in with, or has asked to."""
    return bool(EmailAddress.objects.filter(email=email).exclude(user=user).exists())


def give_consents(*, user: User, texts: Collection[ConsentText], now: datetime) -> None:
    """Record agreement to these texts; one that was given before keeps its first time.

    Agreeing to store health data ends the pause that taking it back began.
    """
    Consent.objects.bulk_create(
        [
            Consent(user=user, purpose=text.purpose, version=text.version, given_at=now)
            for text in texts
        ],
        ignore_conflicts=True,
    )
    if user.withdrawn_at is not None and any(
        t.purpose == ConsentPurpose.HEALTH_DATA for t in texts
    ):
        user.withdrawn_at = None
        user.save(update_fields=["withdrawn_at"])


def withdraw_health_consent(*, user: User, now: datetime) -> None:
    """Take back the consent to store health data: from now on nothing new is stored.

    What is stored already stays until the person deletes it or their account; they may download it.
    """
    with transaction.atomic():
        # Whoever is about to store something waits, and then reads that it is taken back.
        touch(user)
        given = Consent.objects.filter(
            user=user, purpose=ConsentPurpose.HEALTH_DATA, withdrawn_at__isnull=True
        )
        # The clock may have been ahead when it was given: it can be taken back in any case.
        if given.update(withdrawn_at=Greatest("given_at", Value(now))) or user.withdrawn_at is None:
            user.withdrawn_at = now
            user.save(update_fields=["withdrawn_at"])
            record_own(user, AccessKind.CONSENT_WITHDRAWN, now=now)


def save_numbers(*, user: User, hide: bool) -> None:
    """Whether pages say pain in words; what is stored stays as it is."""
    user.hide_numbers = hide
    user.save(update_fields=["hide_numbers"])


def save_about(
    *, user: User, age_band: str, hinge_experience: str, sedentary: bool | None = None
) -> None:
    """Store the age band, the experience with the hip hinge, and whether the person sits most of
    the day and rarely exercises (None: not asked); ValueError for unknown ones."""
    user.age_band = AgeBand(age_band).value
    user.hinge_experience = HingeExperience(hinge_experience).value
    if sedentary is not None:
        user.sedentary = sedentary
    user.save(update_fields=["age_band", "hinge_experience", "sedentary"])


def save_time_zone(
    *, user: User, time_zone: str, latest: date | None = None, now: datetime | None = None
) -> None:
    """Store an IANA time zone; ValueError for one that is not known here.

    `latest` is the latest date of the diary. If it is not that date there `now`, the diary keeps
    it until it is: were the date to go back, what was told since would not count.
    """
    if time_zone not in available_timezones():
        raise ValueError(f"{time_zone!r} is not a known time zone.")
    user.time_zone = time_zone
    is_ahead = latest is not None and now is not None and latest > user.local(now).date()
    user.kept_date, user.kept_since = (latest, now) if is_ahead else (None, None)
    user.save(update_fields=["time_zone", "kept_date", "kept_since"])


def save_schedule(*, user: User, weekdays: Collection[int]) -> None:
    """Store the training weekdays, Monday 0; ValueError unless at least one, each from 0 to 6."""
    if not weekdays or not set(weekdays) <= set(ALL_WEEKDAYS):
        raise ValueError(f"{sorted(weekdays)} are not weekdays from 0 to 6, at least one.")
    user.training_weekdays = tuple(weekdays)
    user.save(update_fields=["weekday_mask"])


def save_equipment(*, user: User, keys: Collection[str]) -> None:
    """Store what is at hand, as keys of the catalogue that the caller has checked; none is fine."""
    user.equipment = list(keys)
    user.equipment_answered = True
    user.save(update_fields=["equipment", "equipment_answered"])


def save_weights(*, user: User, unit: str, load_step_kg: Decimal) -> None:
    """Store the unit of weights and the smallest step by which one can be made heavier (in
    kilograms, over 0); ValueError for anything else."""
    if load_step_kg <= 0:
        raise ValueError(f"{load_step_kg} kg is no step.")
    user.unit = WeightUnit(unit).value
    user.load_step_kg = load_step_kg
    user.save(update_fields=["unit", "load_step_kg"])


def save_minutes(*, user: User, minutes: int | None) -> None:
    """Store how many minutes of exercise a day there may be at most, one of the choices that the
    caller has checked; None: no limit."""
    user.daily_minutes = minutes
    user.save(update_fields=["daily_minutes"])
