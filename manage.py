#!/usr/bin/env python
"""Command line entry point: `python manage.py COMMAND`."""

import os
import sys


def main() -> None:
    """Run Django's command line with this project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backrehab.settings")
    # The gate decides on files alone: it needs neither a secret nor a database.
    if sys.argv[1:2] == ["decide"]:
        os.environ.setdefault("ENVIRONMENT", "development")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import Error as DatabaseFault

    from backrehab.command_faults import in_words

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"The settings are not right: {error}")
    except EOFError:
        sys.exit("Nothing can be typed here: run this command in a terminal.")
    except (DatabaseFault, OSError) as error:
        told = None if "--traceback" in sys.argv else in_words(error)
        if told is None:
            raise
        sys.exit(told)


if __name__ == "__main__":
    main()
