"""Every page in every state: accessible, within the screen, and pictured."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.urls import Resolver404, resolve

from tests.e2e.audit import SCREENSHOTS, audit
from tests.e2e.states import State, all_states
from tests.e2e.visitor import PHONE, Visitor
from tests.thorough import is_nightly

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# The first state of each page.
FIRST = {state.page: state for state in reversed(all_states())}


@pytest.fixture(scope="module", autouse=True)
def _folder() -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)


def page_at(path: str, status: int) -> str:
    """The name of the address, or the error that is shown there."""
    if status in (400, 403, 404, 405, 429, 500, 503):
        return f"error {status}"
    try:
        return resolve(path).view_name
    except Resolver404:
        return "error 404"


@pytest.fixture(scope="module")
def everywhere(browser: "Browser", server: str) -> Iterator[Visitor]:
    """One browser profile for all pages, so that style sheets are loaded once."""
    with Visitor.arrive(browser, server) as visitor:
        yield visitor


@pytest.fixture
def visitor(everywhere: Visitor) -> Iterator[Visitor]:
    """The same profile without a trace of the page before; it must complain of nothing."""
    everywhere.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    everywhere.page.emulate_media(color_scheme="light")
    yield everywhere
    everywhere.page.goto("about:blank")
    everywhere.page.context.clear_cookies()
    everywhere.check()
    everywhere.forget()


@pytest.mark.parametrize("state", all_states(), ids=lambda state: state.name)
def test_page(visitor: Visitor, state: State) -> None:
    state.arrive(visitor)
    visitor.comes_to(lambda: page_at(visitor.path, visitor.statuses[-1]), state.page)
    # The states of a page differ in what they say; how it is laid out on a desktop, and its colours
    # in the dark, one can show.
    wide = is_nightly() or state is FIRST[state.page]
    if wrong := audit(visitor, state.name, wide=wide):
        pytest.fail(
            "\n".join(f"{what}: {one}" for what in wrong for one in wrong[what]), pytrace=False
        )
