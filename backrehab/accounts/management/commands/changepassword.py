"""`manage.py changepassword ADDRESS`: Django's own, for an address however it is typed."""

from typing import Any

from django.contrib.auth.management.commands import changepassword


class Command(changepassword.Command):
    """Addresses are stored in lower case."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Ask for the new password."""
        options["username"] = options["username"] and options["username"].lower()
        return super().handle(*args, **options)
