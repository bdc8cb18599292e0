"""The requirements are pinned, hashed, and name no address; the two files agree."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.project.files import ROOT, own_files, read

PINNED = re.compile(r"^(?P<name>[a-zA-Z0-9._-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;\\]+)")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")
BOTH = ["requirements.txt", "requirements-dev.txt"]


def requirements(path):
    """Each requirement with its continuation lines joined."""
    joined = read(path).replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and line[0] != "#"]


def versions(path):
    """What is pinned; one name may stand there twice for different platforms."""
    found = {}
    for line in requirements(path):
        match = PINNED.match(line)
        found.setdefault(match["name"].lower(), set()).add(match["version"])
    return found


@pytest.mark.parametrize("path", BOTH)
def test_each_is_pinned_and_hashed(path):
    for line in requirements(path):
        assert PINNED.match(line), line
        hashes = [word for word in line.split() if word.startswith("--")]
        assert hashes, line
        assert [word for word in hashes if not HASH.match(word)] == []


@pytest.mark.parametrize("path", BOTH)
def test_no_address(path):
    assert (
        re.findall(r"(?i)[a-z+]+://\S+|--(?:extra-)?index\S*|--find\S*|file:\S+", read(path)) == []
    )


def test_the_tests_run_with_the_same_versions():
    development = versions("requirements-dev.txt")
    differing = {
        name: (pinned, development.get(name))
        for name, pinned in versions("requirements.txt").items()
        if development.get(name) != pinned
    }
    assert differing == {}


def test_everything_the_project_asks_for_is_pinned():
    project = tomllib.loads(read(Path("pyproject.toml")))["project"]
    for path, asked in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", project["optional-dependencies"]["dev"]),
    ):
        names = {re.split(r"[\s\[><=;]", line, maxsplit=1)[0].lower() for line in asked}
        assert names - set(versions(path)) == set()


def bill():
    """What `make sbom` and the build of the image write."""
    command = [sys.executable, "deploy/sbom.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_bill_of_materials_names_all_that_runs():
    found = bill()
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    parts = found["components"]
    told = {(part["name"], part["version"]) for part in parts}
    pinned = {
        (re.sub(r"[-_.]+", "-", name), version)
        for name, several in versions("requirements.txt").items()
        for version in several
    }
    # htmx comes with django-htmx; the one library that is vendored says its version itself.
    assert told - pinned == {("uplot", "1.6.32")}
    assert pinned - told == set()
    assert {path.parts[2] for path in own_files() if path.parts[:2] == ("static", "vendor")} == {
        "uplot"
    }
    assert len({part["bom-ref"] for part in parts}) == len(parts)
    digests = sum(len(part.get("hashes", [])) for part in parts)
    assert digests == read("requirements.txt").count("--hash=sha256:")


def test_the_build_of_the_image_writes_it():
    assert "RUN python deploy/sbom.py > sbom.json" in read("Dockerfile").splitlines()
