"""A backup while others write: it shows one moment, and nobody waits for long."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from backrehab.accounts.models import User
from backrehab.operations import postgres
from backrehab.operations.backup import make_backup, verify_backup
from tests.factories import make_user
from tests.operations.conftest import NOW


def wait_for_more(live: sqlite3.Connection, *, than: int) -> None:
    """On a busy machine several copies may be made before a writer has a turn."""
    until = time.monotonic() + 20
    while live.execute("SELECT COUNT(*) FROM one").fetchone()[0] <= than:
        assert time.monotonic() < until, "nobody writes while the copies are made"
        time.sleep(0.001)


def test_the_copy_shows_one_moment(tmp_path: Path) -> None:
    """Each transaction writes into two tables; no copy may ever hold half of one."""
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE one (n INTEGER)")
        live.execute("CREATE TABLE two (n INTEGER)")
    stop, written = threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as mine:
            while not stop.is_set():
                mine.execute("BEGIN IMMEDIATE")
                mine.execute("INSERT INTO one VALUES (1)")
                mine.execute("INSERT INTO two VALUES (1)")
                mine.execute("COMMIT")
                written.append(1)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    counts = []
    try:
        for number in range(5):
            copy = tmp_path / f"copy{number}.sqlite3"
            with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as mine:
                wait_for_more(mine, than=counts[-1] if counts else 0)
                before = len(written)
                mine.execute("VACUUM INTO ?", [str(copy)])
            with closing(sqlite3.connect(copy)) as there:
                assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                one = there.execute("SELECT COUNT(*) FROM one").fetchone()[0]
                two = there.execute("SELECT COUNT(*) FROM two").fetchone()[0]
            assert one == two >= before
            counts.append(one)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert counts == sorted(set(counts))


@pytest.mark.django_db(transaction=True)
def test_the_note_counts_the_rows_of_the_dump(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody signs up before PostgreSQL begins to dump, and somebody when it is done."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is counted in the copy.")
    make_user()
    dump = postgres.dump

    def sign_up() -> None:
        make_user()
        connection.close()

    def dump_meanwhile(path: Path, *, snapshot: str) -> None:
        for step in (sign_up, lambda: dump(path, snapshot=snapshot), sign_up):
            thread = threading.Thread(target=step)
            thread.start()
            thread.join()

    monkeypatch.setattr(postgres, "dump", dump_meanwhile)
    path = make_backup(tmp_path, now=NOW)
    rows = verify_backup(path).rows
    assert (rows["accounts_user"], User.objects.count()) == (1, 3)
