"""`make release-check`: whether this commit can be tagged as the release that it says it is."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.project.files import read
from tests.upgrade.stored import git, order, releases

# What a stored site depends on; the rest may change after it was stored.
OF_THE_APP = ("backrehab", "fixtures", "manage.py", "requirements.txt")
HEADING = re.compile(r"(?m)^## (.+)$")


@dataclass(frozen=True)
class State:
    """What the checks look at. `stored` and `on_disk` are migrations as `app.name`."""

    version: str
    headings: list[str]
    unreleased: str
    tags: list[str]
    stored: dict[str, list[str]]
    on_disk: list[str]
    changed: list[str]


def faults(state: State) -> Iterator[str]:
    """Everything that stands in the way, each with what to do."""
    version = state.version
    if state.headings[1:2] != [version]:
        yield f"CHANGELOG.md has no part {version} right below Unreleased: give its lines to it."
    if state.unreleased.strip():
        yield "CHANGELOG.md still has lines under Unreleased."
    if f"v{version}" in state.tags:
        yield f"v{version} is tagged already: raise the version in pyproject.toml."
    yield from not_stored(state.headings, state.tags, set(state.stored))
    if version not in state.stored:
        yield f"{version} has no stored database: `make store-release`."
    elif new := set(state.on_disk) ^ set(state.stored[version]):
        yield f"{version} was stored with other migrations ({min(new)}): `make store-release`."
    elif state.changed:
        yield f"{state.changed[0]} changed after {version} was stored: `make store-release`."


def not_stored(headings: list[str], tags: list[str], stored: set[str]) -> Iterator[str]:
    """Releases of the list of changes, and tags, without a stored database."""
    named = set(headings[1:]) | {tag.removeprefix("v") for tag in tags}
    for version in sorted(named - stored, key=order):
        yield f"{version} has been released and has no stored database."


def tags() -> list[str]:
    """The releases that are tagged."""
    return git("tag", "--list", "v[0-9]*").split()


def headings() -> list[str]:
    """The parts of the list of changes, the newest first."""
    return HEADING.findall(read("CHANGELOG.md"))


def state_of_the_tree() -> State:
    """As it is now."""
    import os

    os.environ.setdefault("ENVIRONMENT", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backrehab.settings")
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None).disk_migrations
    found = releases()
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    commits = {one.version: one.commit for one in found}
    status = git("status", "--porcelain").splitlines()
    changed = [f"{line.split(maxsplit=1)[1]} (not committed)" for line in status]
    if version in commits:
        names = git("diff", "--name-only", commits[version], "HEAD", "--", *OF_THE_APP)
        changed += names.splitlines()
    return State(
        version=version,
        headings=headings(),
        unreleased=read("CHANGELOG.md").split("\n## ")[1].partition("\n")[2],
        tags=tags(),
        stored={one.version: one.migrations for one in found},
        on_disk=[".".join(key) for key in known],
        changed=changed,
    )


def main() -> int:
    """Print the faults; 1 if there are any."""
    try:
        state = state_of_the_tree()
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"git: {error.stderr}")
        return 2
    found = list(faults(state))
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    if not found:
        sys.stdout.write(f"{state.version} can be tagged: git tag v{state.version}\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
