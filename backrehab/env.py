"""Typed readers of the environment and of an optional `.env` file: the only place that reads it."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(str(BASE_DIR / ".env"))

MINIMUM_SECRET_LENGTH = 50
FEWEST_CHARACTERS = 5
# What Django's own template for new projects starts its secrets with.
INSECURE_PREFIX = "django-insecure-"
HOST = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9a-f:]+\]")
ADDRESS = re.compile(r"https?://([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?")
DATABASE_SCHEMES = frozenset({"sqlite", "postgres", "postgresql"})


def text(name: str, default: str = "") -> str:
    """The variable as text."""
    return str(env.str(name, default=default)).strip()


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no."""
    return bool(env.bool(name, default=default))


def number(name: str, default: int) -> int:
    """The variable as a whole number from 0; anything else stops the start with a clear message."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.")
    return int(value)


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


def database(address: str, *, name: str = "DATABASE_URL") -> dict[str, Any]:
    """The address of a database as Django wants it, read from the setting `name`.

    The message never repeats the address: it may hold a password.
    """
    if urlsplit(address).scheme not in DATABASE_SCHEMES:
        raise ImproperlyConfigured(
            f"{name} must look like postgres://user:password@host:5432/name "
            "or sqlite:////path/to/file (four slashes for a whole path)."
        )
    found: dict[str, Any] = env.db_url_config(address)
    return found


def with_secrets(**more: str) -> dict[str, str]:
    """The environment for another program, and what it must not be told by its arguments."""
    return os.environ | more


def site_url(default: str) -> str:
    """SITE_URL without a trailing slash; it must be a whole http or https address."""
    value = text("SITE_URL", default).rstrip("/").lower()
    if value != default and not ADDRESS.fullmatch(value):
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
