"""Every release has its stored database, and nothing is released without one."""

import gzip
import subprocess
import tomllib
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.operations.test_migrations import FIRST_RELEASE, found_in, own_apps
from tests.project.files import ROOT, read
from tests.upgrade.check import State, faults, headings, not_stored, tags
from tests.upgrade.stored import ENGINES, Release, git, order, packed, releases

STORED = releases()
LARGEST = 150_000
# Made from commits before the first release, to have older tables too.
BEFORE = ["0.0.1", "0.0.2"]
needs_history = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="An archive has no history; a clone has."
)


def own(migrations: list[str]) -> set[str]:
    return {name for name in migrations if name.partition(".")[0] in own_apps()}


def since(release: Release) -> dict[str, list[str]]:
    """What the rules of migrations say about those that came after a release."""
    loader = MigrationLoader(None)
    found = {}
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in own_apps() and f"{app}.{name}" not in release.migrations:
            parents = [parent.key for parent in loader.graph.node_map[app, name].parents]
            found[f"{app}.{name}"] = list(found_in(migration, loader.project_state(parents)))
    return found


def test_every_release_of_the_list_of_changes_is_stored() -> None:
    assert list(not_stored(headings(), [], {one.version for one in STORED})) == []
    assert [one.version for one in STORED] == [*BEFORE, *reversed(headings()[1:])]


@needs_history
def test_every_tag_is_stored() -> None:
    assert list(not_stored(["Unreleased"], tags(), {one.version for one in STORED})) == []


@needs_history
@pytest.mark.parametrize("release", STORED, ids=[one.version for one in STORED])
def test_its_commit_is_in_the_history(release: Release) -> None:
    """Otherwise the clone is a shallow one, and upgrades from it cannot be tried."""
    assert git("cat-file", "-t", release.commit) == "commit"
    said = tomllib.loads(git("show", f"{release.commit}:pyproject.toml"))["project"]["version"]
    assert release.version in {said, *BEFORE}


@pytest.mark.parametrize("release", STORED, ids=[one.version for one in STORED])
def test_it_is_small_and_whole(release: Release) -> None:
    for engine in ENGINES:
        content = packed(release.folder, engine).read_bytes()
        assert len(content) < LARGEST
        note = release.sites[engine]["note"]
        assert (len(gzip.decompress(content)), note["engine"]) == (note["size"], engine)
        assert note["rows"]["painlog_trainingday"] > 40
    assert set(release.sites) == set(ENGINES)


def test_migrations_are_only_added() -> None:
    chain = [own(one.migrations) for one in STORED]
    chain.append({".".join(key) for key in MigrationLoader(None).disk_migrations})
    assert all(older <= newer for older, newer in pairwise(chain))


def test_the_newest_release_has_everybody() -> None:
    assert STORED[-1].left_out == []


def test_the_project_is_not_older_than_its_newest_release() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert order(version) >= order(STORED[-1].version)


def test_the_first_release_is_where_the_rules_of_migrations_begin() -> None:
    first = next(one for one in STORED if one.version not in BEFORE)
    last = {app: max(n for n in own(first.migrations) if n.startswith(f"{app}.")) for app in OWN}
    assert last == {app: f"{app}.{name}" for app, name in FIRST_RELEASE.items()}


OWN = sorted(FIRST_RELEASE)


def test_one_release_rolls_into_the_next() -> None:
    """From each release on; those before the first cannot, and are not said to."""
    for release in STORED:
        refused = {name for name, found in since(release).items() if found}
        assert bool(refused) == (release.version in BEFORE), refused


CLEAN = State(
    version="0.2.0",
    headings=["Unreleased", "0.2.0", "0.1.0"],
    unreleased="\n",
    tags=["v0.1.0"],
    stored={"0.1.0": ["a.0001"], "0.2.0": ["a.0001", "a.0002"]},
    on_disk=["a.0002", "a.0001"],
    changed=[],
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"headings": ["Unreleased", "0.1.0"]}, ["has no part 0.2.0"]),
        ({"unreleased": "\n- **New**: a thing.\n"}, ["still has lines"]),
        ({"tags": ["v0.1.0", "v0.2.0"]}, ["v0.2.0 is tagged already"]),
        ({"tags": ["v0.0.9"]}, ["0.0.9 has been released and has no"]),
        ({"on_disk": ["a.0001", "a.0002", "a.0003"]}, ["stored with other migrations (a.0003)"]),
        ({"changed": ["backrehab/env.py"]}, ["backrehab/env.py changed after 0.2.0"]),
        ({"stored": {"0.1.0": ["a.0001"]}}, ["0.2.0 has been released", "0.2.0 has no stored"]),
    ],
    ids=lambda value: next(iter(value), "clean") if isinstance(value, dict) else "",
)
def test_what_stands_in_the_way_of_a_release(change: dict[str, Any], said: list[str]) -> None:
    found = list(faults(replace(CLEAN, **change)))
    assert len(found) == len(said), found
    assert all(part in fault for part, fault in zip(said, found, strict=True)), found


@needs_history
def test_git_refuses_aloud() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        git("cat-file", "-t", "0" * 40)
