"""The scenario files that ask for the plan of a day, answered by `manage.py decide`; and faults."""

import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrehab.domain.plan import DayKind, LeftOut, Part
from backrehab.domain.scenario import ScenarioError, decide
from backrehab.domain.scenario_plan import OPTIONAL
from backrehab.progression.published_levels import published_levels
from backrehab.progression.published_plan import published_plan
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

FOLDER = SCENARIOS / "plan"
GUIDE = Path(__file__).parents[2] / "docs/scenarios.md"
NAMES = names_in(FOLDER)
WHOLE = "must be a whole number from"
FLAG = "must be true or false"
SIDES = "daily-reverse-hyper, fundamentals, hip, sciatica"


SCENARIO = read("plan", "stage-day")
STEP_BACK = read("plan", "step-back-after-two-bad-days")
FLARE_UP = read("plan", "flare-up-can-end")


def answer(scenario: Any) -> dict[str, Any]:
    return decide(scenario, RULE_SETS, published_levels(), published_plan())


def fault_of(scenario: Any) -> str:
    with pytest.raises(ScenarioError) as raised:
        answer(scenario)
    return str(raised.value)


# The files


def test_every_file_is_answered_as_expected() -> None:
    assert printed_answers(FOLDER) == {name: expected_of("plan", name) for name in NAMES}
    assert expectations_in(FOLDER) == set(NAMES)


# What each file is there to show, written by hand: kind; stage; change; what is there; what is not.
SHOWN: list[tuple[str, str, str, str | None, str, str]] = [
    ("stage-day", "stage", "seated-row", None, "seated-row bar-hang", "plank"),
    ("stage-of-the-first-day", "stage", "bar-hang", None, "bar-hang", "plank"),
    ("rest-day", "rest", "seated-row", None, "bar-hang", "seated-row cat-cow"),
    ("train-on-a-rest-day", "stage", "seated-row", None, "seated-row cat-cow", "plank"),
    ("light-day-after-a-heavy-one", "light", "deadlift", None, "plank pull-through", "deadlift"),
    ("train-anyway-after-a-heavy-day", "light", "deadlift", None, "plank", "deadlift"),
    ("heavy-day-with-what-is-kept-up", "stage", "barbell-row", None, "deadlift barbell-row", ""),
    ("light-exercises-only", "light", "barbell-row", None, "plank bar-hang seated-row",
     "reverse-hyper pull-through deadlift barbell-row"),
    ("loaded-hyper-yesterday", "light", "reverse-hyper", None, "reverse-hyper plank", ""),
    ("hyper-without-a-load-is-for-every-day", "stage", "reverse-hyper", None, "seated-row", ""),
    ("a-quarter-of-an-hour-with-two-programmes", "stage", "seated-row", None,
     "prone-lying seated-row", "hip-bump"),
    ("plenty-of-time-with-two-programmes", "stage", "seated-row", None, "prone-lying hip-bump", ""),
    ("five-minutes-are-not-enough-for-all", "stage", "pull-through", None,
     "pull-through walking-on-the-spot", "bar-hang seated-row"),
    ("sciatica-and-fundamentals", "stage", "seated-row", None, "prone-lying plank", ""),
    ("fundamentals-fill-the-week", "light", "seated-row", None, "plank", "seated-row"),
    ("fundamentals-do-not-fill-a-full-week", "rest", "seated-row", None, "bar-hang", "plank"),
    ("flare-up-first-day", "easy", "seated-row", "flare_up", "rocking", "seated-row prone-lying"),
    ("flare-up-day-eight-hardly-better", "easy", "seated-row", "flare_up", "rocking", "bar-hang"),
    ("flare-up-can-end", "easy", "deadlift", "flare_up", "rocking", "deadlift"),
    ("flare-up-ended-today", "easy", "seated-row", None, "rocking", "seated-row"),
    ("back-after-a-flare-up", "stage", "seated-row", None, "seated-row", ""),
    ("step-back-after-two-bad-days", "stage", "seated-row", "step_back", "seated-row",
     "reverse-hyper"),
    ("two-bad-days-dealt-with", "stage", "seated-row", None, "seated-row", ""),
    ("one-bad-day", "stage", "seated-row", None, "seated-row", ""),
    ("heavy-still-up", "stage", "pull-through", "step_back", "pull-through", "deadlift"),
    ("ten-days-away", "stage", "deadlift", None, "deadlift", ""),
    ("ten-days-away-gently", "stage", "deadlift", "lay_off", "deadlift", ""),
    ("twenty-days-away", "stage", "deadlift", "lay_off", "deadlift", ""),
    ("forty-days-away", "stage", "pull-through", "lay_off", "pull-through", "deadlift"),
    ("a-stop-after-forty-days", "stage", "pull-through", "lay_off", "pull-through", "deadlift"),
    ("a-hundred-days-away", "stage", "seated-row", "lay_off", "seated-row", "pull-through"),
    ("taken-up-again-yesterday", "stage", "pull-through", None, "pull-through", ""),
    ("no-exercise-today", "easy", "seated-row", None, "rocking", "seated-row prone-lying"),
    ("high-worst-pain-after-the-start", "stage", "seated-row", None, "seated-row", "rocking"),
    ("three-over-the-usual", "easy", "seated-row", None, "rocking", "seated-row"),
    ("somebody-should-look-first", "paused", "seated-row", None, "", "rocking prone-lying"),
    ("side-branch-as-the-stage", "stage", "hyper-row", None, "hyper-row deadlift", "barbell-row"),
]  # fmt: skip


@pytest.mark.parametrize("row", SHOWN, ids=[row[0] for row in SHOWN])
def test_what_a_file_shows(row: tuple[str, str, str, str | None, str, str]) -> None:
    name, *heads, there, not_there = row
    found = expected_of("plan", name)
    what = None if found["change"] is None else found["change"]["what"]
    assert [found["kind"], found["stage"], what] == heads
    exercises = {item["exercise"] for item in found["items"]}
    assert set(str(there).split()) <= exercises
    assert exercises.isdisjoint(str(not_there).split())


def test_every_file_is_explained_and_every_kind_is_shown() -> None:
    assert sorted(row[0] for row in SHOWN) == sorted(NAMES)
    assert {row[1] for row in SHOWN} == {kind.value for kind in DayKind}


# Shares, advice and time, by hand.
DOSES = {
    "one-bad-day": ("half_after_red", 50),
    "back-after-a-flare-up": ("resuming", 50),
    "ten-days-away": ("lay_off", 66),
    "ten-days-away-gently": ("resuming", 50),
    "twenty-days-away": ("resuming", 50),
    "forty-days-away": ("resuming", 50),
    "a-hundred-days-away": ("first", 100),
    "taken-up-again-yesterday": ("resuming", 50),
}


@pytest.mark.parametrize(("name", "dose"), DOSES.items())
def test_the_dose_that_goes_with_it(name: str, dose: tuple[str, int]) -> None:
    found = expected_of("plan", name)["dose"]
    assert (found["reason"], found["share"]) == dose


def test_a_flare_up_from_its_first_day_to_its_end() -> None:
    changes = [
        expected_of("plan", f"flare-up-{name}")["change"]
        for name in ("first-day", "day-eight-hardly-better", "can-end")
    ]
    assert [(one["can_end"], one["advice"]) for one in changes] == [
        (False, None),
        (False, "suggest_clinician"),
        (True, None),
    ]
    assert [one["resume"] for one in changes] == [
        {"stage": "seated-row", "share": 70},
        {"stage": "bar-hang", "share": 50},
        {"stage": "pull-through", "share": 50},
    ]


def test_starting_over_is_at_the_first_level_whatever_was_asked() -> None:
    scenario = read("plan", "a-hundred-days-away")
    assert scenario["resume_level"] > 1
    assert expected_of("plan", "a-hundred-days-away")["dose"]["level"] == 1


@pytest.mark.parametrize("name", [name for name in NAMES if "budget_minutes" in read("plan", name)])
def test_a_plan_with_a_budget_fits(name: str) -> None:
    assert expected_of("plan", name)["minutes"] <= read("plan", name)["budget_minutes"]


# What may be asked


def test_an_answer_is_plain_json_in_a_fixed_order() -> None:
    found = answer(SCENARIO)
    assert list(found) == [
        "ask", "kind", "stage", "change", "dose", "items", "left_out", "minutes", "rules",
    ]  # fmt: skip
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_without_anything_published_there_is_no_plan() -> None:
    with pytest.raises(ScenarioError, match=r"^ask: nothing to plan from was given$"):
        decide(SCENARIO, RULE_SETS, published_levels())


@pytest.mark.parametrize("ask", ["gate", "dose"])
@pytest.mark.parametrize("name", sorted({"budget_minutes", "programmes", "train_today"}))
def test_only_the_plan_may_be_told(ask: str, name: str) -> None:
    scenario = SCENARIO | {"ask": ask, "opens": "reverse-hyper"}
    for day in scenario["days"]:
        assert day["stage"] == "seated-row"
    assert fault_of(scenario | {name: True}) == f"{name}: unknown field"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("opens", "reverse-hyper"),
        ("budget_minutes", None),
        ("budget_minutes", 1),
        ("budget_minutes", 1440),
        ("programmes", []),
        ("programmes", ["hip", "sciatica", "fundamentals", "daily-reverse-hyper"]),
        ("train_today", False),
        ("gets_about", None),
        ("gets_about", True),
        ("resume_level", 9),
        ("reds_dealt_with_on", None),
        ("reds_dealt_with_on", "2026-03-09"),
        ("gently", True),
        ("dose_levels", [{"sets": 1, "repetitions": 5}]),
        ("load_step_kg", 5),
        ("start_dose", {"level": 2}),
        ("days.0.load_kg", 5),
    ],
)
def test_what_is_valid_too(path: str, value: Any) -> None:
    assert answer(with_field(SCENARIO, path, value))["kind"] == "stage"


FAULTS: list[tuple[str, Any, str]] = [
    ("days", ..., "days: missing"),
    ("note", 1, "note: unknown field"),
    ("minutes", 15, "minutes: unknown field"),
    ("opens", "deadlift", "opens: 'deadlift' is not directly after"),
    *[("budget_minutes", value, f"budget_minutes: {WHOLE} 1 to 1440")
      for value in (0, -1, 1441, 15.0, "15", True, [], {}, float("nan"))],
    *[("programmes", value, "programmes: must be a list") for value in (None, "hip", {}, 1, True)],
    *[("programmes", ["hip", value], "programmes[1]: must be text")
      for value in (None, 1, True, [], {})],
    *[("programmes", ["hip", value], f"programmes[1]: must be one of {SIDES}")
      for value in ("", "Hip", "warm-up", "easy-routine", "ladder")],
    ("programmes", ["hip", "sciatica", "hip"], "programmes[2]: hip is named twice"),
    *[(name, value, f"{name}: {FLAG}")
      for name in ("train_today", "gently", "branch_opened_today")
      for value in (None, 0, 1, "yes", [], {})],
    *[("gets_about", value, f"gets_about: {FLAG}") for value in (0, 1, "nearly", [], {})],
    *[("resume_level", value, f"resume_level: {WHOLE} 1 to 9")
      for value in (0, 10, -1, 1.0, "1", None, True, [])],
    *[("reds_dealt_with_on", value, "reds_dealt_with_on: must be a date like 2026-03-09")
      for value in ("", "9.3.2026", 20260309, True, [], "2026-02-30")],
    ("reds_dealt_with_on", "2026-03-10", "reds_dealt_with_on: must not be after 2026-03-09"),
    *[("load_step_kg", value, "load_step_kg: must be a number over 0") for value in (0, "1", True)],
    *[("start_dose", value, "start_dose: must be an object") for value in (None, [], 1)],
    ("start_dose", {"level": 0}, f"start_dose.level: {WHOLE} 1 to"),
    *[("dose_levels", value, "dose_levels: must be a list") for value in (None, {}, "2x8")],
    ("dose_levels", [], "dose_levels: must have at least one level"),
    ("days.0.level", 0, f"days[0].level: {WHOLE} 1 to"),
    ("days.0.band", 9, f"days[0].band: {WHOLE} 1 to 5"),
    ("days.0.load_kg", -1, "days[0].load_kg: must be a number from 0 to 1000"),
]  # fmt: skip


@pytest.mark.parametrize("scenario", [SCENARIO, STEP_BACK], ids=["plain", "step back"])
@pytest.mark.parametrize(
    ("path", "value", "fault"), FAULTS, ids=[f"{path}={value!r:.40}" for path, value, _ in FAULTS]
)
def test_fault(scenario: dict[str, Any], path: str, value: Any, fault: str) -> None:
    """Whether or not the field matters on that day."""
    assert fault_of(with_field(scenario, path, value)).startswith(fault)


def test_every_field_has_its_garbage() -> None:
    named = {path.partition(".")[0] for path, _, _ in FAULTS}
    assert OPTIONAL - {"ask"} <= named


@given(raw_scenarios, st.booleans(), st.none() | st.integers(1, 90))
def test_every_history_that_the_gate_can_read_has_a_plan(
    scenario: dict[str, Any], train_today: bool, budget: int | None
) -> None:
    asked = scenario | {"ask": "plan", "train_today": train_today, "budget_minutes": budget}
    asked["programmes"] = ["fundamentals", "sciatica", "hip"]
    found = answer(asked)
    assert found["kind"] in set(DayKind)
    if budget is not None:
        assert found["minutes"] <= budget
    parts = {item["part"] for item in found["items"]}
    assert parts <= set(Part)
    if scenario["screening"] in {"clinician", "emergency"}:
        assert (found["kind"], parts) == ("paused", set())
    elif any(spell["to"] is None for spell in scenario["flare_ups"]):
        assert (found["kind"], parts - {"easy"}) == ("easy", set())
    assert {one["reason"] for one in found["left_out"]} <= set(LeftOut)


@given(raw_scenarios)
def test_no_heavy_work_on_the_date_after_heavy_work(scenario: dict[str, Any]) -> None:
    heavy = set(RULE_SETS["2026.1"].heavy.exercises)
    yesterday = (date.fromisoformat(scenario["today"]) - timedelta(days=1)).isoformat()
    was_heavy = any(
        day["on"] == yesterday and day.get("stage") in heavy for day in scenario["days"]
    )
    found = answer(scenario | {"ask": "plan", "train_today": True})
    if was_heavy:
        assert heavy.isdisjoint(item["exercise"] for item in found["items"])


@given(st.sampled_from(NAMES), st.data())
def test_any_json_value_in_any_field_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    scenario = read("plan", name)
    places: list[dict[str, Any]] = [scenario, *scenario["days"], *scenario["flare_ups"]]
    place = data.draw(st.sampled_from(places))
    field = data.draw(st.sampled_from(sorted({*place, *OPTIONAL} if place is scenario else place)))
    place[field] = data.draw(json_values)
    with suppress(ScenarioError):
        assert "rules" in answer(scenario)


# The guide


def test_the_guide_names_every_field_and_every_word_of_an_answer() -> None:
    guide = GUIDE.read_text(encoding="utf-8").partition("\n## Plan\n")[2]
    for name in [*OPTIONAL - {"ask", "opens"}, *answer(FLARE_UP), *answer(FLARE_UP)["change"]]:
        assert f"`{name}`" in guide, name
    words = [*DayKind, *Part, *LeftOut, "step_back", "lay_off", "flare_up"]
    for word in words:
        assert f"`{word}`" in guide, word
