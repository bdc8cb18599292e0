"""What a command says when database, disk or mail server lets it down: one line, no traceback.

Only faults that the operator can mend are told this way. A fault of ours keeps its traceback.
"""

import errno
from smtplib import SMTPException, SMTPNotSupportedError, SMTPResponseException
from socket import gaierror
from ssl import SSLError
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, InterfaceError, OperationalError

# What else goes over the network is the database, and has errors of its own.
MAIL_FAULTS = (
    SMTPException,
    ConnectionRefusedError,
    ConnectionResetError,
    TimeoutError,
    gaierror,
    SSLError,
)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
HIDDEN = "[hidden]"

NO_TABLES = (
    "The database has no tables yet, or migrations are waiting",
    "Run `manage.py prepare`, then try again.",
)
READ_ONLY = (
    "The database cannot be written to",
    "Its file and its folder must belong to the user that runs this; PostgreSQL, be no standby.",
)
DAMAGED = (
    "This is no database, or it is damaged",
    "Look at DATABASE_URL; if that is right, restore the last backup (docs/self-hosting.md).",
)
DISK = (
    "The disk is full, or cannot be written to",
    "Make room (old backups first), then try again.",
)
NOT_YOURS = (
    "This may not be read or written by the user that runs this",
    "Let it belong to that user; a service may only write where its unit says so.",
)
BUSY = (
    "The database is busy with something else",
    "Try again in a minute.",
)
GONE = (
    "The database does not answer",
    "Look at DATABASE_URL (.env.example): may this user open the file, or is PostgreSQL up?",
)
NOT_ALLOWED = (
    "The database does not allow this",
    "Give the role in DATABASE_URL its rights: as a rule it owns the database.",
)
MAIL = (
    "The mail server did not take it",
    "Look at MAIL_HOST, MAIL_PORT and the other lines for mail (.env.example).",
)
REFUSED = (
    "The database refused this",
    "Nothing half-done is kept. --traceback shows where it happened.",
)

# Words of SQLite, in lower case, and codes of PostgreSQL: they stand for the same faults.
SIGNS = (
    (NO_TABLES, ("no such table", "no such column", "42P01", "42703", "3F000")),
    (READ_ONLY, ("readonly database", "25006")),
    (NOT_ALLOWED, ("42501",)),
    (DAMAGED, ("not a database", "malformed")),
    (DISK, ("disk is full", "disk i/o error", "53100")),
    (BUSY, ("is locked", "55P03", "40P01")),
)


def in_words(error: BaseException) -> str | None:
    """What is wrong, what the driver said, and what to try; None for a fault that is not told."""
    if isinstance(error, MAIL_FAULTS):
        wrong, advice = MAIL
        return f"{wrong}: {_mail_words(error)}. {advice}"
    if isinstance(error, OSError):
        return _file_words(error)
    if not isinstance(error, Error):
        return None
    wrong, advice = _kind(error)
    return f"{wrong}: {_first_line(error)}. {advice}"


def _file_words(error: OSError) -> str | None:
    """Of a file or a folder; its name is the operator's own."""
    if error.errno in FULL:
        wrong, advice = DISK
        return f"{wrong}: {error.strerror}. {advice}"
    if error.errno in FORBIDDEN:
        wrong, advice = NOT_YOURS
        return f"{wrong}: {error.filename} ({error.strerror}). {advice}"
    return None


def _mail_words(error: OSError) -> str:
    """What the server said, as far as it said anything; never to whom."""
    if isinstance(error, SMTPResponseException):
        return f"it answered {error.smtp_code}"
    return own_words(error) or type(error).__name__


def own_words(error: OSError) -> str:
    """What Python or the system says of a fault with mail; nothing of what a server wrote, which
    may hold somebody's address."""
    # It has no TLS, or asks nobody to sign in.
    if isinstance(error, SMTPNotSupportedError):
        return str(error).rstrip(".")
    return "" if isinstance(error, SMTPException) else error.strerror or ""


def _kind(error: Error) -> tuple[str, str]:
    """Which of the faults above it is."""
    code = _code(error)
    words = str(error).lower()
    for kind, signs in SIGNS:
        if any(sign == code or sign in words for sign in signs):
            return kind
    return GONE if isinstance(error, OperationalError | InterfaceError) else REFUSED


def _code(error: BaseException) -> str:
    """PostgreSQL's code of what is at the root of it: Django wraps it, `migrate` once more."""
    seen: BaseException | None = error
    while seen is not None:
        if code := getattr(seen, "sqlstate", None):
            return str(code)
        seen = seen.__cause__ or seen.__context__
    return ""


def _first_line(error: Error) -> str:
    """The rest may repeat the statement, and with it what somebody typed."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    said = lines[0].rstrip(" .")
    for secret in _passwords():
        said = said.replace(secret, HIDDEN)
    return said


def _passwords() -> list[str]:
    try:
        databases: dict[str, Any] = settings.DATABASES
    except ImproperlyConfigured:  # pragma: no cover - without settings there is no database
        return []
    return [str(one["PASSWORD"]) for one in databases.values() if one.get("PASSWORD")]
