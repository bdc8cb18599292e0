"""The tables of the installation, and a fingerprint of what stands in them."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

BATCH = 1000


def kept_models() -> list[type[models.Model]]:
    """Every model with a table of its own, many-to-many tables among them, in a steady order."""
    found = apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy),
        key=lambda model: model._meta.db_table,
    )


def rows_of(model: type[models.Model], using: str) -> QuerySet[Any]:
    """All rows of a table: no manager of the model's own may leave any out."""
    return QuerySet(model, using=using)


def rows_in(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """The number of rows of each table."""
    return {
        model._meta.db_table: rows_of(model, connection.alias).count() for model in kept_models()
    }


def migrations_in(connection: BaseDatabaseWrapper) -> list[str]:
    """The migrations that this database has been through, as `app.name`."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def batches(model: type[models.Model], using: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table in the order of their keys, a bounded number at a time."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = rows_of(model, using).order_by("pk").values_list(*names)
    batch: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def fingerprint(model: type[models.Model], using: str) -> tuple[int, str]:
    """How many rows a table has, and a SHA-256 over all of them; the same on every engine."""
    digest, count = hashlib.sha256(), 0
    for batch in batches(model, using):
        count += len(batch)
        for row in batch:
            digest.update(json.dumps([_plain(value) for value in row]).encode())
            digest.update(b"\n")
    return count, digest.hexdigest()


def _plain(value: Any) -> Any:
    """A value as both engines would tell it: instants in UTC, decimals without spare zeros."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True, default=str)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
