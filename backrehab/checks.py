"""What `manage.py check --deploy` says about the settings of an installation."""

import re
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from backrehab import env, sqlite

SHORTEST_TOKEN = 24
# How much two names have in common before one may be the other with a slip: 1 is all of it.
ALIKE = 0.8


@checks.register(checks.Tags.security, deploy=True)
def check_installation(**_kwargs: Any) -> list[checks.CheckMessage]:
    """What works, but should not stay as it is once people use it."""
    if settings.DEVELOPMENT:
        return []
    return [*_server(), *_on_the_way_in(), *_with_people(), *_backups(), *_misspelt()]


def _server() -> list[checks.CheckMessage]:
    """What only `manage.py serve` asks for: the service would not start."""
    try:
        env.server()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="backrehab.E001")]
    return []


def _on_the_way_in() -> list[checks.CheckMessage]:
    """What visitors pass before they reach a page."""
    found: list[checks.CheckMessage] = []
    if settings.SITE_HOST == "localhost":
        found.append(
            checks.Warning(
                f"SITE_URL is {settings.SITE_URL}: requests to any other name are refused.",
                hint="Set it to the address that people type, such as https://back.example.org.",
                id="backrehab.W009",
            )
        )
    if not settings.HTTPS:
        found.append(
            checks.Warning(
                "SITE_URL is plain http: passwords and pain scores travel for everybody to read.",
                hint="Put a proxy with TLS in front and let SITE_URL start with https://.",
                id="backrehab.W001",
            )
        )
    elif not settings.TRUSTED_PROXIES:
        found.append(
            checks.Warning(
                "TRUSTED_PROXIES is 0, but TLS ends in a proxy: limits on sign-in attempts would "
                "count all visitors as one.",
                hint="Set TRUSTED_PROXIES to the number of proxies in front; as a rule it is 1.",
                id="backrehab.W002",
            )
        )
    if 0 < len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        found.append(
            checks.Warning(
                f"METRICS_TOKEN has fewer than {SHORTEST_TOKEN} characters: it can be guessed.",
                hint="Take what `make secret` prints.",
                id="backrehab.W004",
            )
        )
    return found


def _with_people() -> list[checks.CheckMessage]:
    """How people are reached, and how they reach whoever runs this."""
    found: list[checks.CheckMessage] = []
    if not settings.MAIL_HOST:
        found.append(
            checks.Warning(
                "MAIL_HOST is empty: no mail is sent, so nobody can make an account.",
                hint="Set it to the mail server that takes mail from you (.env.example).",
                id="backrehab.W005",
            )
        )
    elif bool(_mail("username")) != bool(_mail("password")):
        found.append(
            checks.Warning(
                "Of MAIL_USER and MAIL_PASSWORD one is empty: mail is sent without signing in.",
                hint="Set both, or neither where the mail server asks for none.",
                id="backrehab.W007",
            )
        )
    country = settings.EMERGENCY_COUNTRY
    if country and not (env.text("EMERGENCY_COUNTRY") or settings.EMERGENCY_NUMBERS):
        found.append(
            checks.Info(
                f"EMERGENCY_COUNTRY is not set: people see the emergency numbers of {country}.",
                hint="Set it to the country of your people, also if it is this one.",
                id="backrehab.I002",
            )
        )
    if not settings.OPERATOR_CONTACT:
        found.append(
            checks.Info(
                "OPERATOR_CONTACT is empty: nobody can tell you about a fault.",
                hint="Set it to an address that you read.",
                id="backrehab.I001",
            )
        )
    return found


def _mail(option: str) -> str:
    server: Any = settings.MAILERS["default"]
    return str(server.get("OPTIONS", {}).get(option, ""))


def _backups() -> list[checks.CheckMessage]:
    """PostgreSQL's programs, without which no backup can be made or brought back."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return []
    # With SQLite nothing of PostgreSQL is loaded.
    from backrehab.operations.postgres import TOOLS, find_tool  # noqa: PLC0415

    missing = [name for name in TOOLS if find_tool(name) is None]
    if not missing:
        return []
    return [
        checks.Warning(
            f"{', '.join(missing)}: not in {settings.PG_BIN or 'the path'}, so no backup can be "
            "made.",
            hint="Install PostgreSQL's client programs, or say in PG_BIN which folder has them.",
            id="backrehab.W008",
        )
    ]


def _misspelt() -> list[checks.CheckMessage]:
    """Names in `.env` that nothing reads, but for a slip of the finger would. Others may be there
    for Compose."""
    example = settings.BASE_DIR / ".env.example"
    if not example.exists():
        return []
    known = set(re.findall(r"(?m)^#? ?([A-Z][A-Z_]*)=", example.read_text(encoding="utf-8")))
    return [
        checks.Warning(
            f"{name} in .env is no setting, and does nothing.",
            hint=f"Was {meant} meant?",
            id="backrehab.W006",
        )
        for name in sorted(env.IN_FILE - known)
        for meant in get_close_matches(name.upper(), known, n=1, cutoff=ALIKE)
    ]


@checks.register(checks.Tags.compatibility)
def check_sqlite(**_kwargs: Any) -> list[checks.CheckMessage]:
    """An SQLite that may lose data is named before anybody writes into it."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    version = sqlite.version_in_use()
    if not sqlite.can_corrupt(version):
        return []
    told = ".".join(map(str, version))
    return [
        checks.Warning(
            f"SQLite {told} has the WAL-reset fault: it can corrupt the database when two "
            "processes write at the same moment.",
            hint="Use 3.51.3 or newer (or 3.50.7, or 3.44.6): `pip install -r requirements.txt` "
            "brings one on Linux. Until then say WORKERS=1, or use PostgreSQL.",
            id="backrehab.W003",
        )
    ]
