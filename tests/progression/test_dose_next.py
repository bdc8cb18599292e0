"""The dose that is suggested next, from the days that were told."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from backrehab.domain.dose import NextDose
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from backrehab.progression.prescriptions import dose_options
from tests.factories import at
from tests.factories_diary import enter_stage, make_days, make_person
from tests.progression.scenes import LIGHT_DAYS, READY, ready_person, snapshot_made

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("latest", "level", "reason"),
    [
        ({}, 3, "at_target"),
        ({"dose_level": 2}, 2, "one_more_calm_day"),
        ({"worst": 6, "before": 6}, 3, "same_after_amber"),
        ({"stop": True}, 3, "half_after_red"),
        ({"morning": None}, 3, "awaits_morning"),
    ],
)
def test_the_dose_follows_the_latest_day(
    catalogue: Catalogue, latest: dict[str, object], level: int, reason: str
) -> None:
    person = ready_person()
    TrainingDay.objects.filter(user=person, on=LIGHT_DAYS[-1]).delete()
    make_days(person, LIGHT_DAYS[-1:], **latest)
    dose = snapshot_made(person, READY).dose
    assert (dose.level, dose.reason) == (level, reason)


@pytest.mark.parametrize(
    ("stage", "level", "reason"),
    [
        # Steady 4 with a worst of 5 is over the ceiling of a moderate stage, but settled; without
        # a raise the full dose, which its own route asks for, would be out of reach.
        ("seated-row", 2, "raised"),
        # A heavy stage has no such route.
        ("pull-through", 1, "same_after_amber"),
    ],
)
def test_settled_days_raise_the_dose_where_there_is_a_steady_route(
    catalogue: Catalogue, stage: str, level: int, reason: str
) -> None:
    user = make_person(now=at("2026-02-01 09:00"), baseline=4)
    enter_stage(user, stage, date(2026, 2, 1))
    days = [date(2026, 2, 28), date(2026, 3, 7)]
    make_days(
        user, days, stage=stage, dose_level=1, before=4, worst=5, morning=4, extra_repetitions=2
    )
    dose = snapshot_made(user, at("2026-03-09 08:00")).dose
    assert (dose.level, dose.reason) == (level, reason)


def test_an_unsettled_day_is_no_settled_one(catalogue: Catalogue) -> None:
    user = make_person(now=at("2026-02-01 09:00"), baseline=4)
    enter_stage(user, "seated-row", date(2026, 2, 1))
    make_days(
        user,
        [date(2026, 2, 28), date(2026, 3, 7)],
        stage="seated-row",
        dose_level=1,
        before=4,
        worst=5,
        morning=4,
        extra_meds=True,
    )
    dose = snapshot_made(user, at("2026-03-09 08:00")).dose
    assert (dose.level, dose.reason) == (1, "same_after_amber")


# Repetitions on top, and loads


def two_calm_days(stage: str, *, extra: int | None = 2, **fields: object) -> NextDose:
    """The dose after two calm days, eight days apart, at one dose."""
    user = make_person(now=at("2026-02-01 09:00"), unit=fields.pop("unit", "kg"))
    enter_stage(user, stage, date(2026, 2, 1))
    days = [date(2026, 2, 28), date(2026, 3, 8)]
    calm = {"before": 1, "worst": 1, "morning": 1, "extra_repetitions": extra}
    make_days(user, days, stage=stage, **calm, **fields)
    return snapshot_made(user, at("2026-03-10 08:00")).dose


@pytest.mark.parametrize(
    ("extra", "level", "reason"),
    [(2, 2, "raised"), (1, 1, "extra_repetitions"), (None, 1, "extra_repetitions")],
)
def test_a_raise_needs_two_more_in_the_last_set(
    catalogue: Catalogue, extra: int | None, level: int, reason: str
) -> None:
    dose = two_calm_days("seated-row", extra=extra, dose_level=1)
    assert (dose.level, dose.reason) == (level, reason)


def test_holds_are_not_counted_on_top(catalogue: Catalogue) -> None:
    dose = two_calm_days("bar-hang", extra=None, dose_level=1)
    assert (dose.level, dose.reason) == (2, "raised")


@pytest.mark.parametrize(
    ("load", "next_load"),
    [
        # 5 % of 60 is 3: the nearest whole plate of 2.5 is one more.
        ({"load_kg": Decimal(60)}, (Fraction(125, 2), None)),
        ({"band": 2}, (None, 3)),
        ({"band": 5}, (None, 5)),
    ],
    ids=str,
)
def test_at_the_full_dose_the_load_goes_up(
    catalogue: Catalogue, load: dict[str, object], next_load: tuple[Fraction | None, int | None]
) -> None:
    dose = two_calm_days("pull-through", dose_level=4, **load)
    assert (dose.level, (dose.load.kg, dose.load.band)) == (4, next_load)


def test_each_easier_dose_is_offered_once(catalogue: Catalogue) -> None:
    """Half of 3 × 8 is the first level of the barbell row: nobody chooses between the same two."""
    found = {
        stage.key: [
            [
                one.text
                for one in dose_options(
                    stage,
                    catalogue.exercises[stage.exercise_key],
                    level=level,
                    share=100,
                    amount=None,
                )
            ]
            for level in range(1, len(stage.levels) + 1)
        ]
        for stage in catalogue.stages.values()
    }
    assert found["barbell-row"][-1] == [
        "3 × 8 repetitions",
        "3 × 6 repetitions",
        "2 × 6 repetitions",
    ]
    assert all(len(set(texts)) == len(texts) for stage in found.values() for texts in stage)
