"""App configuration of screening."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """The screening app."""

    name = "backrehab.screening"
