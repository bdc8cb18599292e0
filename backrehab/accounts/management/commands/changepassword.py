"""`manage.py changepassword ADDRESS`: Django's own, for an address however it is typed."""

from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.core.management.base import CommandError


class Command(changepassword.Command):
    """Addresses are stored in lower case."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Ask for the new password."""
        if not options["username"]:
            # Django's would look for somebody called as the user of the machine is.
            raise CommandError("Say whose: `manage.py changepassword you@example.org`.")
        options["username"] = options["username"].lower()
        return super().handle(*args, **options)
