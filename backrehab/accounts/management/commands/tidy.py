"""`manage.py tidy`: delete what has served its time beside the diaries."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from backrehab.accounts.retention import tidy


class Command(BaseCommand):
    """For a timer, once a day; running it twice deletes nothing more."""

    help = "Delete ended sessions, expired limits, old form keys and old access records."

    def handle(self, **options: Any) -> None:
        """Say how many rows of each kind."""
        gone = tidy(now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in gone.items()))
