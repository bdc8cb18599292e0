"""Everything about a person in one zip: JSON for machines, a CSV a table for spreadsheets."""

import csv
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.exchange.readme import readme_text
from backrehab.exchange.tables import Table, person_tables

FORMAT = 1
# What is held in memory at most; a longer archive waits in a nameless file on the disk.
IN_MEMORY = 4 * 1024 * 1024
ROWS_AT_A_TIME = 1_000
# A spreadsheet takes a text that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def file_name(now: datetime) -> str:
    """A name that says nothing about the person or about health."""
    return f"my-data-{now:%Y-%m-%d}.zip"


def write_archive(user: User, *, now: datetime) -> IO[bytes]:
    """The archive, open at its beginning; each table is read once, some rows at a time, so it takes
    the same memory for ten years as for one day."""
    archive = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with (
        zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped,
        SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="utf-8") as everything,
    ):
        zipped.writestr("README.txt", readme_text(now))
        head = {"format": FORMAT, "made_at": as_json(now)}
        everything.write(json.dumps(head)[:-1] + ', "tables": {')
        for number, table in enumerate(person_tables()):
            everything.write((",\n" if number else "\n") + json.dumps(table.name) + ": [")
            write_table(user, table, zipped, everything)
            everything.write("]")
        everything.write("\n}}\n")
        everything.seek(0)
        with zipped.open("everything.json", "w") as out:
            while part := everything.read(65_536):
                out.write(part.encode())
    archive.seek(0)
    return archive


def write_table(user: User, table: Table, zipped: zipfile.ZipFile, everything: Any) -> None:
    """One table: its CSV file, and its rows in the JSON."""
    names = [column.name for column in table.columns]
    with (
        zipped.open(f"csv/{table.name}.csv", "w") as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text,
    ):
        sheet = csv.writer(text)
        sheet.writerow(names)
        for number, row in enumerate(rows_of(user, table)):
            values = [as_json(value) for value in row]
            line = json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False)
            everything.write((",\n " if number else "\n ") + line)
            sheet.writerow([as_cell(value) for value in values])


def rows_of(user: User, table: Table) -> Iterator[tuple[Any, ...]]:
    """The person's rows of a table, in the order in which they were made."""
    way = f"{table.path}__pk" if table.path else "pk"
    rows = table.model._default_manager.filter(**{way: user.pk}).order_by("pk")
    lookups = [column.lookup for column in table.columns]
    return rows.values_list(*lookups).iterator(chunk_size=ROWS_AT_A_TIME)


def as_json(value: Any) -> Any:
    """A value as JSON has it; instants in UTC, numbers with a point as text, so that none is
    rounded."""
    match value:
        case datetime():
            return value.astimezone(timezone.get_default_timezone()).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return b64encode(bytes(value)).decode()
        case _:
            return value


def as_cell(value: Any) -> Any:
    """A value in a spreadsheet, and never a formula. The writer leaves a cell empty for NULL."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
