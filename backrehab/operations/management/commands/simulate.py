"""`manage.py simulate --people N --days D`: lifelike histories in bulk."""

import time
from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.utils import timezone

from backrehab import env
from backrehab.operations.simulating import simulate


class Command(BaseCommand):
    """Add made-up people, for benches and for plans about size."""

    help = "Add N made-up people with D days of history. The same seed makes the same people."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, how long, and the last date."""
        parser.add_argument("--people", type=int, required=True)
        parser.add_argument("--days", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--last", type=date.fromisoformat, help="the last date (yesterday)")
        parser.add_argument("--first-number", type=int, default=0, help="begin at this person")
        parser.add_argument(
            "--even-in-production", action="store_true", help="made-up people among real ones"
        )

    def handle(self, **options: Any) -> None:
        """Make them, and say how many rows and how fast."""
        if not (settings.DEVELOPMENT or options["even_in_production"]):
            raise CommandError(
                "These people are made up, and this is production. Set ENVIRONMENT=development "
                "on a machine of your own, or say --even-in-production."
            )
        if options["people"] < 1 or not 1 <= options["days"] <= env.MOST_DAYS:
            raise CommandError(
                f"--people and --days must be 1 or more, and --days {env.MOST_DAYS} at most."
            )
        began, total = time.monotonic(), Counter[str]()
        steps = simulate(
            people=options["people"],
            days=options["days"],
            seed=options["seed"],
            last=options["last"],
            now=timezone.now(),
            first_number=options["first_number"],
        )
        try:
            for made, rows in steps:
                total.update(rows)
                if options["verbosity"] > 1:
                    self.stdout.write(f"{made} people, {total.total():,} rows")
        except IntegrityError as error:
            raise CommandError(
                "Some of these people are there already. --first-number begins at another one."
            ) from error
        seconds = time.monotonic() - began
        for table, count in sorted(total.items()):
            self.stdout.write(f"{count:>12,}  {table}")
        speed = total.total() / max(seconds, 0.001)
        self.stdout.write(f"{total.total():>12,}  rows in {seconds:.1f} s: {speed:,.0f} a second")
