"""The product's settings as in production, with a database of their own and one page more."""

import os
from pathlib import Path

HOME = Path(os.environ.setdefault("BENCH_HOME", "var/bench")).absolute()
HOME.mkdir(parents=True, exist_ok=True)
os.environ |= {
    "ENVIRONMENT": "production",
    "DEBUG": "0",
    "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "SITE_URL": "http://localhost",
    "MAIL_HOST": "mail.example.org",
    "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{HOME}/bench.sqlite3"),
    "LOG_FORMAT": "json",
}

from backrehab.settings import *  # noqa: F403
from backrehab.settings import LOGGING

ROOT_URLCONF = "tests.bench.urls"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# The lines are written as in production, but nobody reads them here.
LOGGING["handlers"]["console"]["stream"] = (HOME / "requests.log").open("w")  # type: ignore[index]
