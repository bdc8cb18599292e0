#!/usr/bin/env python
"""Command line entry point: `python manage.py COMMAND`."""

import os
import sys


def main() -> None:
    """Run Django's command line with this project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backrehab.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
