"""The catalogue: exercises, muscles, equipment, programmes, and the stages of the ladder.

Every row comes from `fixtures/catalogue/` (see `loader.py`) and says where it is from: `sources`
holds tags S0 to S4, and "default" where we chose what they leave open; then `default_reason` says
why. Readers take the cached snapshot of `catalogue.py` instead of these tables.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueEntry(models.Model):
    """What every entry has: a stable key, a place in its list, and its source."""

    key = models.SlugField(max_length=48, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    sources = models.JSONField(default=list, blank=True)
    default_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.name


class Region(models.TextChoices):
    """The part of the body under which a muscle is listed."""

    HIP = "hip", _("Hips and legs")
    SPINE = "spine", _("Along the spine")
    BACK = "back", _("Shoulders and upper back")
    TRUNK = "trunk", _("Belly and ribs")


class Muscle(CatalogueEntry):
    """A muscle (or group) that an exercise works."""

    plain_name = models.CharField(max_length=80)
    region = models.CharField(max_length=8, choices=Region.choices)
    where_it_is = models.CharField(max_length=300)
    what_it_does = models.CharField(max_length=300)

    class Meta(CatalogueEntry.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(region__in=Region.values), name="muscle_region"),
        )


class Equipment(CatalogueEntry):
    """Something a person may have at hand."""

    help_text = models.CharField(max_length=200, blank=True)

    class Meta(CatalogueEntry.Meta):
        verbose_name_plural = "equipment"


class Purpose(models.TextChoices):
    """What an exercise is for."""

    STAGE = "stage", _("Ladder")
    WARM_UP = "warm_up", _("Warm-up")
    FUNDAMENTAL = "fundamental", _("Fundamentals")
    FLARE_UP = "flare_up", _("Easy routine")
    SCIATICA = "sciatica", _("Sciatica")
    HIP = "hip", _("Side of the hip")


class Limit(models.TextChoices):
    """What a screening answer can rule out (docs/screening.md K3, K4)."""

    NO_HANG = "no_hang", _("no hanging from a bar")
    NO_PRESSURE = "no_pressure", _("no ball, roller or thumb pressure")


class Slot(models.TextChoices):
    """A time of day at which a dose is done."""

    MORNING = "morning", _("Morning")
    MIDDAY = "midday", _("Midday")
    LATER = "later", _("Later in the day")
    EVENING = "evening", _("Evening")
    SESSION = "session", _("Training session")


class Exercise(CatalogueEntry):
    """One exercise: how to set it up, do it well, and what to look out for."""

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    summary = models.CharField(max_length=200)
    set_up = models.JSONField(default=list)
    cues = models.JSONField(default=list)
    cautions = models.JSONField(default=list, blank=True)
    per_side = models.BooleanField(default=False)
    # Whether a dose in seconds is time spent moving; else it is a hold.
    keeps_moving = models.BooleanField(default=False)
    # The `Limit`s under which this exercise is not shown in a plan, and the exercise that takes
    # its place (none: it is left out).
    blocked_by = models.JSONField(default=list, blank=True)
    substitute_key = models.SlugField(max_length=48, blank=True)
    # For the time shown beside a plan only.
    seconds_per_repetition = models.PositiveSmallIntegerField(default=1)
    rest_seconds = models.PositiveSmallIntegerField(default=0)
    timing_sources = models.JSONField(default=list, blank=True)
    timing_default_reason = models.CharField(max_length=300, blank=True)
    muscles = models.ManyToManyField(Muscle, through="ExerciseMuscle", related_name="exercises")

    class Meta(CatalogueEntry.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="exercise_purpose"
            ),
            models.CheckConstraint(
                condition=Q(seconds_per_repetition__gte=1), name="exercise_seconds_per_repetition"
            ),
        )


class ExerciseMuscle(models.Model):
    """How much an exercise asks of a muscle."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="muscle_links")
    muscle = models.ForeignKey(Muscle, on_delete=models.PROTECT, related_name="exercise_links")
    main = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["exercise", "muscle"], name="exercise_muscle_once"),
        )

    def __str__(self) -> str:
        return f"{self.exercise_id} {self.muscle_id}"


class Resistance(models.TextChoices):
    """What makes an exercise harder besides its dose, and is written down with it."""

    NONE = "none", _("nothing")
    WEIGHT = "weight", _("a weight")
    BAND = "band", _("a band")


class Variant(CatalogueEntry):
    """A way to do an exercise with certain equipment; the first that fits is shown."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="variants")
    how = models.CharField(max_length=400)
    load = models.CharField(max_length=6, choices=Resistance.choices, default=Resistance.NONE)
    equipment = models.ManyToManyField(Equipment, related_name="variants", blank=True)

    class Meta(CatalogueEntry.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(load__in=Resistance.values), name="variant_load"),
        )


class Programme(CatalogueEntry):
    """A set of exercises that belong together (docs/sources.md A to F)."""

    summary = models.CharField(max_length=300)
    how_often = models.CharField(max_length=200)
    not_for = models.CharField(max_length=300, blank=True)
    advice = models.JSONField(default=list, blank=True)
    # Whether a person can follow it by itself, and from which stage on beside the ladder.
    followable = models.BooleanField(default=False)
    warm_up_first = models.BooleanField(default=False)
    from_stage_key = models.SlugField(max_length=48, blank=True)


class Dose(models.Model):
    """How much: sets per slot of the day, each of so many repetitions or seconds.

    `slots` is a list of {"slot": a `Slot`, "sets": n, "optional": bool}, at least one of them not
    optional; exactly one of `repetitions` and `hold_seconds` is set.
    """

    slots = models.JSONField()
    repetitions = models.PositiveSmallIntegerField(null=True, blank=True)
    hold_seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    sources = models.JSONField(default=list, blank=True)
    default_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


def dose_check(table: str) -> models.CheckConstraint:
    """Repetitions or seconds, never both and never neither."""
    return models.CheckConstraint(
        condition=Q(repetitions__isnull=True, hold_seconds__gte=1)
        | Q(repetitions__gte=1, hold_seconds__isnull=True),
        name=f"{table}_repetitions_or_seconds",
        violation_error_message=_("Give either repetitions or seconds: one of the two."),
    )


class ProgrammeExercise(Dose):
    """An exercise's place and dose in a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="items")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="programme_items")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    # The easier level in the same programme: this one only once that one does not hurt.
    after_key = models.SlugField(max_length=48, blank=True)
    # On how many days of a week it is in the plan; 0: only when the person wants it.
    times_a_week = models.PositiveSmallIntegerField(default=7)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "exercise"], name="programme_exercise_once"
            ),
            dose_check("programme_exercise"),
            models.CheckConstraint(
                condition=Q(times_a_week__lte=7), name="programme_exercise_times_a_week"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.exercise_id}"


class Stage(CatalogueEntry):
    """A stage of the ladder. Its tier and what it opens are part of the rule set, not of this."""

    number = models.CharField(max_length=3)
    exercise = models.OneToOneField(Exercise, on_delete=models.PROTECT, related_name="stage")
    trains = models.CharField(max_length=200)
    source_dose = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)
    side_branch = models.BooleanField(default=False)


class DoseLevel(Dose):
    """One step of a stage's dose, from the entry level 1 to the target, the highest."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="dose_levels")
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["level"]
        constraints = (
            models.UniqueConstraint(fields=["stage", "level"], name="dose_level_once"),
            models.CheckConstraint(condition=Q(level__gte=1), name="dose_level_from_1"),
            dose_check("dose_level"),
        )

    def __str__(self) -> str:
        return f"{self.stage_id} {self.level}"


class MaintenanceDays(models.TextChoices):
    """On which days a finished stage stays in the plan."""

    DAILY = "daily", _("every day")
    TRAINING = "training", _("on training days")


class Maintenance(Dose):
    """What stays in the plan of a stage once a later one is open."""

    stage = models.OneToOneField(Stage, on_delete=models.CASCADE, related_name="maintenance")
    days = models.CharField(max_length=8, choices=MaintenanceDays.choices)
    as_warm_up = models.BooleanField(default=False)

    class Meta:
        constraints = (
            dose_check("maintenance"),
            models.CheckConstraint(
                condition=Q(days__in=MaintenanceDays.values), name="maintenance_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage_id}"


class CatalogueVersion(models.Model):
    """The one row that says which state the catalogue is in; caches are keyed by its digest.

    The digest covers every row with its primary key (`version.py`), so that a snapshot cached under
    it is right in its ids too.
    """

    digest = models.CharField(max_length=64)
    # Of the files that were loaded last; while they stay as they are, an operator's edits stay too.
    files_digest = models.CharField(max_length=64, default="")
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]
