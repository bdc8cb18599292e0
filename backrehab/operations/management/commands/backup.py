"""`manage.py backup`: write a backup of the database while the server goes on."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backrehab import env
from backrehab.operations.backup import back_up
from backrehab.operations.ending import ended_in_order, told_in_one_line
from backrehab.operations.manifests import read_manifest


class Command(BaseCommand):
    """Copy, check the copy, and remove the oldest ones."""

    help = "Back up the database (SQLite or PostgreSQL), check the copy, remove old ones."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and how long they stay."""
        parser.add_argument("--to", type=Path, default=settings.BACKUP_DIR, help="the folder")
        parser.add_argument(
            "--days", type=int, default=settings.BACKUP_DAYS, help="older ones are removed"
        )

    @ended_in_order()
    def handle(self, **options: Any) -> None:
        """Say the path of the new backup, or why there is none."""
        if not 1 <= options["days"] <= env.MOST_DAYS:
            raise CommandError(f"--days must be 1 or more, and {env.MOST_DAYS} at most.")
        with told_in_one_line():
            path = back_up(options["to"], now=timezone.now(), days=options["days"])
            manifest = read_manifest(path)
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{path}  ({manifest.size} bytes, {rows} rows, checked)")
