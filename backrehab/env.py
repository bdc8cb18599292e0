"""Typed readers of the environment and of an optional `.env` file: the only place that reads it."""

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


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    """The variable as one of `options`; anything else stops the start with a clear message."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of: {', '.join(options)}.")
    return value


def database(default: str) -> dict[str, Any]:
    """DATABASE_URL as Django wants it. The message never repeats it: it may hold a password."""
    value = text("DATABASE_URL", default)
    if urlsplit(value).scheme not in DATABASE_SCHEMES:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name "
            "or sqlite:////path/to/file (four slashes for a whole path)."
        )
    found: dict[str, Any] = env.db_url_config(value)
    return found


def site_url(default: str) -> str:
    """SITE_URL without a trailing slash; it must be a whole http or https address."""
    value = text("SITE_URL", default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"SITE_URL is {value!r}; it must look like https://back.example.org "
            "(the address people type, without a path)."
        )
    return value


def secret_key(*, development: bool, var_dir: Path) -> str:
    """SECRET_KEY; on a developer's machine one is made once and kept in `var/`."""
    value = text("SECRET_KEY")
    if value or not development:
        if len(value) < MINIMUM_SECRET_LENGTH or len(set(value)) < 5:
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
