"""Move everything from one database to another, and prove that both hold the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import Error, connections, transaction

from backrehab import sqlite
from backrehab.operations.backup import has_people
from backrehab.operations.tables import batches, fingerprint, kept_models, rows_of

SOURCE, TARGET = "default", "move_target"


class MoveRefused(Exception):  # noqa: N818 - an answer, as in the other refusals
    """The move was not made, or what arrived is not what left; the message says which."""


@dataclass(frozen=True)
class Moved:
    """One table, and its fingerprint on both sides."""

    table: str
    rows: int
    sha256: str


def move_database(target: dict[str, Any], *, say: Callable[[str], None]) -> list[Moved]:
    """Copy every table into the empty database `target` (Django's settings of a database).

    One transaction on the target: when a row does not fit, or a fingerprint differs, nothing
    stays. The source is only read. Stop the server first: entries made meanwhile would be missing.
    What was entered before the last comparison ends is noticed, and the move refused. The counters
    of the sign-in limits are left.
    """
    connections.settings[TARGET] = connections.configure_settings({SOURCE: target})[SOURCE]
    there = connections[TARGET]
    try:
        _connect(there)
        if has_people(there):
            raise MoveRefused("The database to move into has people in it; it must be empty.")
        if there.vendor == "sqlite":
            sqlite.make_private(there)
        say("Making the tables …")
        _make_tables()
        with transaction.atomic(using=TARGET):
            # Tables may come in any order: both engines check references at the end.
            moved = [_copy(model) for model in _emptied(there)]
            there.check_constraints()
            _set_counters(there)
            _still_the_same(moved)
            for one in moved:
                say(f"{one.table}: {one.rows} rows, {one.sha256[:12]}")
    finally:
        there.close()
        del connections[TARGET]
        del connections.settings[TARGET]
    return moved


def _connect(there: Any) -> None:
    try:
        there.ensure_connection()
    except Error as fault:
        said = f"The database to move into cannot be opened: {_first_line(fault)}"
        raise MoveRefused(said) from fault


def _make_tables() -> None:
    """Whatever stops it is a matter of the target, not of the database that is in use."""
    try:
        call_command("migrate", database=TARGET, interactive=False, verbosity=0)
        call_command("createcachetable", database=TARGET, verbosity=0)
    except Error as fault:
        said = f"The tables cannot be made in the database to move into: {_first_line(fault)}"
        raise MoveRefused(said) from fault


def _first_line(fault: Error) -> str:
    return str(fault).strip().splitlines()[0]


def _emptied(there: Any) -> list[Any]:
    """All models; what `migrate` itself wrote into the target goes first."""
    found = kept_models()
    with there.cursor() as cursor:
        for model in found:
            cursor.execute(f"DELETE FROM {there.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - a table of ours
    return found


def _copy(model: Any) -> Moved:
    names = [field.attname for field in model._meta.concrete_fields]
    for batch in batches(model, SOURCE):
        rows = [model(**dict(zip(names, row, strict=True))) for row in batch]
        rows_of(model, TARGET).bulk_create(rows)
    before, after = fingerprint(model, SOURCE), fingerprint(model, TARGET)
    table = model._meta.db_table
    if before != after:
        raise MoveRefused(f"{table} arrived with {after[0]} of {before[0]} rows, or changed ones.")
    return Moved(table, *after)


def _still_the_same(moved: list[Moved]) -> None:
    """Each table was copied at a moment of its own, and a server may have gone on."""
    for model, one in zip(kept_models(), moved, strict=True):
        if fingerprint(model, SOURCE) != (one.rows, one.sha256):
            raise MoveRefused(
                f"{one.table} was changed while it was moved, so nothing was. Stop the server "
                "first, then try again."
            )


def _set_counters(there: Any) -> None:
    """The next number of each table follows its highest, not 1."""
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
