"""Statements for SQLite are put into its own form once, and mean what they mean to Django."""

from collections.abc import Iterator

import pytest
from django.db import ConnectionHandler
from django.db.backends.base.base import BaseDatabaseWrapper

from backrehab.backends.sqlite3.base import LONGEST, _converted


@pytest.fixture
def connection(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A database of its own, whatever the other tests run on."""
    handler = ConnectionHandler(
        {"default": {"ENGINE": "backrehab.backends.sqlite3", "NAME": ":memory:"}}
    )
    yield handler["default"]
    handler["default"].close()


def asked(connection: BaseDatabaseWrapper, text: str, params: object = None) -> object:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("text", "params", "found"),
    [
        ("SELECT %s + %s", [1, 2], 3),
        ("SELECT %s LIKE '%%b%%'", ["abc"], 1),
        ("SELECT %s || '%%s'", ["a"], "a%s"),
        ("SELECT '%%'", [], "%"),
        ("SELECT '%s'", None, "%s"),
        ("SELECT %(a)s - %(b)s", {"a": 5, "b": 3}, 2),
    ],
)
def test_a_statement_means_the_same_each_time(
    connection: BaseDatabaseWrapper, text: str, params: object, found: object
) -> None:
    for _ in range(3):
        assert asked(connection, text, params) == [(found,)]


def test_a_text_is_put_into_its_form_once(connection: BaseDatabaseWrapper) -> None:
    _converted.cache_clear()
    for number in range(5):
        assert asked(connection, "SELECT 10 * %s", [number]) == [(10 * number,)]
    assert _converted.cache_info()[:2] == (4, 1)


def test_many_rows_are_written_by_one_text(connection: BaseDatabaseWrapper) -> None:
    asked(connection, "CREATE TABLE score (nrs integer)")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO score VALUES (%s)", [(score,) for score in range(11)])
    assert asked(connection, "SELECT count(*), sum(nrs) FROM score") == [(11, 55)]


def test_long_texts_are_not_kept(connection: BaseDatabaseWrapper) -> None:
    _converted.cache_clear()
    text = f"SELECT %s{' ' * LONGEST}"
    assert asked(connection, text, [1]) == asked(connection, text, [1]) == [(1,)]
    assert _converted.cache_info().currsize == 0
