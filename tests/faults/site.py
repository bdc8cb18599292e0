"""The site as it is served, as processes of their own that can be killed."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
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


class Server:
    """`manage.py serve` in a folder with code, at a port of its own."""

    def __init__(self, tree: Path, log: Path) -> None:
        self.tree, self.log, self.port = tree, log, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self, environment: Mapping[str, str]) -> float:
        """Start it and wait for its first answer; how many seconds that took."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=self.tree,
                env={**environment, "HOST": "127.0.0.1", "PORT": str(self.port)},
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

    def stop(self) -> None:
        """As systemd stops it: what was begun is answered first."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """SIGKILL to every process of it at once, like a power cut."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Site(Server):
    """Today's code with the settings around this process, to be killed."""

    def __init__(self, log: Path, *, workers: int = 2) -> None:
        super().__init__(ROOT, log)
        self.workers = workers

    def start(self) -> float:
        """Start it and wait for its first answer; how many seconds that took."""
        own = {"WORKERS": str(self.workers), "LOG_FORMAT": "plain"}
        return self.launch(os.environ | own)

    def broke(self) -> list[str]:
        """What it said about faults of its own so far; a calm page is none."""
        return faults_in(self.log.read_text(errors="replace"))
