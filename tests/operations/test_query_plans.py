"""The queries of every day find their rows by an index, on both engines."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import User
from backrehab.exchange.tables import person_tables
from backrehab.exercises.cards import Catalogue
from backrehab.operations.simulating import simulate
from tests.factories import at
from tests.factories_diary import make_days, make_person

NOW = at("2026-03-09 09:00")
DAY = date(2026, 3, 9)
EXPLAINED = ("SELECT", "UPDATE", "DELETE")
# Rows of people that are not found through the tables of the download.
ALSO = {"accounts_submission", "django_session"}
# `SCAN t` and `SCAN t USING INDEX i` read every row; `SEARCH` goes to those that are wanted.
WHOLE_TABLE = re.compile(r"^SCAN (\w+)")
ALIAS = re.compile(r'(?:FROM|JOIN|UPDATE) "(\w+)"(?: (?:AS )?"?(\w+)"?)?')
SCANS = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan"}

# Rows of a table that PostgreSQL has to look for.
LARGE = 300

pytestmark = pytest.mark.django_db


def personal_tables() -> set[str]:
    return {table.model._meta.db_table for table in person_tables()} | ALSO


def explain(sql: str) -> list[str]:
    """The tables of people that this statement would read from end to end."""
    find = _whole_in_postgres if connection.vendor == "postgresql" else _whole_in_sqlite
    return [table for table in find(sql) if table in personal_tables()]


def _whole_in_sqlite(sql: str) -> Iterator[str]:
    names = {alias or table: table for table, alias in ALIAS.findall(sql)}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        for *_, step in cursor.fetchall():
            if match := WHOLE_TABLE.match(step):
                yield names.get(match[1], match[1])


def _whole_in_postgres(sql: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        # Tables of a test are small, so that reading them whole would be right. Here it is only
        # done where no index helps.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        found = cursor.fetchone()[0]
    plans = found if isinstance(found, list) else json.loads(found)
    yield from (table for table in _without_condition(plans[0]["Plan"]) if _is_large(table))


def _is_large(table: str) -> bool:
    """Of a table of a page or two any plan is right; what grows by the day is more than that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return cursor.fetchone()[0] >= LARGE


def _without_condition(node: dict[str, Any], table: str = "") -> Iterator[str]:
    table = node.get("Relation Name", table)
    if node["Node Type"] in SCANS and "Index Cond" not in node:
        yield table
    for inner in node.get("Plans", []):
        yield from _without_condition(inner, table)


def everything_asked(act: Callable[[], object]) -> dict[str, list[str]]:
    """The statements that `act` sent and that read a table of people whole."""
    with CaptureQueriesContext(connection) as captured:
        act()
    sent = [query["sql"] for query in captured.captured_queries]
    asked = [sql for sql in sent if sql.startswith(EXPLAINED)]
    assert asked
    return {sql: tables for sql in asked if (tables := explain(sql))}


@pytest.fixture
def person(catalogue: Catalogue) -> Iterator[User]:
    """Somebody with a diary of forty days and a morning that is due."""
    with time_machine.travel(NOW, tick=False):
        user = make_person(now=NOW - timedelta(days=200))
        make_days(user, [DAY - timedelta(days=n) for n in range(3, 40, 2)])
        make_days(user, [DAY - timedelta(days=1)], morning=None)
        if connection.vendor == "postgresql":
            # Its plans depend on how many others there are, and on what it counted last.
            list(simulate(people=30, days=60, seed=1, now=NOW))
        yield user


@pytest.mark.parametrize(
    "path",
    ["/today/", "/log/", "/ladder/", "/progress/", "/programmes/sciatica/", "/hip/release/"],
)
def test_pages(person: User, sign_in: Callable[[User], Client], path: str) -> None:
    """The session, the person, the window of days, what is due this morning, and the roll-ups."""
    client = sign_in(person)
    assert client.get(path).status_code == 200
    assert everything_asked(lambda: client.get(path)) == {}


def test_going_back_in_the_log(person: User, sign_in: Callable[[User], Client]) -> None:
    make_days(person, [DAY - timedelta(days=n) for n in range(41, 160, 2)])
    client = sign_in(person)
    older = re.search(r'href="(/log/\?[^"]+)"', client.get("/log/").text)
    assert older is not None
    path = older[1].replace("&amp;", "&")
    assert everything_asked(lambda: client.get(path)) == {}


def test_sending_a_form(person: User, sign_in: Callable[[User], Client], key: str) -> None:
    """The look-up of the form's key, the lock of the person, and what the morning writes."""
    client = sign_in(person)
    sent = {"key": key, "score": "2", "on": (DAY - timedelta(days=1)).isoformat()}
    assert everything_asked(lambda: client.post("/today/morning/", sent)) == {}
    assert person.training_days.get(on=sent["on"]).morning == 2


def test_what_reads_a_table_whole_is_found(person: User) -> None:
    days = ["painlog_trainingday"]
    assert explain("SELECT * FROM painlog_dailyscore WHERE score = 3") == ["painlog_dailyscore"]
    assert explain("SELECT COUNT(*) FROM painlog_trainingday") == days
    assert explain('SELECT * FROM "painlog_trainingday" "d" WHERE "d"."id" = 1') == []
    assert explain('SELECT * FROM "painlog_trainingday" "d" WHERE "d"."load_kg" = 1') == days
