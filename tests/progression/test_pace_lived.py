"""The date to count on, lived day by day through the services, after a break and on a way back."""

from datetime import date, datetime, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.decision import Status
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary
from backrehab.progression.changes import record
from backrehab.progression.entries import Entry
from backrehab.progression.models import TransitionKind
from backrehab.progression.snapshot import Snapshot
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import enrolment_of, fresh, snapshot_read

pytestmark = pytest.mark.django_db

ALL_DAYS, MON_WED_FRI = 0b111_1111, 0b001_0101


class Life:
    """Somebody who trains on each planned day as Today suggests it, without any pain."""

    def __init__(self, user: User, catalogue: Catalogue, opens: str) -> None:
        self.user, self.catalogue, self.opens = user, catalogue, opens

    def morning(self, now: datetime) -> tuple[Status, date | None]:
        """The score of the morning; what the gate says then, and the date to count on."""
        before = now.date() - timedelta(days=1)
        if TrainingDay.objects.filter(user=self.user, on=before, morning=None).exists():
            diary.give_morning(Entry(fresh(self.user), now), on=before, score=0)
        else:
            diary.give_daily(Entry(fresh(self.user), now), score=0)
        snapshot = snapshot_read(fresh(self.user), now)
        place = self.place_in(snapshot)
        ahead = snapshot.ahead[place]
        return snapshot.decisions[place].status, None if ahead is None else ahead.count_on

    def place_in(self, snapshot: Snapshot) -> int:
        return [one.opens for one in snapshot.decisions].index(self.opens)

    def train(self, now: datetime) -> None:
        """Unless Today refuses it, as on the day after heavy work."""
        user = fresh(self.user)
        if now.weekday() not in user.training_weekdays:
            return
        dose = snapshot_read(user, now).dose
        try:
            day = diary.begin_day(
                Entry(user, now), score=0, level=dose.level, catalogue=self.catalogue, dose=dose
            )
        except EntryRefused:
            return
        report = Report(sets_done=day.sets_prescribed, worst=0, stop=False, extra_repetitions=2)
        diary.finish(Entry(user, now), report=report)

    def opens_on(self, began: datetime) -> tuple[list[date | None], date]:
        """The dates that were named until the stage was ready, and when that was."""
        named, now = [], began
        while True:
            status, count_on = self.morning(now)
            if status is Status.READY:
                return named, now.date()
            named.append(count_on)
            self.train(now)
            now += timedelta(days=1)
            assert now < began + timedelta(days=60)


@pytest.mark.parametrize("away", [7, 9, 12])
def test_after_days_without_training(catalogue: Catalogue, away: int) -> None:
    """From eight days on the first day back is less than a whole one."""
    began = at("2026-03-02 08:00")
    user = make_person(now=began, baseline=1, weekday_mask=MON_WED_FRI)
    life = Life(user, catalogue, "seated-row")
    life.train(began)
    diary.give_morning(Entry(fresh(user), began + timedelta(days=1)), on=began.date(), score=0)
    named, opened = life.opens_on(began + timedelta(days=away))
    assert set(named) == {opened}


def test_on_the_short_way_back_to_heavy_work(catalogue: Catalogue) -> None:
    """It asks for no dose, but heavy days keep their distance there as well."""
    user = make_person(now=at("2026-03-01 08:00"), baseline=1, weekday_mask=ALL_DAYS)
    enter_stage(user, "barbell-row", date(2026, 2, 1))
    reds = [date(2026, 3, 7), date(2026, 3, 9)]
    made = {"stage": "barbell-row", "before": 0, "worst": 0, "morning": 0}
    make_days(user, reds, stop=True, sets_prescribed=3, sets_done=3, **made)
    back = at("2026-03-10 07:00")
    record(
        enrolment_of(fresh(user)),
        kind=TransitionKind.STEPPED_BACK,
        stage_to="deadlift",
        now=back,
        reason="two_reds",
        decision={"reds": [str(on) for on in reds]},
        dose_level=1,
    )
    touch(fresh(user))
    life = Life(user, catalogue, "barbell-row")
    named, opened = life.opens_on(back)
    assert set(named) == {opened}
    assert opened == date(2026, 3, 20)


def test_no_date_where_questions_would_come_first(catalogue: Catalogue) -> None:
    """Trained once a week: by the next planned day the break asks for a health check."""
    began = at("2026-03-02 08:00")
    user = make_person(now=began, baseline=1, weekday_mask=0b000_0001)
    life = Life(user, catalogue, "seated-row")
    life.train(began)
    for days, named in ((10, True), (14, True), (15, False)):
        snapshot = snapshot_read(fresh(user), began + timedelta(days=days))
        place = life.place_in(snapshot)
        assert snapshot.decisions[place].earliest_on is not None
        ahead = snapshot.ahead[place]
        assert ahead is not None
        assert (ahead.count_on is not None) is named, days
