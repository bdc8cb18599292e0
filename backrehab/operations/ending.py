"""How a command about backups ends: in order when it is told to, and with one line for a fault."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from backrehab.command_faults import in_words
from backrehab.operations.manifests import BackupFault


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Meanwhile SIGTERM, as `kill`, systemd and Docker send it, ends the command as a fault would:
    files and databases that it made for itself go. By itself it would end at once."""

    def end(*_: object) -> None:
        sys.exit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """What is wrong with a backup, a file or a folder."""
    try:
        yield
    except (BackupFault, OSError) as fault:
        raise CommandError(in_words(fault) or str(fault)) from fault
