"""No browser journey asserts what it read once: a page shows what a press brings a moment later."""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.project.files import expect_no_faults, files, tree

JOURNEYS = files(".py", under="tests/e2e/")
# What Playwright answers at once, however the page may look a moment later.
READ_ONCE = {
    *("all_inner_texts", "all_text_contents", "bounding_box", "content", "count", "evaluate"),
    *("evaluate_all", "get_attribute", "inner_html", "inner_text", "input_value", "is_checked"),
    *(
        "is_disabled",
        "is_editable",
        "is_enabled",
        "is_hidden",
        "is_visible",
        "text_content",
        "title",
    ),
}
# What the visitor noticed until now, and where the page is until now.
NOTICED = {"complaints", "loads", "path", "refused", "requested", "statuses", "url"}
ACTS = {
    *("check", "choose", "click", "dblclick", "dispatch_event", "fill", "follow", "goto", "press"),
    *("reload", "select_option", "set_offline", "tap", "tick", "type", "uncheck"),
}
# Rows and e-mails, which are there when the page has answered.
STORED = {"code_by_mail", "objects", "outbox", "refresh_from_db"}

MAY_READ_ONCE = {"tests/e2e/visitor.py::check": "the browser is closed: nothing more will come"}

READ = (
    "line {line}: `{what}` is read once in an assert. The page may show it a moment later, above "
    "all on a slow machine. Wait for it: `expect(locator).to_…` of Playwright, or `gives`, "
    "`comes_to` and `until` of the visitor."
)
TOO_SOON = (
    "line {line}: this follows `{what}` at once. Wait first for something that the page shows when "
    "it was answered: `says`, `at`, `expect(locator).to_…`."
)


def attributes(node: ast.AST) -> set[str]:
    return {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def reads(node: ast.AST, known: set[str], named: set[str]) -> Iterator[tuple[int, str]]:
    """What in this expression is read once: by a call, by a known function, or under a name."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            # `count` of rows goes through `objects`, and that of a list says of what.
            of_rows = one.func.attr == "count" and (one.args or "objects" in attributes(one.func))
            if one.func.attr in READ_ONCE and not of_rows:
                yield one.lineno, one.func.attr
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in known:
            yield one.lineno, one.func.id
        elif isinstance(one, ast.Attribute) and one.attr in NOTICED | known:
            yield one.lineno, one.attr
        elif isinstance(one, ast.Name) and one.id in named:
            yield one.lineno, one.id


def functions(module: ast.Module) -> list[ast.FunctionDef]:
    return [one for one in ast.walk(module) if isinstance(one, ast.FunctionDef)]


def names_of(function: ast.FunctionDef, known: set[str]) -> set[str]:
    """The names in a function that stand for what was read once."""
    found: set[str] = set()
    for one in ast.walk(function):
        if (
            isinstance(one, (ast.Assign, ast.AnnAssign))
            and one.value
            and any(reads(one.value, known, found))
        ):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            parts = [part for target in targets for part in ast.walk(target)]
            found |= {part.id for part in parts if isinstance(part, ast.Name)}
    return found


def givers(modules: list[ast.Module]) -> set[str]:
    """The functions that give back what they read once, also from one another."""
    known: set[str] = set()
    while True:
        more = {
            function.name
            for module in modules
            for function in functions(module)
            for one in ast.walk(function)
            if isinstance(one, ast.Return) and one.value
            if any(reads(one.value, known, names_of(function, known)))
        }
        if more <= known:
            return known
        known |= more


@cache
def known_givers() -> frozenset[str]:
    return frozenset(givers([tree(path) for path in JOURNEYS]))


def read_once(module: ast.Module, known: set[str], path: str = "") -> Iterator[str]:
    for function in functions(module):
        if f"{path}::{function.name}" in MAY_READ_ONCE:
            continue
        named = names_of(function, known)
        for one in ast.walk(function):
            if isinstance(one, ast.Assert):
                for line, what in reads(one.test, known, named):
                    yield READ.format(line=line, what=what)


def act_of(statement: ast.stmt) -> str | None:
    """The name of the action, if that is all this line does."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    acts = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    return call.func.attr if acts and call.func.attr in ACTS else None


def too_soon(module: ast.Module) -> Iterator[str]:
    for block in ast.walk(module):
        body = getattr(block, "body", None)
        if not isinstance(body, list):
            continue
        for one, after in pairwise(body):
            simple = isinstance(after, (ast.Assert, ast.Assign, ast.Expr, ast.Return))
            looks = isinstance(after, ast.Assert) or (simple and attributes(after) & STORED)
            if looks and (act := act_of(one)):
                yield TOO_SOON.format(line=after.lineno, what=act)


def faults(path: Path) -> list[str]:
    module = tree(path)
    found = [*read_once(module, set(known_givers()), path.as_posix()), *too_soon(module)]
    return list(dict.fromkeys(found))


def test_the_journeys_wait():
    expect_no_faults(JOURNEYS, faults)


def lines_of(source: str) -> list[str]:
    module = ast.parse(source)
    found = [*read_once(module, givers([module])), *too_soon(module)]
    return [fault.partition(":")[0] for fault in dict.fromkeys(found)]


def test_what_is_read_once_is_found():
    source = """
def shown(ada):
    words = ada.page.locator("p").inner_text()
    return words
def test(ada, person):
    assert ada.button("Save").is_visible()
    assert not ada.main.locator("form").count()
    box = ada.main.get_by_label("Name")
    name = box.input_value()
    assert name == "Ada", "who is it"
    assert shown(ada) == "Good morning"
    assert [one for one in ada.refused] == []
    assert Row.objects.filter(user=person).count() == 1
    assert [1, 2].count(2) == 1
    expect(box).to_have_value("Ada")
    ada.comes_to(lambda: ada.refused, [])
    ada.press("Save")
    assert person.name == "Ada"
    ada.press("Save")
    ada.says("Saved.")
    person.refresh_from_db()
    with ada.waits():
        ada.page.reload()
        row = Row.objects.get()
"""
    assert lines_of(source) == [f"line {n}" for n in (6, 7, 10, 11, 12, 18, 24)]


def test_every_exception_is_still_needed():
    functions_there = {f"{path}::{one.name}" for path in JOURNEYS for one in functions(tree(path))}
    assert set(MAY_READ_ONCE) <= functions_there
