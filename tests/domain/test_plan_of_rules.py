"""The scenarios of step back, break and flare-up, asked for a plan: it goes on as they say."""

from datetime import date, timedelta
from math import ceil
from typing import Any

import pytest

from backrehab.domain.rules import Asks
from tests.domain.test_plan_scenarios import SCENARIO, SCENARIOS, answer, read

BARE = {name: SCENARIO[name] for name in SCENARIO if name != "days"}
KINDS = ("lay-off", "step-back", "flare-up")
# The short way back is the gate's question, not the plan's.
OTHERS = [
    (folder, path.stem)
    for folder in KINDS
    for path in sorted((SCENARIOS / folder).glob("*.json"))
    if read(folder, path.stem)["asks"] != "return"
]


def as_plan(kept: dict[str, Any]) -> dict[str, Any]:
    """The same person asking for a plan."""
    today = kept["today"]
    days = [dict(day) for day in kept.get("days", [])]
    if kept.get("last_trained_on"):
        there = {"on": kept["last_trained_on"], "stage": kept["stage"], "done": 1}
        days.append(there | {"before": 1, "worst": 1, "morning": 1})
    days += [
        {"on": day["on"], "daily": day["score"]}
        for day in kept.get("flare_days", [])
        if day["score"] is not None
    ]
    usual = kept.get("usual", kept.get("baseline", 1))
    if usual != int(usual):
        # The mean of two scores before it began.
        start = date.fromisoformat(kept["start"])
        days += [
            {"on": (start - timedelta(days=n)).isoformat(), "daily": int(usual) + n - 1}
            for n in (1, 2)
        ]
    entered = min([today, *(day["on"] for day in days)])
    answered = {day["on"]: day["gets_about"] for day in kept.get("flare_days", [])}
    return BARE | {
        "today": today, "stage": kept.get("stage", "seated-row"),
        "entered_on": entered, "screened_on": entered,
        "baseline": ceil(usual), "days": days,
        "gently": kept.get("gently", False), "reds_dealt_with_on": kept.get("after"),
        "gets_about": answered.get(today),
        "flare_ups": [{"from": kept["start"], "to": None}] if "start" in kept else [],
    }  # fmt: skip


@pytest.mark.parametrize(("folder", "name"), OTHERS, ids=[name for _, name in OTHERS])
def test_the_scenarios_of_the_rules_lead_to_the_same_change(folder: str, name: str) -> None:
    kept = read(folder, name)
    if kept["asks"] == "resume":
        kept |= {"today": kept["end"], "flare_days": []}
    found = answer(as_plan(kept))
    change, expected = found["change"], kept["expected"]
    if kept["asks"] == "lay_off":
        asks = None if expected is None else expected["asks"]
        if asks in {None, Asks.NOTHING}:
            assert change is None
        else:
            assert found["stage"] == expected["stage_to"]
            for field in ("band", "days", "asks", "shares", "starts_over"):
                assert change[field] == expected[field]
    elif kept["asks"] == "step_back":
        if expected["reason"] is None or kept["stage"] == "bar-hang":
            assert change is None or change["what"] != "step_back"
        else:
            assert (change["reason"], change["reds"]) == (expected["reason"], expected["reds"])
    elif kept["asks"] == "flare_up":
        assert (change["can_end"], change["advice"]) == (expected["can_end"], expected["advice"])
    else:
        assert change["resume"] == {"stage": expected["stage_to"], "share": expected["share"]}
