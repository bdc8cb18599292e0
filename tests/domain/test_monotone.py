"""More pain never helps: where that holds, and the smallest examples of where it does not.

In words: docs/clinical-rules.md#more-pain-never-helps. A score can only help through a number that
pain itself moves: the `ref` of a day, the limit of today's score, or the mean of the week before.
"""

import json
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given

from backrehab.domain.colours import Colour
from backrehab.domain.scenario import Scenario, decide, parse_scenario
from tests.domain.strategies import (
    RULE_SETS,
    Change,
    all_changes,
    criteria_of,
    given_on,
    is_ready,
    scenario_of,
    seeds,
)
from tests.oracle import reference

COUNTEREXAMPLES = Path(__file__).parent / "counterexamples"
CHANGES = (".raised", ".removed")
NAMES = sorted(
    path.stem for path in COUNTEREXAMPLES.glob("*.json") if not path.stem.endswith(CHANGES)
)
SCORES_PER_SCENARIO = 8


def opens_by_more_pain(asked: Scenario, change: Change) -> bool:
    return is_ready(asked, change.higher) and not is_ready(asked, change.lower)


def some_changes(seed: int) -> tuple[Scenario, list[Change]]:
    asked = scenario_of(seed)
    return asked, list(all_changes(asked.history, Random(seed), SCORES_PER_SCENARIO))


@given(seeds)
def test_a_higher_worst_score_never_helps(seed: int) -> None:
    asked = scenario_of(seed)
    changes = all_changes(asked.history, Random(seed), 30)
    for change in [change for change in changes if change.field == "worst"]:
        assert not opens_by_more_pain(asked, change)


@given(seeds)
def test_a_higher_score_given_today_never_helps(seed: int) -> None:
    asked = scenario_of(seed)
    for change in all_changes(asked.history, Random(seed), 400):
        if given_on(change.day, change.field) == asked.today:
            assert not opens_by_more_pain(asked, change)


@given(seeds)
def test_a_higher_score_given_in_a_flare_up_never_helps_but_for_before(seed: int) -> None:
    asked = scenario_of(seed)
    for change in all_changes(asked.history, Random(seed), 400):
        on = given_on(change.day, change.field)
        in_flare_up = any(spell.covers(on) for spell in asked.history.flare_ups)
        if in_flare_up and change.field != "before":
            assert not opens_by_more_pain(asked, change)


def numbers_that_pain_moves(asked: Scenario, change: Change, *, higher: bool) -> tuple[Any, ...]:
    """The `ref` of each day before today, the usual until then, the mean of the week before."""
    criteria = criteria_of(asked, change.higher if higher else change.lower)
    ledger, today = criteria.ledger, asked.today.toordinal()
    week_before = ledger.first_scores(today - 13, today - 7)
    mean = Fraction(sum(week_before), len(week_before)) if len(week_before) >= 3 else None
    refs = {t: ledger.ref(t) for t in ledger.training if t < today}
    return refs, ledger.usual(today - 1), mean


@given(seeds)
def test_a_higher_score_helps_only_through_a_number_that_pain_moves(seed: int) -> None:
    asked, changes = some_changes(seed)
    for change in changes:
        if change.field == "before":
            continue
        low = numbers_that_pain_moves(asked, change, higher=False)
        if low == numbers_that_pain_moves(asked, change, higher=True):
            assert not opens_by_more_pain(asked, change)


@given(seeds)
def test_a_higher_before_helps_only_so_or_by_calming_its_own_day(seed: int) -> None:
    """It lifts its day's `ref` or lowers its `rise`: there is no third way."""
    asked, changes = some_changes(seed)
    for change in changes:
        if change.field != "before":
            continue
        low = numbers_that_pain_moves(asked, change, higher=False)
        same = low == numbers_that_pain_moves(asked, change, higher=True)
        if same and judged(asked, change, higher=False) == judged(asked, change, higher=True):
            assert not opens_by_more_pain(asked, change)


def judged(asked: Scenario, change: Change, *, higher: bool) -> tuple[Colour, bool]:
    """Colour of the score's own day, and whether the steady-pain route calls it settled."""
    criteria = criteria_of(asked, change.higher if higher else change.lower)
    t = change.day.on.toordinal()
    return criteria.ledger.colour(t), criteria.ledger.is_settled(t)


# What bounds the rest


def expect_absolute_limits(asked: Scenario) -> None:
    """What is true of everybody whose gate is open, however high a usual was made to look."""
    assert is_ready(asked)
    ledger = criteria_of(asked).ledger
    today = asked.today.toordinal()
    assert max(ledger.scores_given(today)) < 6
    week = ledger.first_scores(today - 6, today)
    assert sum(week) < len(week) * (asked.history.lowest_baseline + 2)
    for t in ledger.training:
        verdict = ledger.verdict(t)
        if verdict.colour is Colour.GREEN:
            morning = ledger.usable_morning(t)
            assert morning is not None
            assert verdict.worst is not None
            assert max(morning, verdict.worst) <= verdict.ceiling


@given(seeds)
def test_no_raise_gets_round_the_absolute_limits(seed: int) -> None:
    """Whatever opened a gate: no red by an absolute line counts, and no calm day is over the
    ceiling of its stage. A gate that more pain opened is too rare to be met by chance; each of the
    smallest examples below is held against the same limits."""
    asked = scenario_of(seed)
    if is_ready(asked):
        expect_absolute_limits(asked)


# The smallest examples of where it does not hold


def read(name: str) -> dict[str, Any]:
    text = (COUNTEREXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    scenario: dict[str, Any] = json.loads(text)
    return scenario


def difference(one: dict[str, Any], other: dict[str, Any]) -> list[tuple[str, int, int | None]]:
    """Field, value and other value of every score that differs; everything else must be equal."""
    assert one | {"days": []} == other | {"days": []}
    return [
        (field, day[field], changed.get(field))
        for day, changed in zip(one["days"], other["days"], strict=True)
        for field in day.keys() | changed.keys()
        if day.get(field) != changed.get(field) and field != "morning_timing"
    ]


def test_every_kind_of_score_has_its_counterexamples() -> None:
    kinds = ("before", "daily", "late-morning", "morning")
    ways = ("a-later-ref", "a-later-ref-of-a-red-day", "the-limit-of-today", "the-week-before")
    raised = {f"{kind}-lifts-{way}" for kind in kinds for way in ways} | {
        "before-lifts-its-own-ref",
        "before-lifts-its-own-ref-of-a-red-day",
        "before-in-flare-up-lifts-its-own-ref-of-a-red-day",
        "before-lowers-its-own-rise",
    }
    removed = {
        "removed-morning-of-a-red-day",
        "removed-morning-of-an-amber-day",
        "removed-morning-that-was-the-first-score",
        "removed-morning-that-was-the-highest",
    }
    assert set(NAMES) == raised | removed


@pytest.mark.parametrize("name", NAMES)
def test_counterexample(name: str) -> None:
    ending = ".removed" if name.startswith("removed") else ".raised"
    closed, opened = read(name), read(name + ending)
    [(field, score, other)] = difference(closed, opened)
    if ending == ".removed":
        assert (field, other) == ("morning", None)
    else:
        assert other is not None
        assert other > score
        assert name.startswith((field, f"late-{field}"))
    statuses = [decide(scenario, RULE_SETS)["status"] for scenario in (closed, opened)]
    assert statuses == ["not_yet", "ready"]
    assert [reference.decide(scenario)["status"] for scenario in (closed, opened)] == statuses
    expect_absolute_limits(parse_scenario(opened, RULE_SETS))
