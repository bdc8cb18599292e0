"""The log: JSON, with an id for each request, and not a word of what people typed."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, path, reverse
from django.utils.log import AdminEmailHandler
from django.views.debug import ExceptionReporter

from backrehab import logs
from backrehab.accounts.models import User
from backrehab.urls import urlpatterns as real_patterns
from backrehab.web.urls import urlpatterns as own_patterns
from tests.closing import close
from tests.factories_diary import make_person

PLANTED = "planted7731"
ADDRESS = f"{PLANTED}@example.org"
FILLED = {
    "int": "1",
    "slug": PLANTED,
    "str": PLANTED,
    "iso_date": "2026-03-09",
    "uuid": "018f5d6e-0000-7000-8000-000000007731",
}


def breaks(request: HttpRequest) -> HttpResponse:
    """A fault with everything in it that must not be told."""
    local = request.POST.get("note", "")
    try:
        int(local)
    except ValueError as error:
        raise LookupError(f"{ADDRESS} was not found") from error


urlpatterns = [*real_patterns, path(f"breaks/{PLANTED}/", breaks, name="breaks_on_purpose")]


class Log:
    """What the root handler would write in production."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(logs.JsonFormatter())

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    found, root, own = Log(), logging.getLogger(), logging.getLogger("backrehab")
    before = root.level, own.level
    root.setLevel(logging.INFO)
    own.setLevel(logging.INFO)
    root.addHandler(found.handler)
    yield found
    root.removeHandler(found.handler)
    root.setLevel(before[0])
    own.setLevel(before[1])


@pytest.mark.django_db
def test_a_line_for_each_request(log: Log, client: Client) -> None:
    answer = client.get(f"/about/?first={PLANTED}")
    (line,) = (line for line in log.lines if line["logger"] == "backrehab.request")
    assert (line["route"], line["method"], line["status"]) == ("about", "GET", 200)
    assert (line["level"], line["message"]) == ("INFO", "request")
    assert line["request_id"] == answer["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", line["request_id"])
    assert line["duration_ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert set(line) == {
        *("time", "level", "logger", "message", "request_id"),
        *("route", "method", "status", "duration_ms"),
    }


@pytest.mark.django_db
def test_the_address_only_if_the_operator_asks(log: Log, client: Client, settings: Any) -> None:
    client.get("/about/", REMOTE_ADDR="192.0.2.7")
    assert "192.0.2.7" not in log.text
    settings.LOG_ADDRESSES = True
    client.get("/about/", REMOTE_ADDR="192.0.2.7")
    assert log.lines[-1]["address"] == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "told"),
    [
        (1, {"198.51.100.1, 192.0.2.7": "192.0.2.7", "unknown": "127.0.0.1"}),
        (2, {"192.0.2.7, 198.51.100.1": "192.0.2.7", "192.0.2.7": "127.0.0.1"}),
        (0, {"192.0.2.7": "127.0.0.1"}),
    ],
)
@pytest.mark.django_db
def test_the_address_is_that_of_the_visitor(
    log: Log, client: Client, settings: Any, proxies: int, told: dict[str, str]
) -> None:
    settings.LOG_ADDRESSES = True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for came, logged in told.items():
        client.get("/about/", headers={"X-Forwarded-For": came})
        assert log.lines[-1]["address"] == logged


@pytest.mark.parametrize("address", ["/nowhere/", "/about/"])
@pytest.mark.django_db
def test_every_line_of_a_refusal_has_its_request(log: Log, client: Client, address: str) -> None:
    """Django says a second one, after all middleware."""
    answer = client.put(address)
    lines = [line for line in log.lines if line["logger"] == "django.request"]
    assert [line["status"] for line in lines] == [answer.status_code]
    assert {line["request_id"] for line in log.lines} == {answer["X-Request-ID"]}


@pytest.mark.parametrize("given", ["abcdefgh", "Proxy_id-0123456789", "a" * 64])
@pytest.mark.django_db
def test_an_id_of_the_proxy_is_kept(client: Client, given: str) -> None:
    assert client.get("/about/", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "abcdefgh\n", 'a"b:c{defgh', ADDRESS, "påskeferie"]
)
def test_any_other_id_is_made_anew(given: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", logs.choose_request_id(given))


@pytest.mark.django_db
def test_a_fault_is_told_by_its_kind_and_place(log: Log, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.project.test_logs"
    client = Client(raise_request_exception=False)
    answer = client.post(f"/breaks/{PLANTED}/", {"note": PLANTED})
    assert answer.status_code == 302  # sign-in first: nothing of it may be told either
    user = make_user_with(client)
    answer = client.post(f"/breaks/{PLANTED}/?q={PLANTED}", {"note": PLANTED})
    assert answer.status_code == 500
    (line,) = (line for line in log.lines if "error" in line)
    assert (line["route"], line["status"]) == ("breaks_on_purpose", 500)
    assert line["message"] == "Internal Server Error"
    assert line["error"][0] == "LookupError"
    assert "ValueError" in line["error"]
    assert any("test_logs.py" in place and place.endswith(" breaks") for place in line["error"])
    for text in (PLANTED, user.email):
        assert text not in log.text


def make_user_with(client: Client) -> User:
    from tests.factories import make_user

    user = make_user(email=f"signed-in-{ADDRESS}")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def test_an_error_report_says_as_little(settings: Any) -> None:
    """Also where an operator sends faults by mail after all."""
    settings.ADMINS = ["operator@example.org"]
    request = RequestFactory().post(f"/breaks/{PLANTED}/", {"note": PLANTED})
    request.resolver_match = None
    request.COOKIES["sessionid"] = PLANTED
    try:
        breaks(request)
    except LookupError as error:
        told = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Fault", (), told)
    record.request = request
    AdminEmailHandler(include_html=True).emit(record)
    (sent,) = mail.outbox
    whole = sent.message().as_string()
    assert "LookupError" in whole
    assert PLANTED not in whole
    reporter = ExceptionReporter(request, *told)
    filtered = reporter.filter
    assert filtered.get_post_parameters(request) == {"note": "[hidden]"}
    frame = told[2].tb_frame
    assert {value for _, value in filtered.get_traceback_frame_variables(request, frame)} == {
        "[hidden]"
    }
    assert set(filtered.get_safe_cookies(request).values()) == {"[hidden]"}
    assert set(filtered.get_safe_request_meta(request).values()) == {"[hidden]"}


@pytest.mark.parametrize(
    ("name", "message", "args", "told"),
    [
        ("backrehab.x", "%s rows", (3,), "3 rows"),
        ("backrehab_other", "%s rows", (PLANTED,), "[hidden] rows"),
        ("django.request", "Not Found: %s", (PLANTED,), "Not Found: [hidden]"),
        ("other", "Saved %(what)r for %5.2f", ({"what": PLANTED},), "Saved [hidden] for [hidden]"),
        ("other", f"Bad value: {PLANTED}", (), "Bad value"),
        ("other", f"mail to {ADDRESS}"[:8] + " 'x'", (), "mail to"),
        ("other", ValueError(PLANTED), (), "ValueError"),
    ],
)
def test_what_a_line_says(name: str, message: Any, args: Any, told: str) -> None:
    record = logging.LogRecord(name, logging.INFO, "", 0, message, args, None)
    assert logs.message_of(record) == told


# --- the journeys -----------------------------------------------------------------------------


def addresses() -> list[str]:
    """Every address of our own, the gaps filled with what is planted."""
    found = []
    for pattern in own_patterns:
        if isinstance(pattern, URLPattern):
            text = str(pattern.pattern)
            found.append("/" + re.sub(r"<(\w+):\w+>", lambda m: FILLED[m[1]], text))
    return found


FIELDS = (
    *("score", "before", "worst", "morning", "sets_done", "level", "load", "time_zone"),
    *("age_band", "weekdays", "equipment", "days", "hide", "on", "answer", "note"),
)
TYPED = dict.fromkeys(FIELDS, f"{PLANTED} typed") | {
    "login": ADDRESS,
    "email": ADDRESS,
    "password": PLANTED,
    "password1": f"{PLANTED} long one",
}


def visit(client: Client, address: str) -> list[str]:
    """Read it, send it, and what came of it: where one is led, and the titles of the pages."""
    told = []
    typed = TYPED | {"key": str(uuid4())}
    for answer in (client.get(f"{address}?first={PLANTED}"), client.post(address, typed)):
        told.append(answer.headers.get("Location", ""))
        if not answer.streaming:
            told += re.findall(r"(?s)<title>(.*?)</title>", answer.content.decode())
        close(answer)
    return told


def own(told: list[str]) -> list[str]:
    """What was told, without the way back that a sign-in page is given."""
    return [re.sub(r"\?(next|first)=.*", "", text) for text in told]


def test_no_line_subject_title_or_address_tells_what_was_planted(
    log: Log, catalogue: object, mailoutbox: list[Any]
) -> None:
    user = make_person(email=f"me-{ADDRESS}")
    ways = [
        *addresses(),
        *(reverse(f"account_{n}") for n in ("login", "signup", "reset_password", "email")),
    ]
    told: list[str] = []
    client = Client()
    for address in ways:
        told += visit(client, address)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for address in ways:
        if "logout" not in address:
            told += visit(client, address)
    assert len(log.lines) > 4 * len(addresses())
    assert PLANTED not in log.text
    assert [title for title in own(told) if PLANTED in title.lower()] == []
    assert len(mailoutbox) > 0
    for sent in mailoutbox:
        assert PLANTED not in sent.subject
        assert re.search(r"\b(pain|score|back|health|rehab)\b", sent.subject.lower()) is None


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_every_page_for_somebody_signed_in_is_never_stored(
    catalogue: object, headers: dict[str, str]
) -> None:
    client = Client(headers=headers)
    user = make_person(is_staff=True, is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    names = ("account_email", "account_logout", "usersessions_list", "mfa_index", "admin:index")
    stored = []
    for address in [*addresses(), *map(reverse, names), "/nowhere/", "/privacy/download/"]:
        answer = client.get(address)
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            stored.append(address)
        close(answer)
    assert stored == []
