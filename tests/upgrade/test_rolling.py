"""Two releases at the same time: the short form, on PostgreSQL; `make faults` has the long ones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from backrehab.web import static_files
from tests.operations.test_migrations import found_in, own_apps
from tests.project.files import ROOT
from tests.upgrade import installations
from tests.upgrade.stored import environment, releases
from tests.upgrade.test_releases import needs_history

SECONDS = "1"


@needs_history
def test_the_next_release_takes_over_while_people_post(empty: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Tried once, on PostgreSQL; `make faults` tries both.")
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.rolling", SECONDS, "--short"],
        cwd=ROOT,
        env=environment(empty),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["engine"] == "postgresql"
    assert told["entries, both"] > 0
    assert told["sent twice"] > 0


def existing_tables(migration: migrations.Migration) -> set[str]:
    """The tables that were there before and that a migration has to lock."""
    made = {one.name_lower for one in migration.operations if hasattr(one, "managers")}
    found = set()
    for one in migration.operations:
        model = getattr(one, "model_name", "") or getattr(one, "name", "")
        found |= {model.lower()} - made
        field = getattr(one, "field", None)
        if getattr(field, "is_relation", False) and isinstance(one, migrations.AddField):
            found.add(str(field.related_model).lower())
    return found


def test_a_later_migration_locks_one_table() -> None:
    """On PostgreSQL a migration keeps its locks until its end. With two tables, it and a request
    that takes them the other way round wait for each other, and one of both is refused."""
    stored = {name for one in releases() for name in one.migrations}
    later = [
        migration
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in own_apps() and f"{app}.{name}" not in stored
    ]
    assert {one.name: n for one in later if len(n := existing_tables(one)) > 1} == {}


def test_the_tables_of_the_next_release_are_what_a_release_may_bring() -> None:
    """Else the test of two releases would show what never happens."""
    loader = MigrationLoader(None)
    last = {app: loader.graph.leaf_nodes(app)[0][1] for app in ("painlog", "accounts")}
    state = loader.project_state([("painlog", last["painlog"]), ("accounts", last["accounts"])])
    for name, text in installations.later(**last):
        scope: dict[str, Any] = {}
        exec(text, scope)  # noqa: S102 - ours, as it is written into a file
        migration: migrations.Migration = scope["Migration"](name, "painlog")
        assert len(existing_tables(migration)) <= 1
        assert list(found_in(migration, state)) == []


def test_two_tables_in_one_migration_are_found() -> None:
    migration = migrations.Migration("0009_later", "shop")
    text = models.TextField(null=True)
    migration.operations = [
        migrations.AddField("person", "name", text),
        migrations.AddField("thing", "name", text),
    ]
    assert existing_tables(migration) == {"person", "thing"}
    user = models.ForeignKey("shop.person", models.CASCADE, null=True)
    migration.operations = [migrations.AddField("thing", "owner", user)]
    assert existing_tables(migration) == {"thing", "shop.person"}


def test_an_upgrade_leaves_the_files_of_open_pages(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the release before, and no older ones."""
    source = tmp_path / "source"
    source.mkdir()
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATIC_URL = "/static/"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "backrehab.web.storage.FingerprintedStorage"}
    }
    seen = []
    for text in ("p { top: 0 }", "p { top: 1px }", "p { top: 2px }"):
        (source / "one.css").write_text(text)
        assert static_files.collect_when_stale()
        assert not static_files.collect_when_stale()
        seen.append({path.name for path in (tmp_path / "static").glob("one.*.css")})
    first, second, third = seen
    assert (len(first), len(second), len(third)) == (1, 2, 2)
    assert first < second
    assert len(second & third) == 1
    assert not first & third
