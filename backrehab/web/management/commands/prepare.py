"""`manage.py prepare`: bring the database up to date before the server starts."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from backrehab import sqlite
from backrehab.operations.backup import has_people
from backrehab.operations.postgres import one_node_at_a_time
from backrehab.web.static_files import collect_when_stale


class Command(BaseCommand):
    """Tables, the table of the sign-in limits, and the exercise catalogue; safe to run again."""

    help = "Migrate, make the cache table, load the exercise catalogue. Does nothing twice."
    # They are run below: `--static only` needs no database.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What is made ready."""
        parser.add_argument(
            "--static",
            choices=("too", "only"),
            help="collect the static files as well if they changed, or do nothing else",
        )

    def handle(self, **options: Any) -> None:
        """Each part says itself what it did, and stops the rest if it fails."""
        if options["static"] != "only":
            self.check()
            with one_node_at_a_time():
                self._database(options["verbosity"])
        if options["static"] and collect_when_stale() and options["verbosity"]:
            self.stdout.write("Collected the static files.")

    def _database(self, level: int) -> None:
        out = self.stdout if level else StringIO()
        if connection.vendor == "sqlite" and not has_people(connection):
            sqlite.make_private(connection)
        call_command("migrate", interactive=False, verbosity=level, stdout=out)
        call_command("createcachetable", verbosity=level, stdout=out)
        call_command("load_catalogue", if_changed=True, verbosity=level, stdout=out)
