"""What may be begun now: asked by the entry itself, whatever page it was sent from."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.domain.decision import Code, Status
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import FlareUp, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, programmes, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.models import LADDER, Transition
from backrehab.progression.services import open_stage
from backrehab.web.day_plan import Mode
from tests.factories import at, make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import (
    READY,
    TODAY,
    enrolment_of,
    fresh,
    ready_person,
    snapshot_made,
    today_of,
)

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
CALM = Report(sets_done=1, worst=1)


@pytest.fixture
def begin(catalogue: Catalogue) -> Callable[[User], TrainingDay]:
    return lambda user: diary.begin_day(
        Entry(fresh(user), READY), score=1, level=1, catalogue=catalogue
    )


def on_stage(stage: str) -> User:
    """Somebody who trained there three days ago, so that no heavy day is too near."""
    user = make_person(now=at("2026-02-01 09:00"), weekday_mask=0b111_1111)
    enter_stage(user, stage, TODAY - timedelta(days=20))
    make_days(user, [TODAY - timedelta(days=n) for n in (9, 6, 3)], stage=stage, worst=1)
    return user


def emergency(user: User) -> None:
    make_screening(user, now=READY, read=True, E1="yes")


def clinician(user: User) -> None:
    make_screening(user, now=READY, read=True, C7="yes")


def flare_up(user: User) -> None:
    setbacks.begin_flare_up(Entry(user, READY))


def flare_up_until_today(user: User) -> None:
    FlareUp.objects.create(user=user, started_on=TODAY - ONE_DAY, ended_on=TODAY)


def high_pain_at_rest(user: User) -> None:
    make_screening(user, now=READY, read=True, K2="yes")


def paused_ladder(user: User) -> None:
    programmes.pause_programme(user=user, key=LADDER, now=READY)


REASONS = [
    (emergency, "The plan is paused"),
    (clinician, "The plan is paused"),
    (flare_up, "The plan is paused"),
    (flare_up_until_today, "Today still belongs to your flare-up"),
    (high_pain_at_rest, "only the easy routine"),
    (paused_ladder, "Your ladder is paused"),
]


@pytest.mark.parametrize(("happens", "said"), REASONS, ids=lambda one: getattr(one, "__name__", ""))
def test_no_day_begins(
    catalogue: Catalogue,
    begin: Callable[[User], TrainingDay],
    happens: Callable[[User], None],
    said: str,
) -> None:
    user = ready_person()
    happens(user)
    with pytest.raises(EntryRefused, match=said):
        begin(user)
    assert not TrainingDay.objects.filter(on=TODAY).exists()


def test_what_was_done_before_is_still_told(
    catalogue: Catalogue, begin: Callable[[User], TrainingDay]
) -> None:
    """A report is a fact: it is taken, and speaks against the next stage if it is bad."""
    user = ready_person()
    begin(user)
    emergency(user)
    diary.finish(Entry(fresh(user), READY + timedelta(hours=1)), report=CALM)
    assert TrainingDay.objects.get(on=TODAY).worst == 1


# Only light exercises


@pytest.mark.parametrize("stage", ["bar-hang", "seated-row"])
def test_light_only_leaves_the_stages_that_it_lets_open(
    catalogue: Catalogue, begin: Callable[[User], TrainingDay], stage: str
) -> None:
    user = on_stage(stage)
    make_screening(user, now=READY, read=True, C8="yes")
    assert today_of(user, READY).is_withheld is False
    assert begin(user).stage_key == stage


@pytest.mark.parametrize("stage", ["reverse-hyper", "pull-through", "deadlift", "barbell-row"])
def test_light_only_withholds_every_other(
    catalogue: Catalogue, begin: Callable[[User], TrainingDay], stage: str
) -> None:
    user = on_stage(stage)
    assert today_of(user, READY).mode is Mode.BEFORE
    make_screening(user, now=READY, read=True, C8="yes")
    today = today_of(user, READY)
    exercises = {one.exercise.key for one in today.plan.exercises}
    left = {one.exercise.key: one.reason for one in today.plan.missed}
    assert today.mode is Mode.LIGHT
    assert left[stage] == "light_only"
    assert exercises.isdisjoint({"reverse-hyper", "pull-through", "deadlift", "barbell-row"})
    assert {"plank", "bar-hang"} <= exercises
    with pytest.raises(EntryRefused, match="keeps the plan to light exercises"):
        begin(user)


def test_light_only_in_the_middle_of_training(
    catalogue: Catalogue, begin: Callable[[User], TrainingDay]
) -> None:
    user = on_stage("deadlift")
    begin(user)
    assert today_of(user, READY).mode is Mode.TRAINING
    make_screening(user, now=READY, read=True, C8="yes")
    today = today_of(user, READY)
    assert (today.mode, today.plan.stage) == (Mode.LIGHT, None)
    diary.finish(Entry(fresh(user), READY), report=CALM)
    assert today_of(user, READY).mode is Mode.DONE


# The gate


def test_a_paused_ladder_opens_nothing(catalogue: Catalogue) -> None:
    user = ready_person()
    paused_ladder(user)
    before = Transition.objects.count()
    with pytest.raises(EntryRefused, match="Your ladder is paused"):
        open_stage(user=user, stage_key="seated-row", now=READY)
    assert (enrolment_of(user).stage_key, Transition.objects.count()) == ("bar-hang", before)
    programmes.resume_programme(user=user, key=LADDER, catalogue=catalogue, now=READY)
    open_stage(user=user, stage_key="seated-row", now=READY)
    assert enrolment_of(user).stage_key == "seated-row"


def test_high_pain_at_rest_shuts_the_gate(catalogue: Catalogue) -> None:
    """It was told in the health check, so no score of the diary says it."""
    user = ready_person()
    assert snapshot_made(user, READY).decisions[0].status is Status.READY
    high_pain_at_rest(user)
    (decision,) = snapshot_made(user, READY).decisions
    assert (decision.status, decision.earliest_on) == (Status.NOT_YET, None)
    assert [one.code for one in decision.unmet] == [Code.SCREENING]
    make_screening(user, now=READY, read=True)
    assert snapshot_made(user, READY).decisions[0].status is Status.READY


# A weight


@pytest.mark.parametrize(("load_kg", "refused"), [(None, False), (10, True)])
def test_a_weight_makes_the_reverse_hyper_heavy(
    catalogue: Catalogue,
    begin: Callable[[User], TrainingDay],
    load_kg: int | None,
    *,
    refused: bool,
) -> None:
    user = make_person(now=at("2026-02-01 09:00"))
    enter_stage(user, "reverse-hyper", TODAY - timedelta(days=20))
    dates = [TODAY - timedelta(days=n) for n in (5, 3, 1)]
    make_days(user, dates, stage="reverse-hyper", worst=1, load_kg=load_kg)
    if not refused:
        assert begin(user).on == TODAY
        return
    with pytest.raises(EntryRefused, match="Today is a lighter day"):
        begin(user)
