"""An installation as operators run it: granian in production, with a database of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.site import free_port
from tests.project.files import ROOT

EMAIL, PASSWORD = "person@example.org", "a quiet green lamp"
SECRET = "q8Zt3Lw0Vb7Xn5Rk2Jd9Hs4Gf6Cm1Py" * 2
MAKE_PERSON = f"""
from allauth.account.models import EmailAddress
from django.utils import timezone
from backrehab.accounts.models import User
user = User.objects.create_user("{EMAIL}", "{PASSWORD}", started_at=timezone.now())
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


def environment(database: Path, **settings: str) -> dict[str, str]:
    """Production and nothing else of what this process has around it."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.security.server_settings",
        "ENVIRONMENT": "production",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": f"sqlite:///{database}",
        "MAIL_HOST": "localhost",
        "WORKERS": "1",
        **settings,
    }


def manage(arguments: list[str], variables: dict[str, str]) -> None:
    """Run a command of the installation."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, timeout=120)


def make_database(folder: Path) -> Path:
    """A database with the catalogue and one person whose address is confirmed."""
    database = folder / "db.sqlite3"
    manage(["prepare", "-v", "0"], environment(database, SITE_URL="https://localhost"))
    manage(["shell", "-v", "0", "-c", MAKE_PERSON], environment(database))
    return database


@contextmanager
def serving(database: Path, **settings: str) -> Iterator[int]:
    """The server, until it is no longer needed; its port."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment(database, PORT=str(port), **settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not start")
