"""Old readings of a person, late presses and second reports: what holds is not taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import save_schedule, withdraw_health_consent
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, PerformedSet, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, logbook, services, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay
from backrehab.progression.models import Transition
from backrehab.progression.ticks import DayRead, places_of
from backrehab.screening.models import Reason
from backrehab.screening.queries import current_screening
from tests.factories import make_screening
from tests.factories_diary import enter_stage, make_person, make_set
from tests.progression.scenes import READY, STARTED, TODAY, fresh, ready_person
from tests.web.test_start import AGREED
from tests.web.today_pages import at_monday
from tests.web.waiting_entries import refusal, send

pytestmark = pytest.mark.django_db

LATER = READY + timedelta(hours=9)
NO_CONSENT = "You took back your consent, so nothing new is stored."


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return ready_person()


def calm(sets: int = 2, **fields: bool) -> Report:
    return Report(sets_done=sets, worst=1, stop=False, **fields)


# A row that was read a while ago


def test_a_new_password_takes_nothing_back(person: User) -> None:
    """Hashing takes a moment, in which another device may have told something."""
    stale = fresh(person)
    diary.give_daily(Entry(fresh(person), READY), score=2)
    save_schedule(user=fresh(person), weekdays=[5, 6])
    withdraw_health_consent(user=fresh(person), now=READY)
    before = fresh(person)
    get_adapter().set_password(stale, "a new one, long enough")
    after = fresh(person)
    assert after.check_password("a new one, long enough")
    kept = ("log_version", "withdrawn_at", "weekday_mask")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.withdrawn_at == READY


def test_an_operator_who_saves_the_account_takes_nothing_back(
    person: User, admin_client: Client
) -> None:
    save_schedule(user=fresh(person), weekdays=[5, 6])
    stale = fresh(person)
    diary.give_daily(Entry(fresh(person), READY), score=2)
    count = fresh(person).log_version
    stale.is_active = False
    stale.save()
    assert (fresh(person).log_version, fresh(person).is_active) == (count, False)


# Consent that was taken back meanwhile


def test_what_was_on_its_way_is_not_stored(person: User) -> None:
    on_its_way = fresh(person)
    withdraw_health_consent(user=fresh(person), now=READY)
    with pytest.raises(EntryRefused, match="took back your consent"):
        diary.give_daily(Entry(on_its_way, READY), score=2)
    assert not DailyScore.objects.exists()


@at_monday()
def test_a_waiting_entry_hears_why(person: User, sign_in: object) -> None:
    client = sign_in(person)  # type: ignore[operator]
    withdraw_health_consent(user=fresh(person), now=READY)
    assert refusal(send(client, "/today/daily/", person=person, score=2)) == NO_CONSENT
    assert "Not saved" not in client.get("/privacy/").text


def test_consent_can_be_given_again_at_the_start(sign_in: object) -> None:
    user = make_person(now=STARTED)
    User.objects.filter(pk=user.pk).update(started_at=None)
    withdraw_health_consent(user=fresh(user), now=READY)
    client = sign_in(fresh(user))  # type: ignore[operator]
    client.post("/start/consent/", {"key": str(uuid4()), **AGREED})
    assert fresh(user).withdrawn_at is None


# Told a second time


def test_the_same_leg_symptom_is_news_once(person: User, catalogue: Catalogue) -> None:
    diary.begin_day(Entry(fresh(person), READY), score=2, level=1, catalogue=catalogue)
    diary.finish(Entry(fresh(person), READY), report=calm(1, leg=True))
    assert current_screening(fresh(person)).reason is Reason.LEG_SYMPTOM_REPORTED
    make_screening(fresh(person), now=READY + timedelta(hours=1))
    diary.finish(Entry(fresh(person), LATER), report=calm(2, leg=True))
    state = current_screening(fresh(person))
    assert state.reason is not Reason.LEG_SYMPTOM_REPORTED
    assert not state.blocks_exercise
    assert TrainingDay.objects.get(on=TODAY).leg


def test_a_flare_up_after_the_press_does_not_make_the_opening_wrong(
    person: User, catalogue: Catalogue
) -> None:
    services.open_stage(user=fresh(person), stage_key="seated-row", now=READY)
    setbacks.begin_flare_up(Entry(fresh(person), LATER))
    yesterday = TODAY - timedelta(days=1)
    row = TrainingDay.objects.get(on=yesterday)
    report = Report(sets_done=row.sets_done, worst=1, stop=False)
    entry = TypedDay(level=row.dose_level, before=row.before, morning=row.morning, report=report)
    logbook.correct_day(Entry(fresh(person), LATER), on=yesterday, typed=entry, catalogue=catalogue)
    assert not Transition.objects.filter(kind="reviewed").exists()


# What belongs to another stage, or to another exercise


@pytest.mark.parametrize(("equipment", "way"), [([], "belly-breathing"), (["pull-up-bar"], "")])
def test_a_day_that_goes_on_in_another_stage_is_done_its_way(
    catalogue: Catalogue, equipment: list[str], way: str
) -> None:
    user = ready_person(equipment=equipment)
    diary.begin_day(
        Entry(fresh(user), READY),
        score=1,
        level=1,
        catalogue=catalogue,
        limits=current_screening(user).limits,
    )
    assert TrainingDay.objects.get(on=TODAY).variant_key == way
    services.open_stage(user=fresh(user), stage_key="seated-row", now=READY)
    day = TrainingDay.objects.get(on=TODAY)
    assert (day.stage_key, day.variant_key) == ("seated-row", "")


def test_a_deleted_day_leaves_what_else_was_done(catalogue: Catalogue) -> None:
    user = make_person(now=STARTED)
    enter_stage(user, "seated-row", TODAY - timedelta(days=8))
    diary.begin_day(Entry(fresh(user), READY), score=1, level=1, catalogue=catalogue)
    for key in ("seated-row", "cat-cow"):
        make_set(user, catalogue, key, TODAY, slot="session", done_at=READY)
    logbook.delete_entry(Entry(fresh(user), LATER), on=TODAY)
    left = PerformedSet.objects.values_list("exercise__key", flat=True)
    assert list(left) == ["cat-cow"]


def test_a_day_that_was_read_before_another_report_is_read_again(
    person: User, catalogue: Catalogue
) -> None:
    """The worst pain of both stands, and the sets that were ticked off meanwhile."""
    diary.begin_day(Entry(fresh(person), READY), score=2, level=3, catalogue=catalogue)
    here = fresh(person)
    read = DayRead(here.training_days.get(on=TODAY), frozenset(), frozenset(), {})
    places = places_of(catalogue.exercise_of("bar-hang").id, catalogue.stages["bar-hang"].target)
    told = Report(sets_done=2, worst=7, leg=True)
    diary.finish(Entry(fresh(person), READY), report=told, sets=places)
    diary.finish(Entry(here, LATER), report=calm(1), sets=places, leaves_sets=True, read=read)
    day = person.training_days.get(on=TODAY)
    assert (day.worst, day.leg, day.sets_done) == (7, True, 2)
    assert PerformedSet.objects.filter(user=person, on=TODAY).count() == 2
