"""Without consent a day of the log can be deleted, and nothing new is stored by it."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Model

from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import User
from backrehab.accounts.services import give_consents, withdraw_health_consent
from backrehab.exchange.tables import person_tables
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Amendment, DailyScore, PerformedSet, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, logbook, services
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay
from backrehab.progression.models import Enrolment, Transition
from tests.factories_diary import make_days, make_person, make_set
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    RED,
    STARTED,
    TODAY,
    enrolment_of,
    fresh,
    ready_person,
    snapshot_made,
    snapshot_read,
)

pytestmark = pytest.mark.django_db

MONDAY = LIGHT_DAYS[-1]
# More than 48 hours after that day, when a deletion is kept as an amendment.
LATER = READY + timedelta(days=3)
SAME = TypedDay(before=2, morning=2, level=3, report=Report(sets_done=2, worst=4, stop=False))


def withdrawn(user: User, *, now: datetime = LATER) -> User:
    withdraw_health_consent(user=fresh(user), now=now)
    return fresh(user)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """The seated row was opened on the days until Monday; what Monday said was changed once."""
    user = ready_person()
    services.open_stage(user=user, stage_key="seated-row", now=READY)
    logbook.correct_day(Entry(fresh(user), LATER), on=MONDAY, typed=SAME, catalogue=catalogue)
    make_set(user, catalogue, "bar-hang", MONDAY, slot="morning", done_at=READY)
    assert Amendment.objects.count() == 1
    return fresh(user)


def rows() -> dict[type[Model], set[object]]:
    """The keys of all that is kept about people, by table."""
    models = {table.model for table in person_tables()}
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in models}


def test_only_less_is_there_afterwards(person: User) -> None:
    before = rows()
    logbook.delete_entry(Entry(withdrawn(person), LATER), on=MONDAY)
    after = rows()
    gone = {model: len(before[model] - after[model]) for model in before}
    assert {model: n for model, n in gone.items() if n} == {
        TrainingDay: 1,
        Amendment: 1,
        PerformedSet: 1,
    }
    new = {model.__name__ for model in after if after[model] - before[model]}
    # That the consent was taken back.
    assert new == {"AccessRecord"}
    assert not TrainingDay.objects.filter(on=MONDAY).exists()


def test_with_consent_it_is_kept_and_looked_at_again(person: User) -> None:
    """What the test above would find."""
    logbook.delete_entry(Entry(person, LATER), on=MONDAY)
    assert Amendment.objects.filter(kind="deleted").exists()
    assert Transition.objects.filter(kind="reviewed").exists()


def test_the_kept_answer_of_the_gate_goes_with_it(person: User) -> None:
    user = withdrawn(person)
    snapshot_read(user, LATER)
    assert enrolment_of(user).snapshot
    entry = Entry(user, LATER)
    logbook.delete_entry(entry, on=MONDAY)
    kept = Enrolment.objects.get(user=user)
    assert (kept.snapshot, kept.snapshot_on, kept.snapshot_version) == ({}, None, None)
    assert kept.snapshot_rules == ""
    assert entry.settled is None
    assert snapshot_read(user, LATER) == snapshot_made(user, LATER)


def test_no_step_back_follows(catalogue: Catalogue) -> None:
    """Of three bad days one goes; the two that are left call for a step, at the next entry."""
    user = make_person(now=STARTED)
    enrolment = enrolment_of(user)
    Enrolment.objects.filter(pk=enrolment.pk).update(
        stage_key="seated-row", reached_key="seated-row"
    )
    make_days(user, LIGHT_DAYS, stage="seated-row", worst=RED)
    before = Transition.objects.count()
    logbook.delete_entry(Entry(withdrawn(user), LATER), on=MONDAY)
    assert enrolment_of(fresh(user)).stage_key == "seated-row"
    assert Transition.objects.count() == before
    give_consents(user=fresh(user), texts=current_texts(), now=LATER)
    diary.give_daily(Entry(fresh(user), LATER), score=2)
    assert enrolment_of(fresh(user)).stage_key == "bar-hang"


def test_a_daily_score_goes_as_well(person: User) -> None:
    """After the training of the date, and each with what it had said before itself."""
    diary.give_daily(Entry(fresh(person), READY), score=7)
    later = READY + timedelta(days=5)
    logbook.correct_daily(Entry(fresh(person), later), on=TODAY, score=4)
    make_days(person, [TODAY], stage="seated-row")
    Amendment.objects.create(
        user=person, on=TODAY, kind="corrected", old={"worst": 9}, new={}, made_at=later
    )
    before = Amendment.objects.count()
    decided = Transition.objects.count()
    logbook.delete_entry(Entry(withdrawn(person, now=later), later), on=TODAY)
    assert not TrainingDay.objects.filter(on=TODAY).exists()
    assert DailyScore.objects.get().score == 4
    assert Amendment.objects.count() == before - 1
    assert [row.old for row in Amendment.objects.filter(on=TODAY)] == [{"score": 7}]
    assert Transition.objects.count() == decided
    logbook.delete_entry(Entry(fresh(person), later), on=TODAY)
    assert not DailyScore.objects.exists()
    assert not Amendment.objects.filter(on=TODAY).exists()


def test_whoever_read_the_person_before_sees_that_it_was_taken_back(person: User) -> None:
    stale = fresh(person)
    withdrawn(person)
    before = Transition.objects.count()
    logbook.delete_entry(Entry(stale, LATER), on=MONDAY)
    assert not Amendment.objects.exists()
    assert Transition.objects.count() == before


def test_nothing_else_is_let_through(person: User, catalogue: Catalogue) -> None:
    user = withdrawn(person)
    with pytest.raises(EntryRefused, match="took back your consent"):
        logbook.correct_day(Entry(user, LATER), on=MONDAY, typed=SAME, catalogue=catalogue)
    with pytest.raises(EntryRefused, match="no entry"):
        logbook.delete_entry(Entry(user, LATER), on=TODAY)
    with pytest.raises(EntryRefused, match="no entry"):
        logbook.delete_entry(Entry(withdrawn(make_person(now=STARTED)), LATER), on=MONDAY)
    assert TrainingDay.objects.filter(on=MONDAY).exists()
