"""`.env.example` explains every setting that the code reads, and no other."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.files import ROOT, files, read, tree

EXAMPLE = Path(".env.example")
READER = Path("backrehab/env.py")
READERS = {"text", "flag", "words", "choice", "number", "place"}
ASSIGNMENT = re.compile(r"^#?\s?(?P<name>[A-Z][A-Z_]*)=(?P<value>.*)$")


def reader_calls() -> list[tuple[Path, ast.Call]]:
    """Each place that reads one setting: `env.text("NAME", …)`, in env.py itself `text("NAME")`."""
    return [
        (path, node)
        for path in files(".py", under="backrehab/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _is_reader(node.func, path)
    ]


def _is_reader(function: ast.expr, path: Path) -> bool:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.value.id == "env" and function.attr in READERS
    return path == READER and isinstance(function, ast.Name) and function.id in READERS


def is_a_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def names_read() -> set[str]:
    return {call.args[0].value for _, call in reader_calls() if is_a_name(call.args[0])}


def example() -> dict[str, tuple[str, str]]:
    """The settings of the example: value and the comment above."""
    found, comment = {}, []
    for line in read(EXAMPLE).splitlines():
        if match := ASSIGNMENT.match(line):
            found[match["name"]] = (match["value"], " ".join(comment))
        elif line.startswith("#"):
            comment.append(line.lstrip("# "))
            continue
        comment = []
    return found


def test_every_setting_is_explained_and_none_is_invented():
    assert set(example()) == names_read()


def test_each_has_an_explanation_of_its_own():
    assert [name for name, (_, comment) in example().items() if len(comment) < 30] == []


def test_names_can_be_found_by_reading_the_code():
    """A name that is put together at run time could never be checked. In env.py readers call each
    other with the name they were given."""
    hidden = [
        f"{path}:{call.lineno}"
        for path, call in reader_calls()
        if path != READER and not is_a_name(call.args[0])
    ]
    assert hidden == []


def test_only_the_reader_touches_the_environment():
    """Besides it, the entry points say which settings module there is."""
    allowed = {READER, Path("backrehab/wsgi.py")}
    touching = {
        path
        for path in files(".py", under="backrehab/")
        if re.search(r"\benviron\b|\bgetenv\b", read(path))
    }
    assert touching == allowed


def defaults() -> dict[str, str]:
    """The defaults that stand in the code as plain values, as one would write them in the file."""
    found = {}
    for _, call in reader_calls():
        given = [*call.args[1:], *(k.value for k in call.keywords if k.arg == "default")]
        for node in given:
            if isinstance(node, ast.Constant) and node.value not in ("", None):
                value = node.value
                text = str(value).lower() if isinstance(value, bool) else str(value)
                found[call.args[0].value] = text
    return found


def test_the_defaults_shown_are_the_real_ones():
    real = defaults()
    shown = {name: value for name, (value, _) in example().items() if name in real}
    assert shown == real


def start_with(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Read the settings in a new process with nothing but this `.env` file."""
    (folder / "env").write_text(text)
    code = (
        "import environ, sys; environ.Env.read_env(sys.argv[1]);"
        "import backrehab.settings as s; print(s.ENVIRONMENT, s.SITE_URL, s.SITE_HOST)"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(folder / "env")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ENVIRONMENT": "development"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("uncomment", [False, True], ids=["as it is", "every line in use"])
def test_the_example_starts(tmp_path, uncomment):
    text = read(EXAMPLE)
    if uncomment:
        text = re.sub(r"(?m)^#\s?(?=[A-Z][A-Z_]*=)", "", text)
    done = start_with(text, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
