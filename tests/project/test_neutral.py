"""Nothing in the project depends on, or tells of, the machine it was written on."""

import ast
import re

from tests.project.files import ROOT, expect_no_faults, files, own_files, read, tree

TEXTS = [
    path
    for path in own_files()
    if path.suffix not in {".png", ".ico", ".woff2", ".jpg", ".gz"} and path.parts[0] != ".git"
]
# Written so that this file does not hold what it looks for.
NAMES = "work|root|home/[a-z]|Users"
FOLDERS = re.compile(rf"(?<![\w.])/(?:{NAMES})/")


def test_no_path_of_a_machine():
    expect_no_faults(TEXTS, lambda path: FOLDERS.findall(read(path)))


def test_such_a_path_is_found():
    assert FOLDERS.findall("in /" + "root/x") != []
    assert FOLDERS.findall("and /" + "Users/x/main") != []
    assert FOLDERS.findall("https://example.org/Users/x homes/Users/") == []


def test_no_key_and_no_database_is_kept():
    kept = [p for p in files(".sqlite3", ".db", ".pem", ".key", ".log") if (ROOT / p).exists()]
    assert kept == []


def first_line_faults(path):
    """Empty files (packages) have nothing to say; migrations are made by Django."""
    if read(path).strip() == "" or "migrations" in path.parts:
        return []
    first = (ast.get_docstring(tree(path)) or "").partition("\n")[0]
    return [] if first.endswith((".", "?")) else [first or "no docstring"]


def test_each_module_says_what_it_owns_in_one_line():
    expect_no_faults(files(".py", under="backrehab/"), first_line_faults)
