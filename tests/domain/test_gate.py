"""Every criterion of the gate at its edges, both routes, the statuses and their order."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backrehab.domain.colours import Colour
from backrehab.domain.criteria import Criteria
from backrehab.domain.decision import Code, Route, Standing, Status
from backrehab.domain.gate import Reading, decide_by, evaluate_gate
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History
from backrehab.domain.way_back import ReturnCriteria, evaluate_return
from backrehab.domain.way_up import SETTLED, STANDARD, SUBSIDED
from tests.domain.diaries import (
    GATES,
    ONE_DAY,
    RULES,
    TODAY,
    back,
    criteria_of,
    make_history,
    table,
    trained,
)

ROWS = table("gate")
EXPECTED_CODES = {
    "light": STANDARD,
    "moderate": (*STANDARD, *SETTLED),
    "heavy": (*STANDARD, *SUBSIDED, Code.TECHNIQUE),
    "hyper row": (*STANDARD, *SUBSIDED, Code.TECHNIQUE, Code.HOLD_TEST),
}
READY = {
    "light": "C...C..C.1",
    "moderate": "C...C..C.1",
    "heavy": "C....C....C....C1",
    "hyper row": "C....C....C....C1",
}


def by_case(row: dict[str, Any]) -> str:
    return f"{row['gate']}, {row.get('code', '')}: {row['case']}"


def ready_history(gate: str, **changes: Any) -> tuple[History, str]:
    history, opens = make_history({"gate": gate, "diary": READY[gate]})
    return replace(history, **changes), opens


@pytest.mark.parametrize("row", ROWS, ids=by_case)
def test_criterion(row: dict[str, Any]) -> None:
    history, opens = make_history(row)
    found = criteria_of(history, opens).criterion(Code(row["code"]))
    assert (found.needed, found.observed, found.met) == (row["needed"], row["observed"], row["met"])
    assert type(found.met) is bool


def test_the_table_shows_every_criterion_met_and_unmet_in_every_tier() -> None:
    shown: dict[tuple[str, str], set[bool]] = defaultdict(set)
    for row in ROWS:
        shown[row["gate"], row["code"]].add(row["met"])
    for gate in ("light", "moderate", "heavy"):
        codes = {*EXPECTED_CODES[gate]} - {Code.SETTLED_TARGET_DOSE}
        assert {code: shown[gate, code] for code in codes} == {
            code: {True, False} for code in codes
        }
    assert shown["moderate", "settled_target_dose"] == {True, False}
    assert shown["hyper row", "hold_test"] == {True, False}


@pytest.mark.parametrize("row", table("answers"), ids=by_case)
def test_answer(row: dict[str, Any]) -> None:
    history, opens = make_history(row)
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
    assert decision.problem is None
    assert (decision.status.value, decision.route and decision.route.value) == (
        row["status"],
        row["route"],
    )


@pytest.mark.parametrize("gate", GATES)
def test_every_criterion_of_the_tier_is_listed_met_or_not(gate: str) -> None:
    history, opens = ready_history(gate)
    for days in (history.days, ()):
        decision = evaluate_gate(replace(history, days=days), opens=opens, rules=RULES, today=TODAY)
        assert tuple(criterion.code for criterion in decision.criteria) == EXPECTED_CODES[gate]


@pytest.mark.parametrize("stage", ["deadlift", "barbell-row"])
def test_the_hold_test_is_asked_by_both_gates_to_the_hyper_row_only(stage: str) -> None:
    history = replace(ready_history("heavy")[0], stage=stage, hold_test_passed=False)
    for opens in RULES.stages[stage].opens:
        decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
        codes = {criterion.code for criterion in decision.criteria}
        assert (Code.HOLD_TEST in codes) == (opens == "hyper-row")


@pytest.mark.parametrize("diary", ["C...C..CC", "C...R..CC", "C..."])
def test_stages_ahead_decided_from_one_reading_are_decided_as_if_alone(diary: str) -> None:
    history, _ = make_history({"gate": "hyper row", "diary": diary})
    history = replace(history, stage="pull-through")
    reading = Reading(history, RULES, TODAY)
    for opens in RULES.stages["pull-through"].opens:
        asked = {"opens": opens, "rules": RULES, "today": TODAY}
        assert decide_by(Criteria, reading, opens=opens) == evaluate_gate(history, **asked)
        back = decide_by(ReturnCriteria, reading, opens=opens)
        assert back == evaluate_return(history, **asked)


@pytest.mark.parametrize(
    ("stage", "opens"),
    [("bar-hang", "reverse-hyper"), ("bar-hang", "bar-hang"), ("hyper-row", "deadlift")],
)
def test_a_stage_that_is_not_directly_ahead_is_the_callers_mistake(stage: str, opens: str) -> None:
    history = replace(ready_history("light")[0], stage=stage)
    with pytest.raises(ValueError, match="is not directly after"):
        evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)


# Screening and leg symptoms


@pytest.mark.parametrize(
    ("leg_back", "asked_back", "met"), [(5, 5, True), (5, 4, True), (5, 6, False), (0, 1, False)]
)
@pytest.mark.parametrize("stage", ["bar-hang", "deadlift"])
def test_asked_on_or_after_the_latest_leg_day_of_any_stage(
    leg_back: int, asked_back: int, met: bool, stage: str
) -> None:
    leg = trained(back(leg_back), stage, leg=True, morning=None)
    history, opens = make_history({"gate": "light", "diary": "1", "screened": asked_back})
    history = replace(history, entered_on=back(1), days=(leg,))
    assert criteria_of(history, opens).criterion(Code.SCREENING).met is met


@pytest.mark.parametrize(("leg_back", "met"), [(100, True), (101, True), (99, False)])
def test_a_leg_day_before_the_window_is_kept_beside_the_days(leg_back: int, met: bool) -> None:
    history, opens = ready_history("light", screened_on=back(100), last_leg_on=back(leg_back))
    assert criteria_of(history, opens).criterion(Code.SCREENING).met is met


def test_never_asked_is_not_met() -> None:
    history, opens = ready_history("light", screened_on=None)
    assert evaluate_gate(history, opens=opens, rules=RULES, today=TODAY).status is Status.NOT_YET


# The baseline: the lowest in force since the stage was entered


@pytest.mark.parametrize(
    ("answers", "lowest"),
    [
        (((90, 4),), 4),
        (((90, 4), (30, 1)), 1),
        (((90, 1), (60, 4)), 4),
        (((90, 1), (59, 4)), 1),
        (((90, 4), (59, 2), (20, 6)), 2),
        (((10, 3),), 3),
    ],
)
def test_a_later_answer_must_not_raise_the_bar(
    answers: tuple[tuple[int, int], ...], lowest: int
) -> None:
    history, opens = make_history({"gate": "light", "diary": "....4444"})
    baselines = tuple(BaselineAnswer(back(ago), score) for ago, score in answers)
    history = replace(history, entered_on=back(60), baselines=baselines)
    criteria = criteria_of(history, opens)
    assert criteria.criterion(Code.NOT_WORSE).observed == 4 - lowest
    assert criteria.criterion(Code.TREND).observed == 4 - lowest


# Settled days


@pytest.mark.parametrize(
    ("changes", "settled"),
    [
        ({}, True),
        ({"before": 5, "worst": 5, "morning": 5}, True),
        ({"before": 5, "worst": 6, "morning": 5}, False),
        ({"before": 3, "worst": 5}, True),
        ({"before": 2, "worst": 5}, False),
        ({"morning": 5}, True),
        ({"before": 5, "worst": 5, "morning": 6}, False),
        ({"before": 2, "worst": 2, "morning": 6}, False),
        ({"morning": None}, False),
        ({"extra_meds": True}, False),
        ({"target_dose": False}, True),
    ],
)
def test_settled_day(changes: dict[str, Any], settled: bool) -> None:
    history, opens = make_history({"gate": "moderate", "diary": "4444....", "baseline": 4})
    day = trained(back(3), "seated-row", level=4, **changes)
    criteria = criteria_of(replace(history, days=(*history.days, day)), opens)
    assert criteria.criterion(Code.SETTLED_LATEST).met is settled


# The dates that counted, and why the others did not


def test_standing_of_every_day() -> None:
    row = {"gate": "light", "diary": "CCRC..OCN..CS1", "entered": 12, "flare_ups": [[2, 2]]}
    history, opens = make_history(row)
    criteria = criteria_of(history, opens)
    standings = [standing.value for _, standing in criteria.judged_days()]
    assert standings == [
        "before_stage",
        "before_red",
        "red",
        "counts",
        "other_stage",
        "counts",
        "unscored",
        "in_flare_up",
        "counts",
    ]


def test_standing_outside_the_window_and_pending() -> None:
    history, opens = make_history({"gate": "light", "diary": "C....................T"})
    criteria = criteria_of(history, opens)
    standings = [standing for _, standing in criteria.judged_days()]
    assert standings == [Standing.OUTSIDE_WINDOW, Standing.PENDING]


@pytest.mark.parametrize(
    ("diary", "changes", "standing"),
    [
        ("OC", {"entered": 0}, Standing.OTHER_STAGE),
        ("RC", {"entered": 0}, Standing.BEFORE_STAGE),
        ("R.R", {}, Standing.RED),
        ("C" + 21 * "." + "R", {}, Standing.BEFORE_RED),
        ("C" + 21 * ".", {"flare_ups": [[21, 21]]}, Standing.OUTSIDE_WINDOW),
        ("T", {"flare_ups": [[0, 0]]}, Standing.IN_FLARE_UP),
    ],
)
def test_of_two_reasons_the_first_is_given(
    diary: str, changes: dict[str, Any], standing: Standing
) -> None:
    history, opens = make_history({"gate": "light", "diary": diary, **changes})
    assert criteria_of(history, opens).judged_days()[0][1] is standing


def test_a_criterion_names_the_dates_it_rests_on() -> None:
    history, opens = make_history({"gate": "light", "diary": "C.S.c..C.1"})
    criteria = criteria_of(history, opens)
    dates = {
        code.value: [(TODAY - on).days for on in criteria.criterion(code).days]
        for code in (
            Code.GREEN_DAYS,
            Code.LATEST_GREEN,
            Code.RECENT,
            Code.SPREAD,
            Code.TARGET_DOSE,
        )
    }
    assert dates == {
        "green_days": [9, 5, 2],
        "latest_green": [2],
        "recent": [2],
        "spread": [9, 2],
        "target_dose": [9, 2],
    }


def test_the_highest_score_and_red_days_name_their_dates() -> None:
    history, opens = make_history({"gate": "heavy", "diary": "R...4..3..1"})
    criteria = criteria_of(history, opens)
    assert criteria.criterion(Code.HIGHEST_SCORE).days == (back(6),)
    assert criteria.criterion(Code.NO_RED_14).days == (back(10),)


def test_the_decision_carries_every_training_day_with_colour_and_standing() -> None:
    history, opens = make_history({"gate": "light", "diary": "C.S..O.2T", "entered": 7})
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
    assert [(verdict.on, verdict.colour, standing) for verdict, standing in decision.days] == [
        (back(8), Colour.GREEN, Standing.BEFORE_STAGE),
        (back(6), Colour.STEADY, Standing.COUNTS),
        (back(3), Colour.GREEN, Standing.OTHER_STAGE),
        (back(0), Colour.PENDING, Standing.PENDING),
    ]
    assert (decision.stage, decision.opens, decision.tier) == ("bar-hang", "seated-row", "light")
    assert (decision.rules_version, decision.as_of) == ("2026.1", TODAY)
    assert [c.code for c in decision.unmet] == [c.code for c in decision.criteria if not c.met]
    assert decision.criterion(Code.RECENT).observed == 0
    with pytest.raises(KeyError):
        decision.criterion(Code.HOLD_TEST)


def test_unmet_names_the_standard_route_only() -> None:
    history, opens = ready_history("moderate")
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
    assert (decision.route, decision.unmet) == (Route.STANDARD, ())
    assert not decision.criterion(Code.SETTLED_DAYS).met


# What the scenario format cannot say but the diary can


def test_a_daily_score_of_a_training_day_counts_only_among_all_scores() -> None:
    history, opens = ready_history("heavy")
    days = tuple(day._replace(daily=5) if day.trained else day for day in history.days)
    decision = evaluate_gate(replace(history, days=days), opens=opens, rules=RULES, today=TODAY)
    assert [c.code for c in decision.unmet] == [Code.HIGHEST_SCORE]


def test_an_open_flare_up_covers_every_date_from_its_start() -> None:
    spell = FlareUp(back(5), None)
    assert [spell.covers(on) for on in (back(6), back(5), TODAY, date.max)] == [
        False,
        True,
        True,
        True,
    ]


def test_a_day_beyond_today_is_refused_not_ignored() -> None:
    history, opens = ready_history("light")
    tomorrow = Day(on=TODAY + ONE_DAY, daily=1)
    decision = evaluate_gate(
        replace(history, days=(*history.days, tomorrow)), opens=opens, rules=RULES, today=TODAY
    )
    assert (decision.status, decision.problem) == (
        Status.NOT_YET,
        "days[4].on: 2026-03-10 is after today",
    )


def test_what_is_trained_after_the_last_date_asked_for_does_not_exist_yet() -> None:
    history, opens = make_history({"gate": "heavy", "diary": "C..R"})
    ledger = Ledger(history, RULES, TODAY)
    for until, reds, calm in ((back(1), 0, True), (None, 1, False)):
        criteria = Criteria(ledger, history, opens=opens, as_of=TODAY, until=until)
        assert criteria.criterion(Code.NO_RED_14).observed == reds
        assert criteria.criterion(Code.LATEST_GREEN).met is calm
        assert criteria.criterion(Code.GREEN_DAYS).observed == int(calm)


@pytest.mark.parametrize(("mark", "met"), [("stop", True), ("leg", False)])
def test_only_a_red_day_with_a_leg_symptom_asks_for_a_later_health_check(
    mark: str, met: bool
) -> None:
    history, opens = make_history({"gate": "moderate", "diary": "CC1", "screened": 2})
    first, second, *rest = history.days
    history = replace(history, days=(first, second._replace(**{mark: True}), *rest))
    assert criteria_of(history, opens).criterion(Code.SCREENING).met is met
