"""The documents name only what is there."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.project import documents as docs
from tests.project.files import ROOT, expect_no_faults, read

DOCUMENTS = docs.documents()
NEEDED = [
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE",
    "docs/architecture.md",
    "docs/clinical-rules.md",
    "docs/safety.md",
    "docs/scenarios.md",
]


@pytest.mark.parametrize("path", NEEDED)
def test_it_is_there_and_says_something(path):
    assert len(read(path)) > 300


def test_every_path_exists():
    def gone(path):
        return [word for word in docs.paths_named(read(path)) if not docs.exists(word)]

    expect_no_faults(DOCUMENTS, gone)


def test_every_link_leads_somewhere():
    def broken(path):
        return [goal for goal in docs.links(read(path)) if not docs.leads_somewhere(path, goal)]

    expect_no_faults(DOCUMENTS, broken)


def test_every_test_exists():
    expect_no_faults(DOCUMENTS, lambda path: docs.missing_tests(read(path)))


def test_what_is_missing_is_found():
    text = (
        "`backrehab/domain/gate.py` `backrehab/domain/gone.py` `gone.md` `text/html` `var/x.txt` "
        "`fixtures/rules/<version>.json` [a](docs/gone.md) [b](README.md#gone) "
        "`tests/project/test_documents.py::test_gone` "
        "`tests/project/test_sizes.py::test_files_are_short`"
    )
    named = docs.paths_named(text)
    assert [word for word in named if not docs.exists(word)] == [
        "backrehab/domain/gone.py",
        "gone.md",
    ]
    here = Path("CONTRIBUTING.md")
    assert [t for t in docs.links(text) if not docs.leads_somewhere(here, t)] == [
        "docs/gone.md",
        "README.md#gone",
    ]
    assert docs.missing_tests(text) == ["tests/project/test_documents.py::test_gone"]


NAMED_DOCUMENT = re.compile(r"[\w/.-]*\w\.md\b")


def unknown_documents(path):
    """Named by the path from the root or from the file's own folder, so that a reader finds it."""
    folders = (ROOT, ROOT / path.parent)
    named = set(NAMED_DOCUMENT.findall(read(path)))
    return sorted(n for n in named if not any((folder / n).exists() for folder in folders))


def test_a_document_named_in_the_code_exists():
    # The tests of this folder name what is missing on purpose.
    others = [path for path in docs.python_and_config() if path.parts[:2] != ("tests", "project")]
    expect_no_faults(others, unknown_documents)


# --- docs/safety.md ---------------------------------------------------------------------------

HAZARDS = docs.table_rows(read("docs/safety.md"))


def test_there_are_hazards():
    assert len(HAZARDS) >= 17


@pytest.mark.parametrize("row", HAZARDS, ids=lambda row: row[0])
def test_each_hazard_has_cause_answer_and_a_test_that_exists(row):
    hazard, cause, answer, tests = row
    assert min(len(hazard), len(cause), len(answer)) > 10
    assert re.findall(r"`[^`]+::[^`]+`", tests) != []
    assert docs.missing_tests(tests) == []


# --- README and CHANGELOG ---------------------------------------------------------------------


def test_the_readme_is_short_and_names_the_commands():
    text = read("README.md")
    assert text.count("\n") <= 150
    for command in ("make run", "make test", "make demo", "make admin", "make check", ".ci/run"):
        assert command in text


def test_the_decision_in_the_readme_is_the_real_one():
    command, shown = re.search(
        r"(?ms)^\$ \S+python manage\.py decide (\S+) \| python3 -m json\.tool\n(.*?)^```",
        read("README.md"),
    ).groups()
    out = StringIO()
    call_command("decide", command, stdout=out)
    real = json.dumps(json.loads(out.getvalue()), indent=4)
    assert real.startswith(shown.rstrip())


def test_every_make_command_that_is_named_exists():
    targets = set(re.findall(r"(?m)^([a-z][a-z0-9-]*):", read("Makefile")))
    named = {
        (path.as_posix(), command)
        for path in DOCUMENTS
        for command in re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z][a-z0-9-]*)`", read(path))
    }
    assert {(path, command) for path, command in named if command not in targets} == set()


def test_the_changelog_keeps_a_place_for_the_next_release():
    headings = re.findall(r"(?m)^## (.+)$", read("CHANGELOG.md"))
    assert headings[0] == "Unreleased"


def test_decisions_are_numbered_without_a_gap():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [name for name in names if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)] == []


@pytest.mark.parametrize(
    "path", [p for p in DOCUMENTS if p.parts[:2] == ("docs", "decisions")], ids=str
)
def test_a_decision_is_short_and_says_why(path):
    text = read(path)
    assert re.findall(r"(?m)^## (.+)$", text) == ["Decision", "Why", "Consequences"]
    assert text.count("\n") <= 40
