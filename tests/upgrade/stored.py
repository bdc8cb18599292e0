"""The stored database of each release: where it lies, what is known of it, and what to compare."""

import gzip
import hashlib
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from tests.project.files import ROOT

RELEASES = ROOT / "tests" / "upgrade" / "releases"
NOTE = "release.json"
ENGINES = ("sqlite", "postgresql")
# Sessions of the stored people are good under this key only.
SECRET = "upgrade-of-a-site-" * 4
# Tables that the code or the engine keeps by itself, besides what people entered.
OF_THE_ENGINE = "sqlite_"
OF_THE_CODE = (
    OF_THE_ENGINE,
    "auth_permission",
    "cache_entry",
    "django_content_type",
    "django_migrations",
    "exercises_",
)


@dataclass(frozen=True)
class Release:
    """One release: the commit it was made from, its migrations, and a site for each engine."""

    version: str
    commit: str
    migrations: list[str]
    left_out: list[str]
    sites: dict[str, dict[str, Any]]

    @property
    def folder(self) -> Path:
        """Where its backups lie."""
        return RELEASES / self.version

    def unpack(self, engine: str, folder: Path) -> Path:
        """Its backup for this engine in `folder`, with its note, as the release made it."""
        note = self.sites[engine]["note"]
        path = folder / note["file"]
        path.write_bytes(gzip.decompress(packed(self.folder, engine).read_bytes()))
        path.with_name(f"{path.name}.json").write_text(json.dumps(note))
        return path


def packed(folder: Path, engine: str) -> Path:
    """The compressed backup of an engine."""
    return folder / f"{engine}.gz"


def order(version: str) -> tuple[int, ...]:
    """Versions in the order of their numbers."""
    return tuple(map(int, version.split(".")))


def releases() -> list[Release]:
    """All that are stored, the oldest first."""
    notes = [json.loads(path.read_text()) for path in RELEASES.glob(f"*/{NOTE}")]
    return sorted((Release(**note) for note in notes), key=lambda one: order(one.version))


def environment(address: str, **more: str) -> dict[str, str]:
    """The environment for a release's code, or today's, at this database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return kept | {
        "DATABASE_URL": address,
        "ENVIRONMENT": "development",
        "SECRET_KEY": SECRET,
        "EXTRA_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "backrehab.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
        **more,
    }


def git(*words: str) -> str:
    """What git says; raises when it refuses."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def extract(commit: str, folder: Path) -> Path:
    """The files of a commit in `folder`."""
    folder.mkdir(parents=True)
    archive = folder.with_suffix(".tar")
    git("archive", f"--output={archive}", commit)
    subprocess.run(["tar", "xf", str(archive), "-C", str(folder)], check=True)
    archive.unlink()
    return folder


def people_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that hold what people entered, and what belongs to their accounts."""
    names = connection.introspection.table_names()
    return [name for name in sorted(names) if not name.startswith(OF_THE_CODE)]


def columns_of(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The names of its columns, in order."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return sorted(column.name for column in found)


def fingerprint(connection: BaseDatabaseWrapper, table: str, columns: list[str]) -> list[Any]:
    """How many rows a table has, and a SHA-256 over these columns of all of them."""
    from backrehab.operations.tables import _plain

    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)}")  # noqa: S608 - names of the database's own
        lines = sorted(json.dumps([_plain(value) for value in row]) for row in cursor.fetchall())
    return [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]]


def facts(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """What an upgrade must leave as it is: each table of people, and the numbers of exercises."""
    tables = {}
    for table in people_tables(connection):
        columns = columns_of(connection, table)
        tables[table] = {"columns": columns, "rows": fingerprint(connection, table, columns)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, id FROM exercises_exercise")
        return {"tables": tables, "exercises": dict(cursor.fetchall())}


def schema(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Columns, indexes and rules of every table, to compare two ways to the same tables."""
    found: dict[str, Any] = {}
    look = connection.introspection
    with connection.cursor() as cursor:
        for table in sorted(look.table_names(cursor)):
            if table.startswith(OF_THE_ENGINE):
                continue
            columns = {
                column.name: [str(column.type_code), column.null_ok, str(column.default)]
                for column in look.get_table_description(cursor, table)
            }
            rules = [
                [one["columns"], *(one[kind] for kind in RULES)]
                for one in look.get_constraints(cursor, table).values()
            ]
            found[table] = {"columns": columns, "rules": sorted(map(str, rules))}
    return found


RULES = ("primary_key", "unique", "foreign_key", "check", "index")
