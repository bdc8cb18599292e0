"""The pain log: adding, correcting and deleting, amendments, and decisions looked at again."""

from datetime import date, datetime, timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.domain.decision import Status
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import Amendment, DailyScore, PerformedSet, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.progression import diary, logbook, services
from backrehab.progression.decision_form import read_decision
from backrehab.progression.entries import Entry
from backrehab.progression.logbook import TypedDay
from backrehab.progression.models import Transition
from backrehab.screening.queries import current_screening
from tests.factories import at
from tests.factories_diary import make_days, make_person, make_set
from tests.progression.scenes import (
    LIGHT_DAYS,
    READY,
    STARTED,
    TODAY,
    enrolment_of,
    fresh,
    ready_person,
    snapshot_made,
)

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
# The days of the scenes ended at 12:00 UTC; the last on Monday 9 March.
MONDAY = LIGHT_DAYS[-1]
FREE_UNTIL = at("2026-03-11 12:00")


def typed(
    *, before: int = 2, morning: int | None = 2, level: int = 3, **report: object
) -> TypedDay:
    values = {"sets_done": 2, "worst": 2, **report}
    return TypedDay(before=before, morning=morning, level=level, report=Report(**values))  # type: ignore[arg-type]


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return ready_person()


# Adding


@pytest.fixture
def newcomer(catalogue: Catalogue) -> User:
    return make_person(now=STARTED)


def test_a_day_is_added_whole(newcomer: User, catalogue: Catalogue) -> None:
    """Sunday's training, told on Tuesday morning: it is taken to have ended at 18:00."""
    on = date(2026, 3, 8)
    said = typed(before=3, morning=1, level=2, worst=4, extra_meds=True)
    logbook.add_day(Entry(newcomer, READY), on=on, typed=said, catalogue=catalogue)
    day = TrainingDay.objects.get()
    assert (day.on, day.stage_key, day.dose_level, day.sets_prescribed, day.target_dose) == (
        on,
        "bar-hang",
        2,
        2,
        False,
    )
    assert (day.before, day.worst, day.sets_done, day.extra_meds) == (3, 4, 2, True)
    assert day.last_exercise_at == at("2026-03-08 18:00")
    # Tuesday 8:00 is 38 hours later.
    assert (day.morning, day.morning_timing, day.morning_on) == (1, "late", TODAY)


def test_todays_training_is_added_as_of_now(newcomer: User, catalogue: Catalogue) -> None:
    logbook.add_day(
        Entry(newcomer, READY), on=TODAY, typed=typed(morning=None), catalogue=catalogue
    )
    assert TrainingDay.objects.get().last_exercise_at == READY


@pytest.mark.parametrize(
    ("on", "field"),
    [
        (date(2026, 3, 11), "on"),  # tomorrow
        (date(2026, 3, 7), "on"),  # three dates ago
    ],
)
def test_only_today_and_two_dates_before(
    newcomer: User, catalogue: Catalogue, on: date, field: str
) -> None:
    with pytest.raises(EntryRefused) as caught:
        logbook.add_day(Entry(newcomer, READY), on=on, typed=typed(), catalogue=catalogue)
    assert caught.value.field == field
    assert not TrainingDay.objects.exists()


def test_not_before_the_start(newcomer: User, catalogue: Catalogue) -> None:
    earliest = f"before you started. The earliest day that can be added is {STARTED:%A} 1 March"
    for on in (date(2026, 2, 28), date(2025, 2, 28)):
        with pytest.raises(EntryRefused, match=earliest) as caught:
            logbook.add_day(Entry(newcomer, STARTED), on=on, typed=typed(), catalogue=catalogue)
        assert caught.value.field == "on"
    later = STARTED + timedelta(days=3)
    with pytest.raises(EntryRefused, match="That day is closed"):
        logbook.add_day(
            Entry(newcomer, later), on=date(2026, 2, 28), typed=typed(), catalogue=catalogue
        )


def test_one_entry_a_date(person: User, catalogue: Catalogue) -> None:
    with pytest.raises(EntryRefused, match="Correct it instead"):
        logbook.add_day(Entry(person, READY), on=MONDAY, typed=typed(), catalogue=catalogue)
    assert TrainingDay.objects.count() == len(LIGHT_DAYS)


def test_a_morning_whose_time_has_not_come_refuses_the_whole_entry(
    newcomer: User, catalogue: Catalogue
) -> None:
    said = "from 4:00 on the day after the training"
    with pytest.raises(EntryRefused, match=said) as caught:
        logbook.add_day(
            Entry(newcomer, READY), on=TODAY, typed=typed(morning=2), catalogue=catalogue
        )
    assert caught.value.field == "morning"
    assert not TrainingDay.objects.exists()


def test_a_day_belongs_to_the_stage_of_its_date(person: User, catalogue: Catalogue) -> None:
    """The seated row was opened on Tuesday; Sunday still was a day of the hang."""
    services.open_stage(user=person, stage_key="seated-row", now=READY)
    for on, stage in [(date(2026, 3, 8), "bar-hang"), (TODAY, "seated-row")]:
        logbook.add_day(Entry(person, READY), on=on, typed=typed(morning=None), catalogue=catalogue)
        assert TrainingDay.objects.get(on=on).stage_key == stage


def test_a_leg_symptom_in_the_log_counts(newcomer: User, catalogue: Catalogue) -> None:
    logbook.add_day(
        Entry(newcomer, READY), on=TODAY, typed=typed(morning=None, leg=True), catalogue=catalogue
    )
    assert current_screening(newcomer).gate_outcome == "clinician"


# Correcting, and the 48 hours


@pytest.mark.parametrize(
    ("now", "kept"),
    [(FREE_UNTIL - timedelta(seconds=1), False), (FREE_UNTIL, True)],
)
def test_after_48_hours_the_old_numbers_are_kept(
    person: User, catalogue: Catalogue, now: datetime, kept: bool
) -> None:
    logbook.correct_day(
        Entry(person, now),
        on=MONDAY,
        typed=typed(before=1, morning=3, level=2, sets_done=1, worst=5),
        catalogue=catalogue,
    )
    day = TrainingDay.objects.get(on=MONDAY)
    assert (day.before, day.worst, day.morning, day.sets_done, day.dose_level) == (1, 5, 3, 1, 2)
    assert (day.target_dose, day.morning_timing) == (False, "on_time")
    amendments = list(Amendment.objects.all())
    assert len(amendments) == kept
    for amendment in amendments:
        assert (amendment.kind, amendment.on, amendment.made_at) == ("corrected", MONDAY, now)
        changed = {k: (v, amendment.new[k]) for k, v in amendment.old.items()}
        assert {k: pair for k, pair in changed.items() if pair[0] != pair[1]} == {
            "before": (2, 1),
            "worst": (2, 5),
            "morning": (2, 3),
            "sets_done": (2, 1),
            "dose_level": (3, 2),
            "target_dose": (True, False),
        }


def test_the_same_numbers_are_no_amendment(person: User, catalogue: Catalogue) -> None:
    logbook.correct_day(Entry(person, FREE_UNTIL), on=MONDAY, typed=typed(), catalogue=catalogue)
    assert not Amendment.objects.exists()


def test_a_morning_that_was_never_given_can_only_be_added_in_time(
    person: User, catalogue: Catalogue
) -> None:
    TrainingDay.objects.filter(on=MONDAY).update(morning=None, morning_timing="", morning_on=None)
    with pytest.raises(EntryRefused, match="closed") as caught:
        logbook.correct_day(
            Entry(person, FREE_UNTIL), on=MONDAY, typed=typed(), catalogue=catalogue
        )
    assert caught.value.field == "morning"
    late = FREE_UNTIL - timedelta(hours=1)
    logbook.correct_day(Entry(person, late), on=MONDAY, typed=typed(), catalogue=catalogue)
    day = TrainingDay.objects.get(on=MONDAY)
    assert (day.morning, day.morning_timing, day.morning_on) == (2, "late", date(2026, 3, 11))


def test_a_morning_can_be_taken_back(person: User, catalogue: Catalogue) -> None:
    logbook.correct_day(
        Entry(person, READY), on=MONDAY, typed=typed(morning=None), catalogue=catalogue
    )
    day = TrainingDay.objects.get(on=MONDAY)
    assert (day.morning, day.morning_timing, day.morning_on) == (None, "", None)


def test_nothing_to_correct_or_delete(person: User, catalogue: Catalogue) -> None:
    on = date(2026, 3, 8)
    with pytest.raises(EntryRefused):
        logbook.correct_day(Entry(person, READY), on=on, typed=typed(), catalogue=catalogue)
    with pytest.raises(EntryRefused):
        logbook.delete_entry(Entry(person, READY), on=on)
    with pytest.raises(EntryRefused):
        logbook.correct_daily(Entry(person, READY), on=on, score=1)


def test_nobody_corrects_for_somebody_else(person: User, catalogue: Catalogue) -> None:
    stranger = make_person(now=STARTED)
    with pytest.raises(EntryRefused):
        logbook.correct_day(
            Entry(stranger, READY), on=MONDAY, typed=typed(worst=9), catalogue=catalogue
        )
    with pytest.raises(EntryRefused):
        logbook.delete_entry(Entry(stranger, READY), on=MONDAY)
    assert TrainingDay.objects.get(on=MONDAY).worst == 2


def test_a_leg_symptom_that_is_added_later_counts_once(person: User, catalogue: Catalogue) -> None:
    for _ in range(2):
        logbook.correct_day(
            Entry(person, READY), on=MONDAY, typed=typed(leg=True), catalogue=catalogue
        )
    assert person.screening_runs.filter(reason="leg_symptom_reported").count() == 1


def test_a_row_that_was_read_before_another_correction_is_read_again(
    person: User, catalogue: Catalogue
) -> None:
    """What is kept as the old values is what stood under the lock."""
    diary.give_daily(Entry(fresh(person), READY), score=2)
    here, there, now = fresh(person), fresh(person), FREE_UNTIL
    row, score = person.training_days.get(on=MONDAY), person.daily_scores.get(on=TODAY)
    for user, worst, told in ((there, 5, None), (here, 6, row)):
        entry, said = Entry(user, now), typed(worst=worst)
        logbook.correct_day(entry, on=MONDAY, typed=said, catalogue=catalogue, read=told)
    assert [one.old["worst"] for one in Amendment.objects.order_by("id")] == [2, 5]
    Amendment.objects.all().delete()
    for user, given, said_before in ((fresh(person), 4, None), (here, 7, score)):
        entry = Entry(user, now + 2 * ONE_DAY)
        logbook.correct_daily(entry, on=TODAY, score=given, read=said_before)
    assert [one.old for one in Amendment.objects.order_by("id")] == [{"score": 2}, {"score": 4}]


# Deleting


@pytest.mark.parametrize(
    ("now", "kept"), [(FREE_UNTIL - timedelta(seconds=1), False), (FREE_UNTIL, True)]
)
def test_a_deleted_day_is_gone(
    person: User, catalogue: Catalogue, now: datetime, kept: bool
) -> None:
    make_set(person, catalogue, "bar-hang", MONDAY, slot="morning", done_at=READY)
    logbook.delete_entry(Entry(person, now), on=MONDAY)
    assert not TrainingDay.objects.filter(on=MONDAY).exists()
    assert not PerformedSet.objects.exists()
    rows = [(row.kind, row.old["worst"], row.new) for row in Amendment.objects.all()]
    assert rows == ([("deleted", 2, {})] if kept else [])
    days = snapshot_made(person, now).decisions[0].days
    assert [verdict.on for verdict, _ in days] == LIGHT_DAYS[:-1]


@pytest.mark.parametrize(("hours", "kept"), [(47, False), (48, True)])
def test_the_same_goes_for_daily_scores(person: User, hours: int, kept: bool) -> None:
    diary.give_daily(Entry(person, READY), score=2)
    now = READY + timedelta(hours=hours)
    logbook.correct_daily(Entry(person, now), on=TODAY, score=3)
    logbook.correct_daily(Entry(person, now), on=TODAY, score=3)
    assert DailyScore.objects.get().score == 3
    logbook.delete_entry(Entry(person, now), on=TODAY)
    assert not DailyScore.objects.exists()
    rows = [(row.kind, row.old, row.new) for row in Amendment.objects.order_by("id")]
    changed = [("corrected", {"score": 2}, {"score": 3}), ("deleted", {"score": 3}, {})]
    assert rows == (changed if kept else [])


def test_amendments_are_told_with_the_day(person: User, catalogue: Catalogue) -> None:
    logbook.correct_day(
        Entry(person, FREE_UNTIL), on=MONDAY, typed=typed(worst=4), catalogue=catalogue
    )
    (told,) = logbook.amendments_of(person, MONDAY)
    assert (told["kind"], told["old"]["worst"], told["new"]["worst"]) == ("corrected", 2, 4)
    assert logbook.amendments_of(person, LIGHT_DAYS[0]) == []


# Decisions that were made on a day that is changed


@pytest.fixture
def opened(person: User) -> User:
    """The seated row was opened on Tuesday 10 March, on the days from 2 to 9 March."""
    services.open_stage(user=person, stage_key="seated-row", now=READY)
    return fresh(person)


def reviews() -> list[tuple[str, str]]:
    rows = Transition.objects.filter(kind="reviewed").order_by("id")
    return [(row.stage_to, row.decision["status"]) for row in rows]


def correct(user: User, on: date, catalogue: Catalogue, **said: object) -> None:
    logbook.correct_day(
        Entry(fresh(user), READY + 5 * ONE_DAY), on=on, typed=typed(**said), catalogue=catalogue
    )


def test_a_decision_that_falls_is_recorded_and_nothing_closes(
    opened: User, catalogue: Catalogue
) -> None:
    correct(opened, date(2026, 3, 7), catalogue, stop=True)
    assert reviews() == [("seated-row", "not_yet")]
    row = Transition.objects.get(kind="reviewed")
    decision = read_decision(row.decision)
    # Decided again as of the day of the opening, by its own rules; written down today.
    assert (decision.as_of, decision.rules_version, row.on) == (TODAY, "2026.1", date(2026, 3, 15))
    assert [verdict.colour for verdict, _ in decision.days] == ["green", "green", "red", "green"]
    assert (enrolment_of(opened).stage_key, enrolment_of(opened).entered_on) == (
        "seated-row",
        TODAY,
    )
    kept = Transition.objects.get(kind="opened")
    assert kept.decision["status"] == Status.READY


def test_it_is_recorded_only_when_the_answer_changes(opened: User, catalogue: Catalogue) -> None:
    correct(opened, date(2026, 3, 4), catalogue, worst=3)  # still calm
    assert reviews() == []
    correct(opened, date(2026, 3, 7), catalogue, stop=True)
    correct(opened, date(2026, 3, 7), catalogue, stop=True, worst=9)
    correct(opened, date(2026, 3, 7), catalogue)
    correct(opened, date(2026, 3, 7), catalogue, worst=3)
    assert reviews() == [("seated-row", "not_yet"), ("seated-row", "ready")]


def test_a_deleted_day_is_looked_at_too(opened: User) -> None:
    # Without Monday the calm days span 2 to 7 March, which are 5 dates.
    logbook.delete_entry(Entry(opened, READY + ONE_DAY), on=MONDAY)
    assert reviews() == [("seated-row", "not_yet")]


def test_a_changed_score_of_the_day_of_the_opening(person: User, catalogue: Catalogue) -> None:
    """What was said before the press belongs to the decision; what came later does not."""
    diary.give_daily(Entry(person, READY - timedelta(hours=1)), score=2)
    services.open_stage(user=person, stage_key="seated-row", now=READY)
    logbook.correct_daily(Entry(fresh(person), READY + ONE_DAY), on=TODAY, score=7)
    assert reviews() == [("seated-row", "not_yet")]


def test_what_came_after_the_press_does_not_belong_to_it(
    opened: User, catalogue: Catalogue
) -> None:
    logbook.add_day(
        Entry(opened, READY + timedelta(hours=11)),
        on=TODAY,
        typed=typed(morning=None, before=7, worst=9),
        catalogue=catalogue,
    )
    assert reviews() == []


def test_days_outside_its_reach_leave_it_alone(opened: User, catalogue: Catalogue) -> None:
    after = date(2026, 3, 12)
    make_days(opened, [after], stage="seated-row")
    correct(opened, after, catalogue, stop=True)
    assert reviews() == []


def test_only_the_decisions_it_was_part_of(opened: User, catalogue: Catalogue) -> None:
    """A second opening, months later, does not rest on the first days any more."""
    later = date(2026, 6, 10)
    enrolment = enrolment_of(opened)
    days = [later - n * ONE_DAY for n in (9, 7, 5, 3, 1)]
    make_days(opened, days, stage=enrolment.stage_key)
    from tests.progression.scenes import noon

    services.open_stage(user=opened, stage_key="reverse-hyper", now=noon(later))
    correct(opened, date(2026, 3, 7), catalogue, stop=True)
    assert reviews() == [("seated-row", "not_yet")]
    correct(opened, days[1], catalogue, stop=True)
    assert reviews() == [("seated-row", "not_yet"), ("reverse-hyper", "not_yet")]
