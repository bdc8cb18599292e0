"""`python -m tests.upgrade.walk VERSION [--over]`: restore a release's backup and use it.

Today's code puts it into the database of DATABASE_URL and brings it up to date; what was found goes
to standard output as JSON.

`--over` restores it over a site of today, as somebody does who goes back to an old backup.
"""

import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

PAGES = ("/today/", "/ladder/", "/progress/", "/log/")
# No rule decided the moves of simulated people.
NOT_DECIDED = "@simulated.invalid"
LATER = timedelta(days=25)
# After the longest wait for a deletion.
MUCH_LATER = timedelta(days=200)


class Walk:
    """One release's site, under today's code."""

    def __init__(self, version: str, folder: Path) -> None:
        from django.db import connection

        from tests.upgrade.stored import releases

        self.release = next(one for one in releases() if one.version == version)
        self.site, self.folder = self.release.sites[connection.vendor], folder
        self.now = datetime.fromisoformat(self.site["now"])

    def restore(self, *, over: bool) -> str:
        """`manage.py restore`, then `prepare`, as docs/upgrading.md has it; what the first said."""
        from django.core.management import call_command
        from django.db import connection

        if over:
            from tests.factories import make_user

            call_command("prepare", verbosity=0)
            make_user(email="of-today@example.org")
        said = io.StringIO()
        path = self.release.unpack(connection.vendor, self.folder)
        call_command("restore", str(path), replace=over, stdout=said)
        call_command("migrate", check_unapplied=True, verbosity=0)
        call_command("prepare", verbosity=0)
        call_command("check", fail_level="WARNING")
        connection.check_constraints()
        return said.getvalue().strip()

    def changed(self) -> list[str]:
        """What people entered and is not as it was; columns of then only."""
        from django.db import connection

        from tests.upgrade.stored import fingerprint

        facts = self.site["facts"]
        found = [
            table
            for table, known in facts["tables"].items()
            if fingerprint(connection, table, known["columns"]) != known["rows"]
        ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT key, id FROM exercises_exercise")
            numbers = dict(cursor.fetchall())
        moved = {key for key, number in facts["exercises"].items() if numbers.get(key) != number}
        return found + sorted(moved)

    def pages(self, addresses: tuple[str, ...] = PAGES) -> list[str]:
        """Every page of every person that does not open, even if another one takes its place."""
        from backrehab.accounts.models import User

        found = []
        for user in User.objects.order_by("email"):
            client = self.browser(user)
            for address in addresses:
                status = client.get(address, follow=True).status_code
                found += [] if status == 200 else [f"{user.email} {address} {status}"]
        return found

    def browser(self, user: Any = None) -> Any:
        from django.test import Client

        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def unlike_the_log(self) -> list[str]:
        """What of people's places on the ladder is not as replaying their decisions gives it."""
        from backrehab.progression.models import LADDER, Enrolment
        from tests.progression.scenes import moved, replayed

        places = Enrolment.objects.filter(programme_key=LADDER).select_related("user")
        return sorted(
            {
                name
                for place in places.exclude(user__email__endswith=NOT_DECIDED)
                for name, value in replayed(place.user).items()
                if moved(place)[name] != value
            }
        )

    def still_signed_in(self) -> dict[str, int]:
        """What Today answers to a session that the release began."""
        from django.conf import settings

        found = {}
        for email, key in self.site["sessions"].items():
            client = self.browser()
            client.cookies[settings.SESSION_COOKIE_NAME] = key
            found[email] = client.get("/today/").status_code
        return found

    def sign_in(self) -> str:
        """Where a password of then leads now."""
        form = {"login": self.site["form"]["email"], "password": self.site["password"]}
        answer = self.browser().post("/accounts/login/", form)
        return answer.headers.get("Location", str(answer.status_code))

    def sent_again(self) -> list[Any]:
        """A form that the release has stored: where it leads, and how many rows it adds."""
        from backrehab.accounts.models import Submission
        from backrehab.painlog.models import Amendment

        form, before = self.site["form"], self.rows(Submission, Amendment)
        answer = self.browser(self.owner).post(form["path"], form["fields"])
        added = self.rows(Submission, Amendment) - before
        return [answer.headers.get("Location") == form["where"], added]

    def entry(self) -> list[int]:
        """A new score, sent twice: both answers, and the rows it adds."""
        from backrehab.painlog.models import DailyScore

        before = self.rows(DailyScore)
        fields = {"score": "3", "key": str(uuid4())}
        client = self.browser(self.owner)
        answers = [client.post("/today/daily/", fields).status_code for _time in range(2)]
        return [*answers, self.rows(DailyScore) - before]

    @property
    def owner(self) -> Any:
        from backrehab.accounts.models import User

        return User.objects.get(email=self.site["form"]["email"])

    def rows(self, *models: Any) -> int:
        return sum(model.objects.count() for model in models)

    def archives(self) -> list[str]:
        """Those whose download of everything is not whole or lacks their address."""
        from backrehab.accounts.models import User
        from backrehab.exchange.archive import write_archive

        found = []
        for user in User.objects.order_by("email"):
            with write_archive(user, now=self.now) as file, zipfile.ZipFile(file) as archive:
                whole = archive.testzip() is None
                if not whole or user.email not in archive.read("everything.json").decode():
                    found.append(user.email)
        return found

    def ready(self) -> list[str]:
        """What `/readyz` finds wrong."""
        told = self.browser().get("/readyz").json()
        return [name for name, check in told["checks"].items() if not check["ok"]]


def walk(version: str, folder: Path, *, over: bool) -> dict[str, Any]:
    """Everything, in the order in which it happens."""
    import time_machine
    from django.core.management import call_command
    from django.db import connection

    from backrehab.accounts.models import User
    from tests.upgrade.stored import schema

    found: dict[str, Any] = {}
    one = Walk(version, folder)

    def at(moment: datetime, **looks: Callable[[], Any]) -> None:
        with time_machine.travel(moment, tick=False):
            for name, look in looks.items():
                found[name] = look()

    at(one.now + timedelta(hours=1), restored=lambda: one.restore(over=over), changed=one.changed)
    found["schema"] = schema(connection)
    at(
        one.now + timedelta(hours=2),
        unlike_the_log=one.unlike_the_log,
        not_ready=one.ready,
        still_signed_in=one.still_signed_in,
        signed_in_at=one.sign_in,
        sent_again=one.sent_again,
        archives=one.archives,
        pages=one.pages,
        entry=one.entry,
    )
    at(one.now + LATER, pages_later=lambda: one.pages(PAGES[:1]))
    before = set(User.objects.values_list("email", flat=True))
    with time_machine.travel(one.now + MUCH_LATER, tick=False):
        call_command("delete_due", verbosity=0)
        call_command("tidy", verbosity=0)
    found["people"] = len(before)
    found["gone"] = sorted(before - set(User.objects.values_list("email", flat=True)))
    return found


def main(version: str, *, over: bool) -> None:
    """Set Django up, walk, and print."""
    folder = Path(os.environ["UPGRADE_FOLDER"])
    import django

    django.setup()
    out, sys.stdout = sys.stdout, sys.stderr
    found = walk(version, folder, over=over)
    sys.stdout = out
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], over="--over" in sys.argv)
