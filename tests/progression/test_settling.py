"""Steps back: at once, with the entry that calls for them, and once for the same days."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction

from backrehab.accounts.models import User
from backrehab.domain.step_back import Concern
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, logbook, services, setbacks
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay
from backrehab.progression.models import Transition
from backrehab.progression.models import TransitionKind as Kind
from tests.factories import make_screening
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import (
    READY,
    RED,
    STARTED,
    TODAY,
    check_kept,
    climber,
    enrolment_of,
    fresh,
    log_of,
    moved,
    noon,
    ready_person,
    replayed,
    snapshot_made,
    snapshot_read,
    too_much,
    train,
)

pytestmark = pytest.mark.django_db

THURSDAY = TODAY + timedelta(days=2)


def steps(user: User) -> list[Transition]:
    return [row for row in log_of(user) if row.kind == Kind.STEPPED_BACK]


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """Somebody who opened the seated row on Tuesday by its gate; the hang went well at level 3."""
    user = ready_person()
    services.open_stage(user=user, stage_key="seated-row", now=READY)
    return fresh(user)


@pytest.fixture
def stepped_back(person: User) -> User:
    """And on Tuesday and Thursday it was too much."""
    too_much(person, TODAY)
    too_much(person, THURSDAY)
    return fresh(person)


# Two red days


def test_two_red_days_lead_one_stage_down(person: User) -> None:
    too_much(person, TODAY)
    assert (enrolment_of(person).stage_key, steps(person)) == ("seated-row", [])
    too_much(person, THURSDAY)
    place = enrolment_of(person)
    assert (place.stage_key, place.entered_on, place.return_to) == (
        "bar-hang",
        THURSDAY,
        "seated-row",
    )
    (row,) = steps(person)
    assert (row.stage_from, row.stage_to, row.reason) == ("seated-row", "bar-hang", "two_reds")
    assert (row.on, row.at, row.rules_version) == (THURSDAY, noon(THURSDAY), "2026.1")
    assert row.decision == {"reds": ["2026-03-10", "2026-03-12"]}
    # The dose that last went well there, in full.
    assert (row.dose_level, row.dose_shares) == (3, [])
    assert replayed(person) == moved(place)


def test_the_next_dose_is_the_one_that_went_well(stepped_back: User) -> None:
    dose = snapshot_made(stepped_back, noon(THURSDAY + timedelta(days=1))).dose
    assert (dose.level, dose.share, dose.reason) == (3, 100, "first")


@pytest.mark.parametrize(("later", "stage"), [(13, "bar-hang"), (14, "seated-row")])
def test_within_fourteen_dates(person: User, later: int, stage: str) -> None:
    too_much(person, TODAY)
    too_much(person, TODAY + timedelta(days=later))
    assert enrolment_of(person).stage_key == stage


def test_the_step_is_part_of_the_entry(person: User) -> None:
    """Were the entry undone, so would be the step: both are one transaction."""
    too_much(person, TODAY)
    before = moved(enrolment_of(person))
    with suppress(ZeroDivisionError), transaction.atomic():
        too_much(person, THURSDAY)
        assert len(steps(person)) == 1
        raise ZeroDivisionError
    assert (steps(person), moved(enrolment_of(person))) == ([], before)
    assert not TrainingDay.objects.filter(user=person, on=THURSDAY).exists()


def test_what_an_entry_led_to_is_kept_for_its_answer(person: User) -> None:
    assert check_kept(too_much(person, TODAY)).following.ladder.stage_key == "seated-row"
    # The step back is in what was kept.
    settled = check_kept(too_much(person, THURSDAY))
    assert settled.following.ladder.stage_key == "bar-hang"
    assert [step.reds for step in settled.loaded.read.steps_back] == [(TODAY, THURSDAY)]
    entry = Entry(person, noon(THURSDAY))
    setbacks.begin_flare_up(entry)
    assert check_kept(entry).snapshot.flare_up_since == THURSDAY


@pytest.mark.parametrize(("worst", "on"), [(RED, TODAY), (2, TODAY + timedelta(days=1))])
def test_an_entry_of_the_day_before_leads_down_on_the_first_date_that_calls_for_it(
    person: User, worst: int, on: date
) -> None:
    """What came before it on the next date is its morning as well. The answer is of that date."""
    make_days(person, [TODAY - timedelta(days=2)], worst=RED)
    later = TODAY + timedelta(days=1)
    begun = {"sets_done": 0, "worst": None, "morning": None}
    make_days(person, [TODAY], stage="seated-row", before=1, **begun)
    make_days(person, [later], stage="seated-row", before=7, worst=7, morning=None)
    entry = Entry(fresh(person), noon(TODAY), answers_at=noon(later))
    diary.finish(entry, report=Report(sets_done=2, worst=worst))
    assert [row.on for row in steps(person)] == [on]
    settled = entry.settled
    assert settled is not None
    assert settled.following.ladder.stage_key == enrolment_of(person).stage_key == "bar-hang"
    assert settled.snapshot == snapshot_read(person, noon(later))
    assert settled.snapshot == snapshot_made(person, noon(later))


def test_nothing_is_kept_of_an_entry_that_was_refused(person: User) -> None:
    entry = Entry(person, noon(TODAY))
    with pytest.raises(EntryRefused):
        diary.give_morning(entry, on=TODAY, score=2)
    assert entry.settled is None


def test_the_same_days_lead_down_once(stepped_back: User) -> None:
    report = Report(sets_done=1, worst=RED, stop=True)
    for later in range(3):
        now = noon(THURSDAY) + timedelta(hours=later)
        diary.finish(Entry(stepped_back, now), report=report)
    diary.give_daily(Entry(stepped_back, noon(THURSDAY + timedelta(days=1))), score=1)
    train(stepped_back, THURSDAY + timedelta(days=2))
    assert len(steps(stepped_back)) == 1
    assert enrolment_of(stepped_back).stage_key == "bar-hang"


def test_a_morning_score_can_call_for_it(person: User, catalogue: Catalogue) -> None:
    """Wednesday was fine until Thursday morning; the day begun on Thursday goes down, too."""
    too_much(person, TODAY)
    train(person, THURSDAY - timedelta(days=1), morning=None)
    morning = noon(THURSDAY) - timedelta(hours=4)
    diary.begin_day(Entry(person, morning), score=2, level=1, catalogue=catalogue)
    assert steps(person) == []
    wednesday = THURSDAY - timedelta(days=1)
    diary.give_morning(Entry(person, morning), on=wednesday, score=6)
    assert [row.decision for row in steps(person)] == [{"reds": ["2026-03-10", "2026-03-11"]}]
    day = TrainingDay.objects.get(user=person, on=THURSDAY)
    assert (day.stage_key, day.before, day.dose_level, day.sets_prescribed) == (
        "bar-hang",
        2,
        3,
        2,
    )


def test_stages_go_down_one_by_one(catalogue: Catalogue) -> None:
    user = climber("seated-row", "reverse-hyper")
    for day in (0, 1, 3, 4):
        too_much(user, TODAY + timedelta(days=day))
    assert [(row.stage_from, row.stage_to) for row in steps(user)] == [
        ("reverse-hyper", "seated-row"),
        ("seated-row", "bar-hang"),
    ]
    assert enrolment_of(user).return_to == "reverse-hyper"


def test_what_the_gate_has_seen_leads_nowhere_afterwards(catalogue: Catalogue) -> None:
    """Two red days on the first stage, then calm ones until the gate opens, all in 14 dates."""
    user = make_person(now=STARTED)
    make_days(user, [date(2026, 3, 1), date(2026, 3, 2)], worst=RED)
    make_days(user, [date(2026, 3, n) for n in (3, 5, 8, 10)])
    on = date(2026, 3, 11)
    services.open_stage(user=user, stage_key="seated-row", now=noon(on))
    diary.give_daily(Entry(fresh(user), noon(on)), score=2)
    assert (steps(user), enrolment_of(user).stage_key) == ([], "seated-row")
    # With one more in the new stage it is two within the dates again.
    too_much(user, on)
    assert [row.decision for row in steps(user)] == [
        {"reds": ["2026-03-01", "2026-03-02", "2026-03-11"]}
    ]


def test_the_first_stage_has_nothing_below(catalogue: Catalogue) -> None:
    user = ready_person()
    too_much(user, TODAY)
    too_much(user, THURSDAY)
    assert (steps(user), enrolment_of(user).stage_key) == ([], "bar-hang")
    concerns = snapshot_read(user, noon(THURSDAY)).concerns
    assert concerns == (Concern.TWO_REDS_AT_FIRST_STAGE,)


def test_twice_from_the_same_stage_is_a_concern(stepped_back: User) -> None:
    user = stepped_back
    for later in (2, 4, 6):
        train(user, THURSDAY + timedelta(days=later))
    back = THURSDAY + timedelta(days=7)
    services.open_stage(user=user, stage_key="seated-row", now=noon(back))
    assert snapshot_read(user, noon(back)).concerns == ()
    too_much(user, back)
    too_much(user, back + timedelta(days=1))
    assert [row.stage_to for row in log_of(user)] == [
        "bar-hang",
        "seated-row",
        "bar-hang",
        "seated-row",
        "bar-hang",
    ]
    concerns = snapshot_read(user, noon(back + timedelta(days=1))).concerns
    assert Concern.STEPPED_BACK_AGAIN in concerns
    assert replayed(user) == moved(enrolment_of(user))


def test_the_short_way_leads_back(stepped_back: User) -> None:
    """Two calm days over four dates, and no more is asked."""
    train(stepped_back, date(2026, 3, 14))
    train(stepped_back, date(2026, 3, 16))
    wednesday = noon(date(2026, 3, 17))
    with pytest.raises(services.GateClosed) as caught:
        services.open_stage(user=stepped_back, stage_key="seated-row", now=wednesday)
    assert [criterion.code for criterion in caught.value.decision.unmet] == ["return_spread"]
    train(stepped_back, date(2026, 3, 18))
    thursday = noon(date(2026, 3, 19))
    opening = services.open_stage(user=stepped_back, stage_key="seated-row", now=thursday)
    row = opening.transition
    assert (row.kind, row.route, row.stage_from) == (Kind.RETURNED, "return", "bar-hang")
    place = enrolment_of(stepped_back)
    assert (place.stage_key, place.return_to, place.dose_level) == ("seated-row", "", 1)
    again = services.open_stage(user=stepped_back, stage_key="seated-row", now=thursday)
    assert (again.new, again.transition.pk) == (False, row.pk)


# A heavy stage


def heavy(catalogue: Catalogue) -> User:
    """Calm days on the pull-through until Monday; Tuesday is trained and felt fine."""
    user = make_person(now=STARTED - timedelta(days=60))
    enter_stage(user, "pull-through", STARTED.date() - timedelta(days=30))
    days = [TODAY - timedelta(days=n) for n in (7, 5, 3)]
    make_days(user, days, stage="pull-through", before=1, worst=1, morning=1)
    lower = [TODAY - timedelta(days=40)]
    make_days(user, lower, stage="reverse-hyper", dose_level=2, before=1, worst=1, morning=1)
    make_screening(user, now=READY, read=True)
    train(user, TODAY, before=1, worst=1, morning=None)
    return fresh(user)


@pytest.mark.parametrize(
    ("morning", "after", "stage"),
    [
        (3, 3, "reverse-hyper"),
        (4, 3, "reverse-hyper"),
        (3, 2, "pull-through"),
        (2, 5, "pull-through"),
    ],
)
def test_a_heavy_morning_that_is_still_up_after_48_hours(
    catalogue: Catalogue, morning: int, after: int, stage: str
) -> None:
    """Usual and `before` are 1: two over it on both mornings is a step back at once."""
    user = heavy(catalogue)
    wednesday = TODAY + timedelta(days=1)
    diary.give_morning(Entry(user, noon(wednesday)), on=TODAY, score=morning)
    assert steps(user) == []
    diary.give_daily(Entry(user, noon(THURSDAY)), score=after)
    assert enrolment_of(user).stage_key == stage
    expected = [] if stage == "pull-through" else [("still_up", {"reds": ["2026-03-10"]}, 2)]
    assert [(row.reason, row.decision, row.dose_level) for row in steps(user)] == expected


# Afterwards


@pytest.mark.parametrize("on", [TODAY, THURSDAY], ids=["first", "second"])
def test_deleting_a_day_afterwards_undoes_nothing(stepped_back: User, on: date) -> None:
    before = moved(enrolment_of(stepped_back))
    logbook.delete_entry(Entry(stepped_back, noon(THURSDAY) + timedelta(hours=1)), on=on)
    assert moved(enrolment_of(stepped_back)) == before
    assert len(steps(stepped_back)) == 1


@pytest.mark.parametrize("on", [TODAY, THURSDAY], ids=["first", "second"])
def test_correcting_a_day_afterwards_undoes_nothing(
    stepped_back: User, catalogue: Catalogue, on: date
) -> None:
    before = moved(enrolment_of(stepped_back))
    calm = TypedDay(before=2, morning=None, level=1, report=Report(sets_done=2, worst=2))
    logbook.correct_day(Entry(stepped_back, noon(THURSDAY)), on=on, typed=calm, catalogue=catalogue)
    assert moved(enrolment_of(stepped_back)) == before
    assert len(steps(stepped_back)) == 1
