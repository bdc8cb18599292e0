"""Midnight, the changes of the clock in every time zone, and a person who flies across the date
line: no entry is lost, doubled, or put on a date that is still to come."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.test import Client

from backrehab.accounts.models import User
from backrehab.domain.rules import RuleSet
from backrehab.painlog.models import DailyScore, MorningTiming, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.windows import check_addable, morning_window
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.rulesets import current_rules
from backrehab.progression.zones import change_time_zone
from tests.factories_diary import make_person
from tests.thorough import is_nightly

YEAR = 2026
AUCKLAND, LOS_ANGELES = "Pacific/Auckland", "America/Los_Angeles"
ODD = (
    "Europe/London",
    AUCKLAND,
    LOS_ANGELES,
    "Australia/Lord_Howe",  # half an hour
    "America/Santiago",  # at midnight: a date that begins at 01:00
    "Africa/Cairo",
    "Asia/Beirut",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/St_Johns",
    "Antarctica/Troll",  # two hours
)
ZONES = sorted(available_timezones() - {"localtime", "Factory"}) if is_nightly() else ODD


def switches(zone: ZoneInfo) -> list[date]:
    """The dates of the year on which the clock changes; without any, two ordinary ones."""
    noons = [datetime(YEAR, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    found = [noons[n].date() for n in range(1, 365) if offsets[n] != offsets[n - 1]]
    return found or [date(YEAR, 3, 29), date(YEAR, 10, 25)]


def day_of(on: date, ended_at: datetime) -> TrainingDay:
    return TrainingDay(on=on, started_at=ended_at, last_exercise_at=ended_at)


def check(user: User, on: date, minutes: int, rules: RuleSet) -> None:
    """Training that ends so many minutes after the first instant of a date, seen from the next
    three days, hour by hour."""
    zone = ZoneInfo(user.time_zone)
    ended_at = datetime.combine(on, time(0), tzinfo=zone).astimezone(UTC)
    ended_at += timedelta(minutes=minutes)
    on = user.local_date(ended_at)
    window = morning_window(user, day_of(on, ended_at), rules)
    assert ended_at < window.opens_at <= window.late_from <= window.closes_at
    # Never on the date of the training itself, and nobody has to get up before it opens.
    assert user.local_date(window.opens_at) == on + timedelta(days=1)
    assert user.local(window.opens_at).hour >= rules.morning.from_hour
    before = on
    for hour in range(72):
        now = ended_at + timedelta(hours=hour)
        today = user.local_date(now)
        # Dates go on one by one, and an entry of today can always be added.
        assert before <= today <= before + timedelta(days=1)
        check_addable(user, today, now, rules)
        with pytest.raises(EntryRefused):
            check_addable(user, today + timedelta(days=1), now, rules)
        before = today
    assert window.timing(window.opens_at) in MorningTiming.values
    with pytest.raises(EntryRefused):
        window.timing(window.opens_at - timedelta(microseconds=1))
    with pytest.raises(EntryRefused):
        window.timing(window.closes_at)


@pytest.mark.parametrize("name", ZONES)
def test_around_both_changes_of_the_clock(name: str) -> None:
    user, rules = User(time_zone=name), current_rules()
    for change in switches(ZoneInfo(name)):
        for offset in (-2, -1, 0, 1):
            for minutes in (1, 60, 150, 18 * 60, 23 * 60 - 1):
                check(user, change + timedelta(days=offset), minutes, rules)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", [AUCKLAND, LOS_ANGELES])
def test_a_second_before_and_after_midnight_are_two_dates(zone: str) -> None:
    noon = datetime(YEAR, 3, 2, 12, tzinfo=ZoneInfo(zone))
    user = make_person(now=noon.astimezone(UTC), time_zone=zone)
    midnight = datetime(YEAR, 3, 4, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for seconds, score in ((-1, 2), (0, 4)):
        diary.give_daily(Entry(user, midnight + timedelta(seconds=seconds)), score=score)
    with pytest.raises(EntryRefused, match="already"):
        diary.give_daily(Entry(user, midnight + timedelta(seconds=1)), score=6)
    rows = DailyScore.objects.filter(user=user).order_by("on").values_list("on", "score")
    # Of two scores of one date the first stands.
    assert list(rows) == [(date(YEAR, 3, 3), 2), (date(YEAR, 3, 4), 4)]


def fly(user: User, zone: str, now: datetime) -> User:
    """The phone's new time zone, as the settings page stores it."""
    change_time_zone(user=user, time_zone=zone, now=now)
    return User.objects.get(pk=user.pk)


def trained(user: User, on: date, ended_at: datetime) -> TrainingDay:
    """A calm training day that lacks its morning score."""
    return TrainingDay.objects.create(
        user=user,
        on=on,
        stage_key="bar-hang",
        sets_prescribed=2,
        sets_done=2,
        dose_level=1,
        before=2,
        worst=2,
        started_at=ended_at,
        last_exercise_at=ended_at,
    )


@pytest.mark.django_db
def test_from_auckland_to_los_angeles(sign_in: Callable[[User], Client]) -> None:
    """Training on Sunday morning, and a flight back into Saturday: the diary stays on Sunday until
    it is Sunday there."""
    auckland, rules = ZoneInfo(AUCKLAND), current_rules()
    began = datetime(YEAR, 5, 1, 9, tzinfo=auckland).astimezone(UTC)
    user = make_person(now=began, time_zone=AUCKLAND)
    ended_at = datetime(YEAR, 5, 3, 9, tzinfo=auckland).astimezone(UTC)
    sunday = date(YEAR, 5, 3)
    row = trained(user, sunday, ended_at)
    diary.give_daily(Entry(user, ended_at), score=2)
    in_the_air = ended_at + timedelta(hours=2)
    user = fly(user, LOS_ANGELES, in_the_air)
    assert user.local(in_the_air).date() == sunday - timedelta(days=1)
    assert user.local_date(in_the_air) == sunday
    with time_machine.travel(in_the_air, tick=False):
        client = sign_in(user)
        for address in ("/today/", "/ladder/", "/progress/", "/log/"):
            assert (address, client.get(address).status_code) == (address, 200)
    # Its score and its training are there already, and stay as told.
    again = datetime(YEAR, 5, 3, 10, tzinfo=ZoneInfo(LOS_ANGELES)).astimezone(UTC)
    for now in (in_the_air, again):
        with pytest.raises(EntryRefused, match="already"):
            diary.give_daily(Entry(user, now), score=7)
    scores = DailyScore.objects.filter(user=user).values_list("on", "score")
    assert list(scores) == [(sunday, 2)]
    assert user.local_date(again + timedelta(days=1)) == sunday + timedelta(days=1)
    # The morning after is Monday where the person is: 04:00 there, 48 hours at most from training.
    window = morning_window(user, row, rules)
    opens = datetime(YEAR, 5, 4, 4, tzinfo=ZoneInfo(LOS_ANGELES)).astimezone(UTC)
    assert (window.opens_at, window.closes_at) == (opens, ended_at + timedelta(hours=48))
    with pytest.raises(EntryRefused, match="too early"):
        diary.give_morning(Entry(user, again), on=sunday, score=1)
    diary.give_morning(Entry(user, opens), on=sunday, score=1)
    row.refresh_from_db()
    assert (row.morning, row.morning_timing) == (1, MorningTiming.LATE)
    assert row.morning_on == date(YEAR, 5, 4)
    with pytest.raises(EntryRefused, match="already"):
        diary.give_morning(Entry(user, opens + timedelta(minutes=1)), on=sunday, score=5)


@pytest.mark.django_db
def test_back_to_auckland_a_date_is_missing_and_nothing_else() -> None:
    """Westward over the line a date is left out: what was told stays, and the next one counts."""
    los_angeles = ZoneInfo(LOS_ANGELES)
    began = datetime(YEAR, 5, 1, 9, tzinfo=los_angeles).astimezone(UTC)
    user = make_person(now=began, time_zone=LOS_ANGELES)
    evening = datetime(YEAR, 5, 3, 20, tzinfo=los_angeles).astimezone(UTC)
    diary.give_daily(Entry(user, evening), score=3)
    user = fly(user, AUCKLAND, evening)
    landed_at = evening + timedelta(hours=13)
    assert user.local_date(landed_at) == date(YEAR, 5, 5)
    diary.give_daily(Entry(user, landed_at), score=4)
    rows = DailyScore.objects.filter(user=user).order_by("on").values_list("on", "score")
    assert list(rows) == [(date(YEAR, 5, 3), 3), (date(YEAR, 5, 5), 4)]
