"""What the documents point at: paths in backticks, links, and tests by name."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.project.files import ROOT, files, functions, own_files, read, tree

FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEST = re.compile(r"^(?P<path>tests/[\w/]+\.py)::(?P<name>\w+)$")
ENDINGS = r"py|md|json|css|js|html|txt|toml|png|svg|yaml"
WITH_FOLDER = r"(?:[\w.<>*-]+/)+(?:[\w.<>*-]+)?"
PATH = re.compile(rf"^(?:{WITH_FOLDER}|[\w.-]+\.(?:{ENDINGS})|Makefile|LICENSE)$")
FOLDERS = {path.parts[0] for path in own_files() if len(path.parts) > 1}
# Made while it runs, so not there in a fresh copy.
MADE_WHILE_RUNNING = ("var/", ".venv/")
# Files that somebody makes for themselves.
MADE_BY_HAND = {".env"}


def documents() -> list[Path]:
    """Every text for readers."""
    return files(".md")


def paths_named(text: str) -> list[str]:
    """The paths in backticks: with a folder of the project, or with an ending that files have."""
    named = CODE.findall(FENCED.sub("", text))
    return [word for word in named if PATH.match(word) and not is_elsewhere(word)]


def is_elsewhere(word: str) -> bool:
    """A path that runs or operators make, or a word such as `text/html` that is no path."""
    if word.startswith(MADE_WHILE_RUNNING) or word in MADE_BY_HAND:
        return True
    return "/" in word and word.partition("/")[0] not in FOLDERS


def exists(word: str) -> bool:
    """Whether the path is there; `<…>` and `*` stand for anything."""
    pattern = re.sub(r"<[^>]*>", "*", word).rstrip("/")
    return any(path for path in ROOT.glob(pattern))


def links(text: str) -> list[str]:
    """The targets of links and images within the project."""
    return [
        target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target, re.IGNORECASE)
    ]


def leads_somewhere(document: Path, target: str) -> bool:
    """Whether the file is there, and the heading in it."""
    name, _, heading = target.partition("#")
    goal = (ROOT / document.parent / name).resolve() if name else ROOT / document
    if not goal.exists():
        return False
    return not heading or heading in headings(goal.read_text(encoding="utf-8"))


def headings(text: str) -> set[str]:
    """The anchors that a page of Markdown has."""
    titles = re.findall(r"(?m)^#{1,6}\s+(.+?)\s*$", FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@cache
def tests_in(path: str) -> frozenset[str]:
    """The names of the tests in a file; none if there is no such file."""
    if not (ROOT / path).is_file():
        return frozenset()
    found = {node.name for node in functions(Path(path))}
    # State machines of hypothesis are collected under the name they are given.
    found |= {
        target.id
        for node in tree(Path(path)).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(name for name in found if name.startswith(("test_", "Test")))


def missing_tests(text: str) -> list[str]:
    """The tests that are named as `path::name` but are not there."""
    return [
        word
        for word in CODE.findall(text)
        if "::" in word
        and not ((match := TEST.match(word)) and match["name"] in tests_in(match["path"]))
    ]


def table_rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables, without the heads."""
    rows = [line.strip() for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    ruled = [n for n, row in enumerate(cells) if all(set(cell) <= set("-: ") for cell in row)]
    heads = {n - 1 for n in ruled}
    return [row for n, row in enumerate(cells) if n not in heads and n not in ruled]


def python_and_config() -> list[Path]:
    """Files whose comments may point at a document."""
    plain = [Path("Makefile"), Path(".ci/run"), Path(".env.example"), Path("manage.py")]
    return [*plain, *files(".py", ".html", ".css", ".js", ".json", ".toml"), *documents()]


__all__ = [
    "documents",
    "exists",
    "leads_somewhere",
    "links",
    "missing_tests",
    "paths_named",
    "python_and_config",
    "read",
    "table_rows",
]
