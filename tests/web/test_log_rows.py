"""The rows of a spell of the log say what the models say, and its ledger what the gate's does."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from backrehab.accounts.models import User
from backrehab.domain.ledger import Ledger
from backrehab.exercises.cards import Catalogue
from backrehab.json_rows import columns_of
from backrehab.painlog.models import Baseline, FlareUp, MorningTiming, TrainingDay
from backrehab.web.log import Period, read_log
from backrehab.web.log_rows import LogRow, ledger_of, read_spell
from backrehab.web.person import load_person
from tests.factories import at
from tests.factories_diary import make_days, make_person

pytestmark = pytest.mark.django_db

NOW = at("2026-03-09 09:00")
TODAY = date(2026, 3, 9)
DAYS = [TODAY - timedelta(days=n) for n in (1, 3, 4, 20)]


@pytest.fixture
def person(catalogue: Catalogue) -> Iterator[User]:
    with time_machine.travel(NOW, tick=False):
        yield make_person(now=at("2026-01-01 09:00"))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"each_prescribed": 25, "variant_key": "feet-on-floor"},
        {"suggested_level": 3, "suggested_share": 50, "dose_level": 2},
    ],
)
def test_every_column_is_itself(person: User, values: dict[str, Any]) -> None:
    make_days(person, DAYS)
    TrainingDay.objects.filter(user=person).update(**values)
    rows = read_spell(load_person(person), since=DAYS[2], until=TODAY).rows
    stored = TrainingDay.objects.filter(user=person, on__gte=DAYS[2]).order_by("-on")
    told = [[getattr(row, name) for name in columns_of(LogRow)] for row in rows]
    assert told == [[getattr(day, name) for name in columns_of(LogRow)] for day in stored]
    assert [row.on for row in rows] == DAYS[:3]


def test_the_ledger_judges_as_any_other(person: User) -> None:
    make_days(person, DAYS)
    FlareUp.objects.create(user=person, started_on=DAYS[3], ended_on=DAYS[3] + timedelta(days=2))
    owner = load_person(person)
    ledger = ledger_of(owner, read_spell(owner, since=DAYS[3], until=TODAY), first=DAYS[2])
    plain = Ledger(ledger._history, owner.rules, TODAY)
    assert list(ledger.verdicts) == [day.toordinal() for day in reversed(DAYS[:3])]
    assert ledger.verdicts.items() <= plain.verdicts.items()
    dates = range(DAYS[3].toordinal() - 2, TODAY.toordinal() + 1)
    assert ledger.usuals(dates) == plain.usuals(dates)
    assert [ledger.usual(t) for t in dates] == [plain.usual(t) for t in dates]
    assert [ledger.in_flare_up(t) for t in dates] == [plain.in_flare_up(t) for t in dates]


def test_a_day_is_the_same_by_itself_as_among_others(person: User) -> None:
    """Where the clock was put forward, a late morning can be given on the third date after the
    training: ten dates before a day whose usual it is."""
    on = TODAY - timedelta(days=5)
    make_days(person, [on], before=0, worst=0, morning=4)
    (late,) = make_days(person, [on - timedelta(days=10)], before=0, worst=0, morning=2)
    late.morning_timing, late.morning_on = MorningTiming.LATE, on - timedelta(days=7)
    late.save()
    owner = load_person(person)
    alone, among = (read_log(owner, Period(first, on)).entries[0] for first in (on, late.on))
    assert alone == among
    assert alone.reason == "Next morning 4; your usual was 2."


def test_later_answers_about_the_average_pain_change_no_earlier_day(person: User) -> None:
    """However many: each health check asks, and some years have sixty."""
    (day,) = make_days(person, [date(2026, 1, 3)], before=0, worst=0, morning=None)
    make_days(person, [date(2026, 1, 4)], before=4)
    period = Period(day.on, day.on)
    told = read_log(load_person(person), period).entries[0]
    assert told.reason == "Worst pain 0, before your next training: 4."
    Baseline.objects.bulk_create(
        Baseline(user=person, on=date(2026, 1, 5) + timedelta(days=n), score=0, given_at=NOW)
        for n in range(60)
    )
    assert read_log(load_person(person), period).entries[0] == told
