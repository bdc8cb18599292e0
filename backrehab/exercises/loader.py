"""Brings the catalogue's tables in line with its files: adds, changes in place, removes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db import models as django_models
from django.db.models import ProtectedError

from backrehab.exercises import models
from backrehab.exercises.checks import Entry, filled
from backrehab.exercises.reading import (
    CatalogueData,
    CatalogueInvalidError,
    Problem,
    read_catalogue,
)
from backrehab.exercises.schema import (
    EQUIPMENT,
    EXERCISE,
    ITEM,
    LEVEL,
    MAINTENANCE,
    MUSCLE,
    PROGRAMME,
    STAGE,
    TIMING,
    VARIANT,
)
from backrehab.exercises.version import refresh_version

FIXTURES = Path(settings.BASE_DIR) / "fixtures" / "catalogue"
LOCK_NUMBER = 720_410_113  # any number of our own: PostgreSQL's advisory locks are numbered

type Model = type[django_models.Model]
type RowKey = tuple[Any, ...]
type Row = dict[str, Any]


@dataclass(slots=True)
class LoadReport:
    """What a load did: how many rows it added, changed and removed, and their names."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether the tables were in line already."""
        return not (self.added or self.changed or self.removed)


def load_catalogue(directory: Path = FIXTURES) -> LoadReport:
    """Load the catalogue files of a directory: all of them, or nothing.

    A second load of the same files writes nothing. Entries are known by their keys, so an edited
    one keeps its primary key. Raises CatalogueInvalidError with every fault: of the files, or
    because an entry is gone from them that somebody's records point at.
    """
    data = read_catalogue(directory)
    try:
        with transaction.atomic():
            one_at_a_time()
            report = Loader(data).load()
            refresh_version()
            remember_files(files_digest(directory))
    except IntegrityError as error:
        message = f"two entries swap something unique; change them in two steps ({error})"
        raise CatalogueInvalidError([Problem("catalogue", "", "", message)]) from error
    return report


def load_if_changed(directory: Path = FIXTURES) -> LoadReport:
    """Load the files unless they are those that were loaded last.

    So a restart keeps what an operator edited, and an update of the files replaces it.
    """
    loaded = models.CatalogueVersion.objects.values_list("files_digest", flat=True).first()
    return LoadReport() if loaded == files_digest(directory) else load_catalogue(directory)


def files_digest(directory: Path) -> str:
    """A fingerprint of the catalogue files."""
    digest = sha256()
    for path in sorted(directory.glob("*.json")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def remember_files(digest: str) -> None:
    """Keep the fingerprint beside the version, if it is another one."""
    version = models.CatalogueVersion.objects.get()
    if version.files_digest != digest:
        version.files_digest = digest
        version.save(update_fields=["files_digest"])


def one_at_a_time() -> None:
    """Two workers that load at the same start wait for one another; SQLite does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])


class Loader:
    """One load, within a transaction.

    What is gone from the files is removed before its table is written, so that its unique values
    are free again; but what other tables of the catalogue point at goes last of all.
    """

    points_here = (models.Muscle, models.Equipment, models.Exercise)

    def __init__(self, data: CatalogueData) -> None:
        self.data = data
        self.report = LoadReport()
        self.gone_last: list[django_models.Model] = []
        self.problems: list[Problem] = []

    def load(self) -> LoadReport:
        """Write what differs."""
        muscles = self.sync(models.Muscle, entries(self.data["muscles"], MUSCLE))
        equipment = self.sync(models.Equipment, entries(self.data["equipment"], EQUIPMENT))
        exercises = self.sync(models.Exercise, exercise_rows(self.data["exercises"]))
        programmes = self.sync(models.Programme, programme_rows(self.data["programmes"]))
        self.load_muscle_links(exercises, muscles)
        self.load_variants(exercises, equipment)
        self.load_items(programmes, exercises)
        self.load_stages(exercises)
        self.remove(reversed(self.gone_last))
        if self.problems:
            raise CatalogueInvalidError(self.problems)
        return self.report

    def load_muscle_links(self, exercises: dict[RowKey, int], muscles: dict[RowKey, int]) -> None:
        """Which muscles an exercise works: mainly, or helping."""
        rows = {
            (exercises[(one["key"],)], muscles[(muscle,)]): {"main": part == "main"}
            for one in self.data["exercises"]
            for part, keys in one["muscles"].items()
            for muscle in keys
        }
        self.sync(models.ExerciseMuscle, rows, by=("exercise_id", "muscle_id"))

    def load_variants(self, exercises: dict[RowKey, int], equipment: dict[RowKey, int]) -> None:
        """The ways to do each exercise, and what they need."""
        rows: dict[RowKey, Row] = {}
        needs: list[tuple[str, str]] = []
        for one in self.data["exercises"]:
            found = entries(one["variants"], VARIANT)
            for (key,), row in found.items():
                needs += [(key, thing) for thing in row.pop("equipment")]
                rows[(key,)] = row | {"exercise_id": exercises[(one["key"],)]}
        variants = self.sync(models.Variant, rows)
        links: dict[RowKey, Row] = {
            (variants[(key,)], equipment[(thing,)]): {} for key, thing in needs
        }
        self.sync(models.Variant.equipment.through, links, by=("variant_id", "equipment_id"))

    def load_items(self, programmes: dict[RowKey, int], exercises: dict[RowKey, int]) -> None:
        """The exercises of each programme, with their doses."""
        rows: dict[RowKey, Row] = {}
        for programme in self.data["programmes"]:
            for position, item in enumerate(programme["items"], start=1):
                row = filled(item, ITEM) | {"position": position}
                key = (programmes[(programme["key"],)], exercises[(row.pop("exercise"),)])
                rows[key] = row | {"after_key": row.pop("after"), "slots": slots(item)}
        self.sync(models.ProgrammeExercise, rows, by=("programme_id", "exercise_id"))

    def load_stages(self, exercises: dict[RowKey, int]) -> None:
        """The stages, their dose levels, and what stays of them later."""
        rows = entries(self.data["stages"], STAGE)
        for row in rows.values():
            row["exercise_id"] = exercises[(row.pop("exercise"),)]
            del row["levels"], row["maintenance"]
        stages = self.sync(models.Stage, rows)
        levels: dict[RowKey, Row] = {}
        maintenance: dict[RowKey, Row] = {}
        for stage in self.data["stages"]:
            stage_id = stages[(stage["key"],)]
            for level in stage["levels"]:
                row = filled(level, LEVEL) | {"slots": slots(level)}
                levels[(stage_id, row.pop("level"))] = row
            if stays := stage.get("maintenance"):
                maintenance[(stage_id,)] = filled(stays, MAINTENANCE) | {"slots": slots(stays)}
        self.sync(models.DoseLevel, levels, by=("stage_id", "level"))
        self.sync(models.Maintenance, maintenance, by=("stage_id",))

    def sync(
        self, model: Model, rows: dict[RowKey, Row], by: tuple[str, ...] = ("key",)
    ) -> dict[RowKey, int]:
        """Add and change rows of one table; the primary key of each wanted row by its key."""
        there = {
            tuple(getattr(row, name) for name in by): row for row in model._default_manager.all()
        }
        gone = [row for key, row in there.items() if key not in rows]
        if model in self.points_here:
            self.gone_last += gone
        else:
            self.remove(gone)
        changed = {key: fill(there[key], row) for key, row in rows.items() if key in there}
        to_change = [there[key] for key, differing in changed.items() if differing]
        if to_change:
            names = sorted({name for differing in changed.values() for name in differing})
            model._default_manager.bulk_update(to_change, names)
            self.report.changed += [title(row) for row in to_change]
        missing = {key: row for key, row in rows.items() if key not in there}
        new = [model(**dict(zip(by, key, strict=True)), **row) for key, row in missing.items()]
        model._default_manager.bulk_create(new)
        self.report.added += [title(row) for row in new]
        there |= dict(zip(missing, new, strict=True))
        return {key: there[key].pk for key in rows}

    def remove(self, gone: Iterable[django_models.Model]) -> None:
        """Remove rows that the files no longer hold, or note what stands against it."""
        for row in gone:
            name = title(row)
            try:
                row.delete()
            except ProtectedError as error:
                self.problems.append(still_needed(row, error.protected_objects))
            else:
                self.report.removed.append(name)


def fill(row: django_models.Model, wanted: Row) -> list[str]:
    """Set the fields that differ, and name them."""
    differing = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, wanted[name])
    return differing


def title(row: django_models.Model) -> str:
    """How a report names a row."""
    return f"{row._meta.verbose_name} {getattr(row, 'key', '') or row}"


def still_needed(row: django_models.Model, holders: Iterable[Any]) -> Problem:
    """Why an entry that is gone from the files can't be removed."""
    counted = list(holders)
    kinds = sorted({str(holder._meta.verbose_name_plural) for holder in counted})
    message = (
        f"is gone from the file, but {len(counted)} {' and '.join(kinds)} still point at it; "
        "keep the entry"
    )
    file = f"{row._meta.verbose_name_plural}.json"
    return Problem(file, getattr(row, "key", str(row)), "key", message)


def entries(data: list[Entry], spec: Any) -> dict[RowKey, Row]:
    """The rows of a file by key, each with its place in the file."""
    rows: dict[RowKey, Row] = {}
    for position, value in enumerate(data, start=1):
        row = filled(value, spec) | {"position": position}
        rows[(row.pop("key"),)] = row
    return rows


def exercise_rows(data: list[Entry]) -> dict[RowKey, Row]:
    """The rows of the exercises, without what has tables of its own."""
    rows = entries(data, EXERCISE)
    for row in rows.values():
        timing = filled(row.pop("timing"), TIMING)
        row |= {
            "substitute_key": row.pop("substitute"),
            "seconds_per_repetition": timing["seconds_per_repetition"],
            "rest_seconds": timing["rest_seconds"],
            "timing_sources": timing["sources"],
            "timing_default_reason": timing["default_reason"],
        }
        del row["muscles"], row["variants"]
    return rows


def programme_rows(data: list[Entry]) -> dict[RowKey, Row]:
    """The rows of the programmes, without their exercises."""
    rows = entries(data, PROGRAMME)
    for row in rows.values():
        del row["items"]
        row["from_stage_key"] = row.pop("from_stage")
    return rows


def slots(dose: Entry) -> list[Row]:
    """The slots of a dose with every field given."""
    return [
        {"slot": one["slot"], "sets": one["sets"], "optional": one.get("optional", False)}
        for one in dose["slots"]
    ]
