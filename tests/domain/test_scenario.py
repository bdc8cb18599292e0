"""The scenario format: what is valid, and each fault refused with the field's name."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backrehab.domain.records import Day, FlareUp, Outcome, Timing
from backrehab.domain.scenario import ScenarioError, decide, parse_scenario
from tests.domain.diaries import RULES
from tests.domain.scenario_files import names_in, with_field
from tests.domain.strategies import RULE_SETS

EXAMPLES = Path(__file__).parents[1] / "oracle" / "examples"
NAMES = names_in(EXAMPLES)

# Monday. Two training days, one daily score, one flare-up.
SCENARIO: dict[str, Any] = {
    "rules": "2026.1",
    "today": "2026-03-09",
    "stage": "bar-hang",
    "opens": "seated-row",
    "entered_on": "2026-03-01",
    "baseline": 3,
    "training_weekdays": [0, 2, 4],
    "screening": "clear",
    "screened_on": "2026-03-01",
    "technique_confirmed": False,
    "hold_test_passed": False,
    "flare_ups": [{"from": "2026-02-20", "to": "2026-02-22"}],
    "days": [
        {"on": "2026-03-01", "stage": "bar-hang", "done": 1.0, "before": 3, "worst": 4,
         "target_dose": True, "morning": 3, "morning_timing": "on_time"},
        {"on": "2026-03-02", "daily": 2},
        {"on": "2026-03-08", "stage": "bar-hang", "done": 0.8, "before": 3, "worst": 3},
    ],
}  # fmt: skip


def fault_of(scenario: Any) -> str:
    with pytest.raises(ScenarioError) as raised:
        decide(scenario, RULE_SETS)
    return str(raised.value)


@pytest.mark.parametrize("name", NAMES)
def test_example_of_the_specification(name: str) -> None:
    scenario = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    expected = json.loads((EXAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    decision = decide(scenario, RULE_SETS)
    assert decision.pop("rules") == "2026.1"
    met = {criterion["code"]: criterion["met"] for criterion in decision["criteria"]}
    assert decision | {"criteria": met} == expected


def test_what_is_read() -> None:
    asked = parse_scenario(SCENARIO, RULE_SETS)
    history = asked.history
    assert (asked.opens, asked.today, asked.rules) == ("seated-row", date(2026, 3, 9), RULES)
    assert (history.stage, history.entered_on) == ("bar-hang", date(2026, 3, 1))
    assert history.screening is Outcome.CLEAR
    assert history.training_weekdays == {0, 2, 4}
    assert history.flare_ups == (FlareUp(date(2026, 2, 20), date(2026, 2, 22)),)
    assert history.baseline_on(date(1950, 1, 1)) == history.lowest_baseline == 3
    assert history.days == (
        Day(
            on=date(2026, 3, 1),
            stage="bar-hang",
            done=1.0,
            before=3,
            worst=4,
            morning=3,
            target_dose=True,
        ),
        Day(on=date(2026, 3, 2), daily=2),
        Day(on=date(2026, 3, 8), stage="bar-hang", done=4 / 5, before=3, worst=3),
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("days.0.morning_timing", ...),
        ("days.0.morning", ...),
        ("days.0.morning", None),
        ("days.0.target_dose", ...),
        ("days.0.stop", False),
        ("days.0.leg", False),
        ("days.0.extra_meds", True),
        ("days.0.morning_timing", "late"),
        ("days.0.done", 1),
        ("days.0.done", 0),
        ("days.1.daily", ...),
        ("days.1.daily", None),
        ("days.2.morning", 3),
        ("days.2.morning", None),
        ("days.2.morning_timing", "late"),
        ("days", []),
        ("flare_ups", []),
        ("flare_ups.0.to", None),
        ("flare_ups.0.to", "2026-02-20"),
        ("training_weekdays", []),
        ("screening", "emergency"),
        ("entered_on", "2026-03-09"),
    ],
)
def test_what_is_valid_too(path: str, value: Any) -> None:
    assert set(decide(with_field(SCENARIO, path, value), RULE_SETS)) == {
        "status",
        "route",
        "earliest_on",
        "rules",
        "criteria",
        "colours",
    }


def test_what_is_absent_is_no_and_on_time() -> None:
    bare = {"on": "2026-03-01", "stage": "bar-hang", "done": 1, "before": 3, "worst": 4}
    day = parse_scenario(
        with_field(SCENARIO, "days", [{**bare, "morning": 2}]), RULE_SETS
    ).history.days[0]
    assert (day.target_dose, day.stop, day.leg, day.extra_meds) == (False,) * 4
    assert (day.morning, day.morning_timing) == (2, Timing.ON_TIME)
    assert day.morning_given_on == date(2026, 3, 2)
    late = parse_scenario(
        with_field(SCENARIO, "days.0.morning_timing", "late"), RULE_SETS
    ).history.days[0]
    assert late.morning_given_on == date(2026, 3, 3)


def test_done_is_exactly_what_is_written() -> None:
    for written in (0, 1e-7, 0.1, 0.79, 0.8, 1):
        asked = parse_scenario(with_field(SCENARIO, "days.0.done", written), RULE_SETS)
        done = asked.history.days[0].done
        assert (done, type(done)) == (written, float)


NUMBER = "must be a whole number from 0 to 10"
DATE = "must be a date like 2026-03-09"
FAULTS: list[tuple[str, Any, str]] = [
    # Dates after today
    ("today", "2026-02-28", "entered_on: 2026-03-01 is after today"),
    ("entered_on", "2026-03-10", "entered_on: 2026-03-10 is after today"),
    ("screened_on", "2026-03-10", "screened_on: 2026-03-10 is after today"),
    ("days.1.on", "2026-03-10", "days[1].on: 2026-03-10 is after today"),
    ("flare_ups.0.to", "2026-03-10", "flare_ups[0].to: 2026-03-10 is after today"),
    ("flare_ups.0.from", "2026-03-10", "flare_ups[0].from: 2026-03-10 is after today"),
    ("flare_ups.0.to", "2026-02-19", "flare_ups[0].to: 2026-02-19 is before it starts"),
    # Mornings that are still to come
    ("days.2", {"on": "2026-03-09", "stage": "bar-hang", "done": 1, "before": 3, "worst": 3,
                "morning": 3}, "days[2].morning: 2026-03-10, when it is given, is after today"),
    ("days.2", {**SCENARIO["days"][2], "morning": 3, "morning_timing": "late"},
     "days[2].morning: 2026-03-10, when it is given, is after today"),
    # Two records for one date
    ("days.1.on", "2026-03-01", "days[1].on: there are two records for 2026-03-01"),
    # Scores
    *[(f"days.0.{name}", value, f"days[0].{name}: {NUMBER}")
      for name in ("before", "worst", "morning")
      for value in (-1, 11, 2.5, 3.0, "3", True, [], float("nan"))],
    ("days.0.before", None, f"days[0].before: {NUMBER}"),
    ("days.1.daily", 11, f"days[1].daily: {NUMBER}"),
    ("days.1.daily", "2", f"days[1].daily: {NUMBER}"),
    ("baseline", 3.5, f"baseline: {NUMBER}"),
    ("baseline", None, f"baseline: {NUMBER}"),
    # done
    *[("days.0.done", value, "days[0].done: must be a number from 0 to 1")
      for value in (-0.1, 1.1, 2, "1", None, True, float("nan"), float("inf"))],
    # opens
    ("opens", "reverse-hyper", "opens: 'reverse-hyper' is not directly after 'bar-hang'"),
    ("opens", "bar-hang", "opens: 'bar-hang' is not directly after 'bar-hang'"),
    ("opens", "plank", "opens: 'plank' is not directly after 'bar-hang'"),
    ("opens", None, "opens: must be text"),
    ("stage", "hyper-row", "opens: 'seated-row' is not directly after 'hyper-row'"),
    # Unknown and missing fields
    ("note", "x", "note: unknown field"),
    ("", "x", "'': unknown field"),
    ("two\nlines", "x", r"'two\nlines': unknown field"),
    ("days.0.note", "x", "days[0].note: unknown field"),
    ("days.0.daily", 3, "days[0].daily: unknown field"),
    ("days.1.before", 3, "days[1].before: unknown field"),
    ("days.1.morning", 3, "days[1].morning: unknown field"),
    ("flare_ups.0.until", None, "flare_ups[0].until: unknown field"),
    *[(name, ..., f"{name}: missing") for name in SCENARIO],
    *[(f"days.0.{name}", ..., f"days[0].{name}: missing")
      for name in ("on", "done", "before", "worst")],
    ("days.1.on", ..., "days[1].on: missing"),
    ("flare_ups.0.from", ..., "flare_ups[0].from: missing"),
    ("flare_ups.0.to", ..., "flare_ups[0].to: missing"),
    # Wrong kinds of values
    ("rules", "2025.1", "rules: must be one of 2026.1"),
    ("rules", 2026.1, "rules: must be text"),
    *[("today", value, f"today: {DATE}")
      for value in (None, 20260309, "2026-3-9", "09.03.2026", "2026-02-30", "20260309",
                    "2026-03-09T00:00:00", "2026-W11-1", "٢٠٢٦-٠٣-٠٩", "")],
    ("today", "0001-01-01", "today: must be a date from 1900 to 2999"),
    ("today", "9999-12-31", "today: must be a date from 1900 to 2999"),
    ("days.0.on", "0001-01-01", "days[0].on: must be a date from 1900 to 2999"),
    ("days.0.on", None, f"days[0].on: {DATE}"),
    ("flare_ups.0.from", None, f"flare_ups[0].from: {DATE}"),
    ("stage", "plank", "stage: there is no stage 'plank'"),
    ("stage", 1, "stage: must be text"),
    ("days.0.stage", "plank", "days[0].stage: there is no stage 'plank'"),
    ("days.0.stage", None, "days[0].stage: must be text"),
    ("days.0.stop", None, "days[0].stop: must be true or false"),
    ("days.0.leg", 1, "days[0].leg: must be true or false"),
    ("days.0.target_dose", "yes", "days[0].target_dose: must be true or false"),
    ("days.0.extra_meds", 0, "days[0].extra_meds: must be true or false"),
    ("days.0.morning_timing", "early", "days[0].morning_timing: must be one of on_time, late"),
    ("days.0.morning_timing", None, "days[0].morning_timing: must be one of on_time, late"),
    ("screening", "fine", "screening: must be one of clear, light_only, clinician, emergency"),
    ("screening", [], "screening: must be one of clear, light_only, clinician, emergency"),
    ("technique_confirmed", None, "technique_confirmed: must be true or false"),
    ("hold_test_passed", "false", "hold_test_passed: must be true or false"),
    *[("training_weekdays", value,
       "training_weekdays: must be a list of numbers from 0 (Monday) to 6")
      for value in (None, 0, [7], [-1], ["0"], [True], [0.0])],
    ("days", None, "days: must be a list"),
    ("days", {}, "days: must be a list"),
    ("days.0", None, "days[0]: must be an object"),
    ("flare_ups", None, "flare_ups: must be a list"),
    ("flare_ups.0", "2026-02-20", "flare_ups[0]: must be an object"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "fault"), FAULTS, ids=[f"{path}={value!r:.30}" for path, value, _ in FAULTS]
)
def test_fault(path: str, value: Any, fault: str) -> None:
    assert fault_of(with_field(SCENARIO, path, value)) == fault


@pytest.mark.parametrize("value", [None, [], "scenario", 3, True])
def test_what_is_no_object_at_all(value: Any) -> None:
    assert fault_of(value) == "scenario: must be an object"


def test_the_decision_in_the_scenario_format() -> None:
    decision = decide(SCENARIO, RULE_SETS)
    assert list(decision) == ["status", "route", "earliest_on", "rules", "criteria", "colours"]
    assert (decision["status"], decision["route"], decision["rules"]) == ("not_yet", None, "2026.1")
    assert decision["earliest_on"] == "2026-03-10"
    assert decision["criteria"][0] == {
        "code": "green_days",
        "needed": 3,
        "observed": 1,
        "met": False,
    }
    assert decision["colours"] == {"2026-03-01": "green", "2026-03-08": "pending"}
    assert json.loads(json.dumps(decision, allow_nan=False)) == decision
