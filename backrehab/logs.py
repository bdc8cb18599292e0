"""Log lines as JSON, each with the request it belongs to, and nothing that people typed."""

import json
import logging
import re
import secrets
from collections.abc import ItemsView, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from http.client import responses
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

OWN = "backrehab"
# What a line of our own may carry besides its message; anything else is left out.
FIELDS = ("route", "method", "status", "duration_ms", "address", "command", "count")
GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
# A gap in a message such as "Not Found: %s": what belongs in it may be a path or an answer.
GAP = re.compile(r"%(\(\w+\))?[-#0 +]*[\d.]*[a-zA-Z]")
HIDDEN = "[hidden]"

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def choose_request_id(given: str) -> str:
    """The id a proxy gave, if it is a plain word of 8 to 64 signs; else a new random one."""
    return given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


@contextmanager
def request_id(value: str) -> Iterator[None]:
    """While inside, every log line carries this id."""
    token = _request_id.set(value)
    try:
        yield
    finally:
        _request_id.reset(token)


def message_of(record: logging.LogRecord) -> str:
    """What a line says. Only our own lines have their gaps filled: what others put in may be a
    path, an address or an answer."""
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return record.getMessage()
    code = getattr(record, "status_code", None)
    if isinstance(code, int) and code in responses:
        return responses[code]
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    return GAP.sub(HIDDEN, record.msg) if record.args else first_words(record.msg)


def first_words(message: str) -> str:
    """A message without gaps as far as its first quote, colon or sign of an address."""
    return re.split(r"[:'\"@/=]", message, maxsplit=1)[0].strip()


def where_it_failed(error: BaseException) -> list[str]:
    """An exception as its kinds and places, the cause last. Its message may hold what was typed."""
    told: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        told.append(type(seen).__qualname__)
        place = seen.__traceback__
        while place is not None:
            code = place.tb_frame.f_code
            told.append(f"{code.co_filename}:{place.tb_lineno} {code.co_name}")
            place = place.tb_next
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return told


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request, and the fields of FIELDS."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        request = getattr(record, "request", None)
        if current := _request_id.get() or getattr(request, "request_id", ""):
            line["request_id"] = current
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if isinstance(request, HttpRequest):
            line.setdefault("route", route_of(request))
        if isinstance(code := getattr(record, "status_code", None), int):
            line["status"] = code
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = where_it_failed(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def route_of(request: HttpRequest) -> str:
    """The name of the address that was asked for: never the path, which holds dates and keys."""
    match = request.resolver_match
    return match.view_name if match is not None else "none"


class HideEverything(SafeExceptionReporterFilter):
    """Error reports without what was sent, without local variables, and without cookies."""

    cleansed_substitute = HIDDEN

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the fields only."""
        if request is None or not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, HIDDEN)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: Any
    ) -> ItemsView[str, Any]:
        """The names of the variables only."""
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return dict.fromkeys(tb_frame.f_locals, HIDDEN).items()

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the cookies only."""
        return {} if request is None else dict.fromkeys(request.COOKIES, HIDDEN)

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the headers only: they hold cookies, addresses and the page before."""
        return {} if request is None else dict.fromkeys(request.META, HIDDEN)


class Reporter(ExceptionReporter):
    """Error reports with the kinds and places of a fault, and not a word that somebody typed."""

    def get_traceback_text(self) -> SafeString:
        """The fault as plain text; all of it only where faults are shown in the browser."""
        if not self.filter.is_active(self.request):
            return super().get_traceback_text()
        lines = where_it_failed(self.exc_value) if self.exc_value is not None else []
        where = "" if self.request is None else route_of(self.request)
        return mark_safe("\n".join([f"route: {where}", *lines]))  # noqa: S308 - kinds and places

    def get_traceback_html(self) -> SafeString:
        """The same as a page."""
        if not self.filter.is_active(self.request):
            return super().get_traceback_html()
        return format_html("<pre>{}</pre>", str(self.get_traceback_text()))
