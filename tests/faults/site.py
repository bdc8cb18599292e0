"""The site as it is served, as processes of their own that can be killed."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
# Where the server's logs stay, to be read after a fault; each run of a part begins anew.
LOGS = ROOT / "var" / "faults"
# From a fault up to the next line of the log: the server's own, Python's, and those of a crash.
FAULT = re.compile(
    r"^(?:(?:ERROR|CRITICAL) |\[ERROR\]|thread '|Fatal Python error|Segmentation fault)"
    r".*?(?=^(?:(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) |\[[A-Z]+\])|\Z)",
    re.MULTILINE | re.DOTALL,
)
# The calm page, which says that the database is gone.
CALM = "ERROR django.request Service Unavailable: "


def log_of(name: str) -> Path:
    """An empty log that is still there afterwards."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{name}.log"
    path.unlink(missing_ok=True)
    return path


def faults_in(log: str) -> list[str]:
    """Every fault in the log of a server, with its traceback, but for the calm pages."""
    found: list[str] = FAULT.findall(log)
    return [fault.rstrip() for fault in found if not fault.startswith(CALM)]


def use_database(address: str, *, pages: bool = False) -> None:
    """Set Django up in this process for the database at `address`, with everything prepared;
    with the static files as well where pages are looked at."""
    os.environ["DATABASE_URL"] = address
    os.environ.setdefault("ENVIRONMENT", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backrehab.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("prepare", static="too" if pages else None, verbosity=0)


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """`manage.py serve`; killed as a whole, like by a power cut."""

    def __init__(self, log: Path, *, workers: int = 2) -> None:
        self.port, self.workers, self.log = free_port(), workers, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait for its first answer; how many seconds that took."""
        environment = os.environ | {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WORKERS": str(self.workers),
            "LOG_FORMAT": "plain",
        }
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
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

    def broke(self) -> list[str]:
        """What it said about faults of its own so far; a calm page is none."""
        return faults_in(self.log.read_text(errors="replace"))

    def kill(self) -> None:
        """SIGKILL to every process of it at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
