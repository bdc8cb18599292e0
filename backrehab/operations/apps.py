"""The operator's app: it has commands, and no tables."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Backups and moves of the database."""

    name = "backrehab.operations"
