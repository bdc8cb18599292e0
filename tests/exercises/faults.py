"""Faults that a catalogue file may have: each an edit of the real files, and what it is called."""

from collections.abc import Callable
from typing import Any

type Entries = list[dict[str, Any]]
HANG = 0  # the place of the bar hang in exercises.json and stages.json


def put(number: int, *path: str | int, to: Any) -> Callable[[Entries], None]:
    """Set one value of an entry."""

    def edit(data: Entries) -> None:
        target: Any = data[number]
        for part in path[:-1]:
            target = target[part]
        target[path[-1]] = to

    return edit


def drop(number: int, *path: str | int) -> Callable[[Entries], None]:
    """Take one field of an entry away."""

    def edit(data: Entries) -> None:
        target: Any = data[number]
        for part in path[:-1]:
            target = target[part]
        del target[path[-1]]

    return edit


def again(number: int) -> Callable[[Entries], None]:
    """The same entry a second time."""
    return lambda data: data.append(data[number])


FAULTS: list[tuple[str, str, Callable[[Entries], None], str]] = [
    (
        "unknown field",
        "exercises",
        put(HANG, "colour", to="red"),
        "exercises.json · bar-hang · colour: unknown field",
    ),
    (
        "missing field",
        "exercises",
        drop(HANG, "cues"),
        "exercises.json · bar-hang · cues: is missing",
    ),
    (
        "missing key",
        "muscles",
        drop(2, "key"),
        "muscles.json · entry 3 · key: is missing",
    ),
    (
        "text for a list",
        "exercises",
        put(HANG, "cues", to="Breathe."),
        "exercises.json · bar-hang · cues: must be a list, not a text",
    ),
    (
        "number for a text",
        "exercises",
        put(HANG, "set_up", 1, to=7),
        "exercises.json · bar-hang · set_up[1]: must be a text, not a number",
    ),
    (
        "yes for a number",
        "stages",
        put(HANG, "levels", 0, "hold_seconds", to=True),
        "stages.json · bar-hang · levels[0].hold_seconds: must be a whole number, not true",
    ),
    (
        "number out of bounds",
        "stages",
        put(HANG, "levels", 0, "hold_seconds", to=0),
        "stages.json · bar-hang · levels[0].hold_seconds: is 0; it must be from 5 to 300",
    ),
    (
        "word for yes or no",
        "exercises",
        put(HANG, "per_side", to="yes"),
        "exercises.json · bar-hang · per_side: must be true or false, not a text",
    ),
    (
        "null",
        "exercises",
        put(HANG, "timing", to=None),
        "exercises.json · bar-hang · timing: must be an object, not null",
    ),
    (
        "too few cues",
        "exercises",
        put(HANG, "cues", to=["One.", "Two."]),
        "exercises.json · bar-hang · cues: has 2 entries; it must have from 3 to 5",
    ),
    (
        "no variant",
        "exercises",
        put(HANG, "variants", to=[]),
        "exercises.json · bar-hang · variants: has 0 entries",
    ),
    (
        "no main muscle",
        "exercises",
        put(HANG, "muscles", "main", to=[]),
        "exercises.json · bar-hang · muscles.main: has 0 entries",
    ),
    (
        "muscle twice",
        "exercises",
        put(HANG, "muscles", "helping", to=["paraspinals"]),
        "exercises.json · bar-hang · muscles.main: 'paraspinals' is named twice",
    ),
    (
        "not a key",
        "equipment",
        put(0, "key", to="Pull up bar"),
        "equipment.json · Pull up bar · key: 'Pull up bar' is not a key",
    ),
    (
        "empty text",
        "muscles",
        put(0, "plain_name", to=" "),
        "muscles.json · gluteus-maximus · plain_name: must be a text without spaces at its ends",
    ),
    (
        "too long",
        "muscles",
        put(0, "what_it_does", to="a" * 301),
        "muscles.json · gluteus-maximus · what_it_does: is 301 characters long; at most 300",
    ),
    (
        "forbidden word",
        "exercises",
        put(HANG, "cues", 0, to="This will heal your back."),
        "exercises.json · bar-hang · cues[0]: has the forbidden word 'heal'",
    ),
    (
        "forbidden word in a reason",
        "equipment",
        put(0, "help_text", to="A safe bar."),
        "equipment.json · pull-up-bar · help_text: has the forbidden word 'safe'",
    ),
    (
        "unknown purpose",
        "exercises",
        put(HANG, "purpose", to="fun"),
        "exercises.json · bar-hang · purpose: 'fun' is unknown; known are stage, warm_up",
    ),
    (
        "unknown limit",
        "exercises",
        put(HANG, "blocked_by", to=["no_fun"]),
        "exercises.json · bar-hang · blocked_by[0]: 'no_fun' is unknown",
    ),
    (
        "unknown slot",
        "stages",
        put(HANG, "levels", 0, "slots", 0, "slot", to="night"),
        "stages.json · bar-hang · levels[0].slots[0].slot: 'night' is unknown",
    ),
    (
        "unknown muscle",
        "exercises",
        put(HANG, "muscles", "main", to=["biceps"]),
        "exercises.json · bar-hang · muscles.main[0]: unknown muscle 'biceps'",
    ),
    (
        "unknown equipment",
        "exercises",
        put(HANG, "variants", 1, "equipment", to=["pull-up-bar", "trapeze"]),
        "exercises.json · bar-hang · variants[1].equipment[1]: unknown equipment 'trapeze'",
    ),
    (
        "unknown substitute",
        "exercises",
        put(HANG, "substitute", to="nap"),
        "exercises.json · bar-hang · substitute: unknown exercise 'nap'",
    ),
    (
        "substitute for itself",
        "exercises",
        put(HANG, "substitute", to="bar-hang"),
        "exercises.json · bar-hang · substitute: unknown exercise 'bar-hang', or itself",
    ),
    (
        "substitute without a limit",
        "exercises",
        drop(HANG, "blocked_by"),
        "exercises.json · bar-hang · substitute: there is nothing to take the place of",
    ),
    (
        "unknown exercise of a stage",
        "stages",
        put(HANG, "exercise", to="nap"),
        "stages.json · bar-hang · exercise: unknown exercise 'nap'",
    ),
    (
        "unknown exercise of a programme",
        "programmes",
        put(0, "items", 0, "exercise", to="nap"),
        "programmes.json · warm-up · items[0].exercise: unknown exercise 'nap'",
    ),
    (
        "exercise twice in a programme",
        "programmes",
        put(0, "items", 1, "exercise", to="walking-on-the-spot"),
        "programmes.json · warm-up · items[1].exercise: 'walking-on-the-spot' is in this programme",
    ),
    (
        "level before the one it follows",
        "programmes",
        put(2, "items", 0, "after", to="marching-2"),
        "programmes.json · easy-routine · items[0].after: 'marching-2' does not stand before",
    ),
    (
        "duplicate key",
        "muscles",
        again(0),
        "muscles.json · gluteus-maximus · key: stands 2 times; keys are unique",
    ),
    (
        "duplicate key of a variant",
        "exercises",
        put(HANG, "variants", 1, "key", to="bar-hang-bar"),
        "exercises.json · bar-hang-bar · variants: 2 variants have this key",
    ),
    (
        "bad source",
        "stages",
        put(HANG, "levels", 2, "sources", to=["S9"]),
        "stages.json · bar-hang · levels[2].sources: unknown source 'S9'",
    ),
    (
        "no source",
        "exercises",
        put(1, "sources", to=[]),
        "exercises.json · seated-row · sources: no source: name S0 to S4",
    ),
    (
        "no source of a variant",
        "exercises",
        drop(HANG, "variants", 0, "sources"),
        "exercises.json · bar-hang · variants[0].sources: no source",
    ),
    (
        "default without a reason",
        "stages",
        drop(HANG, "levels", 0, "default_reason"),
        "stages.json · bar-hang · levels[0].sources: default needs a default_reason",
    ),
    (
        "reason without default",
        "stages",
        put(HANG, "levels", 0, "sources", to=["S1"]),
        "stages.json · bar-hang · levels[0].sources: there is a default_reason, so",
    ),
    (
        "source twice",
        "muscles",
        put(0, "sources", to=["S3", "S3"]),
        "muscles.json · gluteus-maximus · sources: names a source twice",
    ),
    (
        "no source of the pace",
        "exercises",
        put(HANG, "timing", "sources", to=[]),
        "exercises.json · bar-hang · timing.sources: no source",
    ),
    (
        "repetitions and seconds",
        "stages",
        put(HANG, "levels", 0, "repetitions", to=8),
        "stages.json · bar-hang · levels[0].repetitions: give either repetitions or hold_seconds",
    ),
    (
        "neither repetitions nor seconds",
        "programmes",
        drop(1, "items", 0, "repetitions"),
        "programmes.json · fundamentals · items[0].repetitions: give either repetitions or",
    ),
    (
        "optional slots only",
        "stages",
        put(HANG, "maintenance", "slots", to=[{"slot": "midday", "sets": 1, "optional": True}]),
        "stages.json · bar-hang · maintenance.slots: every slot is optional",
    ),
    (
        "slot twice",
        "stages",
        put(1, "levels", 0, "slots", to=[{"slot": "session", "sets": 1}] * 2),
        "stages.json · seated-row · levels[0].slots: names a slot of the day twice",
    ),
    (
        "gap in the levels",
        "stages",
        put(HANG, "levels", 2, "level", to=4),
        "stages.json · bar-hang · levels: levels are [1, 2, 4]; they must run 1, 2, 3",
    ),
    (
        "level that is no harder",
        "stages",
        put(HANG, "levels", 1, "hold_seconds", to=20),
        "stages.json · bar-hang · levels[1]: is no more work than the level before it",
    ),
    (
        "exercise of the wrong purpose",
        "exercises",
        put(1, "purpose", to="hip"),
        "stages.json · seated-row · exercise: the purpose of 'seated-row' is not stage",
    ),
    (
        "number twice",
        "stages",
        put(1, "number", to="1"),
        "stages.json · seated-row · number: '1' is another stage's number too",
    ),
    (
        "exercise of two stages",
        "stages",
        put(1, "exercise", to="bar-hang"),
        "stages.json · seated-row · exercise: 'bar-hang' is the exercise of another stage too",
    ),
    (
        "exercise that nothing uses",
        "programmes",
        lambda data: data[5]["items"].pop(),
        "exercises.json · side-leg-raise · key: is in no stage and in no programme",
    ),
]
