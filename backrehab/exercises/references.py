"""Checks across the catalogue's entries and files: references, duplicates, levels."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from backrehab.exercises.checks import Entry

# File, entry, field, what is wrong.
type Finding = tuple[str, str, str, str]
type Files = dict[str, list[Entry]]


def reference_faults(everything: Files, sound: Files) -> Iterator[Finding]:
    """All faults between entries.

    `everything` says which keys there are, so that one faulty entry is not reported again by each
    that names it; only the `sound` entries are looked into.
    """
    known = {name: set(keys_of(entries)) for name, entries in everything.items()}
    yield from duplicate_keys(everything)
    for exercise in sound["exercises"]:
        yield from exercise_faults(exercise, known)
    for programme in sound["programmes"]:
        yield from programme_faults(programme, known)
    for stage in sound["stages"]:
        yield from stage_faults(stage, known)
    yield from purpose_faults(sound)
    if all(len(sound[name]) == len(everything[name]) for name in ("programmes", "stages")):
        yield from unused_exercises(sound)


def keys_of(entries: list[Any]) -> Iterator[str]:
    """The keys that stand in a file, also those of faulty entries."""
    for value in entries:
        if isinstance(value, dict) and isinstance(value.get("key"), str):
            yield value["key"]


def duplicate_keys(files: Files) -> Iterator[Finding]:
    """A key names one entry of its file; a variant's key is one of all exercises'."""
    for name, entries in files.items():
        for key, times in Counter(keys_of(entries)).items():
            if times > 1:
                yield name, key, "key", f"stands {times} times; keys are unique"
    variants = Counter(
        key
        for value in files["exercises"]
        if isinstance(value, dict) and isinstance(value.get("variants"), list)
        for key in keys_of(value["variants"])
    )
    for key, times in variants.items():
        if times > 1:
            yield "exercises", key, "variants", f"{times} variants have this key; keys are unique"


def exercise_faults(exercise: Entry, known: dict[str, set[str]]) -> Iterator[Finding]:
    """Muscles, equipment and the substitute are there."""
    key = exercise["key"]
    for part, muscles in exercise["muscles"].items():
        for number, muscle in enumerate(muscles):
            if muscle not in known["muscles"]:
                yield "exercises", key, f"muscles.{part}[{number}]", f"unknown muscle {muscle!r}"
    for place, variant in enumerate(exercise["variants"]):
        for number, thing in enumerate(variant["equipment"]):
            if thing not in known["equipment"]:
                field = f"variants[{place}].equipment[{number}]"
                yield "exercises", key, field, f"unknown equipment {thing!r}"
    substitute = exercise.get("substitute")
    if substitute and (substitute == key or substitute not in known["exercises"]):
        yield "exercises", key, "substitute", f"unknown exercise {substitute!r}, or itself"


def programme_faults(programme: Entry, known: dict[str, set[str]]) -> Iterator[Finding]:
    """Each exercise is there, once, and comes after the easier level that it names."""
    seen: set[str] = set()
    start = programme.get("from_stage")
    if start and start not in known["stages"]:
        yield "programmes", programme["key"], "from_stage", f"unknown stage {start!r}"
    for number, item in enumerate(programme["items"]):
        exercise, field = item["exercise"], f"items[{number}]"
        where = ("programmes", programme["key"])
        if exercise not in known["exercises"]:
            yield *where, f"{field}.exercise", f"unknown exercise {exercise!r}"
        if exercise in seen:
            yield *where, f"{field}.exercise", f"{exercise!r} is in this programme already"
        if item.get("after") and item["after"] not in seen:
            yield *where, f"{field}.after", f"{item['after']!r} does not stand before this one"
        seen.add(exercise)


def stage_faults(stage: Entry, known: dict[str, set[str]]) -> Iterator[Finding]:
    """The exercise is there; levels run 1, 2, 3 … in one unit, each harder than the one before."""
    key, levels = stage["key"], stage["levels"]
    if stage["exercise"] not in known["exercises"]:
        yield "stages", key, "exercise", f"unknown exercise {stage['exercise']!r}"
    numbers = [level["level"] for level in levels]
    if numbers != list(range(1, len(levels) + 1)):
        yield "stages", key, "levels", f"levels are {numbers}; they must run 1, 2, 3 without a gap"
    if len({"repetitions" in level for level in levels}) > 1:
        yield "stages", key, "levels", "some levels count repetitions and some seconds"
    for before, after in pairwise(levels):
        if volume(after) <= volume(before):
            field = f"levels[{levels.index(after)}]"
            yield "stages", key, field, "is no more work than the level before it"


def volume(dose: Entry) -> int:
    """Sets that must be done, times repetitions or seconds."""
    sets = sum(slot["sets"] for slot in dose["slots"] if not slot.get("optional", False))
    return int(sets * (dose.get("repetitions") or dose["hold_seconds"]))


def purpose_faults(sound: Files) -> Iterator[Finding]:
    """A stage has an exercise of the ladder for itself alone, and a number of its own."""
    ladder = {one["key"] for one in sound["exercises"] if one["purpose"] == "stage"}
    others = {one["key"] for one in sound["exercises"]} - ladder
    exercises = Counter(stage["exercise"] for stage in sound["stages"])
    numbers = Counter(stage["number"] for stage in sound["stages"])
    for stage in sound["stages"]:
        exercise, key = stage["exercise"], stage["key"]
        if exercise in others:
            yield "stages", key, "exercise", f"the purpose of {exercise!r} is not stage"
        if exercises[exercise] > 1:
            yield "stages", key, "exercise", f"{exercise!r} is the exercise of another stage too"
        if numbers[stage["number"]] > 1:
            yield "stages", key, "number", f"{stage['number']!r} is another stage's number too"


def unused_exercises(sound: Files) -> Iterator[Finding]:
    """Each exercise is of some use: in a stage or in a programme."""
    used = {stage["exercise"] for stage in sound["stages"]}
    used |= {item["exercise"] for one in sound["programmes"] for item in one["items"]}
    for exercise in sound["exercises"]:
        if exercise["key"] not in used:
            yield "exercises", exercise["key"], "key", "is in no stage and in no programme"
