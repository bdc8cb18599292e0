"""The side branch beside its stage: on the day it opens, on a way back, and after starting over."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.dose import FULL
from backrehab.domain.plan import Part
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression import diary, services
from backrehab.progression.entries import Entry
from backrehab.progression.explain_dose import dose_reason
from backrehab.progression.plan import Planner
from backrehab.progression.rulesets import current_rules
from tests.factories import at, make_screening, make_user
from tests.factories_diary import enter_stage, make_days, make_person
from tests.factories_setbacks import take_up_again
from tests.progression.scenes import (
    TODAY,
    calm_fortnight,
    enrolment_of,
    fresh,
    noon,
    plan_for,
    snapshot_made,
)

pytestmark = pytest.mark.django_db

RULES = current_rules()
GYM = ["pull-up-bar", "dumbbells", "bench", "barbell"]
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """Somebody whose deadlift goes up today, and whose hyper row is ready to open."""
    user = make_person(now=at("2026-02-01 09:00"), baseline=1, equipment=GYM)
    enter_stage(user, "deadlift", TODAY - timedelta(days=30))
    make_screening(user, now=noon(TODAY), read=True)
    services.confirm_technique(user=user, now=noon(TODAY))
    services.record_hold_test(user=user, held=True, pain=1, now=noon(TODAY))
    return user


def trained(user: User, *, level: int, load_kg: str | None = None) -> None:
    """Six calm days over 15 dates, the older ones at the target dose, the latest at that level."""
    known: dict[str, Any] = {"stage": "deadlift", "before": 1, "worst": 1, "morning": 1}
    known |= {"sets_prescribed": 3, "sets_done": 3, "extra_repetitions": 2}
    known["load_kg"] = None if load_kg is None else Decimal(load_kg)
    make_days(user, [TODAY - timedelta(days=n) for n in (16, 13)], dose_level=3, **known)
    rest = [TODAY - timedelta(days=n) for n in (10, 7, 4, 2)]
    make_days(user, rest, dose_level=level, target_dose=level == 3, **known)
    touch(user)


def test_no_load_goes_up_on_the_day_that_the_branch_opens(person: User) -> None:
    """Section 4 of the rule: never raise and open a stage on the same day."""
    trained(person, level=3, load_kg="60")
    before = snapshot_made(person, noon(TODAY)).dose
    assert (before.reason, before.load and before.load.kg) == ("raised", Decimal("62.5"))
    diary.give_daily(Entry(fresh(person), noon(TODAY)), score=1)
    services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(TODAY))
    after = snapshot_made(person, noon(TODAY)).dose
    assert (after.reason, after.load and after.load.kg) == ("stage_opened", Decimal(60))
    assert dose_reason(after, RULES) == (
        "Same dose: you opened another stage today, and one thing changes at a time."
    )
    # It is put off, not lost.
    later = snapshot_made(person, noon(TOMORROW)).dose
    assert (later.reason, later.load and later.load.kg) == ("raised", Decimal("62.5"))


def test_nor_the_level_of_a_day_that_was_begun(person: User, catalogue: Catalogue) -> None:
    trained(person, level=2)
    dose = snapshot_made(person, noon(TODAY)).dose
    assert (dose.reason, dose.level) == ("raised", 3)
    entry = Entry(fresh(person), noon(TODAY))
    diary.begin_day(entry, score=1, level=3, catalogue=catalogue, dose=dose)
    services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(TODAY))
    day = TrainingDay.objects.get(on=TODAY)
    assert (day.dose_level, day.target_dose, day.suggested_level) == (2, False, None)


def test_the_branch_that_one_opens_lowers_the_begun_day_of_nobody_else(
    person: User, catalogue: Catalogue
) -> None:
    trained(person, level=2)
    other = make_person(now=at("2026-02-01 09:00"))
    make_days(other, [TODAY], dose_level=3, sets_done=0, worst=None, morning=None)
    other.training_days.update(finished_at=None, last_exercise_at=None)
    dose = snapshot_made(person, noon(TODAY)).dose
    diary.begin_day(
        Entry(fresh(person), noon(TODAY)), score=1, level=3, catalogue=catalogue, dose=dose
    )
    services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(TODAY))
    levels = [one.training_days.get(on=TODAY).dose_level for one in (person, other)]
    assert levels == [2, 3]


def test_the_branch_of_somebody_else_was_opened_by_nobody_else(person: User) -> None:
    other = make_person(now=at("2026-02-01 09:00"))
    trained(person, level=2)
    diary.give_daily(Entry(fresh(person), noon(TODAY)), score=1)
    services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(TODAY))
    was_open = [
        services._opened_before(enrolment_of(one), "hyper-row", RULES) for one in (person, other)
    ]
    assert was_open == [True, False]


def test_an_easier_dose_that_was_chosen_stays(person: User, catalogue: Catalogue) -> None:
    trained(person, level=2)
    dose = snapshot_made(person, noon(TODAY)).dose
    entry = Entry(fresh(person), noon(TODAY))
    diary.begin_day(entry, score=1, level=1, catalogue=catalogue, dose=dose)
    services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(TODAY))
    day = TrainingDay.objects.get(on=TODAY)
    assert (day.dose_level, day.suggested_level) == (1, 3)


@pytest.mark.parametrize(
    ("share", "text", "note"),
    [
        (FULL, "2 × 5 repetitions", ""),
        (50, "5 repetitions", "Less for now, on your way back: 50% of it."),
    ],
)
def test_on_a_way_back_the_branch_starts_with_less_too(
    catalogue: Catalogue, share: int, text: str, note: str
) -> None:
    """After weeks without training half of everything is half of this as well."""
    made = Planner(
        user=make_user(equipment=GYM),
        catalogue=catalogue,
        rules=RULES,
        today=TODAY,
        kept_share=share,
    )
    dose = catalogue.stages["deadlift"].levels[0]
    plan = plan_for(made, stage_key="deadlift", stage_dose=dose, branch_open=True, training=True)
    (branch,) = [one for one in plan.exercises if one.part is Part.BRANCH]
    assert (branch.dose.text, branch.note) == (text, note)
    assert branch.dose.sets_prescribed == (2 if share == FULL else 1)


def test_after_starting_over_it_opens_by_its_own_gate_again(person: User) -> None:
    """After 85 days each stage above does, and so does what hangs on one of them."""
    trained(person, level=3)
    diary.give_daily(Entry(fresh(person), noon(TODAY)), score=1)
    first = services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(TODAY))
    back, later = TODAY + timedelta(days=100), TODAY + timedelta(days=200)
    take_up_again(fresh(person), on=back)
    place = enrolment_of(person)
    assert (place.stage_key, place.branch_opened_on) == ("seated-row", None)
    with pytest.raises(EntryRefused):
        services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(back))

    enter_stage(person, "deadlift", later - timedelta(days=17))
    with pytest.raises(services.GateClosed):
        services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(later))
    calm_fortnight(person, "deadlift", until=later)
    make_screening(person, now=noon(later), read=True)
    again = services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(later))
    assert (first.transition.kind, again.transition.kind, again.new) == ("opened", "returned", True)
    assert enrolment_of(person).branch_opened_on == later
    same = services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(later))
    assert (same.transition, same.new) == (again.transition, False)


def test_after_a_shorter_break_it_rests_with_its_stage(person: User) -> None:
    trained(person, level=3)
    diary.give_daily(Entry(fresh(person), noon(TODAY)), score=1)
    services.open_stage(user=fresh(person), stage_key="hyper-row", now=noon(TODAY))
    take_up_again(fresh(person), on=TODAY + timedelta(days=30))
    place = enrolment_of(person)
    assert (place.stage_key, place.branch_opened_on) == ("pull-through", TODAY)
