"""A small site that is vulnerable on purpose: the scanners have to find its holes.

Only tests/security/scan.py starts it, on the loopback address, with a database in memory.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

PAGE = """<!doctype html><title>Control</title><h1>Control</h1>
<a href="/search?q=1">search</a> <a href="/hello?name=you">hello</a> <a href="/go?to=/">go</a>
<a href="/file?name=/etc/hostname">file</a>
<form action="/search"><input name="q" value="1"><button>Search</button></form>
<form action="/hello"><input name="name" value="you"><button>Hello</button></form>"""

type Start = Callable[[str, list[tuple[str, str]]], object]


def make_rows() -> sqlite3.Connection:
    """Rows to find."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("CREATE TABLE thing (id INTEGER, name TEXT)")
    database.executemany("INSERT INTO thing VALUES (?, ?)", [(1, "one"), (2, "two"), (3, "three")])
    return database


DATABASE = make_rows()


def application(environ: dict[str, str], start: Start) -> Iterable[bytes]:
    """Injection, script, redirect and files of the machine: each planted."""
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    value = next(iter(query.values()), [""])[0]
    path, status, headers = environ["PATH_INFO"], "200 OK", [("Content-Type", "text/html")]
    body = PAGE
    if path == "/search":
        try:
            sql = f"SELECT name FROM thing WHERE id = {value}"  # noqa: S608 - the planted hole
            body = "".join(f"<p>{name}</p>" for (name,) in DATABASE.execute(sql))
        except sqlite3.Error as error:
            status, body = "500 Error", f"sqlite3.OperationalError: {error}"
    elif path == "/hello":
        body = f"<!doctype html><p>Hello {value}</p>"
    elif path == "/go":
        status, headers = "302 Found", [("Location", value)]
    elif path == "/file":
        named = Path(value)
        body = named.read_text(errors="replace") if named.is_file() else "Warning: no such file"
    start(status, headers)
    return [body.encode()]


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application, handler_class=Quiet).serve_forever()
