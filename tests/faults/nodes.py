"""`python -m tests.faults.nodes [short] [nginx] [session|transaction]`: two nodes, one PostgreSQL.

What people do reaches the nodes in turn, through nginx or a proxy of our own; with one of the last
two words their connections go through a PgBouncer in that mode. In the end the nodes are killed in
mid-load, one after the other. The server of DATABASE_URL is used, else one is started.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults import balancer, bouncer, node_checks
from tests.faults.clients import Poster, faults_of, make_posters
from tests.faults.site import ROOT, Site, free_port, log_of, use_database

PEOPLE = 4
MODES = ("session", "transaction")
PATIENCE = 60.0
# The same on every node, and here, where people are signed in.
SECRET = "of this test, and longer than fifty characters " * 2


class Node(Site):
    """A site that shares nothing with the others but the database and the secret."""

    def __init__(self, name: str, folder: Path, site: int) -> None:
        super().__init__(log_of(name), workers=1)
        self.folder = folder / name
        self.variables = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.node_settings",
            "NODE_FOLDER": str(self.folder),
            "SITE_URL": f"http://localhost:{site}",
            "TRUSTED_PROXIES": "1",
        }

    def command(self, *words: str) -> subprocess.Popen[bytes]:
        """A command of the app, run on this node."""
        line = [sys.executable, "manage.py", *words]
        return subprocess.Popen(
            line, cwd=ROOT, env=os.environ | self.variables, stdout=subprocess.DEVNULL
        )

    def start(self) -> float:
        """Start it, with its own settings."""
        before = dict(os.environ)
        os.environ.update(self.variables)
        try:
            return super().start()
        finally:
            for name in self.variables:
                os.environ.pop(name)
            os.environ.update(before)


class Load:
    """People who post through the proxy until they are told to stop, whatever happens."""

    def __init__(self, posters: Sequence[Poster], port: int) -> None:
        self.posters, self.port, self.stop = posters, port, threading.Event()
        self.pauses = [0.0] * len(posters)
        self.threads = [threading.Thread(target=self._go, args=(n,)) for n in range(len(posters))]
        for thread in self.threads:
            thread.start()

    def _go(self, number: int) -> None:
        poster, last = self.posters[number], time.monotonic()
        while not self.stop.is_set() or poster.waiting is not None:
            if poster.refused or time.monotonic() - last > PATIENCE:
                self.pauses[number] = time.monotonic() - last
                return
            if poster.post(self.port) != 302:
                time.sleep(0.05)
                continue
            now = time.monotonic()
            self.pauses[number] = max(self.pauses[number], now - last)
            last = now

    def end(self) -> float:
        """Let each have its last entry stored; the longest that anybody waited for one."""
        self.stop.set()
        for thread in self.threads:
            thread.join()
        return max(self.pauses)


def kill_in_turn(nodes: list[Node], posters: list[Poster], port: int, seconds: float) -> Any:
    """One node dies and comes back, then the other dies; what was lost, and how long it took."""
    figures: dict[str, Any] = {}
    for number, node in reversed(list(enumerate(nodes))):
        before = sum(len(one.done) for one in posters)
        load = Load(posters, port)
        time.sleep(seconds)
        node.kill()
        time.sleep(seconds)
        if number:
            node.start()
            time.sleep(seconds)
        figures[f"node {number} killed"] = {
            "longest wait for an entry, in seconds": round(load.end(), 2),
            "acknowledged": sum(len(one.done) for one in posters) - before,
        }
    figures["sent again"] = sum(one.unanswered for one in posters)
    faults = [fault for one in posters for fault in faults_of(one)]
    return figures, faults + [said for one in posters for said in one.refused]


def catalogue(site: int, nodes: list[Node], ports: list[int], folder: Path) -> list[str]:
    """What one node's command loads, both show; they had the old one in memory."""
    there, page, name = node_checks.edited_catalogue(folder)
    faults = node_checks.look_for(site, ports, page, name.removesuffix(" of this test"))
    command = nodes[0].command("load_catalogue", str(there), "-v", "0")
    if command.wait():
        faults.append("the catalogue could not be loaded")
    return faults + node_checks.look_for(site, ports, page, name)


def backup(node: Node, folder: Path) -> list[str]:
    """Through a PgBouncer it is refused before anything of it is there, with a word about it."""
    done = subprocess.run(
        [sys.executable, "manage.py", "backup", "--to", str(folder / "backups")],
        cwd=ROOT,
        env=os.environ | node.variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 1 or not done.stderr.startswith("CommandError: A PgBouncer"):
        return [f"{done.returncode}, {done.stdout}{done.stderr[-1000:]}"]
    return [f"left there: {path}" for path in (folder / "backups").iterdir()]


def try_everything(folder: Path, proxy: str, *, mode: str, short: bool) -> dict[str, Any]:
    """All checks, one after the other; everything that was wrong."""
    from django.db import connection

    site = free_port()
    nodes = [Node(f"node-{letter}", folder, site) for letter in "ab"]
    collecting = [one.command("prepare", "--static", "only", "-v", "0") for one in nodes]
    node_checks.make_reader()
    posters = make_posters(PEOPLE + 1)
    if any(command.wait() for command in collecting):
        raise RuntimeError("Static files could not be collected.")
    try:
        starts = [node.start() for node in nodes]
        ports = [node.port for node in nodes]
        with balancer.balancing(proxy, folder, port=site, nodes=ports):
            found = {
                "sessions": node_checks.sessions(site, *ports),
                "limits": node_checks.limits(site, 12 if short else 40),
                "one key": node_checks.one_key(posters.pop(), ports, 3 if short else 20),
                "static files": node_checks.static_files(site, ports, [n.folder for n in nodes]),
                "offline queue": node_checks.queue(site),
                "catalogue": catalogue(site, nodes, ports, folder),
            }
            if mode:
                found["backup"] = backup(nodes[0], folder)
            figures, lost = kill_in_turn(nodes, posters, site, 0.5 if short else 5)
        broke = [fault for node in nodes for fault in node.broke()]
    finally:
        for node in nodes:
            node.kill()
        connection.close()
    faults = [f"{name}: {fault}" for name, one in found.items() for fault in one]
    return {
        "checked": list(found),
        "seconds to start": round(max(starts), 2),
        **figures,
        "faults": faults + lost + broke,
    }


@contextmanager
def database(folder: Path, mode: str) -> Iterator[str]:
    """The address of an empty database; through a PgBouncer if there is a mode."""
    from tests.faults.postgres import SYSTEM_USER, Server

    given = os.environ.get("DATABASE_URL")
    if given and not mode:
        yield given
        return
    server = Server.new()
    try:
        if not mode:
            yield server.address()
            return
        with bouncer.pooling(folder, host=server.socket, user=SYSTEM_USER, mode=mode) as address:
            yield address
    finally:
        server.remove()


def main(words: list[str]) -> int:
    """Print the result as JSON; 1 if the nodes disagreed or anything acknowledged was lost."""
    mode = next((word for word in words if word in MODES), "")
    proxy = "nginx" if "nginx" in words else "own"
    missing = {"nginx": not balancer.has_nginx(), "PgBouncer": not bouncer.has_pgbouncer()}
    for name, wanted in (("nginx", proxy == "nginx"), ("PgBouncer", bool(mode))):
        if wanted and missing[name]:
            sys.stdout.write(json.dumps({"skipped": f"{name} is not installed here"}) + "\n")
            return 0
    os.environ["SECRET_KEY"] = SECRET
    if mode:
        os.environ["PGBOUNCER"] = "true"
    with (
        tempfile.TemporaryDirectory(prefix="backrehab-nodes-") as name,
        database(Path(name), mode) as address,
    ):
        use_database(address)
        told = try_everything(Path(name), proxy, mode=mode, short="short" in words)
    told = {"proxy": proxy, "PgBouncer": mode or "none"} | told
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return int(bool(told["faults"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
