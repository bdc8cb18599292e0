"""What stands between people and two nodes: nginx where it is installed, else a small proxy here.

Both ask the nodes in turn, leave out one that does not listen, and never send a form to a second
node once a first one may have read it.
"""

import http.client
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread

from tests.faults.site import ROOT
from tests.security.reverse_proxy import PassingHandler

LOCATION = re.compile(r"(?ms)^    location / \{.*?^    \}")
SERVER = re.compile(r"(?m)^    server [^;]*?((?: \w+=\w+)*);\n")


class RoundRobin(ThreadingHTTPServer):
    """A proxy before several ports."""

    def __init__(self, port: int, nodes: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.nodes, self.turn = nodes, count()


class _Handler(PassingHandler):
    server: RoundRobin

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name != "X-Forwarded-For"}
        headers |= {"X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "http"}
        first = next(self.server.turn)
        for number in range(len(self.server.nodes)):
            node = self.server.nodes[(first + number) % len(self.server.nodes)]
            upstream = http.client.HTTPConnection("127.0.0.1", node, timeout=30)
            try:
                upstream.connect()
            except OSError:
                continue
            try:
                upstream.request(self.command, self.path, body, headers)
                answer = upstream.getresponse()
                self.answer_with(answer, answer.read())
            except (OSError, http.client.HTTPException):
                break
            finally:
                upstream.close()
            return
        self.send_error(502)

    do_GET = do_POST = pass_on  # noqa: N815 - the names that the standard library calls


@contextmanager
def balancing(kind: str, folder: Path, *, port: int, nodes: Sequence[int]) -> Iterator[None]:
    """`nginx` or `own` at work on `port`."""
    if kind == "nginx":
        with _nginx(folder, port=port, nodes=nodes):
            yield
        return
    proxy = RoundRobin(port, nodes)
    Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield
    finally:
        proxy.shutdown()
        proxy.server_close()


def has_nginx() -> bool:
    """Whether there is one to be tried."""
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin") is not None


@contextmanager
def _nginx(folder: Path, *, port: int, nodes: Sequence[int]) -> Iterator[None]:
    """nginx with what deploy/ says, but for ports and certificates."""
    site = LOCATION.search((ROOT / "deploy" / "nginx.conf").read_text())
    assert site is not None
    inner = site[0].replace("http://127.0.0.1:8000", "http://back-rehab")
    several = (ROOT / "deploy" / "nginx-nodes.conf").read_text()
    options = SERVER.findall(several)[0]
    servers = "".join(f"    server 127.0.0.1:{node}{options};\n" for node in nodes)
    first, *_others = SERVER.finditer(several)
    several = several[: first.start()] + servers + SERVER.sub("", several[first.end() :])
    places = "".join(
        f"{name}_temp_path {folder / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; worker_processes 1; pid {folder / 'nginx.pid'};\n"
        f"error_log {folder / 'error.log'};\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{places}{several}\n"
        f"server {{ listen 127.0.0.1:{port}; client_max_body_size 10m;\n{inner}\n}}\n}}\n"
    )
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    assert program is not None
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(file)])
    try:
        yield
    finally:
        process.terminate()
        process.wait()
