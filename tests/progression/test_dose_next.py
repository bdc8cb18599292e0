"""The dose that is suggested next, from the days that were told."""

from datetime import date

import pytest

from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
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
