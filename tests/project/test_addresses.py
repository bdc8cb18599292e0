"""Every named address of the site is visited by some test."""

import ast
import re
from datetime import date

from django.urls import Resolver404, URLPattern, resolve

from backrehab.web.urls import urlpatterns
from tests.project.files import files, tree

# What may stand in the gaps of an f-string such as f"/log/{on}/", besides the file's own words.
GAPS = ("2026-03-09", "bar-hang", "1")
WORD = re.compile(r"[\w/-]+")
TESTS = [path for path in files(".py", under="tests/") if "project" not in path.parts]


def own_names() -> set[str]:
    return {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}


def strings(path) -> set[str]:
    """Every text in a test file. The one gap of an f-string like f"/today/{name}/" is filled with
    each word of the file in turn."""
    nodes = list(ast.walk(tree(path)))
    plain = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    words = {text for text in plain if WORD.fullmatch(text)}
    filled = set()
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else None for p in node.values]
            if isinstance(parts[0], str) and parts[0].startswith("/"):
                fillings = {*GAPS, *words} if parts.count(None) == 1 else GAPS
                filled |= {"".join(gap if p is None else p for p in parts) for gap in fillings}
    return plain | filled


def visited(text: str) -> str | None:
    """The name of the address that this text is, if it is one."""
    if not text.startswith("/"):
        return None
    try:
        return resolve(re.split(r"[?#]", text)[0]).url_name
    except (Resolver404, ValueError):
        return None


def test_every_address_is_visited():
    texts = set().union(*(strings(path) for path in TESTS))
    seen = texts | {visited(text) for text in texts}
    assert own_names() - seen == set()


def test_addresses_are_told_apart():
    assert visited("/log/2026-03-09/delete/") == "log_delete"
    assert visited(f"/log/{date(2026, 3, 9)}/?first=2026-01-01") == "log_day"
    assert visited("/nowhere/") is None
