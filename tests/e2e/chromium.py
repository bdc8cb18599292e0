"""Finds and starts Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.e2e.pace import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The one without windows does the same in four fifths of the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    # All pages are ours: one process that draws and one that holds them all do a sixth less work.
    "--in-process-gpu",
    "--process-per-site",
    "--renderer-process-limit=1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "Chromium was not found, so the browser journeys were NOT run. Install it, for example with "
    "`apt install chromium`, then run `make e2e`."
)


def find_chromium() -> str | None:
    """The path of the program; None if this machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def is_required() -> bool:
    """Whether a machine without Chromium is a failure, as it is in continuous integration."""
    return os.environ.get("BROWSER_REQUIRED", "") not in ("", "0")


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A running Chromium. Without one the test is skipped, or fails under BROWSER_REQUIRED=1."""
    path = find_chromium()
    if path is None:
        if is_required():
            pytest.fail(f"BROWSER_REQUIRED is set. {MISSING}", pytrace=False)
        pytest.skip(MISSING)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
