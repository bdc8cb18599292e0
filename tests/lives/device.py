"""A device of one person: it shows a page, and sends the forms that stand on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from backrehab.accounts.models import User
from backrehab.web import queued
from tests.journeys.pages import Element, Form, forms, read

SIGN_IN = "/accounts/login/"
PASSWORD = "a quiet green lamp"
# Nothing that was pressed leads on more often than this.
MOST_STEPS = 6
WARNINGS = {"warning", "error"}


def name_of(path: str) -> str:
    """The name of an address; empty for one that is not known."""
    try:
        return resolve(path.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


@dataclass(frozen=True)
class Sent:
    """One form as it went out. `made_at` is set for one that waited on the device."""

    path: str
    data: dict[str, list[str]]
    part: bool = False
    made_at: datetime | None = None

    @property
    def name(self) -> str:
        return name_of(self.path)

    def value(self, name: str) -> str:
        """The only value of a field; empty without one."""
        return (self.data.get(name) or [""])[0]

    def __str__(self) -> str:
        said = {k: v for k, v in self.data.items() if k not in {"csrfmiddlewaretoken", "key"}}
        how = "part " if self.part else f"made {self.made_at:%d %H:%M} " if self.made_at else ""
        return f"{how}{self.path} {said} {self.value('key')[:4]}"


@dataclass(frozen=True)
class Answer:
    """What came of it. `kept` means that the site said it was stored."""

    status: int
    kept: bool
    said: str


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    found: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield found


class Device:
    """One browser. Its page stays as it is while other devices go on."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._client = Client(enforce_csrf_checks=True)
        self.path, self.html = "", ""
        self._read: Element | None = None
        # The statements that the page that is shown took.
        self.queries: list[str] = []
        self.sign_in()

    def sign_in(self) -> None:
        """The first request after it writes down the session, which is no part of any page."""
        self._client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        self._client.get(reverse("waiting_who"))

    # Looking

    def open(self, path: str) -> int:
        """Show a page, signing in if that has expired; its status."""
        with counted_queries() as queries:
            response = self._client.get(path)
        if self._leads_to(response).startswith(SIGN_IN):
            self.sign_in()
            with counted_queries() as queries:
                response = self._client.get(path)
        self.queries = queries
        return self._arrive(response)

    def _leads_to(self, response: HttpResponse) -> str:
        return str(response.headers.get("Location", ""))

    def _arrive(self, response: HttpResponse) -> int:
        """Follow redirects to a page and show it."""
        response = self._follow(response)
        assert response.status_code < 500, response.content.decode()
        self._show(response)
        return response.status_code

    def _follow(self, response: HttpResponse) -> HttpResponse:
        for _ in range(MOST_STEPS):
            if response.status_code != 302:
                break
            response = self._client.get(self._leads_to(response))  # type: ignore[assignment]
        return response

    def _show(self, response: HttpResponse) -> None:
        self.path = response.wsgi_request.get_full_path()  # type: ignore[attr-defined]
        self.html = response.content.decode()
        self._read = None

    @property
    def page(self) -> Element:
        """What is shown, read only once somebody looks at it."""
        if self._read is None:
            self._read = read(self.html)
        return self._read

    @property
    def main(self) -> Element:
        """The content of the page, or the part that an answer was."""
        found = self.page.all("main")
        return found[0] if found else self.page

    @property
    def forms(self) -> list[Form]:
        """What can be sent from the page; not what only asks for another page."""
        there = self.path.partition("?")[0]
        return [one for one in forms(self.main, there) if "csrfmiddlewaretoken" in one.fixed]

    @property
    def links(self) -> list[str]:
        """Where the content of the page leads within the site."""
        found = (one.attributes.get("href", "") for one in self.main.all("a"))
        return [one for one in found if one.startswith("/")]

    # Sending

    def send(self, sent: Sent) -> Answer:
        """Send a form, or what waited, and see what the site says to it."""
        if sent.made_at is not None:
            return self._send_waiting(sent)
        headers = {"HX-Request": "true"} if sent.part else {}
        response = self._client.post(sent.path, sent.data, headers=headers)
        to = self._leads_to(response) or response.headers.get("HX-Redirect", "")
        if to.startswith(SIGN_IN):
            self.sign_in()
            # What is said about that is read here, and not with the next answer.
            self.open(reverse("about"))
            return Answer(response.status_code, kept=False, said="signed out")
        if response.headers.get("Content-Type", "").startswith("application/zip"):
            response.close()
            return Answer(response.status_code, kept=True, said="zip")
        first = response.status_code
        if sent.part and to:
            response = self._client.get(to)  # type: ignore[assignment]
        status = self._arrive(response)  # type: ignore[arg-type]
        kept = self._is_kept(status)
        return Answer(first, kept, "" if kept else self._said())

    def _send_waiting(self, sent: Sent) -> Answer:
        assert sent.made_at is not None
        token = self._client.get(reverse("waiting_who")).json()
        response = self._client.post(
            reverse("waiting_send"),
            {**sent.data, "csrfmiddlewaretoken": token["token"]},
            headers={
                "X-Entry-To": sent.path,
                "X-Entry-Person": queued.marker(self.user),
                "X-Entry-Made-At": sent.made_at.isoformat(),
            },
        )
        assert response.status_code < 500, response.content.decode()
        if response.status_code == 401:
            self.sign_in()
        told = response.json()
        said = str(told.get("reason", told["state"]))
        return Answer(response.status_code, kept=told["state"] == "stored", said=said)

    def _notices(self) -> list[Element]:
        return [one for box in self.page.all(class_="messages") for one in box.all("li")]

    def _is_kept(self, status: int) -> bool:
        if status == 200 and 'class="messages"' not in self.html:
            return True
        return status == 200 and not any(WARNINGS & set(one.classes) for one in self._notices())

    def _said(self) -> str:
        # Not what every page holds ready for its scripts.
        told = self.main.all(role="alert")
        alerts = [one.text for one in told if one.parent is None or one.parent.tag != "template"]
        return " ".join([one.text for one in self._notices()] + alerts)[:120]

    def download(self) -> bytes:
        """Everything in one file, once it is proved who asks for it."""
        self.open(reverse("privacy_download"))
        if name_of(self.path) == "account_reauthenticate":
            prove = self.forms[0]
            proved = self._client.post(prove.action, prove.filled({"password": PASSWORD}))
            response = self._follow(proved)
            if response.streaming:
                # The proof of an earlier download had run out when its button was pressed.
                return _content_of(response)
            self._show(response)
        (form,) = [one for one in self.forms if name_of(one.action) == "privacy_download"]
        return _content_of(self._client.post(form.action, form.filled({})))


def _content_of(response: Any) -> bytes:
    content = b"".join(response.streaming_content)
    response.close()
    return content
