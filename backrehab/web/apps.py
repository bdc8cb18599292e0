"""App configuration of web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web app."""

    name = "backrehab.web"

    def ready(self) -> None:
        """Register the checks of the installation's settings."""
        from backrehab import checks  # noqa: F401, PLC0415 - settings are ready only now
