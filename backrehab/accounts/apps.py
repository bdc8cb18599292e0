"""App configuration of the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their consents."""

    name = "backrehab.accounts"
