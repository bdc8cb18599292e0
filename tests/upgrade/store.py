"""`make store-release`: keep what a site of this release looks like, as its own backups.

The code of a commit, HEAD unless another is named, makes a small site on each engine and backs it
up by its own command. What has been tagged is never stored again.
"""

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tests.operations.conftest import programs
from tests.project.files import ROOT
from tests.upgrade.stored import ENGINES, NOTE, RELEASES, environment, extract, git, packed

ON_POSTGRES = (sys.executable, "-m", "tests.on_postgres")


def version_of(commit: str) -> str:
    """The version that the project of a commit says it has."""
    said = tomllib.loads(git("show", f"{commit}:pyproject.toml"))
    return str(said["project"]["version"])


def fill_database(tree: Path, folder: Path) -> None:
    """Fill the database of DATABASE_URL by the code in `tree`; its backup goes into `folder`."""
    address = os.environ["DATABASE_URL"]
    around = environment(address, PG_BIN=programs(), BACKUP_DIR=str(folder))
    people, note = ROOT / "tests" / "upgrade" / "people.py", folder / "told.json"
    run([sys.executable, str(people), str(note)], tree, around)
    if "backrehab.operations" in (tree / "backrehab/settings.py").read_text():
        run([sys.executable, "manage.py", "backup", "--to", str(folder)], tree, around)
    told = json.loads(note.read_text())
    known = look(told, folder)
    note.write_text(json.dumps(known))


def look(told: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What is known of the site, read by today's code, which changes nothing of it."""
    os.environ |= environment(os.environ["DATABASE_URL"], PG_BIN=programs())
    import django

    django.setup()
    from django.db import connection

    from backrehab.operations.manifests import SUFFIX, all_backups, note_of
    from backrehab.operations.tables import migrations_in
    from tests.upgrade.stored import facts

    found = all_backups(folder)
    path = found[0] if found else copy_by_hand(folder)
    note = json.loads(note_of(path).read_text())
    packed(folder, connection.vendor).write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    for leftover in folder.glob(f"back-rehab-*{SUFFIX}"):
        leftover.unlink()
    path.unlink()
    return {
        "migrations": migrations_in(connection),
        "left_out": told.pop("left_out"),
        "site": {**told, "note": note, "facts": facts(connection)},
    }


def copy_by_hand(folder: Path) -> Path:
    """A copy as an operator makes it of a release that has no backups of its own yet."""
    from django.db import connection

    from backrehab.operations import manifests, postgres
    from backrehab.operations.tables import kept_models, migrations_in
    from tests.upgrade.people import NOW

    engine = connection.vendor
    path = folder / f"back-rehab-by-hand{'.sqlite3' if engine == 'sqlite' else '.dump'}"
    there = set(connection.introspection.table_names())
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in kept_models()} & there):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - a table of ours
            rows[table] = cursor.fetchone()[0]
        if engine == "sqlite":
            cursor.execute("VACUUM INTO %s", [str(path)])
    if engine == "postgresql":
        here = postgres._reach(str(connection.settings_dict["NAME"]))
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
        postgres._run("pg_dump", *options, f"--dbname={here}")
    manifest = manifests.Manifest(
        file=path.name,
        engine=engine,
        made_at=NOW.isoformat(),
        size=path.stat().st_size,
        sha256=manifests.checksum(path),
        rows=rows,
        migrations=migrations_in(connection),
    )
    manifests.write_manifest(path, manifest)
    return path


def run(command: list[str], folder: Path, around: dict[str, str]) -> None:
    """Run it there, and show what it said if it fails."""
    done = subprocess.run(
        command, cwd=folder, env=around, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


def store(version: str, commit: str, folder: Path) -> dict[str, Any]:
    """Make the site on each engine; the note about both."""
    tree, sites = extract(commit, folder / "tree"), {}
    note: dict[str, Any] = {"version": version, "commit": git("rev-parse", commit)}
    for engine in ENGINES:
        made = folder / engine
        made.mkdir()
        before = ON_POSTGRES if engine == "postgresql" else ()
        command = [*before, sys.executable, "-m", "tests.upgrade.store", "--fill", str(tree)]
        address = f"sqlite:///{folder / 'site.sqlite3'}"
        run([*command, "--to", str(made)], ROOT, os.environ | {"DATABASE_URL": address})
        known = json.loads((made / "told.json").read_text())
        sites[engine] = known.pop("site")
        note |= known
        shutil.copy2(packed(made, engine), packed(folder, engine))
    return {**note, "sites": sites}


def main() -> None:
    """Store a release under `tests/upgrade/releases/`, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version", nargs="?", help="the one that the commit itself names")
    parser.add_argument("--commit", default="HEAD")
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fill:
        fill_database(given.fill, given.to)
        return
    version = given.version or version_of(given.commit)
    if git("tag", "--list", f"v{version}"):
        raise SystemExit(f"v{version} is tagged. What was released stays; raise the version.")
    with tempfile.TemporaryDirectory(prefix="backrehab-release-") as name:
        folder = Path(name)
        note = store(version, given.commit, folder)
        home = RELEASES / version
        home.mkdir(parents=True, exist_ok=True)
        for engine in ENGINES:
            shutil.copy(packed(folder, engine), packed(home, engine))
        (home / NOTE).write_text(json.dumps(note, indent=1) + "\n")
    sizes = {path.name: path.stat().st_size for path in sorted(home.iterdir())}
    sys.stdout.write(f"{version} from {note['commit'][:12]}: {sizes}\n")
    if note["left_out"]:
        sys.stdout.write(f"  left out: {', '.join(note['left_out'])}\n")


if __name__ == "__main__":
    main()
