"""How many functions a page calls: the same on every run, so it can be compared exactly."""

import sys
from collections.abc import Callable
from typing import Any

from tests.bench.pages import PAGES, Page, Worker, undone
from tests.bench.people import Pair

WARM = 3


def count_calls(worker: Worker, page: Page, pair: Pair) -> int:
    """Calls of functions, in Python and in C, for one request."""
    visitor = page.visitor(pair)
    for _ in range(WARM):
        environ = worker.environ(page, visitor)
        with undone(page):
            worker.send(environ, page)
    environ = worker.environ(page, visitor)
    with undone(page):
        return calls_of(lambda: worker.send(environ, page))


def calls_of(act: Callable[[], object]) -> int:
    """Calls of functions, in Python and in C, that it takes."""
    seen = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal seen
        seen += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return seen


def count_all(worker: Worker, people: dict[str, Pair]) -> dict[str, dict[str, int]]:
    """Calls of each page for each history."""
    return {
        page.name: {name: count_calls(worker, page, pair) for name, pair in people.items()}
        for page in PAGES
    }
