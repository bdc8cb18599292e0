"""People who post entries one after the other, and remember which of them were acknowledged."""

import http.client
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from uuid import uuid4

CSRF = "a" * 32
# What no test of ours may wait for longer.
TIMEOUT = 20.0
# The calm page of a site whose database is gone: not stored, to be sent again.
OUTAGE = 503
# What a proxy says when the node it asked is gone.
NODE_GONE = (502, 504)
KINDS = ("begin", "finish", "correct")


@dataclass(slots=True)
class Entry:
    """One form with its key; `where` is where the answer led to."""

    kind: str
    path: str
    fields: dict[str, str]
    key: str = field(default_factory=lambda: str(uuid4()))
    where: str = ""


class Poster:
    """A signed-in person: begins a release, ends it, corrects an old score, and so on."""

    def __init__(self, *, user_id: int, session: str, old: date) -> None:
        self.user_id, self.session, self.old = user_id, session, old
        self.done: list[Entry] = []
        self.waiting: Entry | None = None
        self.unanswered = 0
        self.refused: list[str] = []
        self._release = ""

    def next_entry(self) -> Entry:
        """The entry that waits for its answer, else a new one."""
        if self.waiting is not None:
            return self.waiting
        number = len(self.done)
        kind = KINDS[number % len(KINDS)]
        score = str(1 + number % 3)
        if kind == "begin":
            return Entry(kind, "/hip/release/", {"side": "left", "before": score})
        if kind == "finish":
            fields = {"after": score, "hold_seconds": str(number % 60)}
            return Entry(kind, self._release, fields)
        # Never the same score twice in a row: each correction leaves its own trace.
        score = str(1 + (number // len(KINDS)) % 9)
        return Entry(kind, f"/log/{self.old.isoformat()}/", {"score": score})

    def post(self, port: int) -> int:
        """Send the next entry; its status, or 0 without an answer. It waits until it was taken."""
        entry = self.waiting = self.next_entry()
        try:
            status, entry.where = send(port, self.session, entry)
        except (OSError, http.client.HTTPException):
            self.unanswered += 1
            return 0
        if status == OUTAGE or status in NODE_GONE:
            self.unanswered += 1
            return status
        if status != 302 or "login" in entry.where:
            self.refused.append(f"{status} {entry.path} {entry.where}")
            return status
        if entry.kind == "begin":
            self._release = entry.where
        self.done.append(entry)
        self.waiting = None
        return status


def send(port: int, session: str, entry: Entry) -> tuple[int, str]:
    """POST the form as a browser without scripts does; the status and where it leads."""
    from urllib.parse import urlencode

    body = urlencode({**entry.fields, "key": entry.key, "csrfmiddlewaretoken": CSRF})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(
            "POST",
            entry.path,
            body,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={session}; csrftoken={CSRF}",
                "Host": f"localhost:{port}",
            },
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def make_posters(count: int) -> list[Poster]:
    """People with a score that is older than 48 hours, signed in."""
    from django.test import Client
    from django.utils import timezone

    from backrehab.painlog.models import DailyScore
    from tests.factories_diary import make_person

    now = timezone.now()
    found = []
    for _number in range(count):
        user = make_person(now=now - timedelta(days=9), email=f"poster-{uuid4().hex}@example.org")
        old = user.local_date(now) - timedelta(days=5)
        DailyScore.objects.create(user=user, on=old, score=0, given_at=now - timedelta(days=5))
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies["sessionid"].value
        found.append(Poster(user_id=user.pk, session=session, old=old))
    return found


def post_until(posters: list[Poster], port: int, stop: threading.Event) -> list[threading.Thread]:
    """Let each of them post in a thread of its own until told to stop or left without an answer."""

    def go(poster: Poster) -> None:
        while not stop.is_set() and poster.post(port) == 302:
            pass

    threads = [threading.Thread(target=go, args=(poster,)) for poster in posters]
    for thread in threads:
        thread.start()
    return threads


def faults_of(poster: Poster, *, checked: int = 0) -> list[str]:
    """What is not in the database as it was acknowledged, from entry number `checked` on."""
    from backrehab.accounts.models import Submission
    from backrehab.painlog.models import Amendment, DailyScore, HipRelease

    kept = Submission.objects.filter(user_id=poster.user_id)
    keys = {str(key) for key in kept.values_list("key", flat=True)}
    ours = poster.done + ([poster.waiting] if poster.waiting else [])
    faults = [f"lost: {one.kind} {one.key}" for one in poster.done if one.key not in keys]
    stored = [one for one in ours if one.key in keys]
    if len(keys) != len(stored):
        faults.append(f"{len(keys)} keys stored, {len(stored)} of them sent")
    releases = {
        f"/hip/release/{row.public_id}/": row
        for row in HipRelease.objects.filter(user_id=poster.user_id)
    }
    begun = [one for one in stored if one.kind == "begin"]
    if len(releases) != len(begun):
        faults.append(f"{len(begun)} releases begun, {len(releases)} stored")
    for one in poster.done[checked:]:
        row = releases.get(one.where if one.kind == "begin" else one.path)
        if one.kind == "correct":
            continue
        if row is None or (
            (row.before, 0) != (int(one.fields["before"]), 0)
            if one.kind == "begin"
            else (row.after, row.hold_seconds)
            != (int(one.fields["after"]), int(one.fields["hold_seconds"]))
        ):
            faults.append(f"not as sent: {one.kind} {one.key}")
    scores = [0, *(int(one.fields["score"]) for one in stored if one.kind == "correct")]
    told = Amendment.objects.filter(user_id=poster.user_id).order_by("pk")
    chain = [(row.old["score"], row.new["score"]) for row in told]
    if chain != list(pairwise(scores)):
        faults.append(f"{len(chain)} corrections stored, {len(scores) - 1} sent, or out of order")
    if DailyScore.objects.get(user_id=poster.user_id).score != scores[-1]:
        faults.append("the corrected score is not the last one")
    return faults
