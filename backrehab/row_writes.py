"""Rows changed, added or deleted by a statement whose SQL is worked out once for each model."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DatabaseError, connections
from django.db.models import Model


def update_row(model: type[Model], pk: int, /, **values: Any) -> None:
    """Set columns of one row, as `save(update_fields=…)` does; DatabaseError if it is not there."""
    connection = connections["default"]
    fields, sql = _update(model, tuple(values))
    params = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, pk])
        if cursor.rowcount != 1:
            raise DatabaseError("the row that was to be changed is not there")


def insert_row(row: Model) -> bool:
    """Add a new row unless the unique constraint of its model forbids it; whether it was added.

    Of two at once the second waits until it is known what becomes of the first. Whatever else is
    wrong with a row is an error, as always; so is a model without exactly one such constraint.
    """
    connection = connections["default"]
    fields, sql = _insert(type(row))
    params = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk, row._state.adding, row._state.db = found[0], False, connection.alias  # noqa: SLF001
    return True


def insert_rows(rows: Sequence[Model]) -> None:
    """The same for one or more rows of one model, in one statement; which were there already is not
    told, and they get no keys."""
    connection = connections["default"]
    fields, sql = _insert(type(rows[0]), len(rows))
    params = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for row in rows
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def delete_row[M: Model](model: type[M], /, **by: Any) -> M | None:
    """Delete the one row that these fields name, those of a unique constraint of its model; what
    it said, or None if there was none. Nothing may refer to such a row."""
    fields, sql = _delete(model, tuple(by))
    params = [
        field.get_db_prep_save(value, connections["default"])
        for field, value in zip(fields, by.values(), strict=True)
    ]
    found: list[M] = list(model._default_manager.raw(sql, params))
    return found[0] if found else None


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[list[Any], str]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    table, pk, *columns = _quoted(model, fields)
    changed = ", ".join(f"{column} = %s" for column in columns)
    return fields, f"UPDATE {table} SET {changed} WHERE {pk} = %s"  # noqa: S608 - names of columns


@cache
def _insert(model: type[Model], count: int = 1) -> tuple[list[Any], str]:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
    table, pk, *columns = _quoted(model, fields)
    marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * count)
    # Named, because without it any conflict would pass for the expected one: a sequence behind its
    # table, for instance, and an entry would be answered for but not stored.
    (constraint,) = model._meta.total_unique_constraints
    _table, _pk, *once = _quoted(model, [model._meta.get_field(one) for one in constraint.fields])
    return fields, (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks} "  # noqa: S608 - as above
        f"ON CONFLICT ({', '.join(once)}) DO NOTHING RETURNING {pk}"
    )


@cache
def _delete(model: type[Model], names: tuple[str, ...]) -> tuple[list[Any], str]:
    (constraint,) = model._meta.total_unique_constraints
    if set(constraint.fields) != set(names):
        raise ValueError(f"{', '.join(names)} may be several rows of {model.__name__}")
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    table, _pk, *columns = _quoted(model, fields)
    which = " AND ".join(f"{column} = %s" for column in columns)
    return fields, f"DELETE FROM {table} WHERE {which} RETURNING *"  # noqa: S608 - as above


def _quoted(model: type[Model], fields: list[Any]) -> list[str]:
    names = [model._meta.db_table, "id", *(field.column for field in fields)]
    return [connections["default"].ops.quote_name(name) for name in names]
