"""When a morning score can be given, on every kind of night, and which dates can be added."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backrehab.accounts.models import User
from backrehab.painlog.models import MorningTiming, TrainingDay
from backrehab.painlog.queries import to_day
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import record_morning
from backrehab.painlog.windows import check_addable, local_instant, morning_window
from backrehab.progression.rulesets import current_rules
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LONDON, AUCKLAND, KOLKATA = "Europe/London", "Pacific/Auckland", "Asia/Kolkata"
ON_TIME, LATE = MorningTiming.ON_TIME, MorningTiming.LATE
TOO_EARLY, CLOSED = "too early", "closed"


def local(text: str, zone: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def trained(user: User, text: str) -> TrainingDay:
    """A training day whose last exercise ended at that local time."""
    ended_at = local(text, user.time_zone)
    return TrainingDay.objects.create(
        user=user,
        on=date.fromisoformat(text[:10]),
        stage_key="bar-hang",
        sets_prescribed=2,
        sets_done=2,
        dose_level=1,
        before=1,
        worst=2,
        started_at=ended_at - timedelta(minutes=20),
        last_exercise_at=ended_at,
    )


# Zone; last exercise; the instant of the score; what it is; the date it counts for.
WINDOWS = [
    # An evening at 18:00: 4:00 to 30 hours later, which is midnight after the next day.
    (LONDON, "2026-03-02 18:00", "2026-03-03 03:59:59", TOO_EARLY, None),
    (LONDON, "2026-03-02 18:00", "2026-03-03 04:00:00", ON_TIME, "2026-03-03"),
    (LONDON, "2026-03-02 18:00", "2026-03-03 23:59:59", ON_TIME, "2026-03-03"),
    (LONDON, "2026-03-02 18:00", "2026-03-04 00:00:00", LATE, "2026-03-04"),
    (LONDON, "2026-03-02 18:00", "2026-03-04 17:59:59", LATE, "2026-03-04"),
    (LONDON, "2026-03-02 18:00", "2026-03-04 18:00:00", CLOSED, None),
    # Late at night: on time goes on past midnight, and still counts for the next date.
    (LONDON, "2026-03-02 23:30", "2026-03-04 05:29:59", ON_TIME, "2026-03-03"),
    (LONDON, "2026-03-02 23:30", "2026-03-04 05:30:00", LATE, "2026-03-04"),
    (LONDON, "2026-03-02 23:30", "2026-03-04 23:29:59", LATE, "2026-03-04"),
    # Before dawn: 30 hours end on the next date, so a late score can fall on it too.
    (LONDON, "2026-03-02 00:30", "2026-03-03 04:00:00", ON_TIME, "2026-03-03"),
    (LONDON, "2026-03-02 00:30", "2026-03-03 06:30:00", LATE, "2026-03-03"),
    (LONDON, "2026-03-02 00:30", "2026-03-04 00:29:59", LATE, "2026-03-04"),
    (LONDON, "2026-03-02 00:30", "2026-03-04 00:30:00", CLOSED, None),
    # The clocks go forward on Sunday 29 March at 1:00: 30 hours after 22:00 are 5:00 on Monday.
    (LONDON, "2026-03-28 22:00", "2026-03-29 03:59:59", TOO_EARLY, None),
    (LONDON, "2026-03-28 22:00", "2026-03-29 04:00:00", ON_TIME, "2026-03-29"),
    (LONDON, "2026-03-28 22:00", "2026-03-30 04:59:59", ON_TIME, "2026-03-29"),
    (LONDON, "2026-03-28 22:00", "2026-03-30 05:00:00", LATE, "2026-03-30"),
    (LONDON, "2026-03-28 22:00", "2026-03-30 22:59:59", LATE, "2026-03-30"),
    (LONDON, "2026-03-28 22:00", "2026-03-30 23:00:00", CLOSED, None),
    # And back on Sunday 25 October at 2:00: 30 hours after 22:00 are 3:00 on Monday.
    (LONDON, "2026-10-24 22:00", "2026-10-25 03:59:59", TOO_EARLY, None),
    (LONDON, "2026-10-24 22:00", "2026-10-25 04:00:00", ON_TIME, "2026-10-25"),
    (LONDON, "2026-10-24 22:00", "2026-10-26 02:59:59", ON_TIME, "2026-10-25"),
    (LONDON, "2026-10-24 22:00", "2026-10-26 03:00:00", LATE, "2026-10-26"),
    (LONDON, "2026-10-24 22:00", "2026-10-26 21:00:00", CLOSED, None),
    # The other side of the world: forward on 27 September, back on 5 April; the UTC date differs.
    (AUCKLAND, "2026-09-26 21:00", "2026-09-27 03:59:59", TOO_EARLY, None),
    (AUCKLAND, "2026-09-26 21:00", "2026-09-27 04:00:00", ON_TIME, "2026-09-27"),
    (AUCKLAND, "2026-09-26 21:00", "2026-09-28 03:59:59", ON_TIME, "2026-09-27"),
    (AUCKLAND, "2026-09-26 21:00", "2026-09-28 04:00:00", LATE, "2026-09-28"),
    (AUCKLAND, "2026-04-04 21:00", "2026-04-05 03:59:59", TOO_EARLY, None),
    (AUCKLAND, "2026-04-04 21:00", "2026-04-05 04:00:00", ON_TIME, "2026-04-05"),
    (AUCKLAND, "2026-04-04 21:00", "2026-04-06 02:00:00", LATE, "2026-04-06"),
    # Half an hour off.
    (KOLKATA, "2026-03-02 18:00", "2026-03-03 03:59:59", TOO_EARLY, None),
    (KOLKATA, "2026-03-02 18:00", "2026-03-03 04:00:00", ON_TIME, "2026-03-03"),
]


@pytest.mark.parametrize(("zone", "ended", "given", "expected", "counts_for"), WINDOWS)
def test_the_morning_window(
    zone: str, ended: str, given: str, expected: str, counts_for: str | None
) -> None:
    user = make_user(time_zone=zone)
    day = trained(user, ended)
    now = local(given, zone)
    still = {TOO_EARLY: ON_TIME, CLOSED: None}.get(expected, expected)
    assert morning_window(user, day, current_rules()).to_come(now) == still
    if counts_for is None:
        with pytest.raises(EntryRefused, match=expected):
            record_morning(user=user, day=day, score=2, now=now, rules=current_rules())
        assert TrainingDay.objects.get().morning is None
        return
    timing = record_morning(user=user, day=day, score=2, now=now, rules=current_rules())
    stored = TrainingDay.objects.get()
    assert (timing, stored.morning_timing, stored.morning) == (expected, expected, 2)
    assert stored.morning_on == date.fromisoformat(counts_for)
    # The gate takes it for the same date, once that date has come.
    day = to_day(stored, None, today=stored.morning_on)
    assert (day.morning, day.morning_given_on) == (2, stored.morning_on)
    assert to_day(stored, None, today=stored.on).morning is None


def test_the_window_counts_from_the_last_exercise(user: User) -> None:
    day = trained(user, "2026-03-02 18:00")
    day.last_exercise_at = None
    window = morning_window(user, day, current_rules())
    # Without any exercise noted, from when the day was begun: 17:40.
    assert window.late_from == local("2026-03-03 23:40", LONDON)
    assert window.closes_at == local("2026-03-04 17:40", LONDON)


def test_training_just_after_midnight_never_closes_before_it_opens(user: User) -> None:
    """A day whose rows say it ended two dates before: the window still opens at 4:00."""
    day = trained(user, "2026-03-02 18:00")
    day.last_exercise_at = local("2026-02-28 18:00", LONDON)
    window = morning_window(user, day, current_rules())
    assert window.opens_at == local("2026-03-03 04:00", LONDON)
    assert window.late_from == window.closes_at == window.opens_at


@pytest.mark.parametrize(
    ("zone", "on", "hour", "expected"),
    [
        (
            LONDON,
            "2026-03-29",
            1,
            "2026-03-29 01:00",
        ),  # skipped: the next instant, 2:00 summer time
        (LONDON, "2026-10-25", 1, "2026-10-25 00:00"),  # twice: the first
        (LONDON, "2026-07-01", 4, "2026-07-01 03:00"),
        (AUCKLAND, "2026-07-01", 4, "2026-06-30 16:00"),
    ],
)
def test_a_full_hour_on_the_persons_clock(
    db: None, zone: str, on: str, hour: int, expected: str
) -> None:
    instant = local_instant(make_user(time_zone=zone), date.fromisoformat(on), hour)
    assert instant == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        ("2026-03-06", "still to come"),
        ("2026-03-05", None),
        ("2026-03-04", None),
        ("2026-03-03", None),
        ("2026-03-02", "closed"),
        ("2020-01-01", "closed"),
    ],
)
def test_which_dates_can_be_added(db: None, on: str, refused: str | None) -> None:
    """Thursday 5 March, half past midnight in Auckland; it is still the 4th in UTC."""
    user = make_user(time_zone=AUCKLAND)
    now = local("2026-03-05 00:30", AUCKLAND)

    def check() -> None:
        check_addable(user, date.fromisoformat(on), now, current_rules())

    if refused is None:
        check()
        return
    with pytest.raises(EntryRefused, match=refused) as caught:
        check()
    assert caught.value.field == "on"


@pytest.mark.parametrize("score", [-1, 11])
@pytest.mark.parametrize("record", ["record_before", "record_daily", "record_baseline"])
def test_a_score_is_from_0_to_10(user: User, score: int, record: str) -> None:
    from backrehab.painlog import services
    from backrehab.painlog.services import Prescription

    now = local("2026-03-02 18:00", LONDON)
    prescription = Prescription(stage_key="bar-hang", level=1, sets=2, target_dose=False)
    more: dict[str, Callable[[], dict[str, object]]] = {
        "record_before": lambda: {"on": date(2026, 3, 2), "prescription": prescription},
        "record_daily": lambda: {"on": date(2026, 3, 2)},
        "record_baseline": dict,
    }
    with pytest.raises(EntryRefused, match="0 to 10"):
        getattr(services, record)(user=user, score=score, now=now, **more[record]())
    assert not TrainingDay.objects.exists()
    assert not user.daily_scores.exists()
    assert not user.baselines.exists()
