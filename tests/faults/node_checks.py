"""What has to be the same on every node: who is signed in, limits, keys, files, the catalogue."""

import http.client
import json
import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from tests.faults.clients import CSRF, TIMEOUT, Entry, Poster, faults_of, send

if TYPE_CHECKING:
    from backrehab.accounts.models import User

LOGIN, LOGOUT = "/accounts/login/", "/accounts/logout/"
EMAIL, PASSWORD = "nodes@example.org", "a quiet green lamp"
REFUSED = "do not go together"
STATIC = re.compile(r'(?:href|src)="(/static/[^"?#]+)')


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    where: str
    body: bytes


class Browser:
    """Keeps cookies, and says what a proxy would say; every request names the port it goes to."""

    def __init__(self, site: int) -> None:
        self.site, self.cookies = site, {"csrftoken": CSRF}

    def ask(
        self, port: int, path: str, fields: dict[str, Any] | None = None, **more: str
    ) -> Answer:
        """GET, or POST with fields; `more` are headers."""
        headers = {
            "Host": f"localhost:{self.site}",
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Proto": "http",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        } | {name.replace("_", "-"): value for name, value in more.items()}
        body = None
        if fields is not None:
            body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"]} | fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            found = connection.getresponse()
            content = found.read()
        finally:
            connection.close()
        for line in found.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(found.status, found.headers.get("Location", ""), content)


def make_reader() -> None:
    """A person with a password and a confirmed address."""
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from backrehab.accounts.models import User

    user = User.objects.create_user(EMAIL, PASSWORD, started_at=timezone.now())
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)


def sessions(site: int, first: int, second: int) -> list[str]:
    """Signed in on one node is signed in on the other, and out as well."""
    browser = Browser(site)
    form = {"login": EMAIL, "password": PASSWORD}
    steps = [
        ("sign in", browser.ask(first, LOGIN, form).where),
        ("the other node", browser.ask(second, "/settings/").status),
        ("sign out", browser.ask(second, LOGOUT, {}).status),
        ("the first node", browser.ask(first, "/settings/").where),
    ]
    wanted = ["/today/", 200, 302, f"{LOGIN}?next=/settings/"]
    return [
        f"{name}: {found}, not {one}"
        for (name, found), one in zip(steps, wanted, strict=True)
        if found != one
    ]


def limits(site: int, tries: int) -> list[str]:
    """Wrong passwords through the proxy, one node after the other: as many as on one node."""
    from django.conf import settings

    form = {"login": EMAIL, "password": "wrong"}
    pages = [Browser(site).ask(site, LOGIN, form) for _try in range(tries)]
    through = sum(REFUSED in page.body.decode() for page in pages)
    wanted = settings.SIGN_IN_TRIES
    return [] if through == wanted else [f"{through} wrong passwords were tried, not {wanted}"]


def one_key(poster: Poster, nodes: Sequence[int], times: int) -> list[str]:
    """The same form sent to both nodes at once, again and again: one effect, the same answer."""
    from backrehab.painlog.models import Amendment

    faults = []
    with ThreadPoolExecutor(2 * len(nodes)) as people:
        for number in range(times):
            fields = {"score": str(1 + number % 9)}
            entry = Entry("correct", f"/log/{poster.old.isoformat()}/", fields)
            told = list(
                people.map(lambda port, one=entry: send(port, poster.session, one), [*nodes] * 2)
            )
            if len(set(told)) != 1 or told[0][0] != 302:
                faults.append(f"one form, answers {sorted(set(told))}")
            poster.done.append(entry)
    stored = Amendment.objects.filter(user_id=poster.user_id).count()
    if stored != times:
        faults.append(f"{times} forms, {stored} effects")
    return faults + faults_of(poster)


def static_files(site: int, nodes: Sequence[int], folders: Sequence[Path]) -> list[str]:
    """Each node collected for itself; names and contents are the same."""
    manifests = [(folder / "static" / "staticfiles.json").read_text() for folder in folders]
    faults = [] if len(set(manifests)) == 1 else ["the manifests differ"]
    page = Browser(site).ask(nodes[0], "/").body.decode()
    names = sorted(set(STATIC.findall(page)))
    if not names:
        faults.append("the page names no files")
    for name in names:
        found = [Browser(site).ask(port, name) for port in nodes]
        if {one.status for one in found} != {200} or len({one.body for one in found}) != 1:
            faults.append(f"{name}: {[one.status for one in found]}")
    return faults


def noon_now() -> str:
    """A time zone in which it is about noon, so that no test here meets a midnight."""
    hours = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-hours:+d}"


def someone_training() -> "User":
    """A person who trains today, and for whom it is about noon."""
    from django.utils import timezone

    from tests.web.today_pages import person_on

    zone = noon_now()
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    return person_on(
        "bar-hang",
        last=today - timedelta(days=2),
        weekday_mask=0b111_1111,
        time_zone=zone,
        email=f"queue-{uuid4().hex}@example.org",
    )


def session_of(person: "User") -> str:
    """The cookie of a browser in which they are signed in."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def series() -> list[tuple[str, dict[str, Any]]]:
    """A day's training; in another order its end would be another."""
    from backrehab.exercises.catalogue import get_catalogue
    from tests.web.today_pages import tick

    catalogue = get_catalogue()
    first, second = (tick(catalogue, "bar-hang", slot, 1) for slot in ("morning", "evening"))
    return [
        ("/today/before/", {"score": 2, "level": 3}),
        ("/today/set/", {"set": first}),
        ("/today/set/", {"set": tick(catalogue, "bar-hang", "morning", 1, done=False)}),
        ("/today/set/", {"set": first}),
        ("/today/set/", {"set": second}),
        ("/today/finish/", {"sets_done": 2, "worst": 4}),
    ]


def queue(site: int) -> list[str]:
    """A series that waited on a device, sent through the proxy, twice each: kept once, in order."""
    from django.utils import timezone

    from backrehab.accounts.models import Submission
    from backrehab.painlog.models import PerformedSet, TrainingDay
    from backrehab.web import queued

    person, browser = someone_training(), Browser(site)
    browser.cookies["sessionid"] = session_of(person)
    began = timezone.now() - timedelta(minutes=10)
    entries, faults = series(), []
    for number, (to, fields) in enumerate(entries):
        fields["key"] = str(uuid4())
        headers = {
            "X_Entry_To": to,
            "X_Entry_Person": queued.marker(person),
            "X_Entry_Made_At": (began + timedelta(minutes=number)).isoformat(),
        }
        for _time in range(2):
            answer = browser.ask(site, "/waiting/send/", fields, **headers)
            if answer.status != 200 or json.loads(answer.body)["state"] != "stored":
                faults.append(f"{to}: {answer.status} {answer.body[:200]!r}")
    day = TrainingDay.objects.filter(user=person, on=person.local_date(began)).first()
    kept = {
        "keys": Submission.objects.filter(user=person).count(),
        "sets": PerformedSet.objects.filter(user=person).count(),
        "day": day and (day.before, day.sets_done, day.worst),
    }
    wanted = {"keys": len(entries), "sets": 2, "day": (2, 2, 4)}
    return faults if kept == wanted else [*faults, f"stored {kept}, not {wanted}"]


def look_for(site: int, nodes: Sequence[int], path: str, words: str) -> list[str]:
    """Both nodes show these words there."""
    pages = [(port, Browser(site).ask(port, path)) for port in nodes]
    return [
        f"node {number}: {path} says {page.status} without “{words}”"
        for number, (_port, page) in enumerate(pages)
        if page.status != 200 or words not in page.body.decode()
    ]


def edited_catalogue(folder: Path) -> tuple[Path, str, str]:
    """The catalogue's files with a new name for one exercise: where, its page, and the name."""
    from backrehab.exercises.loader import FIXTURES

    there = folder / "catalogue"
    shutil.copytree(FIXTURES, there)
    for path in sorted(there.glob("*.json")):
        text = path.read_text()
        found = re.search(r'"key": "bar-hang",\s*"name": "([^"]+)"', text)
        if found:
            new = f"{found[1]} of this test"
            path.write_text(text.replace(found[0], found[0].replace(found[1], new)))
            return there, "/exercises/bar-hang/", new
    raise RuntimeError("The catalogue has no entry to edit.")
