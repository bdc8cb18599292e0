"""What pages expect of the days ahead names only days that can be trained, and comes true."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.decision import Status
from backrehab.domain.pace import Ahead
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp
from backrehab.painlog.services import Report
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.explain import summary
from backrehab.progression.rulesets import current_rules
from backrehab.progression.services import confirm_technique
from backrehab.progression.snapshot import Snapshot
from backrehab.web.day_plan import Mode
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import fresh, snapshot_made, snapshot_read, today_of

pytestmark = pytest.mark.django_db

EVERY_DAY, MON_WED_FRI, WEEKDAYS = 0b111_1111, 0b001_0101, 0b001_1111
TUE_THU_SAT = 0b010_1010
MONDAY = at("2026-03-09 08:00")
TODAY = MONDAY.date()
DAY = timedelta(days=1)


def ago(*days: int) -> list[date]:
    return [TODAY - n * DAY for n in days]


def in_days(*days: int) -> tuple[date, ...]:
    return tuple(TODAY + n * DAY for n in days)


@dataclass
class Person:
    """Somebody on a stage who lives on from Monday morning as Today suggests it, without pain."""

    user: User
    catalogue: Catalogue
    opens: str
    now: datetime = MONDAY

    def expects(self) -> tuple[date | None, Ahead]:
        """The earliest date, and what to expect."""
        snapshot = snapshot_read(fresh(self.user), self.now)
        place = self._place()
        found = snapshot.ahead[place]
        assert found is not None
        return snapshot.decisions[place].earliest_on, found

    def train(self, **report: int | bool) -> None:
        """If Today offers it."""
        user = fresh(self.user)
        if today_of(user, self.now).mode is not Mode.BEFORE:
            return
        dose = snapshot_read(user, self.now).dose
        day = diary.begin_day(
            Entry(user, self.now), score=0, level=dose.level, catalogue=self.catalogue, dose=dose
        )
        told = {"sets_done": day.sets_prescribed, "worst": 0, "extra_repetitions": 2, **report}
        diary.finish(Entry(fresh(user), self.now), report=Report(**told))  # type: ignore[arg-type]

    def wake_up(self) -> None:
        """A day later."""
        self.now += DAY
        self.tell()

    def tell(self) -> None:
        """The mornings that are asked for, or a score of the day."""
        due = [due for due in self._snapshot().mornings_due if due.open_at(self.now)]
        for one in due:
            diary.give_morning(Entry(fresh(self.user), self.now), on=one.on, score=0)
        if not due:
            diary.give_daily(Entry(fresh(self.user), self.now), score=0)

    def opens_on(self) -> date:
        """When the stage is ready, if all goes well from now on."""
        while self._snapshot().decisions[self._place()].status is not Status.READY:
            self.train()
            self.wake_up()
            assert self.now < MONDAY + 60 * DAY
        return self.now.date()

    def _snapshot(self) -> Snapshot:
        return snapshot_read(fresh(self.user), self.now)

    def _place(self) -> int:
        return [one.opens for one in self._snapshot().decisions].index(self.opens)


type Living = Callable[..., Person]


@pytest.fixture
def living(catalogue: Catalogue) -> Living:
    def make(stage: str, opens: str, trained: list[date], mask: int, **day: object) -> Person:
        user = make_person(now=MONDAY - 20 * DAY, baseline=3, weekday_mask=mask)
        enter_stage(user, stage, TODAY - 20 * DAY)
        confirm_technique(user=user, now=MONDAY)
        made = {"before": 2, "worst": 2, "morning": 2, "extra_repetitions": 2, **day}
        make_days(user, trained, stage=stage, **made)
        touch(fresh(user))
        return Person(user, catalogue, opens)

    return make


@pytest.mark.parametrize(("trained", "later"), [((9, 7), 0), ((9, 7, 6), 1)])
def test_a_score_that_rules_exercise_out_takes_today_away(
    living: Living, trained: tuple[int, ...], later: int
) -> None:
    """The rule goes on to take it as trained."""
    person = living("bar-hang", "seated-row", ago(*trained), EVERY_DAY)
    diary.give_daily(Entry(fresh(person.user), MONDAY), score=6)
    earliest, found = person.expects()
    assert earliest is not None
    assert (found.on, found.days) == (earliest + later * DAY, in_days(1))
    assert found.on == found.count_on == person.opens_on()


@pytest.mark.parametrize(("level", "in_full"), [(3, ""), (2, " and the full dose is done by then")])
def test_the_card_says_what_the_days_that_are_left_lead_to(
    living: Living, level: int, in_full: str
) -> None:
    dose = {"dose_level": level, "target_dose": level == 3}
    person = living("bar-hang", "seated-row", ago(9, 7, 6), EVERY_DAY, **dose)
    diary.give_daily(Entry(fresh(person.user), MONDAY), score=6)
    (decision,) = snapshot_read(fresh(person.user), MONDAY).decisions
    assert summary(decision, current_rules(), person.expects()[1]) == (
        "Earliest tomorrow by the rule. On the days you can train it is Wednesday 11 March, if "
        f"Tuesday is a calm day{in_full}: worst pain 5 or less, and the next morning no more than "
        "1 above your usual."
    )
    # After a break questions may come first.
    assert summary(decision, current_rules(), Ahead(None, (), None)) == (
        "Earliest tomorrow, once the conditions that are left are met."
    )


@pytest.mark.parametrize(("in_full", "level"), [("", 4), (" and the full dose is done by then", 3)])
def test_settled_days_are_enough_by_the_route_for_steady_pain(
    living: Living, in_full: str, level: int
) -> None:
    """Somebody with an even 4 reads nothing of a pain of 3; what was trained today counts too."""
    steady = {"before": 4, "worst": 4, "dose_level": level, "target_dose": level == 4}
    dates = ago(20, 17, 15, 13, 10, 8, 6, 3, 1)
    person = living("seated-row", "reverse-hyper", dates, EVERY_DAY, morning=4, **steady)
    for trained in ((), ago(0)):
        make_days(person.user, trained, stage="seated-row", morning=None, **steady)
        touch(fresh(person.user))
        person.now = MONDAY.replace(hour=17)
        (decision,) = snapshot_read(fresh(person.user), person.now).decisions
        earliest, found = person.expects()
        assert (earliest, found.on, found.days) == (*in_days(2, 2), in_days(0, 1))
        assert found.steady
        assert summary(decision, current_rules(), found) == (
            "Earliest Wednesday 11 March by the route for steady pain, if today and Tuesday are "
            f"settled days{in_full}: worst pain 5 or less and up by no more than 2, and the next "
            "morning no more than 1 above your usual."
        )
    assert not living("seated-row", "reverse-hyper", ago(1), EVERY_DAY).expects()[1].steady


def test_the_last_date_of_a_flare_up_is_not_trained(living: Living) -> None:
    person = living("bar-hang", "seated-row", ago(9, 7, 5), EVERY_DAY)
    FlareUp.objects.create(user=person.user, started_on=TODAY, ended_on=TODAY)
    touch(fresh(person.user))
    earliest, found = person.expects()
    assert (found.on, found.days) == (earliest, in_days(1))
    assert found.on == found.count_on == person.opens_on()


@pytest.mark.parametrize(
    ("trained", "mask", "named", "later"),
    [
        # Sunday was a heavy day: today is a lighter one.
        ((12, 8, 1), EVERY_DAY, (1, 3), 1),
        # Of Monday, Tuesday and Wednesday two can be trained.
        ((12, 8, 2), WEEKDAYS, (0, 2), 0),
        ((13, 9), WEEKDAYS, (0, 2), 1),
    ],
)
def test_heavy_days_that_are_too_near_are_not_named(
    living: Living, trained: tuple[int, ...], mask: int, named: tuple[int, ...], later: int
) -> None:
    person = living("deadlift", "barbell-row", ago(*trained), mask)
    earliest, found = person.expects()
    assert earliest is not None
    assert (found.on, found.days) == (earliest + later * DAY, in_days(*named))
    assert found.on == found.count_on == person.opens_on()


@pytest.mark.parametrize(
    ("report", "named"),
    [({"worst": 2}, (0, 2)), ({"worst": 3}, (2, 4)), ({"extra_meds": True}, (2, 4))],
    ids=["calm", "a rise", "a painkiller"],
)
def test_a_day_that_is_done_is_named_while_it_can_be_calm(
    living: Living, report: dict[str, int], named: tuple[int, ...]
) -> None:
    person = living("bar-hang", "seated-row", ago(9), MON_WED_FRI)
    person.train(**report)
    found = person.expects()[1]
    assert found.days == in_days(*named)
    assert found.on == found.count_on == person.opens_on()


def test_a_day_beside_the_plan_is_named_too(living: Living) -> None:
    """It counts as any other, so it has to be calm as well."""
    person = living("bar-hang", "seated-row", ago(9), 0b001_0100)
    make_days(person.user, [TODAY], before=0, worst=0, morning=None)
    touch(fresh(person.user))
    assert person.expects()[1].days == in_days(0, 2)


def test_a_dose_that_was_begun_lower_is_not_the_full_one(living: Living) -> None:
    lower = {"dose_level": 1, "target_dose": False}
    person = living("bar-hang", "seated-row", ago(7, 5, 3), EVERY_DAY, **lower)
    person.train()
    earliest, found = person.expects()
    assert earliest == TODAY + DAY
    assert (found.on, found.days) == (TODAY + 2 * DAY, in_days(0, 1))
    assert found.count_on == person.opens_on()


def test_more_pain_than_planned_today_raises_no_dose(living: Living) -> None:
    """It waits for the morning, but it can't become calm: nobody may count on that."""
    lower = {"dose_level": 2, "target_dose": False}
    person = living("seated-row", "reverse-hyper", ago(9, 7, 5, 3), EVERY_DAY, **lower)
    person.train(extra_meds=True)
    assert person.expects()[1].count_on == person.opens_on()


@pytest.mark.parametrize("hour", [8, 13])
def test_the_score_before_the_next_training_stands_in(living: Living, hour: int) -> None:
    """On the second date after a day without a morning score it makes that day calm: no longer for
    the dose of today, but for the next one."""
    lower = {"dose_level": 2, "target_dose": False}
    person = living("bar-hang", "seated-row", ago(7, 5), EVERY_DAY, **lower)
    make_days(person.user, ago(2), before=0, worst=0, **{**lower, "morning": None})
    touch(fresh(person.user))
    person.now = MONDAY.replace(hour=hour)
    assert person.expects()[1].count_on == person.opens_on()


def test_two_days_of_one_name_are_told_apart(living: Living) -> None:
    """From Monday 9 March on, another Monday says which one it is."""
    person = living("bar-hang", "seated-row", ago(6), EVERY_DAY)
    (decision,) = snapshot_read(fresh(person.user), MONDAY).decisions
    for days, said in (
        (in_days(0, 4, 7), "today, Friday and Monday 16 March are calm days"),
        (in_days(1, 6), "Tuesday and Sunday are calm days"),
        (in_days(7), "Monday 16 March is a calm day"),
    ):
        ahead = Ahead(decision.earliest_on, days, None)
        assert f", if {said}" in summary(decision, current_rules(), ahead)


@pytest.mark.parametrize(
    ("stage", "opens", "trained", "hours", "later"),
    [
        # Closed after 48 hours: whether it was calm is never told.
        ("bar-hang", "seated-row", (9, 7, 2), (8, 13), True),
        # For heavy stages a late one does not count.
        ("deadlift", "barbell-row", (16, 12, 8, 1), (17, 19), True),
        # Else it does, and makes no difference.
        ("bar-hang", "seated-row", (9, 7, 1), (17, 19), False),
    ],
    ids=["closed", "late and heavy", "late and light"],
)
def test_a_morning_score_is_counted_on_while_it_can_be_given(
    living: Living,
    stage: str,
    opens: str,
    trained: tuple[int, ...],
    hours: tuple[int, int],
    *,
    later: bool,
) -> None:
    """Everybody trained at noon, and none is looked at anew on the same date but by the hour."""
    *before, last = trained
    person = living(stage, opens, ago(*before), TUE_THU_SAT)
    make_days(person.user, ago(last), stage=stage, morning=None, extra_repetitions=2)
    touch(fresh(person.user))
    counted_on = []
    for hour in hours:
        person.now = MONDAY.replace(hour=hour)
        assert snapshot_read(fresh(person.user), person.now) == snapshot_made(
            fresh(person.user), person.now
        )
        counted_on.append(person.expects()[1].count_on)
    assert (counted_on[1] > counted_on[0]) == later
    person.tell()
    assert counted_on[1] == person.opens_on()
