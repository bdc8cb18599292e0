"""`manage.py demo`: a clearly marked demonstration account with twelve weeks of history."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from backrehab.progression.demo import make_demo


class Command(BaseCommand):
    """Make the demonstration account, or make it anew."""

    help = "Add a demonstration account with twelve weeks of made-up history (development only)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Print how to sign in."""
        if not settings.DEVELOPMENT:
            raise CommandError(
                "The demonstration account is never made in production. "
                "Set ENVIRONMENT=development on a machine of your own."
            )
        password = secrets.token_urlsafe(9)
        with transaction.atomic():
            user = make_demo(now=timezone.now(), password=password)
        self.stdout.write(f"Demonstration account: {user.email}  password: {password}")
        self.stdout.write("Everything in it is made up; a banner on each page says so.")
