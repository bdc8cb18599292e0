"""The site as it is served, as processes of their own that can be killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def use_database(address: str) -> None:
    """Set Django up in this process for the database at `address`, with everything prepared."""
    os.environ["DATABASE_URL"] = address
    os.environ.setdefault("ENVIRONMENT", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backrehab.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare", verbosity=0)


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """Granian with the options of `manage.py serve`; killed as a whole, like by a power cut."""

    def __init__(self, log: Path, *, workers: int = 2) -> None:
        self.port, self.workers, self.log = free_port(), workers, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait for its first answer; how many seconds that took."""
        from backrehab.web.management.commands.serve import _options

        environment = os.environ | {"PORT": str(self.port), "WORKERS": str(self.workers)}
        options = _options("127.0.0.1", self.port)
        options[options.index("--workers") + 1] = str(self.workers)
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "granian", *options],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise RuntimeError(f"The server did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - began

    def answers(self) -> bool:
        """Whether the site says that it lives."""
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def kill(self) -> None:
        """SIGKILL to every process of it at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
