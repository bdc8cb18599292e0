"""Screening runs and clearances (append-only), and the questionnaire half way through."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import LONGEST_VERSION, AgeBand, User
from backrehab.domain.screening import Scope, TriageOutcome

AGE_BANDS = ("", *AgeBand.values)
OUTCOMES = tuple(outcome.value for outcome in TriageOutcome)
# What may be left once a clinician has assessed somebody.
OUTCOMES_AFTER_CLEARANCE = tuple(item.value for item in TriageOutcome if not item.blocks_exercise)


SCOPES = tuple(scope.value for scope in Scope)


class Reason(models.TextChoices):
    """Why the questions were asked; the last one is a report from the log, without questions."""

    START = "start", _("first use")
    FLARE_UP = "flare_up", _("a flare-up")
    LEG_SYMPTOM = "leg_symptom", _("a leg symptom")
    LAY_OFF = "lay_off", _("15 or more days without exercise")
    BEFORE_DEADLIFT = "before_deadlift", _("before the first deadlift")
    PERIODIC = "periodic", _("12 weeks have passed")
    ASK_AGAIN = "ask_again", _("an earlier answer is asked again")
    UNFINISHED = "unfinished", _("the questions left after an assessment")
    OWN_WISH = "own_wish", _("own wish")
    LEG_SYMPTOM_REPORTED = "leg_symptom_reported", _("a leg symptom written in the log")


ASKING_REASONS = tuple(reason for reason in Reason if reason != Reason.LEG_SYMPTOM_REPORTED)


def outcome_field() -> "models.CharField[str, str]":
    """An outcome of the questionnaire."""
    return models.CharField(max_length=16, choices=[(value, value) for value in OUTCOMES])


def scope_field() -> "models.CharField[str, str]":
    """Which part of the questions was asked."""
    return models.CharField(
        max_length=10, choices=[(value, value) for value in SCOPES], default=Scope.FULL.value
    )


def ask_again_field() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """In how many days an answer is to be asked again; NULL for no such day."""
    return models.PositiveSmallIntegerField(null=True, blank=True)


def ask_again_check(table: str) -> models.CheckConstraint:
    """NULL, or a day after the one it was asked on."""
    return models.CheckConstraint(
        condition=Q(ask_again_in_days__isnull=True) | Q(ask_again_in_days__gte=1),
        name=f"{table}_ask_again",
    )


class ScreeningRun(models.Model):
    """One time the questions were answered, or a leg symptom that was reported; append-only.

    `on` is the person's local date. `complete` is False when the outcome stood before all was
    asked. `follows` is the run whose answers were carried over after a clinician assessed it.
    Only `acknowledged_at` is ever written later, once.

    A run of a narrower scope keeps its own answers, but its outcome, limits, fired rules and days
    are what was in force before it, with what it made worse. `stands_on` is the date on which all
    was asked, from which `ask_again_in_days` counts then; `short_on` and `emergency_on` are when
    these shorter checks were answered last since.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="screening_runs")
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    reason = models.CharField(max_length=24, choices=Reason.choices)
    version = models.CharField(max_length=LONGEST_VERSION, blank=True)
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    outcome = outcome_field()
    limits = models.JSONField(default=list, blank=True)
    fired = models.JSONField(default=list, blank=True)
    ask_again_in_days = ask_again_field()
    complete = models.BooleanField()
    follows = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="followed_by"
    )
    scope = scope_field()
    stands_on = models.DateField(null=True, blank=True)
    short_on = models.DateField(null=True, blank=True)
    emergency_on = models.DateField(null=True, blank=True)
    on = models.DateField()
    completed_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["user", "-id"], name="screening_run_latest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="screening_run_reason"
            ),
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="screening_run_outcome"),
            models.CheckConstraint(
                condition=Q(age_band__in=AGE_BANDS), name="screening_run_age_band"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True)
                | Q(acknowledged_at__gte=F("completed_at")),
                name="screening_run_acknowledged_after",
            ),
            models.CheckConstraint(
                condition=(
                    Q(reason=Reason.LEG_SYMPTOM_REPORTED)
                    & Q(version="", complete=False, outcome=TriageOutcome.CLINICIAN.value)
                    & Q(follows__isnull=True)
                )
                | (~Q(reason=Reason.LEG_SYMPTOM_REPORTED) & ~Q(version="")),
                name="screening_run_asked_or_reported",
            ),
            models.CheckConstraint(
                condition=Q(complete=False) | ~Q(age_band=""), name="screening_run_complete"
            ),
            models.CheckConstraint(condition=Q(scope__in=SCOPES), name="screening_run_scope"),
            models.CheckConstraint(
                condition=Q(
                    scope=Scope.FULL.value,
                    stands_on__isnull=True,
                    short_on__isnull=True,
                    emergency_on__isnull=True,
                )
                | (
                    ~Q(scope=Scope.FULL.value)
                    & ~Q(reason=Reason.LEG_SYMPTOM_REPORTED)
                    & Q(stands_on__isnull=False, stands_on__lte=F("on"), follows__isnull=True)
                ),
                name="screening_run_stands_on_a_full_one",
            ),
            ask_again_check("screening_run"),
        )

    def __str__(self) -> str:
        # Neither answers nor outcome: this text may reach a log.
        return f"screening {self.pk}"


class Clearance(models.Model):
    """The person's record that a clinician assessed them after a run; append-only.

    `outcome`, `limits` and `ask_again_in_days` are what is left of that run. `asked_on` is the
    run's date, kept here so that the database can see that the assessment came no earlier.
    """

    run = models.OneToOneField(ScreeningRun, on_delete=models.CASCADE, related_name="clearance")
    asked_on = models.DateField()
    cleared_on = models.DateField()
    recorded_at = models.DateTimeField()
    outcome = outcome_field()
    limits = models.JSONField(default=list, blank=True)
    ask_again_in_days = ask_again_field()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(cleared_on__gte=F("asked_on")), name="clearance_not_before_run"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=OUTCOMES_AFTER_CLEARANCE), name="clearance_outcome"
            ),
            ask_again_check("clearance"),
        )

    def __str__(self) -> str:
        return f"clearance {self.pk}"


class ScreeningDraft(models.Model):
    """The answers so far, one row a person, so that another device can go on; gone when done."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="screening_draft")
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    reason = models.CharField(max_length=24, choices=Reason.choices)
    scope = scope_field()
    version = models.CharField(max_length=LONGEST_VERSION)
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    follows = models.ForeignKey(
        ScreeningRun, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in ASKING_REASONS]),
                name="screening_draft_reason",
            ),
            models.CheckConstraint(condition=Q(scope__in=SCOPES), name="screening_draft_scope"),
            models.CheckConstraint(condition=~Q(version=""), name="screening_draft_version"),
            models.CheckConstraint(
                condition=Q(age_band__in=AGE_BANDS), name="screening_draft_age_band"
            ),
            models.CheckConstraint(
                condition=Q(updated_at__gte=F("started_at")), name="screening_draft_updated_after"
            ),
        ]

    def __str__(self) -> str:
        return f"screening draft {self.pk}"
