"""Start-up checks of what an operator may set."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from backrehab.accounts.periods import periods


def check_retention(**options: Any) -> list[CheckMessage]:
    """RETENTION_DAYS is 0, or leaves people time to come back and to read the warning."""
    del options
    shortest = periods().shortest_retention_days
    if 0 < settings.RETENTION_DAYS < shortest:
        return [
            Error(
                f"RETENTION_DAYS is {settings.RETENTION_DAYS}; it must be 0 (never) or at least "
                f"{shortest}.",
                id="accounts.E001",
            )
        ]
    return []
