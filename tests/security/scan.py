"""`python -m tests.security.scan [NAME…]`: three scanners on a seeded installation.

The same scanners run on tests/security/controls.py, where they have to find what is planted. Each
scanner lives in an environment of its own below var/tools/ (`make security` makes them).
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.faults.site import free_port
from tests.project.files import ROOT
from tests.security.installation import (
    EMAIL,
    environment,
    make_database,
    manage,
    serving,
)
from tests.security.reverse_proxy import Proxy, running, self_signed
from tests.security.test_proxy import Visitor

TOOLS = ROOT / "var" / "tools"
MODULES = (
    "csp,cookieflags,http_headers,sql,timesql,xss,permanentxss,exec,file,redirect,crlf,csrf,ssrf,"
    "xxe,methods,log4shell"
)
SECONDS = os.environ.get("SCAN_SECONDS", "240")
LEVEL = os.environ.get("SCAN_LEVEL", "2")
SEED = f"""
from django.utils import timezone
from backrehab.accounts.models import User
from backrehab.progression.demo import make_demo
demo = make_demo(now=timezone.now(), password="a quiet green lamp")
User.objects.filter(email="{EMAIL}").update(email="somebody.else@example.org")
from allauth.account.models import EmailAddress
EmailAddress.objects.all().delete()
User.objects.filter(pk=demo.pk).update(email="{EMAIL}", is_demo=False)
EmailAddress.objects.create(user=demo, email="{EMAIL}", verified=True, primary=True)
"""
# What sqlmap tries: every place where something typed reaches a query.
PLACES = (
    "/exercises/?q=a",
    "/muscles/?q=a",
    "/log/?first=2026-01-01",
    "/progress/?weeks=12",
    "/accounts/login/?next=/today/",
    "/exercises/bar-hang*/",
    "/log/2026-01-01*/",
)
INJECTION = re.compile(r"is vulnerable|sqlmap identified the following injection point")


def wapiti(url: str, cookie: str, report: Path) -> dict[str, Any]:
    """What wapiti found, by kind."""
    command = [
        str(TOOLS / "wapiti/bin/wapiti"), "-u", url, "-m", MODULES, "-d", "3", "--flush-session",
        "--max-scan-time", SECONDS, "--max-attack-time", SECONDS,
        "--no-bugreport", "-f", "json", "-o", str(report),
        "-x", f"{url}accounts/logout/", "-x", f"{url}privacy/delete/", "-v", "0",
    ]  # fmt: skip
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    subprocess.run(command, check=True, capture_output=True, timeout=1200)
    found = json.loads(report.read_text())
    kinds = found["vulnerabilities"] | found["anomalies"]
    return {
        "pages": found["infos"].get("crawled_pages_nbr"),
        **{
            kind: [f"{r['method']} {r['path']}" for r in rows]
            for kind, rows in kinds.items()
            if rows
        },
    }


def sqlmap(url: str, cookie: str, folder: Path) -> bool:
    """Whether sqlmap finds an injection."""
    command = [
        "sqlmap", "-u", url, "--batch", "--level", LEVEL, "--risk", "2", "--flush-session",
        "--technique", "BEU", "--output-dir", str(folder), "--timeout", "20", "--disable-coloring",
        "--ignore-code", "404,422", "--drop-set-cookie",
    ]  # fmt: skip
    if cookie:
        command += ["--cookie", cookie]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
    return INJECTION.search(done.stdout) is not None


def observatory(port: int, certificate: Path) -> dict[str, Any]:
    """Mozilla's own scoring, against this machine only; its own start script would forget the
    certificate to trust."""
    done = subprocess.run(
        ["node", "src/scan.js", f"localhost:{port}"],
        cwd=TOOLS / "observatory/node_modules/@mdn/mdn-http-observatory",
        env=os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate)},
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    try:
        scan = json.loads(done.stdout)["scan"]
        return {name: scan[name] for name in ("grade", "score", "testsPassed", "testsQuantity")}
    except (ValueError, KeyError):
        return {"error": (done.stdout + done.stderr)[-400:]}


def main() -> int:
    """Run all three, print what they say, and fail if something is found or a control is not."""
    wanted = sys.argv[1:] or ["sqlmap", "wapiti", "observatory"]
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        database = make_database(folder)
        manage(["shell", "-v", "0", "-c", SEED], environment(database))
        controls = free_port()
        control = subprocess.Popen([sys.executable, "-m", "tests.security.controls", str(controls)])
        stack.callback(control.terminate)
        port = stack.enter_context(serving(database, SITE_URL="http://localhost"))
        visitor = Visitor(port)
        assert visitor.sign_in().status == 302, "the demonstration account cannot sign in"
        cookie = "; ".join(f"{n}={m.value}" for n, m in visitor.cookies.items())
        own, planted = f"http://localhost:{port}", f"http://127.0.0.1:{controls}"
        if "sqlmap" in wanted:
            results["sqlmap control"] = sqlmap(f"{planted}/search?q=1", "", folder)
            results["sqlmap"] = {place: sqlmap(own + place, cookie, folder) for place in PLACES}
        if "wapiti" in wanted:
            results["wapiti control"] = wapiti(f"{planted}/", "", folder / "control.json")
            results["wapiti"] = wapiti(f"{own}/", cookie, folder / "own.json")
        if "observatory" in wanted:
            server, _client = self_signed(folder)
            proxy = stack.enter_context(running(Proxy(tls=server)))
            url = f"https://localhost:{proxy.port}"
            proxy.upstream = stack.enter_context(serving(database, SITE_URL=url))
            results["observatory"] = observatory(proxy.port, folder / "certificate.pem")
    print(json.dumps(results, indent=2))  # noqa: T201 - this is what the script is for
    found = any(results.get("sqlmap", {}).values())
    return 1 if found or not results.get("sqlmap control", True) else 0


if __name__ == "__main__":
    sys.exit(main())
