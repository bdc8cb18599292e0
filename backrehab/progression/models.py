"""Where a person stands on the ladder, and every decision that brought them there."""

from datetime import date
from typing import Any, ClassVar, Never

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User

LADDER = "ladder"
# A flare-up that was begun by mistake; nothing follows from it, however often it happens.
BY_MISTAKE = "mistake"


class Enrolment(models.Model):
    """A person in a programme; in the ladder with the current stage and what was confirmed.

    `reached_key` is the furthest stage of the main line that was ever opened; those above the
    current one are resting. Up to `return_to` they open again by the short way back. From
    `dose_from` on the dose begins at `dose_level`, at each of `dose_shares` (percent) in turn.

    `snapshot` is the gate's answer for `snapshot_on`, worked out from the person's data as counted
    by `snapshot_version` under `snapshot_rules`; anything else makes it stale.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    programme_key = models.SlugField(max_length=48, default=LADDER)
    stage_key = models.SlugField(max_length=48, blank=True)
    entered_on = models.DateField()
    started_on = models.DateField()
    paused_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reached_key = models.SlugField(max_length=48, blank=True)
    return_to = models.SlugField(max_length=48, blank=True)
    dose_from = models.DateField(null=True, blank=True)
    dose_level = models.PositiveSmallIntegerField(default=1)
    dose_shares = models.JSONField(default=list, blank=True)
    branch_opened_on = models.DateField(null=True, blank=True)
    technique_confirmed_at = models.DateTimeField(null=True, blank=True)
    hold_test_passed_at = models.DateTimeField(null=True, blank=True)
    snapshot = models.JSONField(default=dict, blank=True)
    snapshot_on = models.DateField(null=True, blank=True)
    snapshot_version = models.PositiveIntegerField(null=True, blank=True)
    snapshot_rules = models.CharField(max_length=80, blank=True)

    # Whether a decision has moved it, which is yet to be stored.
    has_moved = False

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "programme_key"],
                condition=Q(closed_on__isnull=True),
                name="enrolment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(entered_on__gte=F("started_on")), name="enrolment_dates"
            ),
            models.CheckConstraint(
                condition=Q(programme_key=LADDER) ^ Q(stage_key=""), name="enrolment_stage"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_key}: {self.stage_key}"

    @property
    def dose_since(self) -> date:
        """From when the days of the stage count for its dose."""
        return self.dose_from or self.entered_on

    @property
    def opened_until(self) -> date:
        """No stage was opened after this date: that would have been entered, or is the branch."""
        return max(self.entered_on, self.branch_opened_on or self.entered_on)


class AppendOnlyError(TypeError):
    """A decision that was made is never changed."""


class AppendOnlyQuerySet(models.QuerySet["Transition"]):
    """Rows that are added and read, never changed; they go only with the person they belong to."""

    def update(self, **kwargs: Any) -> Never:  # noqa: ARG002 - Django's signature
        """Refused."""
        raise AppendOnlyError("decisions are append-only")

    def delete(self) -> Never:
        """Refused."""
        raise AppendOnlyError("decisions are append-only")


class TransitionKind(models.TextChoices):
    """What was decided or recorded."""

    STARTED = "started", _("Started")
    OPENED = "opened", _("Opened")
    REVIEWED = "reviewed", _("Looked at again")
    STEPPED_BACK = "stepped_back", _("One step back")
    RETURNED = "returned", _("Back again")
    ON_HOLD = "on_hold", _("On hold")
    RESUMED = "resumed", _("Going on after a flare-up")
    LAY_OFF = "lay_off", _("Going on after a break")


# What makes a stage the current one, each by its own decision.
ENTRIES = (
    TransitionKind.STARTED,
    TransitionKind.OPENED,
    TransitionKind.STEPPED_BACK,
    TransitionKind.RETURNED,
    TransitionKind.RESUMED,
    TransitionKind.LAY_OFF,
)


class Transition(models.Model):
    """One decision, append-only: the rule version, the numbers it saw, and what changed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="transitions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="transitions")
    kind = models.CharField(max_length=12, choices=TransitionKind.choices)
    stage_from = models.SlugField(max_length=48, blank=True)
    stage_to = models.SlugField(max_length=48)
    on = models.DateField()
    at = models.DateTimeField()
    rules_version = models.CharField(max_length=16)
    route = models.CharField(max_length=8, blank=True)
    # Of a gate the whole answer; of any other change the numbers and dates it was made on.
    decision = models.JSONField(default=dict)
    reason = models.CharField(max_length=24, blank=True)
    dose_level = models.PositiveSmallIntegerField(null=True, blank=True)
    dose_shares = models.JSONField(default=list, blank=True)

    objects: ClassVar[models.Manager["Transition"]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints = (
            models.UniqueConstraint(
                fields=["enrolment", "stage_to"],
                condition=Q(kind="opened"),
                name="transition_opened_once",
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(kind="started"), name="transition_started_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "kind", "stage_from", "stage_to", "on"],
                condition=Q(kind__in=["stepped_back", "returned", "resumed", "lay_off"])
                & ~Q(reason=BY_MISTAKE),
                name="transition_once_a_date",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TransitionKind.values), name="transition_kind"
            ),
        )
        indexes = (models.Index(fields=["user", "-at"], name="transition_latest"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.stage_to} {self.on}"

    def delete(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - Django's signature
        """Refused; with the person it belongs to, the database takes it away unasked."""
        raise AppendOnlyError("decisions are append-only")
