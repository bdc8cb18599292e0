"""Typed readers of the environment and of an optional `.env` file: the only place that reads it."""

import io
import ipaddress
import os
import re
import secrets
from email.headerregistry import AddressHeader
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

MINIMUM_SECRET_LENGTH = 50
FEWEST_CHARACTERS = 5
# Of a number nobody says more; and a sum with more days would leave the calendar.
MOST, DIGITS = 999_999_999, 10
MOST_DAYS = 36_500
HIGHEST_PORT = 65_535
# Where a mail server speaks TLS from the first word (RFC 8314); elsewhere it is asked to begin.
TLS_PORT = 465
# What Django's own template for new projects starts its secrets with.
INSECURE_PREFIX = "django-insecure-"
HOST = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9a-f:]+\]")
ADDRESS = re.compile(r"https?://([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?")
DATABASE_SCHEMES = frozenset({"sqlite", "postgres", "postgresql"})
IN_MEMORY = ":memory:"
# What Django and psycopg take besides the options of libpq.
DJANGO_OPTIONS = frozenset(
    {"assume_role", "isolation_level", "prepare_threshold", "server_side_binding"}
)
# A line of `.env` that the library understands, and one that says nothing.
LINE = re.compile(r"(export )?\w+=.*", re.ASCII)
REMARK = re.compile(r"\s*(#.*)?")
YES, NO = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "0", "off"})


def read_file(path: Path) -> frozenset[str]:
    """Read a `.env` file if there is one, and return the names in it; the environment goes before.

    The library skips a file that it may not read, and then the secret would seem to be missing. A
    line that it does not understand it skips as well, and prints it with whatever it holds.
    """
    try:
        # Some editors begin a file with a mark of their own.
        found = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ImproperlyConfigured(
            f"{path.name} is there, but cannot be read ({why}). The user that runs this needs to "
            "read it: see its owner, its group and its mode."
        ) from None
    lines = found.splitlines()
    for number, line in enumerate(lines, 1):
        if not LINE.fullmatch(line) and not REMARK.fullmatch(line):
            raise ImproperlyConfigured(
                f"{path.name} has a line {number} that cannot be read. It must be NAME=value, with "
                "no space before the name and none around the =."
            )
    told = [line for line in lines if LINE.fullmatch(line)]
    environ.Env.read_env(io.StringIO("\n".join(told)))
    return frozenset(line.partition("=")[0].removeprefix("export ") for line in told)


IN_FILE = read_file(BASE_DIR / ".env")


def folder(path: Path) -> Path:
    """The folder, made if it is not there; one that cannot be made stops the start."""
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {path} cannot be made ({error.strerror}). Make it, and let it belong to "
            "the user that runs this."
        ) from None
    return path


def text(name: str, default: str = "") -> str:
    """The variable as text, just as it stands there: the library would take a password that begins
    with a $ for the name of another variable."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no; another word stops the start, for it may have meant either."""
    value = text(name).lower()
    if value and value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be true or false.")
    return value in YES if value else default


def number(name: str, default: int, *, least: int = 0, most: int = MOST) -> int:
    """The variable as a whole number from `least` to `most`; anything else stops the start with a
    clear message."""
    value = text(name, str(default))
    if not value.isdecimal() or int(value[:DIGITS]) < least:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be a whole number, {least} or more."
        )
    if int(value[:DIGITS]) > most:
        raise ImproperlyConfigured(f"{name} is {value[:DIGITS]}; it must be {most} at most.")
    return int(value)


def place(name: str, default: Path) -> Path:
    """The variable as a path. One that is not whole begins where the project lies, whatever folder
    a command is called from."""
    return BASE_DIR / (text(name) or default)


def sender(default: str) -> str:
    """MAIL_FROM: one address, with a name before it or without; the server takes mail of no
    other."""
    value = text("MAIL_FROM") or default
    found = AddressHeader.value_parser(value)
    boxes = found.all_mailboxes
    # The default may be a machine of one's own, which has no name that mail knows.
    if value != default and (found.all_defects or len(boxes) != 1 or not boxes[0].domain):
        raise ImproperlyConfigured(
            f"MAIL_FROM is {value!r}; it must be an address such as no-reply@example.org or "
            "Back Rehab <no-reply@example.org>."
        )
    return value


def mail_host() -> str:
    """MAIL_HOST: a name or a network address, and nothing around it."""
    value = text("MAIL_HOST")
    if re.search(r"[\s/@]|^[^:]*:[^:]*$", value):
        raise ImproperlyConfigured(
            f"MAIL_HOST is {value!r}; it must be a name such as smtp.example.org. The port goes "
            "into MAIL_PORT, name and password into MAIL_USER and MAIL_PASSWORD."
        )
    return value


def listen_address() -> str:
    """HOST: the network address that the server listens on."""
    value = text("HOST", "127.0.0.1")
    try:
        return str(ipaddress.ip_address("127.0.0.1" if value == "localhost" else value))
    except ValueError:
        raise ImproperlyConfigured(
            f"HOST is {value!r}; it must be a network address such as 127.0.0.1 or 0.0.0.0. "
            "The name that people type goes into SITE_URL."
        ) from None


def server() -> tuple[str, int, int]:
    """HOST, PORT and WORKERS: where the server listens, and how many processes it has."""
    port = text("PORT", "8000")
    if not port.isdecimal() or not 1 <= int(port[:DIGITS]) <= HIGHEST_PORT:
        raise ImproperlyConfigured(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    return listen_address(), int(port), number("WORKERS", 2, least=1)


def words(name: str) -> list[str]:
    """The variable as a list, separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def extra_hosts() -> list[str]:
    """EXTRA_HOSTS: names without a scheme, port or path, and never "any name"."""
    hosts = words("EXTRA_HOSTS")
    for host in hosts:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"EXTRA_HOSTS names {host!r}; it must hold host names such as www.example.org, "
                'without https:// and without a port. "*" would answer to any name.'
            )
    return hosts


def debug(*, development: bool) -> bool:
    """DEBUG; in production it stops the start, as it shows settings and data to everybody."""
    wanted = flag("DEBUG", default=False)
    if wanted and not development:
        raise ImproperlyConfigured(
            "DEBUG is on in production, where it would show settings and data to everybody. "
            "Take it away, or set ENVIRONMENT=development on a machine of your own."
        )
    return wanted


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    """The variable as one of `options`; anything else stops the start with a clear message."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of: {', '.join(options)}.")
    return value


def database(address: str, *, name: str = "DATABASE_URL", memory: bool = False) -> dict[str, Any]:
    """The address of a database as Django wants it, read from the setting `name`.

    `memory`: whether it may be one that is gone when the process ends. No message repeats the
    address: it may hold a password.
    """
    try:
        found: dict[str, Any] = _parse_database(address)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must look like postgres://user:password@host:5432/name "
            "or sqlite:////path/to/file (four slashes for a whole path). Special characters in a "
            "password are written as % and a number: / is %2F, ? is %3F, # is %23, @ is %40, "
            "[ is %5B."
        ) from None
    if found["NAME"] == IN_MEMORY and not memory:
        raise ImproperlyConfigured(
            f"{name} names no file: everything would be lost when the server stops. It must look "
            "like sqlite:////path/to/file (four slashes for a whole path)."
        )
    if found["ENGINE"].endswith("sqlite3") and found["NAME"] != IN_MEMORY:
        found["NAME"] = str(BASE_DIR / found["NAME"])
    if unknown := sorted(found.get("OPTIONS", {}).keys() - _database_options(found)):
        raise ImproperlyConfigured(
            f"{name} has an option that there is none of: {', '.join(unknown)}. "
            "What stands behind the ? are options of PostgreSQL, such as sslmode=require."
        )
    return found


def _parse_database(address: str) -> dict[str, Any]:
    """Raises ValueError, also for what would be read as something else than was meant."""
    memory = address == f"sqlite://{IN_MEMORY}"
    parts = SplitResult("sqlite", "", "", "", "") if memory else urlsplit(address)
    if parts.scheme not in DATABASE_SCHEMES or parts.fragment:
        raise ValueError
    # A file behind two slashes would be taken for a host, and left out.
    if parts.scheme == "sqlite" and parts.netloc:
        raise ValueError
    # A password with a slash or a question mark ends early: its rest, and the host, stand here.
    if parts.scheme != "sqlite" and "@" in parts.path + parts.query:
        raise ValueError
    found: dict[str, Any] = env.db_url_config(address)
    if not found["NAME"] and "service" not in found.get("OPTIONS", {}):
        raise ValueError
    return found


def _database_options(found: dict[str, Any]) -> frozenset[str]:
    """The names of what may stand behind the question mark."""
    if found["ENGINE"].endswith("sqlite3"):
        return frozenset()
    from psycopg.pq import Conninfo  # noqa: PLC0415 - SQLite needs no PostgreSQL

    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    return DJANGO_OPTIONS | known


def with_secrets(**more: str) -> dict[str, str]:
    """The environment for another program, and what it must not be told by its arguments."""
    return os.environ | more


def site_url(default: str) -> str:
    """SITE_URL without a trailing slash; it must be a whole http or https address."""
    value = text("SITE_URL", default).rstrip("/").lower()
    port = value.rpartition(":")[2]
    too_high = port.isdecimal() and int(port) > HIGHEST_PORT
    if value != default and (too_high or not ADDRESS.fullmatch(value)):
        raise ImproperlyConfigured(
            f"SITE_URL is {value!r}; it must look like https://back.example.org "
            "(the address people type, without a path)."
        )
    return value


def secret_key(*, development: bool, var_dir: Path) -> str:
    """SECRET_KEY; on a developer's machine one is made once and kept in `var/`."""
    value = text("SECRET_KEY")
    if value or not development:
        if _is_weak(value):
            raise ImproperlyConfigured(
                f"SECRET_KEY is missing or weak: set at least {MINIMUM_SECRET_LENGTH} random "
                "characters. `make secret` prints one."
            )
        return value
    path = var_dir / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(64))
        path.chmod(0o600)
    return path.read_text().strip()


def _is_weak(secret: str) -> bool:
    """Short, of hardly any different characters, or from a template."""
    few = len(set(secret)) < FEWEST_CHARACTERS
    return len(secret) < MINIMUM_SECRET_LENGTH or few or secret.startswith(INSECURE_PREFIX)
