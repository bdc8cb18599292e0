"""App configuration of web."""

from django.apps import AppConfig
from django.core.checks import register


class WebConfig(AppConfig):
    """The web app."""

    name = "backrehab.web"

    def ready(self) -> None:
        """Register the checks of the installation's settings, and of what is published."""
        from backrehab import checks  # noqa: F401, PLC0415 - settings are ready only now
        from backrehab.web.published import check_published  # noqa: PLC0415

        register(check_published)
