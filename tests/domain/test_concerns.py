"""The reasons to see a clinician: each at its limits, and for any history."""

from random import Random
from typing import Any

import pytest
from hypothesis import given

from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, FlareUp
from backrehab.domain.step_back import Concern, concerns
from tests.domain.diaries import RULES, TODAY, back, read_diary, trained
from tests.domain.strategies import (
    all_changes,
    seeds,
)
from tests.domain.troubled import concerns_of, history_of, same_refs, troubled, week_before


def concerns_in(
    days: list[Day],
    stage: str = "seated-row",
    step_backs: tuple[tuple[str, int], ...] = (),
    **changes: Any,
) -> tuple[Concern, ...]:
    ledger = Ledger(history_of(days, stage, **changes), RULES, TODAY)
    made = [(key, back(ago)) for key, ago in step_backs]
    return concerns(ledger, stage=stage, step_backs=made, rules=RULES)


@pytest.mark.parametrize(
    ("step_backs", "found"),
    [
        ((("deadlift", 41), ("deadlift", 0)), True),
        ((("deadlift", 42), ("deadlift", 0)), False),
        ((("deadlift", 20), ("pull-through", 0)), False),
        ((("deadlift", 20), ("pull-through", 10), ("deadlift", 5)), True),
        ((("deadlift", 0),), False),
        ((("deadlift", -1), ("deadlift", 0)), False),
        ((), False),
    ],
)
def test_two_steps_back_from_one_stage_in_42_dates(
    step_backs: tuple[tuple[str, int], ...], found: bool
) -> None:
    expected = (Concern.STEPPED_BACK_AGAIN,) if found else ()
    for order in (step_backs, step_backs[::-1]):
        assert concerns_in([], "reverse-hyper", order) == expected


@pytest.mark.parametrize(
    ("diary", "found"),
    [
        # The first seven signs are the week that ended 14 dates before the last one.
        ("222.............444..", True),
        ("222.............44...", False),
        ("22..............444..", False),
        ("222.............344..", True),
        ("222.............334..", False),
        ("2222............3344.", False),
        ("2222............3444.", True),
        ("2......222....4...4.4", False),
        ("2....22.......4...4.4", True),
        ("2....22......4....4.4", False),
        (".222..........5......", False),
        ("222....999....222....", False),
    ],
)
def test_the_weekly_median_up_by_two_over_two_weeks(diary: str, found: bool) -> None:
    days = read_diary(diary, "seated-row")
    assert len(diary) == 21
    assert concerns_in(days) == ((Concern.RISING,) if found else ())


def test_flare_up_dates_are_left_out_of_both_weeks() -> None:
    days = read_diary("222.............444..", "seated-row")
    assert concerns_in(days, flare_ups=(FlareUp(back(2), back(2)),)) == ()
    assert concerns_in(days, flare_ups=(FlareUp(back(20), back(20)),)) == ()
    assert concerns_in(days, flare_ups=(FlareUp(back(10), back(9)),)) == (Concern.RISING,)


HANG, ROW = "bar-hang", "seated-row"


@pytest.mark.parametrize(
    ("stage", "reds", "step_backs", "found"),
    [
        (HANG, [(HANG, 13), (HANG, 0)], (), True),
        (HANG, [(HANG, 14), (HANG, 0)], (), False),
        (HANG, [(HANG, 1)], (), False),
        (ROW, [(ROW, 13), (ROW, 0)], (), False),
        # Those of the stage above are not its own: a break may have led down since.
        (HANG, [(ROW, 9), (HANG, 1)], (), False),
        (HANG, [(ROW, 9), (ROW, 5)], (), False),
        # Those that led down to the hang were dealt with by that.
        (HANG, [(ROW, 9), (ROW, 5)], ((ROW, 4),), False),
        (HANG, [(ROW, 9), (ROW, 5), (HANG, 1)], ((ROW, 4),), False),
        (HANG, [(ROW, 9), (ROW, 5), (HANG, 4), (HANG, 1)], ((ROW, 4),), True),
        (HANG, [(HANG, 12), (ROW, 9), (ROW, 5), (HANG, 1)], ((ROW, 4),), False),
        (HANG, [(HANG, 9), (HANG, 5), (ROW, 1)], ((ROW, 0),), False),
        (HANG, [(HANG, 3), (HANG, 1)], ((ROW, -1),), True),
    ],
)
def test_two_red_days_at_the_first_stage(
    stage: str,
    reds: list[tuple[str, int]],
    step_backs: tuple[tuple[str, int], ...],
    found: bool,
) -> None:
    days = [trained(back(ago), key, stop=True) for key, ago in reds]
    expected = (Concern.TWO_REDS_AT_FIRST_STAGE,) if found else ()
    assert concerns_in(days, stage, step_backs) == expected


def test_every_concern_is_named_in_order() -> None:
    days = [
        *read_diary("222.............444..", "bar-hang"),
        *(trained(back(ago), "bar-hang", before=None, morning=None, leg=True) for ago in (1, 0)),
    ]
    made = (("seated-row", 30), ("seated-row", 20))
    assert concerns_in(days, "bar-hang", made) == tuple(Concern)


@given(seeds)
def test_less_pain_never_makes_a_concern(seed: int) -> None:
    """As far as it leaves alone what pain is compared with."""
    asked = troubled(seed)
    for change in all_changes(asked.history, Random(seed), 12):
        compared = [week_before(asked, history) for history in (change.lower, change.higher)]
        if change.field != "before" and same_refs(asked, change) and compared[0] == compared[1]:
            assert concerns_of(asked, change.lower) <= concerns_of(asked, change.higher)


def test_less_pain_two_weeks_ago_can_make_a_rise() -> None:
    """The other side of comparing two weeks: a better start makes the same week a rise."""
    for level, found in ((3, ()), (2, (Concern.RISING,))):
        days = read_diary(
            f"{level}22.............444..".replace("22", str(level) * 2), "seated-row"
        )
        assert concerns_in(days) == found
