"""Installations side by side: a release from the history, and today's code as the next release."""

import http.client
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.faults.site import Server
from tests.project.files import ROOT
from tests.upgrade.stored import environment, extract

PARTS = ("backrehab", "fixtures", "static", "templates", "manage.py", "pyproject.toml")
# What a next release may do to tables beside an older one (tests/operations/test_migrations.py):
# something of each kind, also when the releases have the same tables. One table in each migration:
# one that waits for a second while it holds the first can end in a deadlock with a request.
MIGRATION = """
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("painlog", "{before}"), ("accounts", "{accounts}")]
    operations = [{operation}]
"""
LATER = (
    'migrations.AddField("dailyscore", "of_later", models.TextField(null=True))',
    'migrations.AddField("hiprelease", "of_later", models.IntegerField(db_default=7))',
    'migrations.AddField("amendment", "of_later", models.DateTimeField(null=True))',
    'migrations.AddIndex("hiprelease", models.Index(fields=["hold_seconds"], name="later_hold"))',
    """migrations.CreateModel("later", fields=[
        ("id", models.BigAutoField(primary_key=True)),
        ("user", models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE)),
    ])""",
)
FORM = re.compile(r"(?m)^FORM = (\d+)$")
STATIC = re.compile(r'["\'](/static/[^"\']+)["\']')


def released(commit: str, folder: Path) -> Path:
    """The code of a release."""
    return extract(commit, folder)


def next_release(folder: Path) -> Path:
    """Today's code with what a release may bring: tables, a form of the snapshot, words, styles."""
    folder.mkdir()
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            hidden = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=hidden)
        else:
            shutil.copy(source, folder / name)
    add_migrations(folder)
    snapshot = folder / "backrehab/progression/snapshot.py"
    raised = FORM.sub(lambda found: f"FORM = {int(found[1]) + 1}", snapshot.read_text())
    assert raised != snapshot.read_text()
    snapshot.write_text(raised)
    exercises = folder / "fixtures/catalogue/exercises.json"
    entries = json.loads(exercises.read_text())
    entries[0]["name"] += NEWER
    exercises.write_text(json.dumps(entries))
    with (folder / "static/css/base.css").open("a") as sheet:
        sheet.write("\n:root { --of-later: 1; }\n")
    return folder


NEWER = " of later"


def add_migrations(folder: Path) -> None:
    """Some more migrations, of nothing but what the rules of migrations allow."""
    apps = folder / "backrehab"
    last = {
        app: max(path.stem for path in (apps / app / "migrations").glob("[0-9]*.py"))
        for app in ("painlog", "accounts")
    }
    for name, text in later(last["painlog"], last["accounts"]):
        (apps / f"painlog/migrations/{name}.py").write_text(text)


def later(painlog: str, accounts: str) -> Iterator[tuple[str, str]]:
    """The names of these migrations and their files, after the last ones of two apps."""
    for number, operation in enumerate(LATER):
        text = MIGRATION.format(before=painlog, accounts=accounts, operation=operation)
        painlog = f"{9000 + number}_later"
        yield painlog, text


class Installation(Server):
    """A folder with code, run and served by its own commands."""

    def __init__(self, tree: Path, address: str) -> None:
        super().__init__(tree, tree.with_suffix(".log"))
        self.environment = environment(
            address,
            SITE_URL="http://localhost",
            WORKERS="1",
            LOG_FORMAT="json",
            DISK_FREE_MB="0",
            BACKUP_HOURS="0",
        )

    def run(self, *command: str) -> str:
        """Run a program of Python's there; what it said."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.tree,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{self.tree.name}: {done.stdout[-1000:]}{done.stderr[-3000:]}")
        return done.stdout

    def start(self) -> None:
        """`manage.py serve`, and wait for its first answer."""
        self.launch(self.environment)

    def get(self, path: str, session: str = "") -> tuple[int, str]:
        """The status and the text of an answer."""
        headers = {"Cookie": f"sessionid={session}"} if session else {}
        status, body, _cookies = self.request("GET", path, headers=headers)
        return status, body

    def request(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str, list[str]]:
        """The status, the text and the cookies of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {"Host": "localhost", **(headers or {})}
            connection.request(method, path, body or None, named)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return answer.status, text, answer.headers.get_all("Set-Cookie") or []
        finally:
            connection.close()

    def errors(self) -> list[str]:
        """What it logged as a fault, without the traces."""
        found = []
        for line in self.log.read_text().splitlines():
            try:
                told: dict[str, Any] = json.loads(line)
            except ValueError:
                continue
            if told.get("level") in {"ERROR", "CRITICAL"} or told.get("status", 0) >= 500:
                found.append(line[:2000])
        return found
