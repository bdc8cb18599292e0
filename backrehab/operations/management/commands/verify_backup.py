"""`manage.py verify_backup`: is a backup whole, and could it be brought back?"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backrehab.operations.backup import verify_backup
from backrehab.operations.ending import ended_in_order, told_in_one_line
from backrehab.operations.manifests import all_backups


class Command(BaseCommand):
    """Check one backup, or the newest."""

    help = "Check a backup: its checksum, its content, its number of rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("backup", type=Path, nargs="?", help="default: the newest one")

    @ended_in_order()
    def handle(self, **options: Any) -> None:
        """Say what is inside, or fail with what is wrong."""
        path = options["backup"] or next(iter(all_backups(settings.BACKUP_DIR)), None)
        if path is None:
            raise CommandError(f"There is no backup in {settings.BACKUP_DIR}.")
        with told_in_one_line():
            manifest = verify_backup(path)
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{path} is whole: made {manifest.made_at}, {rows} rows.")
