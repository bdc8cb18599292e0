"""The requests that are measured, and how to send one to the handler of a worker."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction

from tests.bench.people import Pair, Visitor

# Both the cookie and the field of the form, so that the check against forged forms passes.
TOKEN = "t" * 32
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "day"}
TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One request; a form is undone after each, so that the next finds things as they were."""

    name: str
    path: str
    status: int = 200
    form: Callable[[date], Mapping[str, object]] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    ready: bool = False

    def visitor(self, pair: Pair) -> Visitor:
        """Who asks for it."""
        return pair.ready if self.ready else pair.morning_due


def _morning(today: date) -> Mapping[str, object]:
    return {"on": today - timedelta(days=1), "score": 2}


def _log(today: date) -> Mapping[str, object]:
    return {"on": today, "level": 1, "before": 2, "worst": 2, "sets_done": 2}


def _nothing(today: date) -> Mapping[str, object]:
    return {}


FLOOR = Page("Floor", "/floor/")
TODAY = Page("Today", "/today/", ready=True)
SCORE = Page("Save a pain score", "/today/morning/", form=_morning, headers=HTMX)
PAGES = (
    FLOOR,
    TODAY,
    SCORE,
    Page("Ladder", "/ladder/"),
    Page("Progress", "/progress/"),
    Page("Pain log", "/log/"),
    Page("Log entry", "/log/add/", 302, form=_log),
    Page("Open a stage", "/ladder/open/seated-row/", 302, form=_nothing, ready=True),
)


class Worker:
    """The handler that a web server calls, with all of its middleware, in this process."""

    def __init__(self, today: date, *, encoding: str = "gzip") -> None:
        self.today = today
        self.encoding = encoding
        self.handler = WSGIHandler()
        # They would close the connection of a transaction that is to be undone.
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)

    def environ(self, page: Page, visitor: Visitor) -> dict[str, Any]:
        """The request as a web server hands it over."""
        sent = b""
        if page.form is not None:
            fields = {"csrfmiddlewaretoken": TOKEN, "key": uuid4(), **page.form(self.today)}
            sent = urlencode(fields).encode()
        return {
            "REQUEST_METHOD": "GET" if page.form is None else "POST",
            "PATH_INFO": page.path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_ENCODING": self.encoding,
            "HTTP_COOKIE": f"sessionid={visitor.session}; csrftoken={TOKEN}; typist=known",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(sent),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **page.headers,
        }

    def send(self, environ: dict[str, Any], page: Page) -> bytes:
        """The body of the answer; anything but the expected status is a fault."""
        status: list[str] = []
        response = self.handler(environ, lambda line, *_: status.append(line))
        body = b"".join(response)
        response.close()
        if status != [line for line in status if line.startswith(str(page.status))]:
            raise AssertionError(f"{page.name}: {status[0]}\n{body[:2000]!r}")
        return body


@contextmanager
def undone(page: Page) -> Iterator[None]:
    """What a form writes inside is taken back afterwards."""
    if page.form is None:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def count_statements(worker: Worker, page: Page, visitor: Visitor) -> tuple[int, int]:
    """SQL statements of one request: those about data, and those that only bound a transaction."""
    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    environ = worker.environ(page, visitor)
    with undone(page), connection.execute_wrapper(note):
        worker.send(environ, page)
    bounds = sum(sql.startswith(TRANSACTION) for sql in seen)
    return len(seen) - bounds, bounds
