"""The day's entries: what each changes, what it refuses, and leg symptoms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backrehab.accounts.models import User
from backrehab.domain.decision import Code, Status
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, PerformedSet, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.ticks import SetTick
from backrehab.screening.models import ScreeningRun
from backrehab.screening.queries import Reason, current_screening, due_reason
from tests.factories import at, make_screening
from tests.factories_diary import exercise_id
from tests.progression.scenes import (
    READY,
    TODAY,
    fresh,
    ready_person,
    snapshot_made,
    training_plan_at,
)

pytestmark = pytest.mark.django_db

EVENING = READY + timedelta(hours=10)
NEXT_MORNING = READY + timedelta(days=1)
CALM = Report(sets_done=2, worst=2)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return ready_person()


@pytest.fixture
def begin(person: User, catalogue: Catalogue) -> Callable[..., TrainingDay]:
    """`begin(2, level=3)`: pain before, and the dose."""

    def begin_day(score: int = 2, *, level: int = 3) -> TrainingDay:
        return diary.begin_day(Entry(person, READY), score=score, level=level, catalogue=catalogue)

    return begin_day


@pytest.fixture
def tick(person: User, catalogue: Catalogue) -> Callable[..., None]:
    """`tick("bar-hang", "morning")`: one set of today's plan."""

    def tick_one(key: str, slot: str, number: int = 1, *, done: bool = True) -> None:
        plan = training_plan_at(person, READY)
        one = SetTick(exercise_id=exercise_id(catalogue, key), slot=slot, number=number, done=done)
        diary.tick(Entry(person, READY), tick=one, plan=plan, catalogue=catalogue)

    return tick_one


def today_row() -> TrainingDay:
    return TrainingDay.objects.get(on=TODAY)


# Before, dose, sets


def test_nobody_enters_anything_before_the_start(user: User, catalogue: Catalogue) -> None:
    with pytest.raises(EntryRefused, match="finish the start"):
        diary.give_daily(Entry(user, READY), score=2)
    assert not DailyScore.objects.exists()


def test_the_first_score_of_the_day_stands(begin: Callable[..., TrainingDay]) -> None:
    begin(4, level=2)
    begin(4, level=3)
    with pytest.raises(EntryRefused, match="an entry for today already"):
        begin(1, level=3)
    day = today_row()
    assert (day.before, day.dose_level, day.sets_prescribed, day.target_dose) == (4, 2, 2, False)
    assert (day.stage_key, day.started_at, day.trained) == ("bar-hang", READY, False)


@pytest.mark.parametrize(("level", "stored"), [(0, 1), (1, 1), (3, 3), (99, 3)])
def test_a_dose_is_one_that_the_stage_has(
    begin: Callable[..., TrainingDay], level: int, stored: int
) -> None:
    day = begin(level=level)
    assert (day.dose_level, day.target_dose) == (stored, stored == 3)


def test_the_day_is_the_persons_own_date(catalogue: Catalogue) -> None:
    user = ready_person(time_zone="Pacific/Auckland")
    evening = at("2026-03-10 20:00")
    day = diary.begin_day(Entry(user, evening), score=2, level=1, catalogue=catalogue)
    assert day.on == date(2026, 3, 11)


def test_another_dose_until_the_first_set(
    person: User,
    catalogue: Catalogue,
    begin: Callable[..., TrainingDay],
    tick: Callable[..., None],
) -> None:
    begin(level=3)
    diary.change_dose(Entry(person, READY), level=1, catalogue=catalogue)
    assert (today_row().dose_level, today_row().target_dose) == (1, False)
    tick("bar-hang", "morning")
    with pytest.raises(EntryRefused, match="tomorrow"):
        diary.change_dose(Entry(person, READY), level=2, catalogue=catalogue)
    assert today_row().dose_level == 1


def test_ticking_is_counting(begin: Callable[..., TrainingDay], tick: Callable[..., None]) -> None:
    begin()
    tick("bar-hang", "morning")
    tick("bar-hang", "morning")
    tick("bar-hang", "evening")
    assert (today_row().sets_done, today_row().last_exercise_at) == (2, READY)
    tick("bar-hang", "evening", done=False)
    tick("bar-hang", "evening", done=False)
    assert today_row().sets_done == 1
    assert PerformedSet.objects.count() == 1


def test_sets_of_the_stage_come_after_the_first_score(tick: Callable[..., None]) -> None:
    with pytest.raises(EntryRefused, match="First tell"):
        tick("bar-hang", "morning")
    tick("walking-on-the-spot", "session")  # a warm-up needs none
    assert PerformedSet.objects.count() == 1


def test_only_sets_of_the_plan(
    begin: Callable[..., TrainingDay], tick: Callable[..., None]
) -> None:
    begin()
    for key, slot, number in [("deadlift", "session", 1), ("bar-hang", "morning", 2)]:
        with pytest.raises(EntryRefused, match="not part"):
            tick(key, slot, number)
    assert not PerformedSet.objects.exists()


@pytest.mark.parametrize(("score", "refused"), [(4, False), (5, True), (6, True)])
def test_no_exercise_while_pain_is_high(
    begin: Callable[..., TrainingDay], tick: Callable[..., None], score: int, refused: bool
) -> None:
    """Usual 2 until yesterday: 5 is three over it, and 6 is too much for anybody."""
    begin(score)
    if refused:
        with pytest.raises(EntryRefused, match="too high"):
            tick("bar-hang", "morning")
    else:
        tick("bar-hang", "morning")
    assert today_row().sets_done == (0 if refused else 1)


def test_a_score_of_another_device_counts_for_a_page_that_does_not_know_it(
    person: User, catalogue: Catalogue
) -> None:
    """What the entry asks is the prepared answer of now, never that of the page."""
    plan = training_plan_at(person, READY)
    exercise, slot, number = min(plan.sets.difference(plan.stage_sets))
    one = SetTick(exercise_id=exercise, slot=slot, number=number, done=True)
    diary.give_daily(Entry(fresh(person), READY), score=6)
    with pytest.raises(EntryRefused, match="too high"):
        diary.tick(Entry(person, READY), tick=one, plan=plan, catalogue=catalogue)
    diary.tick(Entry(person, READY), tick=replace(one, done=False), plan=plan, catalogue=catalogue)


def test_a_set_is_ticked_without_reading_the_history_before(
    begin: Callable[..., TrainingDay], tick: Callable[..., None]
) -> None:
    begin()
    with CaptureQueriesContext(connection) as captured:
        tick("bar-hang", "morning")
    history = [one for one in captured.captured_queries if "painlog_flareup" in one["sql"]]
    # What follows from the entry is settled by the log with the set in it.
    assert len(history) == 1


# After training


def test_finishing(person: User, begin: Callable[..., TrainingDay]) -> None:
    begin()
    diary.finish(Entry(person, EVENING), report=Report(sets_done=1, worst=3))
    day = today_row()
    assert (day.sets_done, day.worst, day.finished_at) == (1, 3, EVENING)
    assert (day.stop, day.leg, day.extra_meds, day.last_exercise_at) == (
        False,
        False,
        False,
        EVENING,
    )


def test_a_later_round_never_takes_anything_back(
    person: User, begin: Callable[..., TrainingDay]
) -> None:
    begin()
    bad = Report(sets_done=1, worst=5, stop=True, extra_meds=True)
    diary.finish(Entry(person, READY), report=bad)
    diary.finish(Entry(person, EVENING), report=CALM)
    day = today_row()
    assert (day.sets_done, day.worst, day.stop, day.extra_meds) == (2, 5, True, True)


def test_nothing_to_finish(person: User) -> None:
    with pytest.raises(EntryRefused, match="First tell"):
        diary.finish(Entry(person, READY), report=CALM)


def test_a_worst_that_is_no_score(person: User, begin: Callable[..., TrainingDay]) -> None:
    begin()
    with pytest.raises(EntryRefused) as caught:
        diary.finish(Entry(person, READY), report=Report(sets_done=2, worst=11))
    assert (caught.value.field, today_row().worst) == ("worst", None)


def test_stop_makes_the_day_red_and_ends_it(
    person: User,
    catalogue: Catalogue,
    begin: Callable[..., TrainingDay],
    tick: Callable[..., None],
) -> None:
    begin()
    tick("bar-hang", "morning")
    diary.stop(Entry(person, EVENING), catalogue=catalogue)
    assert (today_row().stop, today_row().last_exercise_at) == (True, EVENING)
    with pytest.raises(EntryRefused, match="good call"):
        tick("bar-hang", "evening")
    decision = snapshot_made(person, EVENING).decisions[0]
    assert (decision.days[-1][0].colour, decision.status) == ("red", Status.NOT_YET)


# Scores


def test_the_morning_score(person: User, begin: Callable[..., TrainingDay]) -> None:
    begin()
    diary.finish(Entry(person, EVENING), report=CALM)
    assert diary.give_morning(Entry(person, NEXT_MORNING), on=TODAY, score=1) == "on_time"
    with pytest.raises(EntryRefused, match="already gave"):
        diary.give_morning(Entry(person, NEXT_MORNING), on=TODAY, score=0)
    assert today_row().morning == 1


def test_a_morning_needs_training(person: User, begin: Callable[..., TrainingDay]) -> None:
    begin()
    with pytest.raises(EntryRefused, match="no training"):
        diary.give_morning(Entry(person, NEXT_MORNING), on=TODAY, score=1)
    with pytest.raises(EntryRefused):
        diary.give_morning(Entry(person, NEXT_MORNING), on=date(2026, 3, 8), score=1)


def test_the_first_daily_score_stands(person: User) -> None:
    diary.give_daily(Entry(person, READY), score=3)
    diary.give_daily(Entry(person, EVENING), score=3)
    with pytest.raises(EntryRefused, match="an entry for today already"):
        diary.give_daily(Entry(person, EVENING), score=1, gets_about=True)
    row = DailyScore.objects.get()
    assert (row.score, row.gets_about) == (3, None)


def test_how_somebody_gets_about_can_be_added_to_a_score(person: User) -> None:
    """The score of a flare-up's first day was given before anybody was asked."""
    diary.give_daily(Entry(person, READY), score=3)
    for said in (False, None, True):
        diary.give_daily(Entry(person, EVENING), score=3, gets_about=said)
        row = DailyScore.objects.get()
        assert (row.score, row.gets_about, row.given_at) == (3, bool(said), READY)


def test_nobody_enters_for_somebody_else(person: User, catalogue: Catalogue) -> None:
    stranger = ready_person()
    with pytest.raises(EntryRefused):
        diary.finish(Entry(stranger, READY), report=CALM)
    diary.give_daily(Entry(stranger, READY), score=5)
    assert not person.daily_scores.exists()


# Leg symptoms


def test_a_leg_symptom_asks_for_a_clinician(
    person: User, begin: Callable[..., TrainingDay], tick: Callable[..., None]
) -> None:
    begin()
    diary.finish(Entry(person, EVENING), report=Report(sets_done=2, worst=2, leg=True))
    state = current_screening(person)
    assert (state.gate_outcome, state.reason, state.on) == (
        "clinician",
        Reason.LEG_SYMPTOM_REPORTED,
        TODAY,
    )
    assert due_reason(state, today=TODAY) is Reason.LEG_SYMPTOM
    decision = snapshot_made(person, EVENING).decisions[0]
    assert (decision.status, decision.earliest_on) == (Status.SEE_CLINICIAN, None)
    with pytest.raises(EntryRefused, match="paused"):
        tick("bar-hang", "evening")


def test_until_it_is_asked_again(person: User, begin: Callable[..., TrainingDay]) -> None:
    begin()
    diary.finish(Entry(person, EVENING), report=Report(sets_done=2, worst=2, leg=True))
    make_screening(person, now=EVENING)
    decision = snapshot_made(person, EVENING).decisions[0]
    # The day itself is red and stays so: the run starts after it.
    assert (decision.status, decision.days[-1][0].colour) == (Status.NOT_YET, "red")
    assert decision.criterion(Code.SCREENING).met is True
    assert decision.criterion(Code.GREEN_DAYS).observed == 0


def test_a_leg_symptom_that_was_told_once_is_recorded_once_more_only_if_said_again(
    person: User, begin: Callable[..., TrainingDay]
) -> None:
    begin()
    diary.finish(Entry(person, READY), report=Report(sets_done=1, worst=2, leg=True))
    diary.finish(Entry(person, EVENING), report=CALM)
    assert ScreeningRun.objects.filter(reason=Reason.LEG_SYMPTOM_REPORTED).count() == 1
    assert today_row().leg
