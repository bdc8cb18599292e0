"""A move to another database: everything arrives, or nothing."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from backrehab import env
from backrehab.accounts.models import User
from backrehab.operations import moving, postgres
from backrehab.operations.moving import MoveRefused, move_database
from backrehab.operations.tables import fingerprint, kept_models, rows_in
from backrehab.progression.demo import make_demo
from tests.operations.conftest import NOW
from tests.project.files import ROOT


@pytest.fixture
def person(open_database: None) -> Iterator[User]:
    """Somebody with twelve weeks of history, who is gone after the test."""
    person = make_demo(now=NOW, password="plum tractor violet")
    yield person
    person.delete()


@pytest.fixture(scope="module")
def tables(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Path:
    """A database with tables only, as `migrate` leaves it."""
    path = tmp_path_factory.mktemp("move") / "empty.sqlite3"
    with django_db_blocker.unblock(), temporary(path) as alias:
        call_command("migrate", database=alias, verbosity=0)
    return path


@pytest.fixture
def new(tables: Path, tmp_path: Path) -> Path:
    path = Path(shutil.copy(tables, tmp_path / "new.sqlite3"))
    path.chmod(0o644)
    return path


@contextmanager
def temporary(path: Path) -> Iterator[str]:
    settings = connections.configure_settings({"default": target(path)})
    connections.settings["temporary"] = settings["default"]
    yield "temporary"
    connections["temporary"].close()
    del connections["temporary"], connections.settings["temporary"]


def target(path: Path) -> dict[str, Any]:
    return env.database(f"sqlite:///{path}")


def test_everything_arrives(person: User, new: Path) -> None:
    """From whichever engine the tests run on; the second move finds people and changes nothing."""
    said: list[str] = []
    moved = move_database(target(new), say=said.append)
    here = {model._meta.db_table: fingerprint(model, "default") for model in kept_models()}
    assert {one.table: (one.rows, one.sha256) for one in moved} == here
    assert here["painlog_trainingday"][0] > 20
    assert said[0] == "Making the tables …"
    assert len(said) == len(here) + 1
    assert "move_target" not in connections.settings
    assert new.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(new)) as there:
        last = there.execute("SELECT seq FROM sqlite_sequence WHERE name='accounts_user'")
        assert last.fetchone() == (person.pk,)

    before = new.read_bytes()
    with pytest.raises(MoveRefused, match="it must be empty"):
        move_database(target(new), say=said.append)
    assert new.read_bytes() == before


def test_the_command_says_what_to_do_next(
    person: User, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARGET_DATABASE_URL", f"sqlite:///{new}")
    said = StringIO()
    call_command("move_database", stdout=said)
    lines = said.getvalue().splitlines()
    here = rows_in(connection)
    assert lines[-1].startswith(
        f"{sum(here.values())} rows in {len(here)} tables are the same on both sides. "
    )
    assert "Now set DATABASE_URL" in lines[-1]
    with closing(sqlite3.connect(new)) as there:
        # The limits on trying need a place there too; it is no model's table.
        assert there.execute("SELECT COUNT(*) FROM cache_entry").fetchone() == (0,)


def test_from_sqlite_into_postgresql(person: User, new: Path) -> None:
    """Every row over there and back again; the next account gets a number of its own."""
    if connection.vendor != "postgresql":
        pytest.skip("Wants a server: the run on PostgreSQL has one.")
    here = {one.table: one.sha256 for one in move_database(target(new), say=str)}
    name = "back_rehab_moved"
    there = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    addresses = {"DATABASE_URL": f"sqlite:///{new}", "TARGET_DATABASE_URL": there}
    with postgres.scratch_database(connection, name):
        words = (sys.executable, "manage.py", "move_database")
        said = subprocess.run(
            words, cwd=ROOT, env=os.environ | addresses, capture_output=True, text=True, check=False
        )
        assert (said.returncode, said.stderr) == (0, "")
        found = re.findall(r"(?m)^(\w+): \d+ rows, (\w+)$", said.stdout)
        assert dict(found) == {table: sha256[:12] for table, sha256 in here.items()}
        with psycopg.connect(there) as opened:
            following = "SELECT nextval(pg_get_serial_sequence('accounts_user', 'id'))"
            assert opened.execute(following).fetchone() == (person.pk + 1,)


def test_what_differs_is_refused_and_nothing_stays(
    person: User, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target that changes a value on its way in: here a trigger, in life a narrower column."""
    monkeypatch.setenv("TARGET_DATABASE_URL", f"sqlite:///{new}")
    with closing(sqlite3.connect(new)) as there:
        there.execute(
            "CREATE TRIGGER narrow AFTER INSERT ON accounts_user BEGIN "
            "UPDATE accounts_user SET unit = 'lb' WHERE id = NEW.id; END"
        )
    with pytest.raises(CommandError, match="accounts_user arrived with 1 of 1 rows, or changed"):
        call_command("move_database")
    with closing(sqlite3.connect(new)) as there:
        assert there.execute("SELECT COUNT(*) FROM accounts_user").fetchone() == (0,)


def test_a_server_that_goes_on_is_noticed(
    person: User, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody enters after its table was copied would be missing, and nobody told."""

    def entered_meanwhile(_there: Any) -> None:
        User.objects.filter(pk=person.pk).update(unit="lb")

    monkeypatch.setattr(moving, "_set_counters", entered_meanwhile)
    with pytest.raises(MoveRefused, match="accounts_user was changed while it was moved"):
        move_database(target(new), say=str)
    with closing(sqlite3.connect(new)) as there:
        assert there.execute("SELECT COUNT(*) FROM accounts_user").fetchone() == (0,)


def test_a_target_that_cannot_be_opened(
    open_database: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A word in place of a traceback, and without the password."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        address = f"postgresql://me:plum-tractor@127.0.0.1:{port}/there"
        monkeypatch.setenv("TARGET_DATABASE_URL", address)
        with pytest.raises(CommandError, match=r"cannot be opened: .*refused") as refused:
            call_command("move_database")
    assert "plum-tractor" not in str(refused.value)
    monkeypatch.setenv("TARGET_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/new.sqlite3")
    with pytest.raises(CommandError, match="cannot be opened: unable to open"):
        call_command("move_database")


def test_a_target_that_takes_no_tables(
    open_database: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Or it would be told as a fault of the database that is in use."""
    with closing(sqlite3.connect(tmp_path / "odd.sqlite3")) as there:
        there.execute("CREATE TABLE django_migrations (id INTEGER)")
    monkeypatch.setenv("TARGET_DATABASE_URL", f"sqlite:///{tmp_path}/odd.sqlite3")
    with pytest.raises(CommandError, match="tables cannot be made in the database to move into: "):
        call_command("move_database", stdout=StringIO())


def test_the_command_wants_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TARGET_DATABASE_URL", raising=False)
    with pytest.raises(CommandError, match="Say in TARGET_DATABASE_URL"):
        call_command("move_database")
    monkeypatch.setenv("TARGET_DATABASE_URL", "mysql://somewhere/x")
    with pytest.raises(CommandError, match="TARGET_DATABASE_URL must look like"):
        call_command("move_database")
