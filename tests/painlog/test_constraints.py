"""Every constraint of the pain log and of the ladder refuses the row it is there to refuse."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import (
    Amendment,
    Baseline,
    DailyScore,
    DrillAnswer,
    FlareUp,
    HipRelease,
    HipTest,
    PerformedSet,
    Skip,
    TrainingDay,
)
from backrehab.progression.models import Enrolment, Transition
from tests.factories import at

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)
NEXT = date(2026, 3, 3)
AT = at("2026-03-02 18:00")


def training_day(user: User, **fields: Any) -> TrainingDay:
    values = {
        "on": ON,
        "stage_key": "bar-hang",
        "sets_prescribed": 2,
        "dose_level": 1,
        "started_at": AT,
    }
    return TrainingDay.objects.create(user=user, **(values | fields))


def enrolment(user: User, **fields: Any) -> Enrolment:
    values = {"stage_key": "bar-hang", "entered_on": ON, "started_on": ON}
    return Enrolment.objects.create(user=user, **(values | fields))


def transition(user: User, **fields: Any) -> Transition:
    row = Enrolment.objects.filter(user=user).first() or enrolment(user)
    values = {"stage_to": "seated-row", "on": ON, "at": AT, "rules_version": "2026.1"}
    return Transition.objects.create(user=user, enrolment=row, **(values | fields))


def first(model: str) -> Any:
    """The first row of the catalogue's table."""
    return apps.get_model("exercises", model).objects.first()


def change(row: Any, **fields: Any) -> None:
    """Write these values into a row that is there."""
    type(row).objects.filter(pk=row.pk).update(**fields)


def performed_set(user: User, **fields: Any) -> PerformedSet:
    values = {"on": ON, "exercise": first("Exercise"), "slot": "morning", "number": 1}
    return PerformedSet.objects.create(user=user, done_at=AT, **(values | fields))


def skip(user: User, **fields: Any) -> Skip:
    values = {"on": ON, "exercise": first("Exercise")}
    return Skip.objects.create(user=user, made_at=AT, **(values | fields))


def drill_answer(user: User, **fields: Any) -> DrillAnswer:
    values = {"on": ON, "exercise": first("Exercise"), "comfort": "fine"}
    return DrillAnswer.objects.create(user=user, given_at=AT, **(values | fields))


def hip_test(user: User, **fields: Any) -> HipTest:
    values = {"on": ON, "side": "left", "hip_drops": False, "weight_shifts": False}
    return HipTest.objects.create(user=user, made_at=AT, **(values | fields))


def hip_release(user: User, **fields: Any) -> HipRelease:
    values = {"on": ON, "side": "left", "before": 5}
    return HipRelease.objects.create(user=user, started_at=AT, **(values | fields))


def amendment(user: User, **fields: Any) -> Amendment:
    return Amendment.objects.create(user=user, on=ON, old={}, new={}, made_at=AT, **fields)


MORNING = {"morning": 2, "morning_timing": "on_time", "morning_on": NEXT}

# The constraint, what it refuses, and what it lets through just beside that. Each step makes a row.
type Step = Callable[[User], object]
CASES: list[tuple[str, list[Step], list[Step]]] = [
    (
        "training_day_one_per_date",
        [training_day, training_day],
        [training_day, lambda u: training_day(u, on=NEXT)],
    ),
    *(
        (
            "training_day_score_range",
            [lambda u, name=name: training_day(u, **(MORNING | {name: 11}))],
            [lambda u, name=name: training_day(u, **(MORNING | {name: 10}))],
        )
        for name in ("before", "worst", "morning")
    ),
    (
        "training_day_sets_prescribed",
        [lambda u: training_day(u, sets_prescribed=0)],
        [lambda u: training_day(u, sets_prescribed=1)],
    ),
    *(
        (
            "training_day_morning_complete",
            [lambda u, change=change: training_day(u, **(MORNING | change))],
            [lambda u: training_day(u, **MORNING)],
        )
        for change in (
            {"morning": None},
            {"morning_timing": ""},
            {"morning_timing": "someday"},
            {"morning_on": None},
            {"morning_on": ON},
            {"morning": None, "morning_timing": ""},
            {"morning": None, "morning_on": None},
        )
    ),
    *(
        (
            "training_day_dose_share",
            [lambda u, share=share: training_day(u, dose_share=share)],
            [
                lambda u: training_day(u, dose_share=1),
                lambda u: training_day(u, on=NEXT, dose_share=100),
            ],
        )
        for share in (0, 101)
    ),
    (
        "training_day_load",
        [lambda u: training_day(u, load_kg=Decimal("-0.5"))],
        [lambda u: training_day(u, load_kg=Decimal(0))],
    ),
    (
        "training_day_weight_or_band",
        [lambda u: training_day(u, load_kg=Decimal(5), band=2)],
        [
            lambda u: training_day(u, load_kg=Decimal(5)),
            lambda u: training_day(u, on=NEXT, band=2),
        ],
    ),
    (
        "daily_score_one_per_date",
        [lambda u: DailyScore.objects.create(user=u, on=ON, score=1, given_at=AT)] * 2,
        [lambda u: DailyScore.objects.create(user=u, on=ON, score=1, given_at=AT)],
    ),
    (
        "daily_score_score_range",
        [lambda u: DailyScore.objects.create(user=u, on=ON, score=11, given_at=AT)],
        [lambda u: DailyScore.objects.create(user=u, on=ON, score=0, given_at=AT)],
    ),
    (
        "baseline_one_per_date",
        [lambda u: Baseline.objects.create(user=u, on=ON, score=1, given_at=AT)] * 2,
        [lambda u: Baseline.objects.create(user=u, on=ON, score=1, given_at=AT)],
    ),
    (
        "baseline_score_range",
        [lambda u: Baseline.objects.create(user=u, on=ON, score=11, given_at=AT)],
        [lambda u: Baseline.objects.create(user=u, on=ON, score=10, given_at=AT)],
    ),
    (
        "performed_set_once",
        [performed_set, performed_set],
        [performed_set, lambda u: performed_set(u, slot="evening")],
    ),
    (
        "performed_set_number",
        [lambda u: performed_set(u, number=0)],
        [lambda u: performed_set(u, number=1)],
    ),
    ("skip_once_per_date", [skip, skip], [skip, lambda u: skip(u, on=NEXT)]),
    (
        "drill_answer_once_per_date",
        [drill_answer, lambda u: drill_answer(u, comfort="hurts")],
        [drill_answer, lambda u: drill_answer(u, on=NEXT)],
    ),
    (
        "drill_answer_comfort",
        [lambda u: drill_answer(u, comfort="meh")],
        [lambda u: drill_answer(u, comfort="further_down")],
    ),
    (
        "hip_test_once_per_date_and_side",
        [hip_test, lambda u: hip_test(u, hip_drops=True)],
        [hip_test, lambda u: hip_test(u, side="right"), lambda u: hip_test(u, on=NEXT)],
    ),
    (
        "hip_test_side",
        [lambda u: hip_test(u, side="both")],
        [lambda u: hip_test(u, side="right")],
    ),
    *(
        (
            "hip_release_score_range",
            [lambda u, name=name: hip_release(u, ended_at=AT, **{name: 11})],
            [lambda u, name=name: hip_release(u, ended_at=AT, **{name: 10})],
        )
        for name in ("before", "after")
    ),
    (
        "hip_release_side",
        [lambda u: hip_release(u, side="both")],
        [hip_release, hip_release, lambda u: hip_release(u, side="right")],
    ),
    (
        "hip_release_after_at_the_end",
        [lambda u: hip_release(u, after=3)],
        [lambda u: hip_release(u, after=3, ended_at=AT), lambda u: hip_release(u, ended_at=AT)],
    ),
    (
        "flare_up_one_open",
        [
            lambda u: FlareUp.objects.create(user=u, started_on=ON),
            lambda u: FlareUp.objects.create(user=u, started_on=NEXT),
        ],
        [
            lambda u: FlareUp.objects.create(user=u, started_on=ON, ended_on=ON),
            lambda u: FlareUp.objects.create(user=u, started_on=NEXT),
        ],
    ),
    (
        "flare_up_one_per_date",
        [lambda u: FlareUp.objects.create(user=u, started_on=ON, ended_on=ON)] * 2,
        [lambda u: FlareUp.objects.create(user=u, started_on=ON, ended_on=ON)],
    ),
    (
        "flare_up_dates",
        [lambda u: FlareUp.objects.create(user=u, started_on=NEXT, ended_on=ON)],
        [lambda u: FlareUp.objects.create(user=u, started_on=NEXT, ended_on=NEXT)],
    ),
    (
        "amendment_kind",
        [lambda u: amendment(u, kind="forgotten")],
        [lambda u: amendment(u, kind="deleted")],
    ),
    (
        "enrolment_one_open",
        [enrolment, enrolment],
        [
            lambda u: enrolment(u, closed_on=NEXT),
            enrolment,
            lambda u: enrolment(u, programme_key="hip", stage_key=""),
        ],
    ),
    *(
        (
            "enrolment_stage",
            [lambda u, wrong=wrong: enrolment(u, **wrong)],
            [enrolment, lambda u: enrolment(u, programme_key="hip", stage_key="")],
        )
        for wrong in ({"programme_key": "hip"}, {"stage_key": ""})
    ),
    (
        "enrolment_dates",
        [lambda u: enrolment(u, started_on=NEXT)],
        [lambda u: enrolment(u, entered_on=NEXT)],
    ),
    (
        "transition_opened_once",
        [lambda u: transition(u, kind="opened")] * 2,
        [
            lambda u: transition(u, kind="opened"),
            lambda u: transition(u, kind="opened", stage_to="reverse-hyper"),
            lambda u: transition(u, kind="reviewed"),
            lambda u: transition(u, kind="reviewed"),
        ],
    ),
    (
        "transition_started_once",
        [lambda u: transition(u, kind="started")] * 2,
        [lambda u: transition(u, kind="started"), lambda u: transition(u, kind="opened")],
    ),
    *(
        (
            "transition_once_a_date",
            [lambda u, kind=kind: transition(u, kind=kind)] * 2,
            [
                lambda u, kind=kind: transition(u, kind=kind),
                lambda u, kind=kind: transition(u, kind=kind, on=NEXT),
                lambda u: transition(u, kind="on_hold"),
                lambda u: transition(u, kind="on_hold"),
            ],
        )
        for kind in ("stepped_back", "returned", "resumed", "lay_off")
    ),
    (
        "transition_kind",
        [lambda u: transition(u, kind="closed")],
        [lambda u: transition(u, kind="reviewed")],
    ),
]

# What the accounts and the catalogue got for the sake of the pain log and the plan.
ELSEWHERE: list[tuple[str, list[Step], list[Step]]] = [
    ("user_unit", [lambda u: change(u, unit="st")], [lambda u: change(u, unit="lb")]),
    *(
        (
            "user_load_step",
            [lambda u, step=step: change(u, load_step_kg=step)],
            [lambda u: change(u, load_step_kg=Decimal("0.001"))],
        )
        for step in (Decimal(0), Decimal("-2.5"))
    ),
    (
        "variant_load",
        [lambda u: change(first("Variant"), load="rope")],
        [lambda u: change(first("Variant"), load="band")],
    ),
    (
        "programme_exercise_times_a_week",
        [lambda u: change(first("ProgrammeExercise"), times_a_week=8)],
        [
            lambda u: change(first("ProgrammeExercise"), times_a_week=7),
            lambda u: change(first("ProgrammeExercise"), times_a_week=0),
        ],
    ),
]
EVERYWHERE = CASES + ELSEWHERE


def all_constraints(*names: str) -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for app in names
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }


def test_each_constraint_is_tried() -> None:
    assert {name for name, _, _ in CASES} == set(all_constraints("painlog", "progression"))


@pytest.mark.parametrize(("name", "refused", "fine"), EVERYWHERE, ids=[c[0] for c in EVERYWHERE])
def test_the_database_refuses(
    user: User, catalogue: Catalogue, name: str, refused: list[Step], fine: list[Step]
) -> None:
    with transaction.atomic():
        for step in fine:
            step(user)
        transaction.set_rollback(True)
    *before, last = refused
    for step in before:
        step(user)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        last(user)
    constraint = all_constraints("painlog", "progression", "accounts", "exercises")[name]
    expected = "UNIQUE" if isinstance(constraint, models.UniqueConstraint) else name
    assert expected in str(caught.value).replace("unique", "UNIQUE")
