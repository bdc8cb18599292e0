"""App configuration of the accounts."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and their consents."""

    name = "backrehab.accounts"
    # Not "Accounts": the operators' pages have a part of that name already.
    verbose_name = _("People")

    def ready(self) -> None:
        """Register the system checks."""
        from backrehab.accounts.checks import check_retention  # noqa: PLC0415 - after settings

        checks.register(check_retention)
