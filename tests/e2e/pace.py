"""How long a test waits for what it expects; and `SLOW=6`, which makes a machine slow to find tests
that do not wait."""

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# So many times slower the scripts of a page run.
SLOW = float(os.environ.get("SLOW") or 1)
# Everything that is waited for is there by then, in milliseconds, also where much else runs.
PATIENCE = 30_000 * SLOW
STEP = 50
# So much later the server begins with an answer, in seconds.
LATE = 0.05 * (SLOW - 1)


def slow_down(page: "Page") -> None:
    """Let the scripts of this page run slowly, for as long as it is open."""
    if SLOW > 1:
        devtools = page.context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})


def take_a_moment() -> None:
    """What the server does before it answers a page or a press."""
    if LATE:
        time.sleep(LATE)
