"""`python -m tests.upgrade.rolling [SECONDS] [--short]`: a release and the next one side by side.

The newest stored release runs from its own commit while people post. Today's code, as the next
release (tests/upgrade/installations.py), migrates the same database, is started beside it, and
takes over. `--short` collects no static files and so looks at no pages. The database is the one of
DATABASE_URL, which must be empty, else an SQLite file.
"""

import json
import os
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.faults.clients import CSRF, Poster, faults_of, send
from tests.upgrade.installations import NEWER, STATIC, Installation, next_release, released
from tests.upgrade.posters import PASSWORD
from tests.upgrade.stored import SECRET, environment, releases

PEOPLE, SECONDS, PATIENCE = 4, 3.0, 60.0
# In the short form people think between entries.
PAUSE = 0.2
PAGES = ("/today/", "/ladder/", "/progress/", "/log/")


class Rolling:
    """Two installations, people who post, and what was found."""

    def __init__(self, commit: str, address: str, folder: Path, *, short: bool) -> None:
        self.short = short
        self.old = Installation(released(commit, folder / "old"), address)
        self.new = Installation(next_release(folder / "new"), address)
        self.nodes: list[Installation] = [self.old]
        self.found: dict[str, Any] = {"refused": [], "pages": [], "repeats": [], "sent twice": 0}
        self.posters: list[Poster] = []
        self.stop = threading.Event()

    def sign_in(self, email: str, node: Installation) -> str:
        """The session that the password gives at this node."""
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": CSRF}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={CSRF}",
        }
        status, body, cookies = node.request(
            "POST", "/accounts/login/", urlencode(form), headers=headers
        )
        found = [one.split("sessionid=")[1].split(";")[0] for one in cookies if "sessionid=" in one]
        assert status == 302, body[-2000:]
        return found[0]

    def people(self) -> list[dict[str, Any]]:
        """Made by the old code."""
        maker = str(Path(__file__).with_name("posters.py"))
        made: list[dict[str, Any]] = json.loads(self.old.run(maker, str(PEOPLE)))
        for one in made:
            session = self.sign_in(one["email"], self.old)
            old = date.fromisoformat(one["old"])
            self.posters.append(Poster(user_id=one["user_id"], session=session, old=old))
        return made

    def live(self, poster: Poster) -> None:
        """Post, send again what was stored, look at a page; each at the next node in turn."""
        turn = poster.user_id
        while not self.stop.is_set():
            nodes, turn = self.nodes, turn + 1
            poster.post(nodes[turn % len(nodes)].port)
            other = nodes[(turn + 1) % len(nodes)]
            if poster.done and turn % 3 == 0:
                self.send_again(poster, other)
            if self.short:
                time.sleep(PAUSE)
                continue
            page = PAGES[turn % len(PAGES)]
            status, _body = other.get(page, poster.session)
            if status != 200:
                self.found["pages"].append(f"{other.tree.name} {page} {status}")

    def send_again(self, poster: Poster, node: Installation) -> None:
        """An entry that one node has stored, sent to the other one."""
        entry = poster.done[-1]
        where = entry.where
        status, again = send(node.port, poster.session, entry)
        entry.where = where
        self.found["sent twice"] += 1
        if (status, again) != (302, where):
            self.found["repeats"].append(f"{entry.kind} {status} {again}, not {where}")

    def phase(self, name: str, nodes: list[Installation], seconds: float) -> None:
        """Let people use these nodes for so long; how much was stored meanwhile."""
        before, began = self.done(), time.monotonic()
        self.nodes = nodes
        while time.monotonic() - began < seconds or self.done() == before:
            if time.monotonic() - began > PATIENCE:
                raise RuntimeError(f"Nothing is stored any more: {name}")
            time.sleep(0.05)
        self.found[f"entries, {name}"] = self.done() - before

    def deleted(self) -> list[str]:
        """What the old code leaves of a person of whom the new one has rows that it cannot know."""
        said = self.old.run(str(Path(__file__).with_name("leaver.py")))
        left: dict[str, int] = json.loads(said.splitlines()[-1])
        return [f"{count} in {table}" for table, count in left.items() if count]

    def static_files(self, session: str) -> dict[str, Any]:
        """Which files that pages name are to be had at the node of the page, and at the other."""
        missing, elsewhere, changed = [], 0, set()
        for node, other in ((self.old, self.new), (self.new, self.old)):
            for page in ("/today/", "/progress/"):
                names = set(STATIC.findall(node.get(page, session)[1]))
                assert names
                for name in sorted(names):
                    if node.get(name)[0] != 200:
                        missing.append(f"{node.tree.name} {name}")
                    if other.get(name)[0] == 404:
                        changed.add(name)
                    elsewhere += 1
        return {"missing": missing, "asked": elsewhere, "only at one": len(changed)}

    def both(self) -> None:
        """What one node begins, the other takes up."""
        session = self.posters[0].session
        for node in (self.old, self.new):
            status, page = node.get("/exercises/", session)
            if (status, NEWER in page) != (200, True):
                self.found["pages"].append(f"{node.tree.name} does not know the new catalogue")
        self.found["static files"] = self.static_files(session)

    def roll(self, seconds: float) -> None:
        """The old one alone, the migration, both, the new one alone, and the way back."""
        self.old.run("manage.py", "prepare", "-v", "0")
        if not self.short:
            for node in (self.old, self.new):
                node.run("manage.py", "prepare", "--static", "only", "-v", "0")
        self.old.start()
        made = self.people()
        threads = [threading.Thread(target=self.live, args=(one,)) for one in self.posters]
        for thread in threads:
            thread.start()
        try:
            self.phase("old alone", [self.old], seconds / 3)
            before = self.done()
            self.new.run("manage.py", "prepare", "-v", "0")
            self.found["entries, while it migrated"] = self.done() - before
            self.found["left of a deleted person"] = self.deleted()
            self.new.start()
            self.posters[-1].session = self.sign_in(made[-1]["email"], self.new)
            self.phase("both", [self.old, self.new], seconds)
            if not self.short:
                self.both()
            self.phase("new alone", [self.new], 0.5)
            self.old.stop()
            self.phase("after the end of the old", [self.new], seconds / 3)
            # The way back: the old code is started anew on the new tables, and takes over again.
            self.old.run("manage.py", "prepare", "-v", "0")
            self.old.start()
            self.phase("old again", [self.old], seconds / 3)
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def done(self) -> int:
        return sum(len(one.done) for one in self.posters)

    def told(self) -> dict[str, Any]:
        """The result; the database is read by today's code."""
        self.found["refused"] = [said for one in self.posters for said in one.refused]
        self.found["unanswered"] = sum(one.unanswered for one in self.posters)
        self.found["errors"] = self.old.errors() + self.new.errors()
        self.found["faults"] = [fault for one in self.posters for fault in faults_of(one)]
        self.found["acknowledged"] = self.done()
        return self.found


def run(address: str, folder: Path, *, seconds: float, short: bool) -> dict[str, Any]:
    """Roll from the newest release to the next; everything is stopped in the end."""
    release = releases()[-1]
    rolling = Rolling(release.commit, address, folder, short=short)
    try:
        rolling.roll(seconds)
    finally:
        rolling.old.stop()
        rolling.new.stop()
    os.environ |= environment(address)
    import django

    django.setup()
    from django.db import connection

    return {"engine": connection.vendor, "from": release.version, **rolling.told()}


def main(seconds: float, *, short: bool) -> int:
    """Print the result as JSON; 1 if the two did not get along."""
    with tempfile.TemporaryDirectory(prefix="backrehab-rolling-") as name:
        address = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(name) / 'db.sqlite3'}"
        os.environ["SECRET_KEY"] = SECRET
        told = run(address, Path(name), seconds=seconds, short=short)
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    missing = told.get("static files", {}).get("missing", [])
    return int(bool(missing) or any(told[kind] for kind in BAD) or not told["acknowledged"])


BAD = (
    "refused",
    "pages",
    "repeats",
    "left of a deleted person",
    "unanswered",
    "errors",
    "faults",
)

if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--short"]
    sys.exit(main(float(words[0]) if words else SECONDS, short="--short" in sys.argv))
