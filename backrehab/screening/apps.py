"""App configuration of screening."""

from django.apps import AppConfig
from django.core import checks


class ScreeningConfig(AppConfig):
    """The screening app."""

    name = "backrehab.screening"

    def ready(self) -> None:
        """Register the system checks."""
        from backrehab.screening.checks import check_screening  # noqa: PLC0415 - after settings

        checks.register(check_screening)
