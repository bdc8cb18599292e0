"""A command that is told to end, by `kill`, systemd or Docker, leaves nothing half-made behind."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Meanwhile SIGTERM ends the command as a fault would: files and databases that it made for
    itself go. By itself it would end at once."""

    def end(*_: object) -> None:
        sys.exit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
