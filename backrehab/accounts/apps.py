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
        """Register the system checks, and what follows from a first confirmation."""
        from allauth.account.signals import email_confirmed  # noqa: PLC0415 - after settings

        from backrehab.accounts.checks import check_retention  # noqa: PLC0415 - after settings
        from backrehab.accounts.first_proof import drop_unproved_password  # noqa: PLC0415

        checks.register(check_retention)
        email_confirmed.connect(drop_unproved_password)
