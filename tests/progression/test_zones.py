"""A change of the time zone never takes the diary's date back behind what it holds."""

from datetime import date, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, FlareUp, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from backrehab.progression.services import GateClosed, open_stage
from backrehab.progression.zones import change_time_zone, latest_date
from tests.factories import at
from tests.factories_diary import enter_stage, make_person
from tests.progression.scenes import ready_person, snapshot_made

pytestmark = pytest.mark.django_db

APIA, PAGO_PAGO = "Pacific/Apia", "Pacific/Pago_Pago"
HONOLULU = "Pacific/Honolulu"
MORNING = at("2026-03-12 06:00")
# In Honolulu it is still the 11th.
THURSDAY = date(2026, 3, 12)


def move(user: User, zone: str, now: object = MORNING) -> User:
    change_time_zone(user=user, time_zone=zone, now=now)  # type: ignore[arg-type]
    return User.objects.get(pk=user.pk)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return ready_person(time_zone="Europe/London")


def test_a_flare_up_stays_in_force(person: User) -> None:
    setbacks.begin_flare_up(Entry(person, MORNING))
    user = move(person, HONOLULU)
    assert user.local_date(MORNING) == THURSDAY
    with pytest.raises(GateClosed) as refused:
        open_stage(user=user, stage_key="seated-row", now=MORNING)
    assert refused.value.decision.status == "on_hold"
    setbacks.take_back_flare_up(Entry(user, MORNING + timedelta(hours=3)))
    assert not FlareUp.objects.exists()


def test_a_day_that_was_too_much_still_counts(person: User, catalogue: Catalogue) -> None:
    diary.begin_day(Entry(person, MORNING), score=2, level=1, catalogue=catalogue)
    report = Report(sets_done=1, worst=9, stop=True)
    diary.finish(Entry(person, MORNING), report=report)
    user = move(person, HONOLULU)
    with pytest.raises(GateClosed):
        open_stage(user=user, stage_key="seated-row", now=MORNING + timedelta(hours=2))
    assert Enrolment.objects.get().stage_key == "bar-hang"


def test_a_morning_score_stays_told(person: User, catalogue: Catalogue) -> None:
    """It belongs to the date after the training, on which nothing else may have been told."""
    evening = at("2026-03-11 18:00")
    diary.begin_day(Entry(person, evening), score=2, level=1, catalogue=catalogue)
    diary.finish(Entry(person, evening), report=Report(sets_done=3, worst=2))
    diary.give_morning(Entry(person, MORNING), on=evening.date(), score=9)
    user = move(person, HONOLULU)
    assert user.local_date(MORNING) == THURSDAY
    assert snapshot_made(user, MORNING).highest_today == 9


def test_heavy_work_keeps_its_distance(catalogue: Catalogue) -> None:
    user = make_person(now=at("2026-02-01 09:00"), time_zone=APIA, weekday_mask=127)
    enter_stage(user, "deadlift", date(2026, 3, 1))
    began = at("2026-03-12 04:00")
    diary.begin_day(Entry(user, began), score=1, level=1, catalogue=catalogue)
    diary.finish(Entry(user, began), report=Report(sets_done=2, worst=1, stop=False))
    landed = began + timedelta(hours=2)
    user = move(user, PAGO_PAGO, landed)
    # The same day, which was trained already; the next one would be too soon.
    diary.begin_day(Entry(user, landed), score=1, level=1, catalogue=catalogue)
    with pytest.raises(EntryRefused, match="heavy"):
        diary.begin_day(
            Entry(user, landed + timedelta(days=2)), score=1, level=1, catalogue=catalogue
        )
    (day,) = TrainingDay.objects.filter(user=user)
    assert (day.on, day.worst, day.sets_done) == (THURSDAY, 1, 2)


def test_nothing_is_kept_where_nothing_is_ahead(person: User) -> None:
    """As after a zone that was chosen by mistake: then the date is that of the right one."""
    user = move(person, HONOLULU)
    # The morning after the training of the 9th.
    assert latest_date(user) == date(2026, 3, 10)
    assert (user.kept_date, user.local_date(MORNING)) == (None, date(2026, 3, 11))


def test_the_date_goes_on_once_it_is_that_date_there(person: User) -> None:
    diary.give_daily(Entry(person, MORNING), score=1)
    user = move(person, HONOLULU)
    dates = [user.local_date(MORNING + timedelta(hours=hours)) for hours in (-1, 0, 4, 27, 28, 52)]
    # Midnight is at ten o'clock in London; what was told before the change had its own date.
    eleventh, thirteenth = date(2026, 3, 11), date(2026, 3, 13)
    assert dates == [eleventh, THURSDAY, THURSDAY, THURSDAY, thirteenth, date(2026, 3, 14)]
    with pytest.raises(EntryRefused, match="already"):
        diary.give_daily(Entry(user, MORNING + timedelta(hours=1)), score=5)
    assert DailyScore.objects.filter(on=THURSDAY).count() == 1


def test_back_where_it_is_that_date_nothing_is_kept_any_more(person: User) -> None:
    diary.give_daily(Entry(person, MORNING), score=1)
    user = move(move(person, HONOLULU), "Europe/London")
    assert (user.kept_date, user.kept_since) == (None, None)
    assert user.local_date(MORNING) == THURSDAY
