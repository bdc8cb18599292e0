"""`manage.py delete_due`: delete the accounts whose time has come, and warn of unused ones."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backrehab.accounts.deletion import delete_due
from backrehab.accounts.retention import delete_unused, warn_unused


class Command(BaseCommand):
    """For a timer, once a day. Running it twice deletes and warns nobody twice."""

    help = "Delete accounts as their people asked, and unused ones after RETENTION_DAYS."

    def handle(self, **options: Any) -> None:
        """Say how many; never who. An error at the end where a mail could not be sent."""
        now = timezone.now()
        asked, unused, warned = delete_due(now=now), delete_unused(now=now), warn_unused(now=now)
        if options["verbosity"]:
            self.stdout.write(f"deleted: {asked} asked for, {unused} unused; warned: {warned.sent}")
        if warned.failed:
            raise CommandError(
                f"Warnings that could not be sent: {warned.failed}. The log says why; the next run "
                "tries again, and nobody is deleted without one."
            )
