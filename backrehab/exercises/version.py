"""The digest of the catalogue's state, and the one row that holds it."""

import json
from hashlib import sha256

from django.db import models as django_models
from django.utils import timezone

from backrehab.exercises import models

TABLES: tuple[type[django_models.Model], ...] = (
    models.Muscle,
    models.Equipment,
    models.Exercise,
    models.ExerciseMuscle,
    models.Variant,
    models.Variant.equipment.through,
    models.Programme,
    models.ProgrammeExercise,
    models.Stage,
    models.DoseLevel,
    models.Maintenance,
)
ONLY_ROW = 1


def current_digest() -> str:
    """The digest of the loaded catalogue; empty before the first load. One query."""
    digest = models.CatalogueVersion.objects.values_list("digest", flat=True).first()
    return digest or ""


def compute_digest() -> str:
    """A fingerprint of every row of the catalogue, primary keys included."""
    state = {
        table._meta.db_table: list(table._default_manager.order_by("pk").values_list())
        for table in TABLES
    }
    return sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()


def refresh_version() -> bool:
    """Bring the version in line with the rows; whether it changed.

    Call it in the transaction that changed them, so that no reader sees one without the other.
    """
    digest = compute_digest()
    if digest == current_digest():
        return False
    models.CatalogueVersion.objects.update_or_create(
        pk=ONLY_ROW, defaults={"digest": digest, "loaded_at": timezone.now()}
    )
    return True
