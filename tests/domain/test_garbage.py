"""Garbage in the history is named, never raises, and never opens anything."""

from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backrehab.domain.decision import Code, Status
from backrehab.domain.gate import evaluate_gate
from backrehab.domain.records import BaselineAnswer, Day, FlareUp, History, Timing
from backrehab.domain.rules import TierName
from backrehab.domain.scenario import ScenarioError, decide
from tests.domain.diaries import ONE_DAY, RULES, TODAY, back, make_history, trained
from tests.domain.strategies import RULE_SETS, raw_scenarios, scenario_of, seeds

NAN = float("nan")
TOMORROW = TODAY + ONE_DAY
MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


class Thing:
    """Something of no use at all; its name is the same in every process that runs the tests."""

    def __repr__(self) -> str:
        return "a thing"


THING = Thing()
ODD: list[Any] = ["", "x", "3", b"3", 0.5, NAN, float("inf"), [], {}, (), THING, Decimal(3)]
NOT_SHARES = [one for one in ODD if one != 0.5]
NOT_SCORES: list[Any] = [*ODD, -1, 11, 10**30, True, 3.0, Fraction(3)]
NOT_DATES: list[Any] = [*ODD, 0, False, "2026-03-01", MIDNIGHT, TOMORROW, date.min, date.max]
NOT_FLAGS: list[Any] = [*ODD, None, 0, 1, "true"]
NOT_STAGES: list[Any] = [0, False, "", "x", b"bar-hang", [], {}, "bar_hang", NAN, THING]
NOT_LISTS: list[Any] = [None, 0, True, "x", {}, NAN, THING]

OF_PERSON = {
    "stage": [None, *NOT_STAGES],
    "entered_on": [None, *NOT_DATES],
    "screened_on": NOT_DATES,
    "last_leg_on": NOT_DATES,
    "judged_since": NOT_DATES,
    "screening": [*ODD, None, 0, "clear"],
    "easy_only": NOT_FLAGS,
    "technique_confirmed": NOT_FLAGS,
    "hold_test_passed": NOT_FLAGS,
    "training_weekdays": [*ODD, None, 0, [0], frozenset({7}), frozenset({"0"}), frozenset({True})],
    "baselines": [*NOT_LISTS, (), (None,), (3,), ({},)],
    "flare_ups": [*NOT_LISTS, (None,), (3,), ("2026-03-01",)],
    "days": [*NOT_LISTS, (None,), (3,), ({},), ("2026-03-01",)],
}
OF_DAY = {
    "on": [None, *NOT_DATES],
    "daily": NOT_SCORES,
    "stage": NOT_STAGES,
    "done": [*NOT_SHARES, None, 0, 1, True, Fraction(4, 5), -0.2, 1.2],
    "before": NOT_SCORES,
    "worst": NOT_SCORES,
    "morning": NOT_SCORES,
    "morning_timing": [*ODD, None, 0, "on_time", "late"],
    "morning_on": NOT_DATES,
    "target_dose": NOT_FLAGS,
    "stop": NOT_FLAGS,
    "leg": NOT_FLAGS,
    "extra_meds": NOT_FLAGS,
}
OF_FLARE_UP = {"start": [None, *NOT_DATES], "end": [*NOT_DATES, back(30)]}
# An answer may be in force from any early date on.
OF_BASELINE = {"on": [None, *[d for d in NOT_DATES if d != date.min]], "score": [None, *NOT_SCORES]}
FIELDS_OF_A_DECISION = {"status", "route", "earliest_on", "rules", "criteria", "colours"}
NAMES = {"baselines": "baseline", "start": "from", "end": "to"}


def ready() -> tuple[History, str]:
    """A gate that is ready, with every kind of record in the history."""
    row = {"gate": "heavy", "diary": "C....C....C.L..C2", "flare_ups": [[25, 20]]}
    history, opens = make_history(row)
    return replace(history, last_leg_on=back(40)), opens


def problem_of(history: History, opens: str = "deadlift") -> str:
    """What is wrong; nothing may raise, open or look decided."""
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
    assert decision.status is Status.NOT_YET
    assert (decision.route, decision.earliest_on, decision.days) == (None, None, ())
    assert not any(criterion.met for criterion in decision.criteria)
    assert decision.problem is not None
    return decision.problem


def each(table: dict[str, list[Any]]) -> Any:
    cases = [(name, value) for name, values in table.items() for value in values]
    # The address of an object would differ between the processes of a parallel run.
    ids = [f"{name}={value!r:.30}".partition(" object at")[0] for name, value in cases]
    return pytest.mark.parametrize(("name", "value"), cases, ids=ids)


def test_the_history_without_garbage_is_ready() -> None:
    history, opens = ready()
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
    assert (decision.status, decision.problem) == (Status.READY, None)


def test_every_field_has_its_garbage() -> None:
    kinds = {History: OF_PERSON, FlareUp: OF_FLARE_UP, BaselineAnswer: OF_BASELINE}
    for kind, garbage in kinds.items():
        assert {field.name for field in fields(kind)} == set(garbage)
    assert set(Day._fields) == set(OF_DAY)


@each(OF_PERSON)
def test_garbage_about_the_person(name: str, value: Any) -> None:
    history, _ = ready()
    problem = problem_of(replace(history, **{name: value}))
    assert problem.startswith(NAMES.get(name, name))


@each(OF_DAY)
def test_garbage_in_a_day(name: str, value: Any) -> None:
    history, _ = ready()
    days = list(history.days)
    days[2] = days[2]._replace(**{name: value})
    assert problem_of(replace(history, days=tuple(days))).startswith(f"days[2].{name}: ")


@each(OF_FLARE_UP)
def test_garbage_in_a_flare_up(name: str, value: Any) -> None:
    history, _ = ready()
    flare_up = replace(history.flare_ups[0], **{name: value})
    problem = problem_of(replace(history, flare_ups=(flare_up,)))
    assert problem.startswith(f"flare_ups[0].{NAMES[name]}: ")


@each(OF_BASELINE)
def test_garbage_in_a_baseline_answer(name: str, value: Any) -> None:
    history, _ = ready()
    answers = (replace(history.baselines[0], **{name: value}), BaselineAnswer(back(20), 1))
    assert problem_of(replace(history, baselines=answers)).startswith("baseline: ")


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        (Day(on=back(4), daily=1), "days[6].on: there are two records for 2026-03-05"),
        (Day(on=TOMORROW), "days[6].on: 2026-03-10 is after today"),
        (Day(on=back(3), morning=1), "days[6].morning: there was no training"),
        (
            trained(TODAY, "deadlift"),
            "days[6].morning: 2026-03-10, when it is given, is after today",
        ),
        (
            trained(back(1), "deadlift", morning_timing=Timing.LATE),
            "days[6].morning: 2026-03-10, when it is given, is after today",
        ),
        (
            trained(back(3), "deadlift", morning_timing=Timing.LATE, morning_on=back(3)),
            "days[6].morning: must be given after 2026-03-06",
        ),
    ],
)
def test_a_record_that_cannot_be(added: Day, problem: str) -> None:
    history, _ = ready()
    taken = {TODAY, back(1)} & {added.on}
    days = [day for day in history.days if day.on not in taken]
    days += [Day(on=date(2026, 1, 1 + i)) for i in range(6 - len(days))]
    assert problem_of(replace(history, days=(*days, added))) == problem


def test_an_unknown_stage_has_no_criteria_and_the_strictest_tier() -> None:
    history, opens = ready()
    decision = evaluate_gate(replace(history, stage="plank"), opens=opens, rules=RULES, today=TODAY)
    assert (decision.criteria, decision.tier) == ((), TierName.HEAVY)


def test_garbage_leaves_every_criterion_listed_as_unmet() -> None:
    history, opens = ready()
    decision = evaluate_gate(replace(history, baselines=()), opens=opens, rules=RULES, today=TODAY)
    assert {(c.needed, c.observed, c.met) for c in decision.criteria} == {(None, None, False)}
    assert decision.criterion(Code.TECHNIQUE).met is False


@pytest.mark.parametrize("today", [None, MIDNIGHT, "2026-03-09", date.min, date.max])
def test_garbage_for_today(today: Any) -> None:
    history, opens = ready()
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=today)
    assert decision.status is Status.NOT_YET
    assert str(decision.problem).startswith("today: ")


def _changed(record: Any, name: str, value: Any) -> Any:
    change = {name: value}
    return record._replace(**change) if isinstance(record, Day) else replace(record, **change)


@given(seeds, st.data())
def test_any_garbage_anywhere_in_any_history(seed: int, data: st.DataObject) -> None:
    asked = scenario_of(seed)
    history = asked.history
    places: list[tuple[str, dict[str, list[Any]]]] = [("", OF_PERSON), ("baselines", OF_BASELINE)]
    places += [("days", OF_DAY)] if history.days else []
    places += [("flare_ups", OF_FLARE_UP)] if history.flare_ups else []
    where, table = data.draw(st.sampled_from(places))
    name = data.draw(st.sampled_from(sorted(table)))
    value = data.draw(st.sampled_from(table[name]))
    if type(value) is date and value in {TOMORROW, back(30)}:  # only garbage beside TODAY
        value = asked.today + ONE_DAY
    if where:
        records = list(getattr(history, where))
        i = data.draw(st.integers(0, len(records) - 1))
        records[i] = _changed(records[i], name, value)
        name, value = where, tuple(records)
    decision = evaluate_gate(
        replace(history, **{name: value}), opens=asked.opens, rules=asked.rules, today=asked.today
    )
    assert decision.problem is not None
    assert decision.status is Status.NOT_YET


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
json_values = st.recursive(plain, containers, max_leaves=8)


@given(json_values)
@example({"rules": []})
def test_any_json_value_is_refused_as_a_scenario(value: Any) -> None:
    with pytest.raises(ScenarioError, match=r"^.+: .+"):
        decide(value, RULE_SETS)


@given(raw_scenarios, st.data())
def test_any_json_value_in_any_field_is_decided_or_refused(
    scenario: dict[str, Any], data: st.DataObject
) -> None:
    places: list[dict[str, Any]] = [scenario, *scenario["days"], *scenario["flare_ups"]]
    place = data.draw(st.sampled_from(places))
    name = data.draw(st.sampled_from(sorted(place)))
    place[name] = data.draw(json_values)
    with suppress(ScenarioError):
        assert set(decide(scenario, RULE_SETS)) == FIELDS_OF_A_DECISION


def test_a_single_late_morning_among_those_on_time_is_looked_at() -> None:
    history, opens = make_history({"gate": "light", "diary": "CCC1"})
    late = trained(back(4), "bar-hang", morning_timing=Timing.LATE, morning_on=back(4))
    history = replace(history, days=(late, *history.days))
    decision = evaluate_gate(history, opens=opens, rules=RULES, today=TODAY)
    assert decision.problem == f"days[0].morning: must be given after {back(4)}"
