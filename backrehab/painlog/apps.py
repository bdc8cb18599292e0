"""App configuration of painlog."""

from django.apps import AppConfig


class PainlogConfig(AppConfig):
    """The painlog app."""

    name = "backrehab.painlog"
