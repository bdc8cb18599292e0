"""Following programmes beside the ladder: start, pause, go on, stop, and the minutes a day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression import programmes
from backrehab.progression.models import LADDER, Enrolment
from backrehab.progression.programmes import Following, get_following
from tests.factories import at, make_screening, make_user
from tests.factories_diary import enter_stage, make_person
from tests.progression.scenes import training_plan_at

pytestmark = pytest.mark.django_db

NOW = at("2026-03-09 09:00")
LATER = at("2026-03-11 09:00")
TODAY = date(2026, 3, 9)
HYPER = "daily-reverse-hyper"


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    return make_person(now=at("2026-03-01 09:00"))


def start(user: User, catalogue: Catalogue, key: str) -> Enrolment:
    return programmes.start_programme(user=user, key=key, catalogue=catalogue, now=NOW)


def resume(user: User, catalogue: Catalogue, key: str) -> tuple[str, ...]:
    return programmes.resume_programme(user=user, key=key, catalogue=catalogue, now=LATER)


def following(user: User) -> Following:
    found = get_following(user)
    assert found is not None
    return found


def version(user: User) -> int:
    return User.objects.get(pk=user.pk).log_version


def test_before_the_start_nothing_is_followed(catalogue: Catalogue) -> None:
    newcomer = make_user(started_at=None)
    assert get_following(newcomer) is None
    with pytest.raises(EntryRefused):
        start(newcomer, catalogue, "fundamentals")


def test_started_from_today_and_counted_as_a_change(person: User, catalogue: Catalogue) -> None:
    before = version(person)
    row = start(person, catalogue, "fundamentals")
    assert (row.programme_key, row.stage_key, row.started_on, row.paused_on, row.closed_on) == (
        "fundamentals",
        "",
        TODAY,
        None,
        None,
    )
    assert version(person) == before + 1
    assert following(person).running == ("fundamentals",)


def test_starting_twice_is_one_row(person: User, catalogue: Catalogue) -> None:
    first = start(person, catalogue, "fundamentals")
    assert start(person, catalogue, "fundamentals").pk == first.pk
    assert Enrolment.objects.filter(user=person, programme_key="fundamentals").count() == 1


def test_the_order_is_that_of_the_starts(person: User, catalogue: Catalogue) -> None:
    for key in ("sciatica", "fundamentals", "hip"):
        start(person, catalogue, key)
    programmes.pause_programme(user=person, key="fundamentals", now=NOW)
    assert following(person).running == ("sciatica", "hip")
    assert [row.programme_key for row in following(person).sides] == [
        "sciatica",
        "fundamentals",
        "hip",
    ]


@pytest.mark.parametrize("key", ["warm-up", "easy-routine", "jet-pack", LADDER])
def test_what_nobody_follows_by_choice(person: User, catalogue: Catalogue, key: str) -> None:
    before = version(person)
    with pytest.raises(EntryRefused):
        start(person, catalogue, key)
    assert Enrolment.objects.filter(user=person).count() == 1
    assert version(person) == before


# From stage 3 on, or alone


@pytest.mark.parametrize(
    ("stage", "may"),
    [
        ("bar-hang", False),
        ("seated-row", False),
        ("reverse-hyper", True),
        ("pull-through", True),
        ("barbell-row", True),
    ],
)
def test_the_daily_reverse_hyper_waits_for_its_stage(
    person: User, catalogue: Catalogue, stage: str, may: bool
) -> None:
    ladder = enter_stage(person, stage, date(2026, 3, 2))
    assert programmes.can_start(catalogue.programmes[HYPER], ladder) is may
    if may:
        start(person, catalogue, HYPER)
    else:
        with pytest.raises(EntryRefused):
            start(person, catalogue, HYPER)
    assert following(person).running == ((HYPER,) if may else ())


def test_alone_it_may_run_at_any_stage(person: User, catalogue: Catalogue) -> None:
    programmes.pause_programme(user=person, key=LADDER, now=NOW)
    start(person, catalogue, HYPER)
    assert following(person).running == (HYPER,)
    assert not following(person).on_ladder


def test_when_the_ladder_goes_on_what_is_too_early_pauses(
    person: User, catalogue: Catalogue
) -> None:
    programmes.pause_programme(user=person, key=LADDER, now=NOW)
    for key in (HYPER, "fundamentals"):
        start(person, catalogue, key)
    assert resume(person, catalogue, LADDER) == (HYPER,)
    assert following(person).running == ("fundamentals",)
    assert following(person).on_ladder
    with pytest.raises(EntryRefused):
        resume(person, catalogue, HYPER)
    programmes.pause_programme(user=person, key=LADDER, now=LATER)
    resume(person, catalogue, HYPER)
    assert set(following(person).running) == {HYPER, "fundamentals"}


def test_what_the_person_paused_before_stays_paused_since_then(
    person: User, catalogue: Catalogue
) -> None:
    """It did not pause because of the ladder, so nobody is told that it did."""
    programmes.pause_programme(user=person, key=LADDER, now=NOW)
    row = start(person, catalogue, HYPER)
    programmes.pause_programme(user=person, key=HYPER, now=NOW)
    assert resume(person, catalogue, LADDER) == ()
    row.refresh_from_db()
    assert row.paused_on == TODAY


def test_from_its_stage_on_it_runs_beside_the_ladder(person: User, catalogue: Catalogue) -> None:
    enter_stage(person, "reverse-hyper", date(2026, 3, 2))
    start(person, catalogue, HYPER)
    programmes.pause_programme(user=person, key=LADDER, now=NOW)
    assert resume(person, catalogue, LADDER) == ()
    assert following(person).running == (HYPER,)


def test_one_that_is_in_the_catalogue_no_more_breaks_nothing(
    person: User, catalogue: Catalogue
) -> None:
    without = [planned.exercise.key for planned in training_plan_at(person, NOW).exercises]
    Enrolment.objects.create(
        user=person, programme_key="of-old", stage_key="", entered_on=TODAY, started_on=TODAY
    )
    with_it = [planned.exercise.key for planned in training_plan_at(person, NOW).exercises]
    assert with_it == without


# A clinician first


@pytest.mark.parametrize("key", ["sciatica", "fundamentals"])
def test_with_a_clinician_first_nothing_starts(
    person: User, catalogue: Catalogue, key: str
) -> None:
    make_screening(person, now=NOW, read=True, C9="yes")
    with pytest.raises(EntryRefused):
        start(person, catalogue, key)
    assert following(person).sides == ()


def test_a_leg_symptom_stops_a_start_and_nothing_that_runs(
    person: User, catalogue: Catalogue
) -> None:
    row = start(person, catalogue, "sciatica")
    make_screening(person, now=NOW, read=True, C9="yes")
    assert start(person, catalogue, "sciatica").pk == row.pk
    programmes.pause_programme(user=person, key="sciatica", now=NOW)
    programmes.stop_programme(user=person, key="sciatica", now=NOW)
    assert following(person).sides == ()


# Pause, go on, stop


def test_pause_go_on_and_stop(person: User, catalogue: Catalogue) -> None:
    row = start(person, catalogue, "hip")
    programmes.pause_programme(user=person, key="hip", now=NOW)
    programmes.pause_programme(user=person, key="hip", now=LATER)
    row.refresh_from_db()
    assert row.paused_on == TODAY
    assert following(person).running == ()
    assert resume(person, catalogue, "hip") == ()
    assert following(person).running == ("hip",)
    programmes.stop_programme(user=person, key="hip", now=LATER)
    row.refresh_from_db()
    assert row.closed_on == date(2026, 3, 11)
    assert following(person).sides == ()


def test_what_was_stopped_starts_anew(person: User, catalogue: Catalogue) -> None:
    first = start(person, catalogue, "hip")
    programmes.stop_programme(user=person, key="hip", now=NOW)
    assert start(person, catalogue, "hip").pk != first.pk
    assert Enrolment.objects.filter(user=person, programme_key="hip").count() == 2


def test_the_ladder_pauses_but_never_stops(person: User, catalogue: Catalogue) -> None:
    with pytest.raises(EntryRefused):
        programmes.stop_programme(user=person, key=LADDER, now=NOW)
    programmes.pause_programme(user=person, key=LADDER, now=NOW)
    ladder = following(person).ladder
    assert (ladder.paused_on, ladder.closed_on, ladder.stage_key) == (TODAY, None, "bar-hang")
    resume(person, catalogue, LADDER)
    assert following(person).on_ladder


def test_what_is_not_followed_cannot_be_changed(person: User, catalogue: Catalogue) -> None:
    before = version(person)
    with pytest.raises(EntryRefused):
        programmes.pause_programme(user=person, key="hip", now=NOW)
    with pytest.raises(EntryRefused):
        resume(person, catalogue, "hip")
    with pytest.raises(EntryRefused):
        programmes.stop_programme(user=person, key="hip", now=NOW)
    assert version(person) == before


def test_the_rows_of_others_are_left_alone(person: User, catalogue: Catalogue) -> None:
    other = make_person(now=at("2026-03-01 09:00"))
    for user in (person, other):
        start(user, catalogue, "hip")
    before = list(Enrolment.objects.filter(user=other).order_by("pk").values())
    programmes.pause_programme(user=person, key=LADDER, now=NOW)
    resume(person, catalogue, LADDER)
    programmes.pause_programme(user=person, key="hip", now=NOW)
    programmes.stop_programme(user=person, key="hip", now=NOW)
    programmes.choose_minutes(user=person, minutes=15)
    assert list(Enrolment.objects.filter(user=other).order_by("pk").values()) == before
    assert User.objects.get(pk=other.pk).daily_minutes is None


# The database's own rules


@pytest.mark.parametrize(
    ("key", "stage", "name"),
    [
        (LADDER, "", "enrolment_stage"),
        ("hip", "bar-hang", "enrolment_stage"),
        (LADDER, "bar-hang", "unique"),
    ],
)
def test_only_the_ladder_has_stages_and_each_is_open_once(
    person: User, key: str, stage: str, name: str
) -> None:
    row = Enrolment(
        user=person, programme_key=key, stage_key=stage, entered_on=TODAY, started_on=TODAY
    )
    with pytest.raises(IntegrityError, match=f"(?i){name}"), transaction.atomic():
        row.save()


# Minutes a day


@pytest.mark.parametrize("minutes", [15, 60, None])
def test_minutes_are_chosen(person: User, minutes: int | None) -> None:
    before = version(person)
    programmes.choose_minutes(user=person, minutes=minutes)
    assert User.objects.get(pk=person.pk).daily_minutes == minutes
    assert person.daily_minutes == minutes
    assert version(person) == before + 1


@pytest.mark.parametrize("minutes", [0, -15, 16, 1000])
def test_minutes_that_are_no_choice(person: User, minutes: int) -> None:
    before = version(person)
    with pytest.raises(EntryRefused) as refused:
        programmes.choose_minutes(user=person, minutes=minutes)
    assert refused.value.field == "minutes"
    assert User.objects.get(pk=person.pk).daily_minutes is None
    assert version(person) == before
