"""The database is full or gone in mid-request: a calm page, and nothing typed is lost."""

import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.test import Client, RequestFactory
from django.urls import path, reverse
from psycopg import errors

from backrehab import postgres
from backrehab.accounts.models import User
from backrehab.painlog.models import DailyScore
from backrehab.urls import handler500
from backrehab.urls import urlpatterns as own_addresses
from backrehab.web.outage import _is_outage, form_again
from tests.factories_diary import make_person

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"


def fails(request: object) -> None:
    raise OperationalError("the database is gone")


def is_damaged(request: object) -> None:
    raise DatabaseError("file is not a database") from sqlite3.DatabaseError()


def is_not_made_yet(request: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM a_table_of_the_next_release")


def finds_no_row(request: object) -> None:
    """What Django says by itself, of rows that are gone: no fault of the database."""
    raise DatabaseError("Forced update did not affect any rows.")


def breaks(request: object) -> None:
    raise ValueError("a fault of ours")


def is_closed(request: object) -> None:
    raise InterfaceError("connection already closed")


def breaks_over_it(request: object) -> None:
    """What a library makes of it: of its own kind, while that of the database was handled."""
    try:
        is_closed(request)
    except InterfaceError as error:
        raise ValueError("no answer") from error


def breaks_after_it(request: object) -> None:
    """The same, by mistake: nothing says that it came from there."""
    try:
        is_closed(request)
    except InterfaceError:
        breaks(request)


urlpatterns = [
    path("test/fails/", fails),
    path("test/is-damaged/", is_damaged),
    path("test/is-not-made-yet/", is_not_made_yet),
    path("test/finds-no-row/", finds_no_row),
    path("test/breaks/", breaks),
    path("test/breaks-over-it/", breaks_over_it),
    path("test/breaks-after-it/", breaks_after_it),
    *own_addresses,
]


def no_room(execute: Any, statement: str, params: Any, many: Any, context: Any) -> Any:
    """Every key of a form that is stored fails as on a full disk, after the entry was begun. (A
    real full disk and a real lost server are parts of `make faults`.)"""
    if statement.startswith("INSERT INTO") and "accounts_submission" in statement:
        raise OperationalError("database or disk is full")
    return execute(statement, params, many, context)


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def client_of(person: User, sign_in: Callable[[User], Client]) -> Client:
    client = sign_in(person)
    client.raise_request_exception = False
    return client


def test_a_full_disk_keeps_the_entry_on_the_page(person: User, client_of: Client, key: str) -> None:
    form = {"key": key, "score": "3"}
    with connection.execute_wrapper(no_room):
        answer = client_of.post("/today/daily/", urlencode(form), content_type=URLENCODED)
        page = answer.content.decode()
    assert answer.status_code == 503
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("30", "no-store")
    assert "We cannot reach your diary right now" in page
    assert '<form method="post" action="/today/daily/">' in page
    assert f'<input type="hidden" name="key" value="{key}">' in page
    assert '<input type="hidden" name="score" value="3">' in page
    assert not DailyScore.objects.filter(user=person).exists()
    # The same form again, without a restart: stored, once.
    for _time in range(2):
        assert client_of.post("/today/daily/", form).status_code == 302
    assert [row.score for row in DailyScore.objects.filter(user=person)] == [3]


def send(client: Client, address: str, **form: str) -> tuple[int, bool]:
    """The status, and whether the page offers to send it again."""
    answer = client.post(address, urlencode(form), content_type=URLENCODED)
    return answer.status_code, "Send it again" in answer.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "form", "expected"),
    [
        ("/test/fails/", {}, (503, False)),
        ("/test/fails/", {"key": "1"}, (503, True)),
        ("/test/fails/", {"key": "1", "note": "x" * 5000}, (503, False)),
        ("/test/is-damaged/", {"key": "1"}, (503, True)),
        ("/test/is-not-made-yet/", {"key": "1"}, (503, True)),
        ("/test/finds-no-row/", {"key": "1"}, (500, False)),
        ("/test/breaks/", {"key": "1"}, (500, False)),
        ("/test/breaks-over-it/", {"key": "1"}, (503, True)),
        ("/test/breaks-after-it/", {"key": "1"}, (503, True)),
        # Without a key it would count twice.
        ("/test/fails/", {"note": "x"}, (503, False)),
        ("/test/fails/", {"key": "1", "note": "x" * 3992}, (503, True)),
        ("/test/fails/", {"key": "1", "note": "x" * 3993}, (503, False)),
    ],
)
def test_what_broke_decides_the_page(
    client_of: Client, address: str, form: dict[str, str], expected: tuple[int, bool]
) -> None:
    assert send(client_of, address, **form) == expected


@pytest.mark.parametrize(
    ("fault", "outage", "closed"),
    [
        (errors.ReadOnlySqlTransaction, True, True),
        (errors.UndefinedTable, True, False),
        (errors.UndefinedColumn, True, False),
        (errors.UniqueViolation, False, False),
    ],
)
def test_what_postgresql_says_decides_whether_it_is_an_outage(
    monkeypatch: pytest.MonkeyPatch, fault: type[psycopg.Error], *, outage: bool, closed: bool
) -> None:
    """Of a server that only takes reads no connection is kept: the next may find the other one."""
    ended: list[object] = []
    monkeypatch.setattr(postgres, "discard", ended.append)
    error = ProgrammingError("the server refused it")
    error.__cause__ = fault("the server refused it")
    assert _is_outage(error) == outage
    assert ended == [connection] * closed


def test_every_value_of_a_field_is_sent_again() -> None:
    request = RequestFactory().post(
        "/today/finish/", "key=1&leg=on&part=a&part=b", content_type=URLENCODED
    )
    assert form_again(request) == [("key", "1"), ("leg", "on"), ("part", "a"), ("part", "b")]


@pytest.mark.parametrize(
    "name",
    ["account_signup", "mfa_authenticate", "usersessions_list", "privacy_delete", "admin:index"],
)
def test_forms_about_the_account_are_filled_in_anew(name: str) -> None:
    request = RequestFactory().post(reverse(name), "key=1&code=123456", content_type=URLENCODED)
    assert form_again(request) == []


def test_a_form_with_a_file_is_not_repeated() -> None:
    """The page could not hold the file."""
    assert form_again(RequestFactory().post("/today/daily/", {"key": "1", "score": "3"})) == []


def test_a_password_is_never_repeated() -> None:
    request = RequestFactory().post(
        "/accounts/login/", "key=1&password=secret", content_type=URLENCODED
    )
    assert form_again(request) == []
    unknown = RequestFactory().post("/nowhere/", "key=1", content_type=URLENCODED)
    assert form_again(unknown) == []
    assert handler500 == "backrehab.web.outage.server_error"
