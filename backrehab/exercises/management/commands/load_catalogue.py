"""`manage.py load_catalogue [DIR]`: load the exercise catalogue from its files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backrehab.exercises.loader import FIXTURES, LoadReport, load_catalogue, load_if_changed
from backrehab.exercises.reading import CatalogueInvalidError


class Command(BaseCommand):
    """Load the catalogue; all of it, or nothing."""

    help = "Load muscles, equipment, exercises, programmes and stages from JSON files."

    def add_arguments(self, parser: CommandParser) -> None:
        """The directory of the files."""
        parser.add_argument(
            "directory", nargs="?", type=Path, default=FIXTURES, help="default: fixtures/catalogue"
        )
        parser.add_argument(
            "--if-changed",
            action="store_true",
            help="load only if the files changed since the last load, so that edits made in the "
            "admin site stay",
        )

    def handle(self, *, directory: Path, **options: Any) -> None:
        """Load, and say what changed; every fault goes to standard error."""
        try:
            load = load_if_changed if options["if_changed"] else load_catalogue
            report = load(directory)
        except CatalogueInvalidError as error:
            count = len(error.problems)
            message = f"{error}\nNothing was loaded: {count} problem{'s' * (count > 1)} to mend."
            raise CommandError(message, returncode=2) from error
        self.stdout.write(summary(report))


def summary(report: LoadReport) -> str:
    """One line, and for a change of what was there a line for each entry."""
    if report.nothing:
        return "The catalogue is up to date; nothing was written."
    added, changed, removed = len(report.added), len(report.changed), len(report.removed)
    counts = f"{added} added, {changed} changed, {removed} removed"
    lines = [f"changed: {name}" for name in report.changed]
    lines += [f"removed: {name}" for name in report.removed]
    return "\n".join([f"Catalogue loaded: {counts}.", *lines])
