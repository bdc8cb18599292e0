"""One step back: each line at its limits, and for any history."""

from datetime import date
from random import Random
from statistics import median
from typing import Any

import pytest
from hypothesis import given

from backrehab.domain.ladder_line import stage_below
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, FlareUp, Timing
from backrehab.domain.step_back import Concern, StepBack, StepBackReason, concerns, find_step_back
from tests.domain.cases import as_texts, cases, on, read_date, read_history
from tests.domain.diaries import ONE_DAY, RULES, TODAY, back, read_diary, trained
from tests.domain.strategies import (
    all_changes,
    person,
    seeds,
    with_day,
)
from tests.domain.troubled import (
    concerns_of,
    history_of,
    same_refs,
    step_back_of,
    troubled,
    week_before,
)

HEAVY = ("pull-through", "deadlift", "barbell-row", "hyper-row")
OTHERS = ("bar-hang", "seated-row", "reverse-hyper")


def found_in(
    days: list[Day], stage: str = "seated-row", *, after: date | None = None, **changes: Any
) -> StepBack | None:
    ledger = Ledger(history_of(days, stage, **changes), RULES, TODAY)
    return find_step_back(ledger, stage=stage, after=after, rules=RULES)


def two_reds(*ago: int) -> StepBack:
    return StepBack(StepBackReason.TWO_REDS, tuple(back(dates) for dates in ago))


# Two red days in fourteen dates


@pytest.mark.parametrize(
    ("diary", "reds"),
    [
        ("RR", (1, 0)),
        ("R............R", (13, 0)),
        ("R.............R", None),
        ("R...........R.", (13, 1)),
        ("R...........R..", (14, 2)),
        ("R.............R..", None),
        ("R.R............", (14, 12)),
        ("RR..............", None),
        ("R.R..........R", (13, 11, 0)),
        ("R..R..........R", (11, 0)),
        ("R............C", None),
        ("UUUSSS", None),
        (".", None),
    ],
)
def test_two_red_days_within_fourteen_dates(diary: str, reds: tuple[int, ...] | None) -> None:
    found = found_in(read_diary(diary, "seated-row"))
    assert found == (None if reds is None else two_reds(*reds))


@pytest.mark.parametrize("stage", list(RULES.stages))
def test_red_days_of_any_stage_count_also_on_the_first_stage(stage: str) -> None:
    days = [trained(back(5), stage, stop=True), trained(back(2), "bar-hang", leg=True)]
    assert found_in(days, stage) == two_reds(5, 2)


@pytest.mark.parametrize(
    ("after", "reds"),
    [(None, (9, 5, 2)), (10, (9, 5, 2)), (9, (5, 2)), (8, (5, 2)), (5, None), (0, None)],
)
def test_red_days_up_to_the_latest_one_dealt_with_are_left_out(
    after: int | None, reds: tuple[int, ...] | None
) -> None:
    days = read_diary("R...R..R..", "seated-row")
    found = found_in(days, after=None if after is None else back(after))
    assert found == (None if reds is None else two_reds(*reds))


def test_red_days_of_a_flare_up_count_as_they_do_in_the_gate() -> None:
    days = read_diary("R..R.", "seated-row")
    assert found_in(days, flare_ups=(FlareUp(back(4), back(1)),)) == two_reds(4, 1)


# Still up after two nights, in a heavy stage


def up(ago: int = 2, after: int | None = 3, stage: str = "deadlift", **changes: Any) -> list[Day]:
    """A day with ref 1 and a morning of 3, and a first score two dates later."""
    day = trained(back(ago), stage, **({"morning": 3} | changes))
    later = [] if after is None else [Day(on=day.on + 2 * ONE_DAY, daily=after)]
    return [day, *later]


STILL_UP = StepBack(StepBackReason.STILL_UP, (back(2),))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(up(), STILL_UP, id="both 2 over"),
        pytest.param(up(morning=2), None, id="the morning 1 over"),
        pytest.param(up(after=2), None, id="the date after 1 over"),
        pytest.param(up(after=None), None, id="nothing known of the date after"),
        pytest.param(up(morning=4, after=2), None, id="far up, but settled"),
        pytest.param(up(morning=4), STILL_UP, id="far up, and still"),
        pytest.param(up(stop=True), STILL_UP, id="stopped, and still up"),
        pytest.param(up(stop=True, morning=2), None, id="stopped, and settled"),
        pytest.param(up(worst=9), STILL_UP, id="very high, and still up"),
        pytest.param(up(before=2, worst=2), None, id="ref is before, if that is higher"),
        pytest.param(up(morning_timing=Timing.LATE), None, id="a late one is not of the next date"),
        pytest.param(
            [*up(morning=None), trained(back(1), "bar-hang", level=3)],
            STILL_UP,
            id="a stand-in of the next date",
        ),
        pytest.param(
            [*up(morning=None, after=None), trained(back(0), "bar-hang", before=9)],
            None,
            id="a stand-in of the date after",
        ),
        pytest.param(up(stage="pull-through"), None, id="a day of another heavy stage"),
    ],
)
def test_still_up(days: list[Day], expected: StepBack | None) -> None:
    assert found_in(days, "deadlift") == expected


@pytest.mark.parametrize("stage", [*HEAVY, *OTHERS])
def test_still_up_steps_back_at_once_in_heavy_stages_only(stage: str) -> None:
    assert found_in(up(stage=stage), stage) == (STILL_UP if stage in HEAVY else None)


@pytest.mark.parametrize(("ago", "after", "found"), [(13, None, True), (14, None, False)])
def test_still_up_is_looked_for_in_the_same_dates(
    ago: int, after: date | None, found: bool
) -> None:
    assert (found_in(up(ago), "deadlift", after=after) is not None) is found


@pytest.mark.parametrize(("after", "found"), [(2, False), (3, True)])
def test_still_up_is_dealt_with_once(after: int, found: bool) -> None:
    assert (found_in(up(), "deadlift", after=back(after)) is not None) is found


def test_two_red_days_come_first_and_take_both_days_with_them() -> None:
    days = [*up(), trained(back(5), "deadlift", stop=True)]
    assert found_in(days, "deadlift") == two_reds(5, 2)


# For any history


def test_the_troubled_histories_show_everything() -> None:
    found = [step_back_of(troubled(seed)) for seed in range(200)]
    assert {each and each.reason for each in found} == {None, *StepBackReason}
    shown: set[Concern] = set().union(*(concerns_of(troubled(seed)) for seed in range(200)))
    assert shown == {Concern.RISING, Concern.TWO_REDS_AT_FIRST_STAGE}


@given(seeds)
def test_the_order_of_records_is_irrelevant(seed: int) -> None:
    asked = troubled(seed)
    days = asked.history.days
    shuffled = person(asked, days=tuple(Random(seed).sample(days, k=len(days))))
    assert step_back_of(shuffled) == step_back_of(asked)
    assert concerns_of(shuffled) == concerns_of(asked)


@given(seeds)
def test_more_pain_never_prevents_a_step_back(seed: int) -> None:
    """As far as it leaves alone what pain is compared with; `before` is compared with too."""
    asked = troubled(seed)
    for change in all_changes(asked.history, Random(seed), 12):
        compared = change.field == "before" or not same_refs(asked, change)
        if compared and change.field != "worst":
            continue
        if step_back_of(asked, change.lower) is not None:
            assert step_back_of(asked, change.higher) is not None


@given(seeds)
def test_one_more_bad_day_never_prevents_a_step_back(seed: int) -> None:
    asked = troubled(seed)
    days = [day for day in asked.history.days if day.trained]
    if days and step_back_of(asked) is not None:
        for mark in ("stop", "leg"):
            worse = Random(seed).choice(days)._replace(**{mark: True})
            assert step_back_of(asked, with_day(asked.history, worse)) is not None


def test_a_higher_before_can_excuse_a_red_morning() -> None:
    """As in the gate: it lifts the day's own `ref`."""
    for before, expected in ((1, STILL_UP), (2, None)):
        assert found_in(up(before=before, worst=2), "deadlift") == expected


@given(seeds)
def test_the_answer_holds_together(seed: int) -> None:
    asked = troubled(seed)
    ledger = Ledger(asked.history, asked.rules, asked.today)
    found = step_back_of(asked)
    latest = max((t for t in ledger.reds if ledger.today - 14 < t), default=0)
    recent = [t for t in ledger.reds if latest and latest - 14 < t]
    if len(recent) >= 2:
        assert found == StepBack(StepBackReason.TWO_REDS, tuple(map(date.fromordinal, recent)))
    elif found is not None:
        assert found.reason is StepBackReason.STILL_UP
        assert [on.toordinal() for on in found.reds] == recent
        assert asked.rules.tier_of(asked.history.stage).steps_back_at_once
        assert ledger.days[recent[0]].stage == asked.history.stage
    week = ledger.first_scores(ledger.today - 6, ledger.today)
    before = week_before(asked, asked.history)
    risen = len(week) > 2 < len(before) and median(week) - median(before) >= 2
    assert (Concern.RISING in concerns_of(asked)) is risen
    if stage_below(asked.history.stage, asked.rules) is not None:
        assert Concern.TWO_REDS_AT_FIRST_STAGE not in concerns_of(asked)


@given(seeds)
def test_dealing_with_a_step_back_leaves_none(seed: int) -> None:
    asked = troubled(seed)
    found = step_back_of(asked)
    if found is not None:
        ledger = Ledger(asked.history, asked.rules, asked.today)
        stage = asked.history.stage
        rest = find_step_back(ledger, stage=stage, after=found.reds[-1], rules=asked.rules)
        assert rest is None


@pytest.mark.parametrize("case", cases("step-back", "step_back"))
def test_case(case: dict[str, Any]) -> None:
    ledger = Ledger(read_history(case), RULES, on(case["today"]))
    stage = case["stage"]
    found = find_step_back(ledger, stage=stage, after=read_date(case["after"]), rules=RULES)
    made = [(key, on(made_on)) for key, made_on in case["step_backs"]]
    assert case["expected"] == {
        "reason": None if found is None else found.reason.value,
        "reds": [] if found is None else as_texts(found.reds),
        "concerns": [
            concern.value for concern in concerns(ledger, stage=stage, step_backs=made, rules=RULES)
        ],
    }
