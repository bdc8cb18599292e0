"""What takes the place of an exercise: by a limit or by what is at hand, and how that is stored."""

from collections import Counter
from datetime import timedelta

import pytest

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.models import Limit
from backrehab.painlog.models import PerformedSet, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression import diary
from backrehab.progression.entries import Entry
from backrehab.progression.prescriptions import dose_options, options_of_sets
from backrehab.progression.stand_ins import Because, needed, replaced_because, stand_in, swapped
from backrehab.progression.ticks import SetTick
from tests.factories_diary import enter_stage, exercise_id
from tests.progression.scenes import (
    READY,
    TODAY,
    others_of,
    ready_person,
    replaced_by,
    snapshot_made,
    training_plan_at,
)

pytestmark = pytest.mark.django_db

HANG, BREATHING = "bar-hang", "belly-breathing"
BAR = "pull-up-bar"
WITH_BAR = [BAR, "band", "bench"]
WITHOUT = ["band", "bench"]


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """Four calm days of hanging: the gate is ready."""
    return ready_person()


def press(person: User, catalogue: Catalogue, way: str, now: object = READY) -> None:
    diary.choose_way(Entry(person, now), variant_key=way, catalogue=catalogue)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "limits", "equipment", "because"),
    [
        (HANG, (), [BAR], None),
        (HANG, (), [], Because.EQUIPMENT),
        (HANG, (), ["plyo-box"], Because.EQUIPMENT),
        (HANG, (Limit.NO_HANG,), [BAR], Because.LIMIT),
        (HANG, (Limit.NO_HANG,), [], Because.LIMIT),
        (HANG, (Limit.NO_PRESSURE,), [BAR], None),
        ("hip-release", (), [], None),
        ("hip-release", (Limit.NO_PRESSURE,), [], Because.LIMIT),
        # Nothing takes the place of these.
        ("deadlift", (), [], None),
        ("piriformis-release", (Limit.NO_PRESSURE,), [], None),
    ],
)
def test_why_an_exercise_is_replaced(
    catalogue: Catalogue,
    key: str,
    limits: tuple[str, ...],
    equipment: list[str],
    because: Because | None,
) -> None:
    card = catalogue.exercises[key]
    assert replaced_because(card, limits=limits, equipment=equipment) is because


def test_only_the_person_who_has_a_say_is_asked(catalogue: Catalogue) -> None:
    """Under a limit, and where nothing is needed, there is nothing to choose."""
    hang, release = catalogue.exercises[HANG], catalogue.exercises["hip-release"]
    free = stand_in(hang, catalogue, limits=(), equipment=[BAR])
    without = stand_in(hang, catalogue, limits=(), equipment=[])
    limited = stand_in(hang, catalogue, limits=(Limit.NO_HANG,), equipment=[])
    found = [one and (one.way, one.other, one.needs) for one in (free, without, limited)]
    assert found == [
        (BREATHING, "Belly breathing with raised feet", "pull-up bar"),
        (HANG, "Bar hang", "pull-up bar"),
        (HANG, "Bar hang", ""),
    ]
    assert stand_in(release, catalogue, limits=(), equipment=[]) is None
    assert stand_in(catalogue.exercises["plank"], catalogue, limits=(), equipment=[]) is None


def test_what_is_taken_away_is_needed_for_nothing_else(catalogue: Catalogue) -> None:
    """Saying that there is no bar must not take another exercise away."""
    used = Counter(
        thing
        for card in catalogue.exercises.values()
        for thing in frozenset().union(*(variant.equipment for variant in card.variants))
    )
    things = [
        thing
        for card in catalogue.exercises.values()
        if swapped(catalogue, card.key) is card
        for thing in needed(card)
    ]
    assert things == [BAR]
    assert [used[thing] for thing in things] == [1]


@pytest.mark.parametrize("way", ["bar-hang-bar", "side-leg-raise", "hip-release", "", "no-such"])
def test_other_ways_are_about_no_such_exercise(catalogue: Catalogue, way: str) -> None:
    assert swapped(catalogue, way) is None


def test_one_press_is_remembered_and_taken_back(person: User, catalogue: Catalogue) -> None:
    press(person, catalogue, BREATHING)
    assert User.objects.get(pk=person.pk).equipment == WITHOUT
    for day in (READY, READY + timedelta(days=1)):
        stage = training_plan_at(person, day).stage
        assert stage is not None
        assert (stage.exercise.key, replaced_by(stage)) == (BREATHING, "Bar hang")
    press(person, catalogue, BREATHING)
    press(person, catalogue, HANG)
    press(person, catalogue, HANG)
    assert User.objects.get(pk=person.pk).equipment == WITH_BAR
    stage = training_plan_at(person, READY).stage
    assert stage is not None
    assert (stage.exercise.key, replaced_by(stage)) == (HANG, "")


def test_choosing_begins_no_day(person: User, catalogue: Catalogue) -> None:
    days = TrainingDay.objects.count()
    press(person, catalogue, BREATHING)
    assert TrainingDay.objects.count() == days


def test_a_way_that_fits_nothing_still_asks_for_the_score_first(
    person: User, catalogue: Catalogue
) -> None:
    with pytest.raises(EntryRefused, match="First tell how your back is now"):
        press(person, catalogue, "bar-hang-bar")


def test_the_day_says_what_was_done(person: User, catalogue: Catalogue) -> None:
    """The sets are those of the hang, so the dose and the gate go on as they were."""
    User.objects.filter(pk=person.pk).update(equipment=WITHOUT)
    person.refresh_from_db()
    day = diary.begin_day(Entry(person, READY), score=2, level=3, catalogue=catalogue)
    plan = training_plan_at(person, READY)
    hang = exercise_id(catalogue, HANG)
    for slot in ("morning", "evening"):
        one = SetTick(exercise_id=hang, slot=slot, number=1, done=True)
        diary.tick(Entry(person, READY), tick=one, plan=plan, catalogue=catalogue)
    day.refresh_from_db()
    assert (day.variant_key, day.stage_key, day.sets_done, day.sets_prescribed) == (
        BREATHING,
        HANG,
        2,
        2,
    )
    assert set(PerformedSet.objects.values_list("exercise_id", flat=True)) == {hang}


def test_a_limit_of_the_health_check_is_written_down_too(
    person: User, catalogue: Catalogue
) -> None:
    day = diary.begin_day(
        Entry(person, READY),
        score=2,
        level=3,
        catalogue=catalogue,
        limits=frozenset({Limit.NO_HANG}),
    )
    assert TrainingDay.objects.get(pk=day.pk).variant_key == BREATHING


def test_a_change_after_the_score_is_written_down_with_the_day(
    person: User, catalogue: Catalogue
) -> None:
    day = diary.begin_day(Entry(person, READY), score=2, level=3, catalogue=catalogue)
    seen = [day.variant_key]
    for way in (BREATHING, HANG):
        press(person, catalogue, way)
        day.refresh_from_db()
        seen.append(day.variant_key)
    assert seen == ["", BREATHING, ""]


def test_on_a_later_stage_the_day_is_not_about_the_hang(person: User, catalogue: Catalogue) -> None:
    """There the hang is only kept up; what is written down is how the stage's exercise is done."""
    enter_stage(person, "seated-row", TODAY - timedelta(days=20))
    day = diary.begin_day(Entry(person, READY), score=2, level=1, catalogue=catalogue)
    press(person, catalogue, BREATHING)
    day.refresh_from_db()
    assert day.variant_key == ""
    kept = [one.exercise.key for one in others_of(training_plan_at(person, READY))]
    assert (BREATHING in kept, HANG in kept) == (True, False)


@pytest.mark.parametrize("way", [BREATHING, HANG])
def test_the_gate_neither_opens_nor_closes_by_it(
    person: User, catalogue: Catalogue, way: str
) -> None:
    """The gate looks at pain: the very same answer before and after the press."""
    before = snapshot_made(person, READY).decisions
    press(person, catalogue, way)
    TrainingDay.objects.filter(user=person).update(variant_key=BREATHING)
    assert snapshot_made(person, READY).decisions == before
    assert {one.status.value for one in before} == {"ready"}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_easier_day_in_sets_of_breathing(catalogue: Catalogue, level: int) -> None:
    """Holds of any length are the same breathing; half of two is one."""
    stage, card = catalogue.stages[HANG], catalogue.exercises[HANG]
    dose = next(
        item.dose
        for item in catalogue.programmes["easy-routine"].items
        if item.exercise_key == BREATHING
    )
    options = dose_options(stage, card, level=level, share=100, amount=None)
    found = options_of_sets(stage, options, dose)
    assert [one.text for one in found] == ["2 × 8 repetitions", "1 × 8 repetitions"]
    assert (found[0].level, found[0].share) == (level, 100)
