"""`manage.py restore`: bring a backup back."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from backrehab.accounts.deletion import delete_again
from backrehab.operations.backup import restore_backup
from backrehab.operations.ending import ended_in_order, told_in_one_line


class Command(BaseCommand):
    """Check the backup, put it in place, bring its tables up to date, and delete the accounts again
    that were deleted since."""

    help = "Restore a backup. What is there now is backed up first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one, and whether people may be replaced."""
        parser.add_argument("backup", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="the database has people in it; put them aside"
        )

    @ended_in_order()
    def handle(self, **options: Any) -> None:
        """Say what was restored, or fail with what is wrong and no change."""
        with told_in_one_line():
            restored = restore_backup(
                options["backup"],
                replace=options["replace"],
                now=timezone.now(),
                safety=settings.BACKUP_DIR,
                laid_aside=self._say_where,
            )
        call_command("migrate", interactive=False, verbosity=0)
        manifest = restored.manifest
        rows = sum(manifest.rows.values())
        self.stdout.write(f"Restored the backup of {manifest.made_at}: {rows} rows.")
        if restored.safety_copy is not None or restored.deleted:
            self.stdout.write(
                "Accounts that were deleted since then, and are deleted again now: "
                f"{delete_again(restored.deleted)}. What else was deleted or entered is undone."
            )
        else:
            self.stdout.write(
                "There was nothing here before that could tell who deleted their account after "
                f"{manifest.made_at}: they are back now. What else was deleted or entered since "
                "then is undone, too."
            )

    def _say_where(self, copy: Path) -> None:
        """At once: should the restore end early, only this copy knows who deleted their account."""
        self.stdout.write(f"What was there before is in {copy}")
        self.stdout.flush()
