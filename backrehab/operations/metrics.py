"""Figures about the installation for Prometheus: none about one person, none about health."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error, connection
from django.db.models import Min

from backrehab.accounts.models import Submission, User
from backrehab.operations.counters import counters
from backrehab.operations.manifests import seconds_since_last
from backrehab.operations.readiness import data_folder, free_bytes, look_at_everything

# Counts of people and of what they sent are rounded down to this, so that on a small site no
# figure moves with what one person does.
CELL = 5


@dataclass(frozen=True)
class Figure:
    """One figure, about the whole installation."""

    name: str
    help: str
    value: float
    kind: str = "gauge"

    def lines(self) -> list[str]:
        """The figure in Prometheus' text format."""
        full = f"backrehab_{self.name}"
        return [
            f"# HELP {full} {self.help}",
            f"# TYPE {full} {self.kind}",
            f"{full} {self.value:.0f}",
        ]


def coarse(count: int) -> int:
    """A count of people or of their entries, too coarse to tell what one of them did."""
    return count // CELL * CELL


def metrics_text(*, now: datetime) -> str:
    """The whole answer: what the database says, then what this process counted."""
    lines = [line for figure in figures(now=now) for line in figure.lines()]
    return "\n".join([*lines, *_ready_lines(now), *counters.lines(), ""])


def figures(*, now: datetime) -> list[Figure]:
    """Every figure of now; those of the database only if it answers and has its tables. Whether it
    does is a figure too, which must not go with it."""
    try:
        found = _of_the_database(now)
    except Error:
        found = []
    found.append(Figure("disk_free_bytes", "Free space where data is.", free_bytes(data_folder())))
    age = seconds_since_last(settings.BACKUP_DIR, now=now)
    if age is not None:
        found.append(Figure("backup_age_seconds", "Age of the newest backup found whole.", age))
    return found


def _of_the_database(now: datetime) -> list[Figure]:
    return [
        Figure("people", "Accounts, rounded down to fives.", coarse(User.objects.count())),
        Figure(
            "forms_total",
            "Forms that were ever sent, rounded down to fives.",
            coarse(_forms_sent()),
            kind="counter",
        ),
        Figure("deletion_overdue_seconds", "Age of the oldest due deletion.", _overdue(now)),
        Figure("sessions_to_tidy", "Ended sessions that `tidy` would delete.", _ended(now)),
        Figure("database_bytes", "Size of the database.", _database_bytes()),
    ]


def _ready_lines(now: datetime) -> list[str]:
    checks = look_at_everything(now=now)
    lines = [f'backrehab_ready{{check="{check.name}"}} {int(check.ok)}' for check in checks]
    return ["# TYPE backrehab_ready gauge", *lines]


def _forms_sent() -> int:
    """The number that the last form got. The newest that is there may go with its person, and a
    counter that falls is taken for one that began anew; counting all would read sixty days."""
    table = Submission._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT last_value FROM pg_sequences WHERE format('%%I.%%I', schemaname,"
                " sequencename) = pg_get_serial_sequence(%s, 'id')",
                [table],
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def _overdue(now: datetime) -> float:
    """Above a day and a bit the timer of `delete_due` does not run."""
    due = User.objects.filter(delete_at__lte=now)
    oldest: datetime | None = due.aggregate(oldest=Min("delete_at"))["oldest"]
    return 0.0 if oldest is None else (now - oldest).total_seconds()


def _ended(now: datetime) -> int:
    return Session.objects.filter(expire_date__lte=now).count()


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            )
        size: int = cursor.fetchone()[0]
        return size
