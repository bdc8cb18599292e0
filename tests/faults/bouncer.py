"""A PgBouncer of Debian's package before a PostgreSQL, with what deploy/pgbouncer.ini says."""

import configparser
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.site import PATIENCE, ROOT, free_port

PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin"


def has_pgbouncer() -> bool:
    """Whether there is one to be tried."""
    return shutil.which("pgbouncer", path=PLACES) is not None


@contextmanager
def pooling(folder: Path, *, host: Path, user: str | None, mode: str) -> Iterator[str]:
    """The address of the database `postgres` through a PgBouncer in that mode.

    `host` is the folder of PostgreSQL's socket, `user` the one of the system to run as.
    """
    program = shutil.which("pgbouncer", path=PLACES)
    assert program is not None
    port = free_port()
    file = folder / "pgbouncer.ini"
    file.write_text(_settings(host, port=port, mode=mode))
    folder.chmod(0o755)
    as_user = {"user": user, "group": user} if user and os.geteuid() == 0 else {}
    process = subprocess.Popen(
        [program, "-q", str(file)],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_user,
    )
    try:
        _wait_for(port)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("PgBouncer does not listen")


def _settings(host: Path, *, port: int, mode: str) -> str:
    read = configparser.ConfigParser()
    read.read(ROOT / "deploy" / "pgbouncer.ini")
    told = dict(read["pgbouncer"]) | {
        "listen_port": str(port),
        "pool_mode": mode,
        "auth_type": "any",
        "unix_socket_dir": "",
    }
    del told["auth_file"]
    lines = [f"{name} = {value}" for name, value in told.items()]
    return "\n".join(["[databases]", f"* = host={host} user=postgres", "[pgbouncer]", *lines, ""])
