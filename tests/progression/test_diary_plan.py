"""The day's entries and the plan: the dose as suggested or easier, what is too soon, what is left
out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.plan import DayKind
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import PerformedSet, Skip, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.plan import DayPlan
from backrehab.progression.programmes import choose_minutes
from backrehab.progression.ticks import SetTick
from tests.factories_diary import enter_stage, exercise_id, make_days
from tests.progression.scenes import (
    READY,
    TODAY,
    climber,
    fresh,
    noon,
    person_at,
    ready_person,
    snapshot_made,
    today_of,
    training_plan_at,
)

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)
LADDER = ("seated-row", "reverse-hyper", "pull-through", "deadlift", "barbell-row")


@pytest.fixture
def rower(catalogue: Catalogue) -> User:
    """On the seated row since February; yesterday at level 3 (3 x 12) was too much."""
    user = climber("seated-row")
    enter_stage(user, "seated-row", TODAY - timedelta(days=20))
    user.training_days.all().delete()
    days = {"stage": "seated-row", "sets_prescribed": 3, "sets_done": 3}
    make_days(user, [TODAY - timedelta(days=3)], **days)
    make_days(user, [YESTERDAY], **days, stop=True)
    return fresh(user)


def begin(user: User, *, level: int | None = None, score: int = 2) -> TrainingDay:
    person = person_at(user, READY)
    dose = person.snapshot.dose
    return diary.begin_day(
        Entry(user, READY),
        score=score,
        level=dose.level if level is None else level,
        catalogue=person.catalogue,
        dose=dose,
    )


def prescribed(user: User) -> tuple[int, int, int, int | None, bool]:
    day = TrainingDay.objects.get(user=user, on=TODAY)
    return (
        day.dose_level,
        day.dose_share,
        day.sets_prescribed,
        day.each_prescribed,
        day.target_dose,
    )


def suggested(user: User) -> tuple[int | None, int | None]:
    day = TrainingDay.objects.get(user=user, on=TODAY)
    return day.suggested_level, day.suggested_share


# The dose


@pytest.mark.parametrize("level", [3, 4, 99])
def test_the_suggested_dose_is_stored_as_it_is(rower: User, level: int) -> None:
    """Half of 3 x 12 is 18: two sets of 9. More than suggested is not to be had."""
    begin(rower, level=level)
    assert prescribed(rower) == (3, 50, 2, 9, False)
    assert suggested(rower) == (None, None)


def test_an_easier_level_is_the_persons_own_choice(rower: User) -> None:
    begin(rower, level=1)
    assert prescribed(rower) == (1, 100, 2, None, False)
    assert suggested(rower) == (3, 50)


def test_back_to_the_suggestion_it_is_no_choice_any_more(rower: User, catalogue: Catalogue) -> None:
    begin(rower)
    diary.change_dose(Entry(rower, READY), catalogue=catalogue, level=1)
    assert (prescribed(rower)[:2], suggested(rower)) == ((1, 100), (3, 50))
    diary.change_dose(Entry(rower, READY), catalogue=catalogue, level=3, share=25)
    assert (prescribed(rower)[:2], suggested(rower)) == ((3, 25), (3, 50))
    diary.change_dose(Entry(rower, READY), catalogue=catalogue, level=3, share=50)
    assert (prescribed(rower), suggested(rower)) == ((3, 50, 2, 9, False), (None, None))


def test_who_chose_an_easier_level_has_that_one_next_time(catalogue: Catalogue) -> None:
    user = ready_person()
    begin(user, level=1)
    diary.finish(Entry(user, noon(TODAY)), report=Report(sets_done=2, worst=2))
    morning = noon(TODAY + timedelta(days=1))
    diary.give_morning(Entry(fresh(user), morning), on=TODAY, score=2)
    dose = snapshot_made(user, morning).dose
    assert (dose.level, dose.reason) == (1, "one_more_calm_day")


def test_a_target_dose_is_all_of_the_highest_level(catalogue: Catalogue) -> None:
    user = ready_person()
    begin(user)
    assert prescribed(user) == (3, 100, 2, None, True)
    diary.change_dose(Entry(user, READY), catalogue=catalogue, level=3, share=50)
    assert prescribed(user) == (3, 50, 1, 60, False)


# What was done on top, and with what


def test_what_was_lifted_is_kept_and_asked_for_again(rower: User) -> None:
    begin(rower)
    told = Report(sets_done=2, worst=2, extra_repetitions=3, load_kg=Decimal("22.5"))
    diary.finish(Entry(rower, READY), report=told)
    diary.finish(Entry(rower, READY), report=replace(told, extra_repetitions=None, load_kg=None))
    day = TrainingDay.objects.get(user=rower, on=TODAY)
    assert (day.extra_repetitions, day.load_kg, day.band) == (3, Decimal("22.5"), None)
    diary.finish(Entry(rower, READY), report=replace(told, load_kg=None, band=2))
    day.refresh_from_db()
    assert (day.load_kg, day.band) == (None, 2)


def test_a_load_that_went_well_goes_up(catalogue: Catalogue) -> None:
    """Two calm days with 20 kg at the full dose, told one by one; the smallest plate is 2.5."""
    user = climber(*LADDER[:3], weekday_mask=0b111_1111)
    enter_stage(user, "pull-through", TODAY - timedelta(days=30))
    user.training_days.all().delete()
    day = {"stage": "pull-through", "dose_level": 4, "sets_prescribed": 3, "sets_done": 3}
    calm = {"before": 1, "worst": 1, "morning": 1, "extra_repetitions": 2}
    make_days(user, [TODAY - timedelta(days=n) for n in (9, 2)], load_kg=20, **day, **calm)
    dose = snapshot_made(user, READY).dose
    assert dose.load is not None
    assert (dose.level, dose.reason, dose.load.kg) == (4, "raised", Decimal("22.5"))
    make_days(user, [TODAY - timedelta(days=1)], load_kg="22.5", **day, **calm)
    dose = snapshot_made(user, READY).dose
    assert dose.load is not None
    assert (dose.reason, dose.load.kg) == ("one_more_calm_day", Decimal("22.5"))


# 48 hours


@pytest.fixture
def lifter(catalogue: Catalogue) -> User:
    """On the barbell row, which is heavy; the deadlift is kept up."""
    user = climber(*LADDER)
    user.training_days.all().delete()
    return fresh(user)


def heavy_day(user: User, catalogue: Catalogue, how: str, days_ago: int) -> None:
    on = TODAY - timedelta(days=days_ago)
    if how == "stage":
        make_days(user, [on], stage="barbell-row", before=1, worst=1, morning=1)
    else:
        deadlift = exercise_id(catalogue, "deadlift")
        PerformedSet.objects.create(
            user=user, on=on, exercise_id=deadlift, slot="session", number=1, done_at=noon(on)
        )


@pytest.mark.parametrize("how", ["stage", "kept up"])
@pytest.mark.parametrize(("days_ago", "refused"), [(0, False), (1, True), (2, False)])
def test_no_heavy_work_the_day_after_heavy_work(
    lifter: User, catalogue: Catalogue, how: str, days_ago: int, refused: bool
) -> None:
    heavy_day(lifter, catalogue, how, days_ago)
    if refused:
        with pytest.raises(EntryRefused, match="too recent"):
            begin(lifter)
    else:
        # What is on record for today already has the same score.
        begin(lifter, score=1)
    assert TrainingDay.objects.filter(user=lifter, on=TODAY).exists() is not refused


@pytest.mark.parametrize("how", ["stage", "kept up"])
def test_the_gate_counts_on_the_days_of_the_week(
    lifter: User, catalogue: Catalogue, how: str
) -> None:
    """Also after heavy work other than that of the stage: today is a lighter day."""
    User.objects.filter(pk=lifter.pk).update(weekday_mask=0b111_1111)
    heavy_day(lifter, catalogue, how, 1)
    touch(lifter)
    today = today_of(lifter, READY)
    week = [on for on, kind in today.week if kind is DayKind.STAGE]
    (ahead,) = today.person.snapshot.ahead
    assert ahead is not None
    assert week == list(ahead.days[: len(week)]) == [TODAY + timedelta(days=n) for n in (1, 3, 5)]


def test_a_light_stage_may_be_trained_after_heavy_work(rower: User, catalogue: Catalogue) -> None:
    heavy_day(rower, catalogue, "kept up", 1)
    assert begin(rower).stage_key == "seated-row"


# Left out


@pytest.fixture
def plan(rower: User) -> Callable[[], DayPlan]:
    return lambda: training_plan_at(rower, READY)


def skip(user: User, exercise: int, plan: DayPlan, *, skipped: bool = True) -> None:
    diary.skip(
        Entry(user, READY),
        exercise_id=exercise,
        plan=plan,
        skipped=skipped,
        catalogue=get_catalogue(),
    )


def missed(plan: DayPlan) -> list[tuple[str, str]]:
    return [(one.exercise.key, one.reason.value) for one in plan.missed]


def test_skipping_and_taking_it_in_again(
    rower: User, catalogue: Catalogue, plan: Callable[[], DayPlan]
) -> None:
    hang = exercise_id(catalogue, "bar-hang")
    before = plan()
    for _ in range(2):
        skip(rower, hang, plan())
    assert list(Skip.objects.values_list("user", "on", "exercise")) == [(rower.pk, TODAY, hang)]
    assert missed(plan()) == [("bar-hang", "skipped")]
    tick = SetTick(exercise_id=hang, slot="morning", number=1, done=True)
    shorter = plan()
    with pytest.raises(EntryRefused, match="not part"):
        diary.tick(Entry(rower, READY), tick=tick, plan=shorter, catalogue=get_catalogue())
    for _ in range(2):
        skip(rower, hang, plan(), skipped=False)
    assert (plan(), Skip.objects.count()) == (before, 0)


def test_a_skip_is_of_its_own_date(
    rower: User, catalogue: Catalogue, plan: Callable[[], DayPlan]
) -> None:
    skip(rower, exercise_id(catalogue, "bar-hang"), plan())
    assert missed(training_plan_at(rower, READY + timedelta(days=1))) == []


def test_only_what_is_in_the_plan_can_be_skipped(
    rower: User, catalogue: Catalogue, plan: Callable[[], DayPlan]
) -> None:
    for key in (exercise_id(catalogue, "deadlift"), 999_999):
        with pytest.raises(EntryRefused, match="not part"):
            skip(rower, key, plan())
    assert not Skip.objects.exists()


def test_training_can_be_left_out_until_it_is_begun(
    rower: User, catalogue: Catalogue, plan: Callable[[], DayPlan]
) -> None:
    row = exercise_id(catalogue, "seated-row")
    rower.training_weekdays = tuple(range(7))
    rower.save(update_fields=["weekday_mask"])
    skip(rower, row, plan())
    assert Skip.objects.get().exercise_id == row
    assert today_of(rower, READY).mode == "rest"
    skip(rower, row, plan(), skipped=False)
    assert today_of(rower, READY).mode == "before"
    diary.begin_day(Entry(rower, READY), score=2, level=1, catalogue=catalogue)
    with pytest.raises(EntryRefused, match="You have begun"):
        skip(rower, row, plan())
    assert not Skip.objects.exists()


def test_what_time_left_out_cannot_be_ticked(lifter: User, catalogue: Catalogue) -> None:
    choose_minutes(user=lifter, minutes=15)
    plan = training_plan_at(lifter, READY)
    left = [one for one in plan.missed if one.reason == "time"]
    assert left
    for one in left:
        tick = SetTick(exercise_id=one.exercise.id, slot="session", number=1, done=True)
        with pytest.raises(EntryRefused, match="not part"):
            diary.tick(Entry(lifter, READY), tick=tick, plan=plan, catalogue=get_catalogue())
    assert not PerformedSet.objects.exists()
