"""`manage.py move_database`: from SQLite to PostgreSQL, or back."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backrehab import env
from backrehab.operations.moving import MoveRefused, move_database


class Command(BaseCommand):
    """Copy everything into an empty database, and compare both row by row."""

    help = "Move everything to another, empty database; TARGET_DATABASE_URL says which."

    def add_arguments(self, parser: CommandParser) -> None:
        """No arguments: an address with a password does not belong on a command line."""

    def handle(self, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Say each table with its rows, or fail and leave the target empty."""
        address = env.text("TARGET_DATABASE_URL")
        if not address:
            raise CommandError("Say in TARGET_DATABASE_URL where to; it looks like DATABASE_URL.")
        try:
            target = env.database(address, name="TARGET_DATABASE_URL")
            moved = move_database(target, say=self.stdout.write)
        except (MoveRefused, ImproperlyConfigured) as refused:
            raise CommandError(str(refused)) from refused
        rows = sum(one.rows for one in moved)
        self.stdout.write(
            f"{rows} rows in {len(moved)} tables are the same on both sides. "
            "Now set DATABASE_URL to the new address and start the server."
        )
