"""How many functions a page calls: the same on every run, so it can be compared exactly."""

import sys
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
    seen = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal seen
        seen += event in {"call", "c_call"}

    with undone(page):
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            worker.send(environ, page)
        finally:
            sys.setprofile(before)
    return seen


def count_all(worker: Worker, people: dict[str, Pair]) -> dict[str, dict[str, int]]:
    """Calls of each page for each history."""
    return {
        page.name: {name: count_calls(worker, page, pair) for name, pair in people.items()}
        for page in PAGES
    }
