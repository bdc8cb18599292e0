"""`python -m tests.e2e.lighthouse` (`make lighthouse`): scores of the main pages on a phone.

The server is the one of production (granian, collected and compressed files, DEBUG off) with a
database of its own. Lighthouse comes from npm into `var/lighthouse/`, Chromium from the system.
"""

# ruff: noqa: T201 - it is a command

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.e2e.chromium import ARGUMENTS, MISSING, find_chromium

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "var" / "lighthouse"
COMMAND = TOOL / "node_modules" / "lighthouse" / "cli" / "index.js"
PACKAGE = "lighthouse@12.8.2"
TARGETS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
START_SECONDS = 30
TRIES = 3


@dataclass(frozen=True)
class Page:
    """One page to look at. Only public pages are scored for search engines, and those that we ask
    them to leave out (`hidden`) not for being left out."""

    name: str
    path: str
    public: bool = False
    hidden: bool = False


PAGES = (
    Page("Sign in", "/accounts/login/", public=True, hidden=True),
    Page("Today", "/today/"),
    Page("Ladder", "/ladder/"),
    Page("Progress", "/progress/"),
    Page("Exercise", "/exercises/reverse-hyper/", public=True),
)


def main() -> int:
    """Print the table; 1 if a page misses a target."""
    chromium, node = find_chromium(), shutil.which("node")
    if chromium is None or node is None:
        print("Node 20 or newer is needed." if chromium else MISSING)
        return 1
    install()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (address, session):
        print("| page | performance | accessibility | best practices | SEO | kB | requests |")
        print("|---|---|---|---|---|---|---|", flush=True)
        missed = []
        for page in PAGES:
            cookie = "" if page.public else session
            tool = Tool(node, chromium, cookie, Path(folder) / "report.json")
            seen = looks(tool, address + page.path, ["is-crawlable"] if page.hidden else [])
            report = max(seen, key=lambda report: score(report, "performance"))
            print(row(page, report), flush=True)
            missed += shortfalls(page, report)
    print("\n".join(["", *missed] if missed else ["", "Every target is met."]))
    return 1 if missed else 0


def install() -> None:
    """Fetch Lighthouse once."""
    if not COMMAND.exists():
        print(f"Installing {PACKAGE} into var/lighthouse …")
        npm = shutil.which("npm") or "npm"
        options = ["--no-save", "--no-audit", "--no-fund", "--silent", "--prefix", str(TOOL)]
        subprocess.run([npm, "install", *options, PACKAGE], check=True)


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a server with the demonstration account, and the cookie of its session."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    os.environ |= {
        "ENVIRONMENT": "development",
        "DEBUG": "0",
        "PORT": port,
        "SITE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{folder / 'lighthouse.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "backrehab.settings",
    }
    cookie = demo_session()
    process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT)
    try:
        wait_for(f"http://localhost:{port}/")
        yield f"http://localhost:{port}", cookie
    finally:
        process.terminate()
        process.wait()


def demo_session() -> str:
    """Make the database with the demonstration account, and sign it in."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client
    from django.utils import timezone

    from backrehab.progression.demo import make_demo

    call_command("prepare", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    user = make_demo(now=timezone.now(), password="")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    connections.close_all()
    return f"sessionid={client.cookies['sessionid'].value}"


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _try in range(START_SECONDS * 10):
        with suppress(OSError), urlopen(address):  # noqa: S310 - our own server
            return
        time.sleep(0.1)
    raise SystemExit(f"The server did not start within {START_SECONDS} seconds.")


@dataclass(frozen=True)
class Tool:
    """What every look at a page needs."""

    node: str
    chromium: str
    cookie: str
    file: Path


def looks(tool: Tool, address: str, skipped: list[str]) -> Iterator[dict]:
    """Up to three reports: what else the machine does can only cost points, never give any."""
    for _try in range(TRIES):
        report = look(tool, address, skipped)
        yield report
        if score(report, "performance") >= TARGETS["performance"]:
            return


def look(tool: Tool, address: str, skipped: list[str]) -> dict:
    """Lighthouse's report on one page, as it looks at a phone."""
    flags = " ".join([*ARGUMENTS, "--disable-dev-shm-usage"]).replace(
        "--headless", "--headless=new"
    )
    headers = json.dumps({"Cookie": tool.cookie} if tool.cookie else {})
    options = [
        f"--only-categories={','.join(TARGETS)}",
        f"--chrome-flags={flags}",
        f"--extra-headers={headers}",
        *(f"--skip-audits={name}" for name in skipped),
        "--output=json",
        f"--output-path={tool.file}",
        "--quiet",
    ]
    subprocess.run(
        [tool.node, str(COMMAND), address, *options],
        check=True,
        env=os.environ | {"CHROME_PATH": tool.chromium},
    )
    report: dict = json.loads(tool.file.read_text(encoding="utf-8"))
    final = report["finalDisplayedUrl"]
    if final != address:
        raise SystemExit(f"{address} led to {final}.")
    return report


def score(report: dict, category: str) -> int:
    """From 0 to 100."""
    return round((report["categories"][category]["score"] or 0) * 100)


def row(page: Page, report: dict) -> str:
    """A line of the table."""
    requests = report["audits"]["network-requests"]["details"]["items"]
    size = sum(one["transferSize"] for one in requests)
    scores = [str(score(report, name)) if name != "seo" or page.public else "–" for name in TARGETS]
    return f"| {page.name} | {' | '.join(scores)} | {size / 1000:.0f} | {len(requests)} |"


def shortfalls(page: Page, report: dict) -> list[str]:
    """Which targets the page misses, with the audits that cost it points."""
    found = []
    for name, target in TARGETS.items():
        if (name == "seo" and not page.public) or score(report, name) >= target:
            continue
        found.append(f"{page.name}: {name} is {score(report, name)}, the target is {target}.")
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue", "")
                found.append(f"  {part['id']}: {audit['title']} {shown}".rstrip())
                items = audit.get("details", {}).get("items", [])
                if part["id"] == "errors-in-console":
                    found += [f"    {one['sourceLocation']}: {one['description']}" for one in items]
    return found


if __name__ == "__main__":
    sys.exit(main())
