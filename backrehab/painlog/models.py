"""What people report: training days, sets, pain scores, baselines and flare-ups."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.domain.pain import HIGHEST, LOWEST
from backrehab.exercises.models import Exercise


def score_field() -> Any:
    """A pain score; NULL while it is missing, never 0."""
    return models.PositiveSmallIntegerField(null=True, blank=True)


def score_check(*fields: str, table: str) -> models.CheckConstraint:
    """Each of the fields is NULL or from 0 to 10."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(
            **{f"{field}__gte": LOWEST, f"{field}__lte": HIGHEST}
        )
    return models.CheckConstraint(condition=condition, name=f"{table}_score_range")


class MorningTiming(models.TextChoices):
    """When the morning score was given: up to 30 h after the last exercise, or up to 48 h."""

    ON_TIME = "on_time", _("on time")
    LATE = "late", _("late")


class TrainingDay(models.Model):
    """One person's training on one local date, however many slots it had.

    A row that tells of nothing done or felt is a `before` score that no training followed.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="training_days")
    on = models.DateField()
    stage_key = models.SlugField(max_length=32)
    sets_prescribed = models.PositiveSmallIntegerField()
    sets_done = models.PositiveSmallIntegerField(default=0)
    dose_level = models.PositiveSmallIntegerField()
    target_dose = models.BooleanField(default=False)
    # The share of the level that was prescribed, in percent: less than all of it after a bad day.
    dose_share = models.PositiveSmallIntegerField(default=100)
    # Repetitions or seconds of each set as prescribed; NULL: those of the level.
    each_prescribed = models.PositiveSmallIntegerField(null=True, blank=True)
    # What the plan suggested, where the person chose something easier; NULL on older rows.
    suggested_level = models.PositiveSmallIntegerField(null=True, blank=True)
    suggested_share = models.PositiveSmallIntegerField(null=True, blank=True)
    # Repetitions on top of the dose in the last set; NULL while nobody said.
    extra_repetitions = models.PositiveSmallIntegerField(null=True, blank=True)
    # What was lifted: kilograms, or for a band its place in the order of colours, from 1.
    load_kg = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    band = models.PositiveSmallIntegerField(null=True, blank=True)
    # The way to do it that the person chose, or the exercise that took its place; empty: the first
    # way that fits their equipment.
    variant_key = models.SlugField(max_length=48, blank=True)
    before = score_field()
    worst = score_field()
    morning = score_field()
    morning_timing = models.CharField(max_length=7, choices=MorningTiming.choices, blank=True)
    morning_on = models.DateField(null=True, blank=True)
    stop = models.BooleanField(default=False)
    leg = models.BooleanField(default=False)
    extra_meds = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    last_exercise_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "on"], name="training_day_one_per_date"),
            score_check("before", "worst", "morning", table="training_day"),
            models.CheckConstraint(
                condition=Q(sets_prescribed__gte=1), name="training_day_sets_prescribed"
            ),
            models.CheckConstraint(
                condition=Q(dose_share__gte=1, dose_share__lte=100), name="training_day_dose_share"
            ),
            models.CheckConstraint(
                condition=Q(load_kg__isnull=True) | Q(load_kg__gte=0), name="training_day_load"
            ),
            models.CheckConstraint(
                condition=Q(load_kg__isnull=True) | Q(band__isnull=True),
                name="training_day_weight_or_band",
            ),
            models.CheckConstraint(
                condition=(Q(morning__isnull=True) & Q(morning_timing="") & Q(morning_on=None))
                | (
                    Q(morning__isnull=False)
                    & Q(morning_timing__in=MorningTiming.values)
                    # Without this an unknown date would make the comparison unknown, which passes.
                    & Q(morning_on__isnull=False)
                    & Q(morning_on__gt=F("on"))
                ),
                name="training_day_morning_complete",
            ),
        )
        indexes = (
            models.Index(fields=["user", "-on"], name="training_day_latest"),
            models.Index(fields=["user", "-on"], condition=Q(leg=True), name="training_day_leg"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.stage_key}"

    @property
    def trained(self) -> bool:
        """Whether anything was done or felt; a `before` alone is not training.

        Somebody who tried and finished no set still says how bad it was, and that counts.
        """
        return self.sets_done > 0 or self.stop or self.leg or self.worst is not None

    @property
    def ended_at(self) -> datetime:
        """The instant of the last exercise, or of the beginning while there was none."""
        return self.last_exercise_at or self.started_at


class DailyScore(models.Model):
    """One optional pain score of a date; `gets_about` is asked while a flare-up is open."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="daily_scores")
    on = models.DateField()
    score = models.PositiveSmallIntegerField()
    # Whether the person gets about nearly as usual; NULL while nobody said.
    gets_about = models.BooleanField(null=True, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "on"], name="daily_score_one_per_date"),
            score_check("score", table="daily_score"),
        )

    def __str__(self) -> str:
        return f"{self.on}"


class Baseline(models.Model):
    """The average pain of the last 7 days, as told on a date; its latest answer stands."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="baselines")
    on = models.DateField()
    score = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "on"], name="baseline_one_per_date"),
            score_check("score", table="baseline"),
        )

    def __str__(self) -> str:
        return f"{self.on}"


class PerformedSet(models.Model):
    """One set (or hold) that was ticked off: of the stage, a warm-up or maintenance."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="performed_sets")
    on = models.DateField()
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    slot = models.SlugField(max_length=16)
    number = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "on", "exercise", "slot", "number"], name="performed_set_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="performed_set_number"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.exercise_id} {self.slot} {self.number}"


class Skip(models.Model):
    """An exercise that the person left out on a date, by their own choice."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skips")
    on = models.DateField()
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "on", "exercise"], name="skip_once_per_date"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.exercise_id}"


class Comfort(models.TextChoices):
    """How a drill with levels felt. The level above opens only when this one does not hurt."""

    FINE = "fine", _("It did not hurt")
    HURTS = "hurts", _("It hurt")
    FURTHER_DOWN = "further_down", _("Pain or tingling moved further down the leg")


class DrillAnswer(models.Model):
    """How one drill felt on a date; the latest answer of the date stands."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drill_answers")
    on = models.DateField()
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    comfort = models.CharField(max_length=12, choices=Comfort.choices)
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "on", "exercise"], name="drill_answer_once_per_date"
            ),
            models.CheckConstraint(
                condition=Q(comfort__in=Comfort.values), name="drill_answer_comfort"
            ),
        )
        # After years a drill has thousands of answers, and each page with levels asks for the
        # latest, and for the latest that stopped it.
        indexes = (
            models.Index(fields=["user", "exercise", "-on"], name="drill_answer_latest"),
            models.Index(
                fields=["user", "exercise", "-on"],
                condition=Q(comfort=Comfort.FURTHER_DOWN.value),
                name="drill_answer_stopping",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.exercise_id}"


class Side(models.TextChoices):
    """A side of the body."""

    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")


class HipTest(models.Model):
    """The self-test of the hip on one leg; `side` is the leg the person stood on.

    Either sign speaks of weakness or uneven loading on that side (docs/sources.md, S3).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hip_tests")
    on = models.DateField()
    side = models.CharField(max_length=5, choices=Side.choices)
    hip_drops = models.BooleanField()
    weight_shifts = models.BooleanField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "on", "side"], name="hip_test_once_per_date_and_side"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="hip_test_side"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.side}"


class HipRelease(models.Model):
    """One release of one side: pain before and after it, and how long the top was held."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hip_releases")
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    on = models.DateField()
    side = models.CharField(max_length=5, choices=Side.choices)
    before = models.PositiveSmallIntegerField()
    after = score_field()
    hold_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            score_check("before", "after", table="hip_release"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="hip_release_side"),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | Q(ended_at__isnull=False),
                name="hip_release_after_at_the_end",
            ),
        )
        indexes = (
            models.Index(fields=["user", "-on"], name="hip_release_latest"),
            models.Index(
                fields=["user", "-on", "-started_at"],
                condition=Q(ended_at__isnull=True),
                name="hip_release_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.side}"


class FlareUp(models.Model):
    """A spell of worse pain; both dates are part of it, and without an end it is open."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="flare_ups")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_on__isnull=True), name="flare_up_one_open"
            ),
            models.UniqueConstraint(fields=["user", "started_on"], name="flare_up_one_per_date"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="flare_up_dates",
            ),
        )

    def __str__(self) -> str:
        return f"{self.started_on} – {self.ended_on or '…'}"


class AmendmentKind(models.TextChoices):
    """What was changed later than 48 hours after the date."""

    CORRECTED = "corrected", _("corrected")
    DELETED = "deleted", _("deleted")


class Amendment(models.Model):
    """A change of an entry that was older than 48 hours: what it said before and after."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="amendments")
    on = models.DateField()
    kind = models.CharField(max_length=9, choices=AmendmentKind.choices)
    old = models.JSONField()
    new = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at"]
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=AmendmentKind.values), name="amendment_kind"
            ),
        )
        indexes = (models.Index(fields=["user", "on"], name="amendment_of_date"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
