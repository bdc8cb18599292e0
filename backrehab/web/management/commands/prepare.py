"""`manage.py prepare`: bring the database up to date before the server starts."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError


class Command(BaseCommand):
    """Tables, the table of the sign-in limits, and the exercise catalogue; safe to run again."""

    help = "Migrate, make the cache table, load the exercise catalogue. Does nothing twice."
    # They are run below, where a database that does not answer gets a plain message.
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        """Each part says itself what it did, and stops the rest if it fails."""
        level = options["verbosity"]
        out = self.stdout if level else StringIO()
        try:
            self.check()
            call_command("migrate", interactive=False, verbosity=level, stdout=out)
        except OperationalError as error:
            raise CommandError(
                f"The database does not answer: {error}\nLook at DATABASE_URL (.env.example)."
            ) from error
        call_command("createcachetable", verbosity=level, stdout=out)
        call_command("load_catalogue", if_changed=True, verbosity=level, stdout=out)
