"""Somebody at a browser: where they go, what they press, and what the browser noticed."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Response

from backrehab.accounts.models import User
from backrehab.web.typed import TYPIST, code_of
from tests.e2e.pace import PATIENCE, STEP, slow_down

PHONE = (390, 844)
DESKTOP = (1280, 900)
PASSWORD = "plum tractor violet"


class Visitor:
    """One browser profile with one tab, or more; it keeps a list of everything that went wrong."""

    def __init__(self, page: Page, server: str) -> None:
        self.server = server
        self.page = page
        self._excused: tuple[str, ...] = ()
        self.forget()
        slow_down(page)
        context = page.context
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: self.requested.append(request.url))
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        page.on("domcontentloaded", lambda _page: self._loaded())

    @classmethod
    @contextmanager
    def arrive(
        cls,
        browser: Browser,
        server: str,
        *,
        size: tuple[int, int] = PHONE,
        javascript: bool = True,
        zone: str = "Europe/London",
        **options: Any,
    ) -> Iterator[Self]:
        """Open the browser; when the visitor leaves, it must have had nothing to complain about."""
        # Only the journeys about it have a service worker; elsewhere it would be work for nothing.
        options.setdefault("service_workers", "block")
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            timezone_id=zone,
            locale="en-GB",
            reduced_motion="reduce",
            **options,
        )
        visitor = cls(context.new_page(), server)
        yield visitor
        context.close()
        visitor.check()

    def forget(self) -> None:
        """Begin the lists anew."""
        self.presses = 0
        self.loads = 0
        self.requested: list[str] = []
        # The status of each page, and what was refused on a page or by htmx.
        self.statuses: list[int] = []
        self.refused: list[tuple[int, str]] = []
        self.complaints: list[str] = []

    def new_tab(self) -> "Visitor":
        """A second tab of the same browser."""
        return Visitor(self.page.context.new_page(), self.server)

    def excuse(self, *beginnings: str) -> None:
        """What the console says with such a beginning is no complaint, whenever it says so."""
        self._excused += beginnings

    def check(self) -> None:
        """Nothing in the console, no breach of the content security policy, no foreign host."""
        hosts = {urlsplit(url).netloc for url in self.requested if not url.startswith("data:")}
        said = [one for one in self.complaints if not one.startswith(self._excused)]
        assert said == [], said
        assert hosts <= {urlsplit(self.server).netloc}

    def _loaded(self) -> None:
        self.loads += 1

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.statuses.append(response.status)
        if response.status >= 400:
            self.refused.append((response.status, urlsplit(response.url).path))

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium reports each status of 400 and more; those are in `refused`.
        # Playwright itself tells that it allows no service worker.
        known = ("Failed to load resource", "Service Worker registration blocked by Playwright")
        if message.type in ("error", "warning") and not message.text.startswith(known):
            self.complaints.append(message.text)

    # Going somewhere

    @property
    def path(self) -> str:
        """The path of the page."""
        return urlsplit(self.page.url).path

    def go(self, path: str, *, status: int = 200) -> None:
        """Type an address; it answers with that status."""
        answer = self.page.goto(self.server + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"

    def at(self, path: str) -> None:
        """Wait until that page is there."""
        self.page.wait_for_url(lambda url: urlsplit(url).path == path)

    def sign_in(self, user: User) -> None:
        """Bring a session along, as after a sign-in on another day."""
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self._keep(client, user)

    def sign_in_now(self, user: User) -> None:
        """The same, with the password typed a moment ago: pages that ask for it again let you in."""
        user.set_password(PASSWORD)
        user.save()
        client = Client()
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
        answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        self._keep(client, user)

    def _keep(self, client: Client, user: User) -> None:
        kept = {"sessionid": client.cookies["sessionid"].value, TYPIST: code_of(user)}
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self.server} for name, value in kept.items()]
        )

    def sign_out_elsewhere(self) -> None:
        """The session ends behind the visitor's back."""
        self.page.context.clear_cookies(name="sessionid")

    # Doing something

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by what it says."""
        return self.main.get_by_role("button", name=name, exact=isinstance(name, str))

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button."""
        self.presses += 1
        self.button(name).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Press a link."""
        self.presses += 1
        self.main.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()

    def fill(self, label: str, value: str) -> None:
        """Type into a field."""
        self.main.get_by_label(label, exact=True).fill(value)

    def choose(self, group: str, *answers: str) -> None:
        """Tick answers of a question: tick boxes, radio buttons or a pain score."""
        fieldset = self.main.get_by_role("group", name=group)
        for answer in answers:
            self.presses += 1
            fieldset.locator("label").filter(has_text=re.compile(rf"^\s*{answer}")).click()

    def tick(self, label: str) -> None:
        """Tick a box by its label."""
        self.presses += 1
        self.main.get_by_label(label).check()

    def holds_passkeys(self, *, present: bool = True) -> Callable[[], None]:
        """A device that keeps passkeys and answers when it is asked; calling what comes back loses
        it, with all that it kept."""
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "usb",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": present,
        }
        device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return lambda: devtools.send("WebAuthn.removeVirtualAuthenticator", device)

    def code_by_mail(self) -> str:
        """The code in the latest e-mail."""
        (code,) = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
        return str(code)

    # Looking

    def says(self, words: str) -> None:
        """Wait until these words can be seen."""
        self.main.get_by_text(words).first.wait_for()

    def comes_to(self, read: Callable[[], object], expected: object) -> None:
        """Wait until it reads so, and fail with what it read last."""
        until = time.perf_counter() + PATIENCE / 1000
        while (given := self._or_error(read)) != expected and time.perf_counter() < until:
            self.page.wait_for_timeout(STEP)
        assert given == expected, f"{given!r} instead of {expected!r}"

    @staticmethod
    def _or_error(read: Callable[[], object]) -> object:
        """What it reads; a page that goes away meanwhile cannot be read for a moment."""
        try:
            return read()
        except Error as error:
            return error

    def until(self, so: Callable[[], object]) -> None:
        """Wait until that is so."""
        self.comes_to(lambda: bool(so()), expected=True)

    def gives(self, script: str, expected: object, arg: object = None) -> None:
        """Wait until a script gives that on the page, and fail with what it gave."""
        self.comes_to(lambda: self.page.evaluate(script, arg), expected)

    def focus_comes_to(self, selector: str) -> None:
        """Wait until the focus is on such an element or inside: htmx puts it back a moment after the
        words can be read."""
        self.page.wait_for_function(
            "s => document.activeElement !== document.body && !!document.activeElement.closest(s)",
            arg=selector,
        )
