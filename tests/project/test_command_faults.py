"""A command whose database, or disk, lets it down says so in one line."""

import errno
import os
import socket
import sqlite3
from contextlib import closing
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError, SMTPRecipientsRefused
from ssl import SSLCertVerificationError

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.db.migrations.exceptions import MigrationSchemaMissing

from backrehab.command_faults import in_words
from tests.project.test_start import DEVELOPMENT, manage

COMMANDS = [
    ["backup"],
    ["delete_due"],
    ["tidy"],
    ["load_catalogue"],
    ["demo"],
    ["prepare"],
    ["serve", "--prepare"],
    ["createsuperuser", "--no-input", "--email", "ada@example.org"],
    ["simulate", "--people", "1", "--days", "1"],
]
NEED_TABLES = [line for line in COMMANDS if line[0] not in ("backup", "prepare", "serve")]


def said(line, path, **settings):
    """The one line of a command that fails, with the database in this file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    known = DEVELOPMENT | {"DATABASE_URL": f"sqlite:///{path}", "PORT": port}
    done = manage(*line, **known, BACKUP_DIR=str(path.parent / "backups"), **settings)
    assert done.returncode == 1
    (only,) = done.stderr.splitlines()
    return only


@pytest.mark.parametrize("line", COMMANDS, ids=" ".join)
def test_a_folder_that_is_missing(line, tmp_path):
    told = said(line, tmp_path / "nowhere" / "db.sqlite3")
    assert told.startswith("The database does not answer: unable to open database file. Look at")


@pytest.mark.parametrize("line", [["backup"], ["tidy"], ["prepare"]], ids=" ".join)
def test_a_file_that_is_no_database(line, tmp_path):
    (tmp_path / "notes.txt").write_text("milk, bread, eggs\n" * 200)
    told = said(line, tmp_path / "notes.txt")
    assert told.startswith("This is no database, or it is damaged: file is not a database. Look")
    assert (tmp_path / "notes.txt").read_text().startswith("milk")


def test_nobody_is_there_to_type(tmp_path):
    """As from a timer, or in a container without a terminal."""
    known = DEVELOPMENT | {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
    known |= {"DJANGO_SUPERUSER_PASSWORD": "plum tractor violet", "PYTHONWARNINGS": "ignore"}
    for line in (["prepare"], ["createsuperuser", "--no-input", "--email", "ada@example.org"]):
        assert manage(*line, **known).returncode == 0
    done = manage("changepassword", "ada@example.org", **known)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith("Nothing can be typed here: run this command in a terminal.\n")


@pytest.mark.parametrize("line", NEED_TABLES, ids=" ".join)
def test_a_database_without_tables(line, tmp_path):
    told = said(line, tmp_path / "db.sqlite3", DJANGO_SUPERUSER_PASSWORD="plum tractor violet")
    assert told.startswith("The database has no tables yet, or migrations are waiting: no such")
    assert told.endswith("Run `manage.py prepare`, then try again.")


def test_a_database_that_is_read_only(tmp_path):
    """Its header says so, which holds for root as well: a newer format, that may only be read."""
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE django_migrations (id INTEGER)")
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")
    told = said(["prepare"], path)
    assert told.startswith("The database cannot be written to: attempt to write a readonly")


def test_a_fault_of_ours_keeps_its_traceback(tmp_path):
    settings = DEVELOPMENT | {"DATABASE_URL": f"sqlite:///{tmp_path / 'no' / 'db.sqlite3'}"}
    done = manage("tidy", "--traceback", **settings)
    assert done.stderr.startswith("Traceback (most recent call last):")
    assert in_words(ValueError("no such table")) is None
    assert in_words(FileNotFoundError(errno.ENOENT, "No such file")) is None


def test_a_full_disk():
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    told = "The disk is full, or cannot be written to: {}. Make room (old backups first)"
    assert in_words(full).startswith(told.format("No space left on device"))
    for words in ("database or disk is full", "disk I/O error"):
        assert in_words(OperationalError(words)).startswith(told.format(words))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_file_of_somebody_else(number):
    told = in_words(OSError(number, os.strerror(number), "/srv/app/var/static.sha256"))
    assert told == (
        "This may not be read or written by the user that runs this: /srv/app/var/static.sha256 "
        f"({os.strerror(number)}). Let it belong to that user; a service may only write where its "
        "unit says so."
    )


@pytest.mark.parametrize(
    ("cause", "begins"),
    [
        (psycopg.errors.UndefinedTable("no"), "The database has no tables yet"),
        (psycopg.errors.ReadOnlySqlTransaction("no"), "The database cannot be written to"),
        (psycopg.errors.DiskFull("no"), "The disk is full"),
        (psycopg.errors.InsufficientPrivilege("no"), "The database does not allow this"),
        (psycopg.errors.LockNotAvailable("no"), "The database is busy"),
        (psycopg.errors.SyntaxError("no"), "The database refused this"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_postgresql_says(cause, begins):
    error = ProgrammingError("it said no\nLINE 1: what somebody typed")
    error.__cause__ = cause
    told = in_words(error)
    assert told.startswith(f"{begins}")
    assert ": it said no. " in told
    assert "typed" not in told


def test_a_role_that_may_make_no_tables():
    """`migrate` tells it in words of its own. PostgreSQL allows it to the owner of a database only,
    whatever else was granted."""
    refused = ProgrammingError("permission denied")
    refused.__cause__ = psycopg.errors.InsufficientPrivilege()
    error = MigrationSchemaMissing(f"Unable to create a table ({refused})")
    error.__context__ = refused
    told = in_words(error)
    assert told.startswith("The database does not allow this: Unable to create a table")
    assert told.endswith("as a rule it owns the database.")


def test_a_mail_server_that_is_not_there(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        known = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(free.getsockname()[1])}
        told = said(["sendtestemail", "ada@example.org"], tmp_path / "db.sqlite3", **known)
    assert told == (
        "The mail server did not take it: Connection refused. Look at MAIL_HOST, MAIL_PORT and the "
        "other lines for mail (.env.example)."
    )
    refused = SMTPRecipientsRefused({"ada@example.org": (550, b"no such person: ada@example.org")})
    assert "ada" not in in_words(refused)
    assert ": it answered 535. " in in_words(SMTPAuthenticationError(535, b"hush"))


def test_a_mail_server_with_a_certificate_or_ways_of_its_own():
    told = in_words(SSLCertVerificationError(1, "certificate verify failed: self-signed"))
    assert told.startswith("The mail server did not take it: certificate verify failed: self-sign")
    told = in_words(SMTPNotSupportedError("STARTTLS extension not supported by server."))
    assert ": STARTTLS extension not supported by server. Look at MAIL_HOST" in told


def test_no_password_is_repeated(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "hush")
    told = in_words(InterfaceError("no pg_hba entry for me:hush"))
    assert told.startswith("The database does not answer: no pg_hba entry for me:[hidden]. Look")
