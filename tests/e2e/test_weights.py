"""What the first view costs on the wire, from a server that packs everything as production does."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.middleware.gzip import GZipMiddleware
from django.template import engines
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

from tests.e2e.states.diary import far
from tests.e2e.states.people import training
from tests.e2e.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

KB = 1000
PAGE_LIMIT, FIRST_VIEW_LIMIT, REQUEST_LIMIT = 60 * KB, 20 * KB, 8
PUBLIC_LIMIT = 80 * KB
FIRST_VIEW = ("Document", "Stylesheet")
# So many bytes of chance stand before each compressed page at most, and one that ends them.
PADDING = GZipMiddleware.max_random_bytes + 1


class Wire:
    """Counts what comes over the wire, headers included, as the browser's own tools do."""

    def __init__(self, visitor: Visitor) -> None:
        self.paths: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        devtools = visitor.page.context.new_cdp_session(visitor.page)
        devtools.on("Network.responseReceived", self._answered)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _answered(self, event: dict) -> None:
        self.paths[event["requestId"]] = urlsplit(event["response"]["url"]).path
        self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    @property
    def total(self) -> int:
        return sum(self.sizes.values())

    @property
    def first_view(self) -> int:
        return sum(self.sizes[one] for one, kind in self.kinds.items() if kind in FIRST_VIEW)

    def __str__(self) -> str:
        lines = [f"{size:7} {self.paths[one]}" for one, size in self.sizes.items()]
        return "\n".join([f"{self.total} in {len(lines)} requests", *lines])


@pytest.fixture(scope="module")
def packed(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second server on the same data, with the files collected, bundled and compressed."""
    folder: Path = tmp_path_factory.mktemp("static")
    storage = {"BACKEND": "backrehab.web.storage.FingerprintedStorage"}
    from django.conf import settings

    with override_settings(
        STATIC_ROOT=folder, STORAGES={**settings.STORAGES, "staticfiles": storage}
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        _forget_templates()
        live = LiveServerThread("localhost", static_handler=lambda application: application)
        live.daemon = True
        live.start()
        live.is_ready.wait()
        assert live.error is None, live.error
        yield f"http://localhost:{live.port}"
        live.terminate()
    _forget_templates()


def _forget_templates() -> None:
    """Loaded ones name the files of the storage that was in use then."""
    for loader in engines["django"].engine.template_loaders:
        loader.reset()


@pytest.mark.parametrize("day", ["before", "training"])
def test_today(browser: "Browser", packed: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Far up the ladder, where the plan is long: before its first set, and in the middle of it. The
    limit holds whatever chance adds."""
    monkeypatch.setattr(GZipMiddleware, "max_random_bytes", 0)
    person = far("pull-through")
    if day == "training":
        training(user=person)
    with Visitor.arrive(browser, packed) as visitor:
        visitor.sign_in(person)
        wire = Wire(visitor)
        visitor.go("/today/")
        visitor.page.wait_for_load_state("networkidle")
        assert wire.total <= PAGE_LIMIT, str(wire)
        assert len(wire.sizes) <= REQUEST_LIMIT, str(wire)
        most = wire.first_view + PADDING
        assert most <= FIRST_VIEW_LIMIT, f"{most} of {wire}"


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/exercises/reverse-hyper/"])
def test_public_pages(browser: "Browser", packed: str, path: str) -> None:
    with Visitor.arrive(browser, packed) as visitor:
        wire = Wire(visitor)
        visitor.go(path)
        visitor.page.wait_for_load_state("networkidle")
        assert wire.total <= PUBLIC_LIMIT, str(wire)


def test_the_moving_figure_comes_when_it_is_asked_for(browser: "Browser", packed: str) -> None:
    """It is as heavy as the rest of the page. Without scripts a link leads to it."""
    with Visitor.arrive(browser, packed) as visitor:
        visitor.sign_in(training())
        visitor.go("/today/")
        expect(visitor.main.locator(".movement-film")).to_have_count(0)
        visitor.main.locator(".planned.main summary", has_text="How to do it").click()
        visitor.main.locator(".planned.main figure.movement").wait_for()
        expect(visitor.main.locator(".movement-film")).to_have_count(1)
        # The page it came from has a name of its own.
        expect(visitor.page).to_have_title("Today · Back Rehab")
        visitor.page.route("**/exercises/*/", lambda route: route.abort())
        visitor.go("/today/")
        # The link is there from the start; the request ends when the console has told of it.
        with visitor.page.expect_console_message(lambda said: "htmx:sendError" in said.text):
            visitor.main.locator(".planned.main summary", has_text="How to do it").click()
        visitor.main.get_by_role("link", name="See it move").wait_for()
        expect(visitor.page.locator("#failure-shown")).to_have_count(0)
        # The browser's console tells of the request that was cut off, and of nothing else.
        told = ("htmx:afterRequest", "htmx:sendError")
        visitor.comes_to(
            lambda: {complaint.partition(",")[0] for complaint in visitor.complaints}, set(told)
        )
        visitor.excuse(*told)


def test_a_press_costs_little_more_than_its_answer(browser: "Browser", packed: str) -> None:
    """Nothing is loaded twice: the bundled scripts work, and only the day comes back."""
    with Visitor.arrive(browser, packed) as visitor:
        visitor.sign_in(training())
        visitor.go("/today/")
        visitor.page.wait_for_load_state("networkidle")
        visitor.forget()
        visitor.main.locator("[id^=set-]:visible").first.click()
        visitor.main.locator("[id^=set-][aria-pressed=true]").first.wait_for(state="attached")
        # The focus follows when the new day has settled.
        visitor.page.wait_for_function("() => document.activeElement !== document.body")
        visitor.comes_to(lambda: [urlsplit(url).path for url in visitor.requested], ["/today/set/"])
