"""`fixtures/plan/timer.json`: every fault named, and that it fits the catalogue."""

import json
from copy import deepcopy
from typing import Any

import pytest

from backrehab.exercises.cards import Catalogue
from backrehab.progression.timer_rules import FILE, TimerRulesError, parse_timer_rules, timer_rules

PUBLISHED = json.loads(FILE.read_text(encoding="utf-8"))
FIELDS = ", ".join(sorted(PUBLISHED))
WHOLE = "must be a whole number from 1 to 30"
FIRST = "paces[1].parts[0]"
PART = {"say": "Lift", "seconds": 2}


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("more", 1, f"must be an object with {FIELDS}"),
        ("ready_seconds", 0, f"ready_seconds: {WHOLE}"),
        ("change_seconds", "5", f"change_seconds: {WHOLE}"),
        ("last_seconds", True, f"last_seconds: {WHOLE}"),
        ("keep_hours", 31, f"keep_hours: {WHOLE}"),
        ("paces", {}, "paces: must be a list"),
        ("paces.0", "plank", "paces[0]: must be an object with exercise, parts, turns"),
        ("paces.1.sides", 2, "paces[1]: must be an object with exercise, parts, turns"),
        ("paces.1.exercise", "", "paces[1].exercise: must be a key"),
        ("paces.1.exercise", "seated-row", "paces[1].exercise: 'seated-row' stands twice"),
        ("paces.1.turns", 1, "paces[1].turns: must be true or false"),
        ("paces.1.parts", [], "paces[1].parts: must be a list with one part at least"),
        ("paces.1.parts.0", PART | {"how": ""}, f"{FIRST}: must be an object with say and seconds"),
        ("paces.1.parts.0", PART | {"say": "a|b"}, f"{FIRST}.say: must be text without a bar"),
        ("paces.1.parts.0", PART | {"seconds": 0}, f"{FIRST}.seconds: {WHOLE}"),
        ("sources", [], "sources: no source: name S0 to S4, or default with a default_reason"),
    ],
)  # fmt: skip
def test_a_fault_is_named(path: str, value: Any, fault: str) -> None:
    data = deepcopy(PUBLISHED)
    *entries, last = path.split(".")
    place = data
    for name in entries:
        place = place[int(name)] if isinstance(place, list) else place[name]
    place[int(last) if isinstance(place, list) else last] = value
    with pytest.raises(TimerRulesError) as caught:
        parse_timer_rules(data)
    assert str(caught.value) == f"timer.json: {fault}"


@pytest.mark.django_db
def test_the_parts_add_up_to_the_time_of_a_repetition(catalogue: Catalogue) -> None:
    """Every exercise that is counted by repetitions has its parts, and nothing else has."""
    seconds = {key: pace.seconds for key, pace in timer_rules().paces.items()}
    levels = [(one.exercise_key, dose) for one in catalogue.stages.values() for dose in one.levels]
    items = [
        (item.exercise_key, item.dose)
        for programme in catalogue.programmes.values()
        for item in programme.items
    ]
    counted = {key for key, dose in levels + items if dose.repetitions}
    assert seconds == {key: catalogue.exercises[key].seconds_per_repetition for key in counted}


@pytest.mark.django_db
def test_only_where_there_are_two_sides_they_take_turns(catalogue: Catalogue) -> None:
    turns = {key for key, pace in timer_rules().paces.items() if pace.turns}
    assert turns == {"marching-1", "marching-2"}
    assert all(catalogue.exercises[key].per_side for key in turns)
