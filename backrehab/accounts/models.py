"""The person: e-mail sign-in, time zone, schedule, equipment, and what they consented to."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ALL_WEEKDAYS = range(7)
HIGHEST_WEEKDAY_MASK = 0b111_1111
LONGEST_VERSION = 16
# No longer one can be mailed to (RFC 5321).
LONGEST_EMAIL = 254


class UserManager(BaseUserManager["User"]):
    """Creates people; the e-mail address is their name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; `email` is stored in lower case."""
        if not email:
            raise ValueError("An e-mail address is needed.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an operator, who may use the admin site.

        Whoever may run this command need not prove by mail that the address is theirs.
        """
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            address = apps.get_model("account", "EmailAddress")
            address.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this address, however it is typed; Django's commands ask by it."""
        return self.get(email=(username or "").lower())


class AgeBand(models.TextChoices):
    """Age as far as a rule needs it: C11, E7 and C6 of the health check (docs/screening.md)."""

    UNDER_18 = "under_18", _("Under 18")
    FROM_18 = "18_54", _("18 to 54")
    FROM_55 = "55_64", _("55 to 64")
    FROM_65 = "65_69", _("65 to 69")
    FROM_70 = "70_plus", _("70 or older")


class HingeExperience(models.TextChoices):
    """Self-declared experience with the hip hinge (bending at the hips with a flat back)."""

    NONE = "none", _("New to me")
    SOME = "some", _("I have tried it")
    CONFIDENT = "confident", _("I do it with confidence")


class WeightUnit(models.TextChoices):
    """In which unit a person reads and types weights; they are stored in kilograms."""

    KILOGRAM = "kg", _("kilograms (kg)")
    POUND = "lb", _("pounds (lb)")


# What libraries save with the whole row: sign-in, and the operator's pages.
OF_THE_ACCOUNT = ("email", "password", "last_login", "is_active", "is_staff", "is_superuser")


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Everything a page needs to know of them is in this one row."""

    email = models.EmailField(_("e-mail address"), max_length=LONGEST_EMAIL, unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    time_zone = models.CharField(max_length=64, default="UTC")
    # After a flight back over midnight: the date that the diary keeps from an instant on, until it
    # is that date where the person is; both NULL otherwise.
    kept_date = models.DateField(null=True, blank=True)
    kept_since = models.DateTimeField(null=True, blank=True)
    weekday_mask = models.PositiveSmallIntegerField(default=0)
    equipment = models.JSONField(default=list, blank=True)
    # An empty list is an answer too ("nothing of these"), so whether it was asked stands apart.
    equipment_answered = models.BooleanField(default=False)
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    hinge_experience = models.CharField(max_length=9, choices=HingeExperience.choices, blank=True)
    # Whoever sits most of the day starts more gently after a break.
    sedentary = models.BooleanField(default=False)
    unit = models.CharField(max_length=2, choices=WeightUnit.choices, default=WeightUnit.KILOGRAM)
    # The smallest step by which this person can make a weight heavier.
    load_step_kg = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal("2.5"))
    # At most so many minutes of exercise a day; NULL: no limit.
    daily_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # How long a person wants to sit at most before a break; NULL: no breaks asked for.
    sitting_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    # Pages say pain in words for those whom numbers worry.
    hide_numbers = models.BooleanField(default=False)
    # When the person took back the consent to store health data; NULL while it stands.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # When the account goes, as the person asked; NULL: not asked.
    delete_at = models.DateTimeField(null=True, blank=True)
    # When a mail said that this account is unused; it counts only while nobody signed in since.
    warned_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    # Counts every change of what the gate may depend on; a stored decision names the count it saw.
    log_version = models.PositiveIntegerField(default=0)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday_mask__lte=HIGHEST_WEEKDAY_MASK),
                name="user_weekday_mask",
            ),
            models.CheckConstraint(
                condition=models.Q(age_band__in=["", *AgeBand.values]), name="user_age_band"
            ),
            models.CheckConstraint(
                condition=models.Q(hinge_experience__in=["", *HingeExperience.values]),
                name="user_hinge_experience",
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=WeightUnit.values), name="user_unit"
            ),
            models.CheckConstraint(condition=models.Q(load_step_kg__gt=0), name="user_load_step"),
        )

    def __str__(self) -> str:
        return self.email

    def save(self, **kwargs: Any) -> None:
        """Store the row; as a whole only OF_THE_ACCOUNT. Everything else is saved by its name, so
        that whoever read the person a while ago takes nothing back: a consent that was withdrawn
        since, or the count of changes by which stored answers are known to be fresh."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = OF_THE_ACCOUNT
        super().save(**kwargs)

    @property
    def training_weekdays(self) -> tuple[int, ...]:
        """The planned training weekdays; Monday is 0."""
        return tuple(day for day in ALL_WEEKDAYS if self.weekday_mask >> day & 1)

    @training_weekdays.setter
    def training_weekdays(self, days: tuple[int, ...]) -> None:
        self.weekday_mask = sum(1 << day for day in set(days))

    @property
    def starts_gently(self) -> bool:
        """Whether a break counts as a longer one: aged 65 or more, or sitting most of the day
        (docs/clinical-rules.md#after-a-break)."""
        return self.sedentary or self.age_band in {AgeBand.FROM_65, AgeBand.FROM_70}

    @property
    def delete_on(self) -> date | None:
        """The date on this person's calendar on which the account goes, if it was asked for."""
        return None if self.delete_at is None else self.local_date(self.delete_at)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the person's clock and calendar go by."""
        return ZoneInfo(self.time_zone)

    def local(self, instant: datetime) -> datetime:
        """The instant on this person's clock."""
        return instant.astimezone(self.zone)

    def local_date(self, instant: datetime) -> date:
        """The date on this person's calendar at that instant. It never goes back behind what the
        diary holds: see `kept_date`."""
        on = self.local(instant).date()
        if self.kept_date is None or self.kept_since is None or instant < self.kept_since:
            return on
        return max(on, self.kept_date)


class ConsentPurpose(models.TextChoices):
    """What a consent is for."""

    INTENDED_USE = "intended_use", _("Intended use")
    HEALTH_DATA = "health_data", _("Storing health data")


class Consent(models.Model):
    """A person's agreement to one version of one text; only `withdrawn_at` is written later, once.

    Agreeing again after that is a new row.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=ConsentPurpose.choices)
    version = models.CharField(max_length=LONGEST_VERSION)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "purpose", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_once_per_version",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=ConsentPurpose.values), name="consent_purpose"
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Submission(models.Model):
    """A form that was already acted on, by the unique key it carried: answered once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="submissions")
    key = models.UUIDField()
    made_at = models.DateTimeField()
    answer = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="submission_key_once"),)

    def __str__(self) -> str:
        return str(self.key)


class AccessKind(models.TextChoices):
    """What was done with somebody's data."""

    SIGNED_IN = "signed_in", _("Signed in")
    DOWNLOADED = "downloaded", _("Downloaded everything")
    LOOKED = "looked", _("Looked at the account page")
    LISTED = "listed", _("Saw the e-mail address in a list")
    CHANGED = "changed", _("Changed the account")
    DELETION_ASKED = "deletion_asked", _("Asked for the account to be deleted")
    DELETION_TAKEN_BACK = "deletion_taken_back", _("Kept the account")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Took back a consent")


class AccessRole(models.TextChoices):
    """As whom somebody acted."""

    SELF = "self", _("You")
    OPERATOR = "operator", _("An operator of this site")
    CLINICIAN = "clinician", _("A clinician")


class AccessRecord(models.Model):
    """Who saw or did what with one person's data, and when; append-only, without an address."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_records")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=AccessKind.choices)
    role = models.CharField(max_length=9, choices=AccessRole.choices)
    actor = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=AccessKind.values), name="access_record_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=AccessRole.values), name="access_record_role"
            ),
        )
        indexes = (models.Index(fields=["user", "-at"], name="access_record_latest"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.role}"


class DeletedAccount(models.Model):
    """That an account was deleted, so that a backup from before does not bring it back for long.

    Only its number and the instant it began tell which it was: a number alone may be given again
    after a backup was restored.
    """

    number = models.BigIntegerField()
    joined_at = models.DateTimeField()
    deleted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["number", "joined_at"], name="deleted_account_once"),
        )

    def __str__(self) -> str:
        return str(self.number)


class CacheEntry(models.Model):
    """A row of the cache, whose table Django makes; here only to be deleted by what it is about."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "cache_entry"

    def __str__(self) -> str:
        # The key may name a person.
        return "cache entry"
