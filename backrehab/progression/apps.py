"""App configuration of progression."""

from django.apps import AppConfig


class ProgressionConfig(AppConfig):
    """The progression app."""

    name = "backrehab.progression"
