"""The digest of the catalogue's state, and the one row that holds it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256

from django.db import models as django_models
from django.db.models import Subquery
from django.utils import timezone

from backrehab.exercises import models
from backrehab.prepared import Prepared

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


def the_digest() -> django_models.QuerySet[models.CatalogueVersion, tuple[str]]:
    """The digest of the loaded catalogue, if any."""
    return models.CatalogueVersion.objects.order_by("pk").values_list("digest")[:1]


DIGEST = Prepared[tuple[str]](the_digest)


def digest_beside() -> Subquery:
    """The same for a query that is asked anyway, as an annotation; `note_digest` takes it."""
    return Subquery(the_digest())


# The answer within `one_state`, as soon as it is known.
_asked: ContextVar[list[str] | None] = ContextVar("digest_asked", default=None)


@contextmanager
def one_state() -> Iterator[None]:
    """Inside, `digest_here` asks once at most: a request is answered from one state of the
    catalogue."""
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def note_digest(digest: str | None) -> None:
    """What `digest_beside` brought along; within `one_state` the first answer stands."""
    asked = _asked.get()
    if asked is not None and not asked:
        asked.append(digest or "")


def digest_here() -> str:
    """The digest for what is going on now; one query, or none if it is known in `one_state`."""
    asked = _asked.get()
    if asked is None:
        return current_digest()
    if not asked:
        asked.append(current_digest())
    return asked[0]


def current_digest() -> str:
    """The digest of the loaded catalogue; empty before the first load. One query."""
    found = DIGEST.first()
    return found[0] if found else ""


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
