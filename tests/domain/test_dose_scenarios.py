"""The scenario files that ask for a dose, answered by `manage.py decide` itself; and faults."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.amounts import Amount
from backrehab.domain.dose import DoseReason
from backrehab.domain.scenario import ASKS, ScenarioError, decide
from backrehab.domain.scenario_dose import OF_TRAINING, OPTIONAL
from backrehab.progression.published_levels import published_levels
from tests.domain.scenario_files import (
    SCENARIOS,
    expectations_in,
    expected_of,
    names_in,
    printed_answers,
    read,
    with_field,
)
from tests.domain.strategies import RULE_SETS, raw_scenarios
from tests.domain.test_garbage import json_values

FOLDER = SCENARIOS / "dose"
GUIDE = Path(__file__).parents[2] / "docs/scenarios.md"
NAMES = names_in(FOLDER)
LEVELS = published_levels()
DATE = "must be a date like 2026-03-09"
FIELDS_OF_AN_ANSWER = {
    "ask", "level", "share", "sets", "load_kg", "band", "reason", "because_of", "rules",
}  # fmt: skip


SCENARIO = read("dose", "raise-after-two-calm-days")


def answer(scenario: Any, levels: Mapping[str, tuple[Amount, ...]] = LEVELS) -> dict[str, Any]:
    return decide(scenario, RULE_SETS, levels)


def fault_of(scenario: Any) -> str:
    with pytest.raises(ScenarioError) as raised:
        answer(scenario)
    return str(raised.value)


# The files


def test_every_file_is_answered_as_expected() -> None:
    assert printed_answers(FOLDER) == {name: expected_of("dose", name) for name in NAMES}


def test_the_files_show_every_reason_and_no_expectation_is_left_over() -> None:
    reasons = {expected_of("dose", name)["reason"] for name in NAMES}
    assert reasons == {reason.value for reason in DoseReason}
    assert expectations_in(FOLDER) == set(NAMES)


def test_an_answer_is_plain_json_in_a_fixed_order() -> None:
    found = answer(SCENARIO)
    assert list(found) == [
        "ask", "level", "share", "sets", "repetitions", "load_kg", "band", "reason",
        "because_of", "rules",
    ]  # fmt: skip
    assert json.loads(json.dumps(found, allow_nan=False)) == found


# What may be asked


def test_without_a_question_it_is_the_gate_s() -> None:
    asked = {name: value for name, value in SCENARIO.items() if name != "ask"}
    asked["days"] = []
    assert fault_of(asked) == "opens: missing"
    plain = answer(asked | {"opens": "reverse-hyper"})
    assert plain == answer(asked | {"opens": "reverse-hyper", "ask": "gate"})
    assert "criteria" in plain


def test_the_gate_refuses_what_only_the_dose_may_be_told() -> None:
    asked = SCENARIO | {"ask": "gate", "opens": "reverse-hyper"}
    assert fault_of(asked) == "days[0].level: unknown field"
    assert fault_of(asked | {"gently": True}) == "gently: unknown field"


@pytest.mark.parametrize("ask", ["", "Dose", None, 1, True, [], {}, ["dose"]])
def test_an_unknown_question(ask: Any) -> None:
    assert fault_of(with_field(SCENARIO, "ask", ask)) == f"ask: must be one of {', '.join(ASKS)}"


def test_without_levels_there_is_no_dose() -> None:
    with pytest.raises(ScenarioError, match=r"^dose_levels: missing$"):
        decide(SCENARIO, RULE_SETS)
    own = SCENARIO | {"dose_levels": [{"sets": 1, "repetitions": 5}]}
    assert decide(own, RULE_SETS)["reason"] == "at_target"


def test_what_is_absent_is_the_first_level_at_all_of_it() -> None:
    bare = {"on": "2026-03-06", "stage": "seated-row", "done": 1, "before": 2, "worst": 2}
    found = answer(with_field(SCENARIO, "days", [{**bare, "morning": 2, "extra": 2}]))
    assert (found["level"], found["share"]) == (1, 100)
    assert (found["load_kg"], found["band"]) == (None, None)
    assert found["reason"] == "one_more_calm_day"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("opens", "reverse-hyper"),
        ("days.0.extra", None),
        ("days.0.load_kg", None),
        ("days.0.band", None),
        ("days.0.load_kg", 0),
        ("days.0.load_kg", 1000),
        ("days.0.load_kg", 0.125),
        ("days.0.band", 5),
        ("days.0.extra", 0),
        ("days.0.share", 1),
        ("days.0.level", 4),
        ("days.0.level", ...),
        ("start_dose", {}),
        ("start_dose", {"on": "2026-03-09"}),
        ("start_dose", {"on": "2026-02-20", "level": 4, "shares": [100]}),
        ("load_step_kg", 0.5),
        ("load_step_kg", 5),
        ("gently", False),
        ("branch_opened_today", True),
        ("dose_levels", [{"sets": 2, "repetitions": 8}, {"sets": 2, "repetitions": 8}]),
        ("dose_levels", [{"sets": 1, "hold_seconds": 1}]),
    ],
)
def test_what_is_valid_too(path: str, value: Any) -> None:
    assert set(answer(with_field(SCENARIO, path, value))) > FIELDS_OF_AN_ANSWER


LEVEL = {"sets": 2, "repetitions": 8}
HOLD = {"sets": 2, "hold_seconds": 20}
WHOLE = "must be a whole number from"
FAULTS: list[tuple[str, Any, str]] = [
    ("days", ..., "days: missing"),
    ("baseline", ..., "baseline: missing"),
    ("note", 1, "note: unknown field"),
    ("opens", "deadlift", "opens: 'deadlift' is not directly after 'seated-row'"),
    ("rules", "2025.1", "rules: must be one of 2026.1"),
    ("today", "9.3.2026", f"today: {DATE}"),
    ("days.0.worst", 11, "days[0].worst: must be a whole number from 0 to 10"),
    ("days.0.on", "2026-03-06", "days[1].on: there are two records for 2026-03-06"),
    ("days.0.daily", 1, "days[0].daily: unknown field"),
    ("days.0.weight", 1, "days[0].weight: unknown field"),
    *[("days.0.level", value, f"days[0].level: {WHOLE} 1 to 4")
      for value in (0, 5, -1, 1.0, "1", True, None, [], 10**30)],
    *[("days.0.share", value, f"days[0].share: {WHOLE} 1 to 100")
      for value in (0, 101, 0.5, 50.0, "50", True, None)],
    *[("days.0.extra", value, f"days[0].extra: {WHOLE} 0 to 1000")
      for value in (-1, 1001, 2.0, "2", True, [])],
    *[("days.0.band", value, f"days[0].band: {WHOLE} 1 to 5")
      for value in (0, 6, 1.0, "red", True)],
    *[("days.0.load_kg", value, "days[0].load_kg: must be a number from 0 to 1000")
      for value in (-1, 1000.5, 10**400, "20", True, [], float("nan"), float("inf"))],
    ("days.0", SCENARIO["days"][0] | {"load_kg": 20, "band": 1},
     "days[0].band: not together with load_kg"),
    ("days.0", {"on": "2026-03-04", "level": 1}, "days[0].level: unknown field"),
    ("days.0", [], "days[0]: must be an object"),
    *[("dose_levels", value, "dose_levels: must be a list") for value in (None, {}, 3, "2x8")],
    ("dose_levels", [], "dose_levels: must have at least one level"),
    ("dose_levels", [3], "dose_levels[0]: must be an object"),
    ("dose_levels", [{}], "dose_levels[0].repetitions: missing"),
    ("dose_levels", [{"repetitions": 8}], "dose_levels[0].sets: missing"),
    ("dose_levels", [{"sets": 2}], "dose_levels[0].repetitions: missing"),
    ("dose_levels", [LEVEL | HOLD], "dose_levels[0].hold_seconds: not together with repetitions"),
    ("dose_levels", [LEVEL | {"kg": 1}], "dose_levels[0].kg: unknown field"),
    ("dose_levels", [LEVEL, {"sets": 0, "repetitions": 8}],
     f"dose_levels[1].sets: {WHOLE} 1 to 1000"),
    ("dose_levels", [{"sets": 2, "repetitions": 8.0}],
     f"dose_levels[0].repetitions: {WHOLE} 1 to 1000"),
    ("dose_levels", [{"sets": 2, "hold_seconds": True}],
     f"dose_levels[0].hold_seconds: {WHOLE} 1 to 1000"),
    ("dose_levels", [LEVEL, HOLD], "dose_levels[1]: must count what the level before counts"),
    ("dose_levels", [LEVEL, {"sets": 1, "repetitions": 15}],
     "dose_levels[1]: must not be less than the level before"),
    *[("start_dose", value, "start_dose: must be an object") for value in (None, [], 1)],
    ("start_dose", {"from": 1}, "start_dose.from: unknown field"),
    ("start_dose", {"on": None}, f"start_dose.on: {DATE}"),
    *[("start_dose", {"on": on}, "start_dose.on: must be a date from 2026-02-20 to 2026-03-09")
      for on in ("2026-03-10", "2026-02-19", "0001-01-01")],
    *[("start_dose", {"level": value}, f"start_dose.level: {WHOLE} 1 to 4")
      for value in (0, 5, 1.5, None)],
    ("start_dose", {"shares": 50}, "start_dose.shares: must be a list"),
    *[("start_dose", {"shares": [50, value]}, f"start_dose.shares[1]: {WHOLE} 1 to 100")
      for value in (0, 101, 0.8, "80", None)],
    *[("load_step_kg", value, "load_step_kg: must be a number over 0, up to 1000")
      for value in (0, -2.5, "2.5", True, 1001, [], float("nan"))],
    *[(flag, value, f"{flag}: must be true or false")
      for flag in ("gently", "branch_opened_today") for value in (None, 0, "yes")],
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "fault"), FAULTS, ids=[f"{path}={value!r:.40}" for path, value, _ in FAULTS]
)
def test_fault(path: str, value: Any, fault: str) -> None:
    assert fault_of(with_field(SCENARIO, path, value)) == fault


def test_a_day_of_another_stage_has_the_levels_of_that_stage() -> None:
    other = SCENARIO["days"][0] | {"stage": "bar-hang", "level": 4}
    assert fault_of(with_field(SCENARIO, "days.0", other)) == f"days[0].level: {WHOLE} 1 to 3"
    found = answer(with_field(SCENARIO, "days.0", other | {"level": 3}))
    assert (found["reason"], found["level"]) == ("one_more_calm_day", 1)


def test_a_day_of_another_stage_ends_a_break() -> None:
    scenario = read("dose", "ten-days-away")
    hang = {"on": "2026-03-06", "stage": "bar-hang", "done": 1, "before": 2, "worst": 2}
    scenario["days"].append(hang | {"morning": 2})
    assert answer(scenario)["reason"] == "raised"


def test_what_is_done_today_neither_counts_nor_ends_a_break() -> None:
    scenario = read("dose", "ten-days-away")
    today = {"on": "2026-03-09", "stage": "seated-row", "done": 1, "before": 2, "worst": 2}
    scenario["days"].append(today | {"level": 3})
    assert answer(scenario) == expected_of("dose", "ten-days-away")


@given(raw_scenarios)
def test_every_history_that_the_gate_can_read_has_a_dose(scenario: dict[str, Any]) -> None:
    found = answer(scenario | {"ask": "dose"})
    assert set(found) > FIELDS_OF_AN_ANSWER
    assert 1 <= found["level"] <= len(LEVELS[scenario["stage"]])


@given(st.sampled_from(NAMES), st.data())
def test_any_json_value_in_any_field_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    scenario = read("dose", name)
    places: list[dict[str, Any]] = [scenario, *scenario["days"]]
    places += [scenario["start_dose"]] if "start_dose" in scenario else []
    places += scenario.get("dose_levels", [])
    place = data.draw(st.sampled_from(places))
    field = data.draw(
        st.sampled_from(sorted({*place, "share", "load_kg", "start_dose", "dose_levels"}))
    )
    place[field] = data.draw(json_values)
    with suppress(ScenarioError):
        assert "rules" in answer(scenario)


# The guide


def test_the_guide_names_every_field_and_every_reason() -> None:
    guide = GUIDE.read_text(encoding="utf-8").partition("\n## Dose\n")[2]
    for name in [*OPTIONAL, *OF_TRAINING, *FIELDS_OF_AN_ANSWER, "repetitions", "hold_seconds"]:
        assert f"`{name}`" in guide or f'"{name}"' in guide, name
    for reason in DoseReason:
        assert f"`{reason}`" in guide, reason
