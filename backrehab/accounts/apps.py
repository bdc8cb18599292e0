"""App configuration of the accounts."""

from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    """People and their consents."""

    name = "backrehab.accounts"

    def ready(self) -> None:
        """Register the system checks."""
        from backrehab.accounts.checks import check_retention  # noqa: PLC0415 - after settings

        checks.register(check_retention)
