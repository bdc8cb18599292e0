"""Make the database and the static files of the benches, with its people, at a frozen morning."""

import os
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

# A Monday; nothing about the pages depends on the date on which they are measured.
MORNING = datetime(2026, 3, 9, 9, tzinfo=UTC)
TODAY = MORNING.date()


def prepare_files() -> None:
    """Static files as `make run` collects them; those of an earlier bench may be old ones."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def prepare_database() -> None:
    """An empty database with the catalogue."""
    from django.conf import settings
    from django.core.management import call_command

    for end in ("", "-wal", "-shm"):
        (settings.HOME / f"bench.sqlite3{end}").unlink(missing_ok=True)
    call_command("prepare", verbosity=0)


def start() -> None:
    """Django with the settings of the benches."""
    django.setup()
    prepare_files()
