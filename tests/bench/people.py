"""People with one week, one year and ten years of daily logs, alike in everything recent."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.painlog.models import TrainingDay
from backrehab.web.person import load_person
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progress_people import diary

ZONE = "Europe/London"
HISTORIES = {"one week": 8, "one year": 365, "ten years": 3650}
# So many days before today are the same for everybody who has them.
RECENT = 40
ON_STAGE = 8


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in: the session that their browser sends."""

    user: User
    session: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of the same history: one who owes the score of this morning, one who may go on."""

    morning_due: Visitor
    ready: Visitor


def make_people(today: date, histories: tuple[str, ...] = tuple(HISTORIES)) -> dict[str, Pair]:
    """For each history a pair; today is a training day for them."""
    return {
        name: Pair(
            _visitor(today, HISTORIES[name], f"{name} due".replace(" ", "-"), due=True),
            _visitor(today, HISTORIES[name], f"{name} ready".replace(" ", "-"), due=False),
        )
        for name in histories
    }


def _visitor(today: date, days: int, name: str, *, due: bool) -> Visitor:
    first = datetime.combine(today - timedelta(days=days), time(7), tzinfo=ZoneInfo(ZONE))
    user = make_person(
        now=first, email=f"{name}@example.org", weekday_mask=0b111_1111, time_zone=ZONE
    )
    if days > RECENT:
        before = today - timedelta(days=RECENT + 1)
        diary(user, last=before, dates=days - RECENT, climbs=due)
        enter_stage(user, "bar-hang", today - timedelta(days=ON_STAGE))
    recent = min(days, RECENT)
    make_days(user, [today - timedelta(days=n) for n in range(1, recent + 1)])
    if due:
        last = TrainingDay.objects.filter(user=user, on=today - timedelta(days=1))
        last.update(morning=None, morning_timing="", morning_on=None)
    touch(user)
    # As the page with the form, or the one before, has left it behind.
    user.refresh_from_db()
    assert load_person(user).snapshot.on == today
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Visitor(user, client.cookies["sessionid"].value)
