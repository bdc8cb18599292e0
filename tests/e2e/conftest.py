"""A real server with the real catalogue, and a Chromium to visit it with."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from pytest_django import DjangoDbBlocker

from tests.e2e.chromium import MISSING, chromium, find_chromium
from tests.e2e.pace import take_a_moment
from tests.e2e.visitor import Visitor
from tests.factories import at

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
# A Monday, on which everybody of these tests trains.
NOW = at("2026-03-09 09:00")


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests; each visitor gets a profile of their own in it."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def server(
    request: pytest.FixtureRequest,
    browser: "Browser",
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a server that runs for the whole session.

    Nothing is undone between the tests: each journey brings its own people, who see only their own
    rows. That is quicker than to empty the database and load the catalogue a hundred times.
    """
    if any(HERE not in item.path.parents for item in request.session.items):
        pytest.skip("The browser journeys need a database of their own: run them with `make e2e`.")
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.db import connections
    from django.test.testcases import LiveServerThread
    from django.test.utils import setup_databases, teardown_databases

    from backrehab.exercises.loader import load_catalogue

    class KeptStaticFiles(StaticFilesHandler):
        """Lets the browser keep style sheets and scripts, as it may in production. By the date of
        the tests they are months old already, so it has to be for years."""

        def __call__(self, *request: Any) -> Iterable[bytes]:
            take_a_moment()
            return super().__call__(*request)

        def serve(self, request: HttpRequest) -> HttpResponse:
            response = super().serve(request)
            response["Cache-Control"] = "max-age=315360000, immutable"
            return response

    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        # A file: the threads of the server cannot share a database in memory without locking up.
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("e2e") / "test.sqlite3")
    # Playwright's loop runs in the thread of the tests, where Django would refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        load_catalogue()
        live = LiveServerThread("localhost", static_handler=KeptStaticFiles)
        live.daemon = True
        live.start()
        live.is_ready.wait()
        assert live.error is None, live.error
        yield f"http://localhost:{live.port}"
        live.terminate()
        teardown_databases(made, verbosity=0)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Time goes on from the same Monday morning in every test; the browser's own clock is real."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def visit(browser: "Browser", server: str) -> Iterator[Callable[..., Visitor]]:
    """`visit(width=390)`: a new visitor with a browser profile of their own."""
    with ExitStack() as leaving:

        def new(**options: object) -> Visitor:
            return leaving.enter_context(Visitor.arrive(browser, server, **options))

        yield new


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where nobody can miss it."""
    if find_chromium() is None:
        terminalreporter.section("BROWSER JOURNEYS SKIPPED")
        terminalreporter.line(MISSING)
