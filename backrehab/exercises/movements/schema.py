"""What each field of the figure files must be."""

from collections.abc import Iterator
from typing import Any

from backrehab.exercises.checks import (
    Check,
    Entry,
    Fault,
    Field,
    Spec,
    entry,
    flag,
    key,
    kind_of,
    list_of,
    optional,
    text,
)
from backrehab.exercises.movements.props import KINDS
from backrehab.exercises.movements.skeleton import FRONT, SIDE, TOP

LONGEST_ALT = 220
JOINTS = frozenset(
    {"hip", "waist", "chest", "neck", "skull", "face"}
    | {
        tag + name
        for tag in ("", "far_")
        for name in ("shoulder", "elbow", "wrist", "hand", "thigh", "knee", "ankle", "heel", "toe")
    }
)
# In a body seen from above, which has no other joints.
TOP_JOINTS = frozenset({"hip", "hand"})


def number(lowest: float, highest: float) -> Check:
    """A number within bounds."""

    def check(value: Any) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield "", f"must be a number, not {kind_of(value)}"
        elif not lowest <= value <= highest:
            yield "", f"is {value}; it must be from {lowest} to {highest}"

    return check


def one_of(*words: str) -> Check:
    """One of a few words."""

    def check(value: Any) -> Iterator[Fault]:
        if value not in words:
            yield "", f"{value!r} is unknown; known are {', '.join(words)}"

    return check


def numbers(count: int, lowest: float, highest: float) -> Check:
    """So many numbers within bounds."""
    return list_of(number(lowest, highest), count, count)


PLACE = numbers(2, -300, 300)
ANGLE = number(-360, 360)


def place(value: Any) -> Iterator[Fault]:
    """Two numbers, or the name of a point or joint (whether there is one is seen later)."""
    if not isinstance(value, str):
        yield from PLACE(value)


def mapping(item: Check) -> Check:
    """An object of named things."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield "", f"must be an object, not {kind_of(value)}"
            return
        for name, part in value.items():
            for path, message in item(part):
                yield f".{name}{path}", message

    return check


def pin(value: Any) -> Iterator[Fault]:
    """A joint and where it is: the rest of the body follows."""
    if not isinstance(value, list) or len(value) != 2:
        yield "", "must be a joint and its point"
        return
    yield from ((f"[0]{path}", message) for path, message in one_of(*sorted(JOINTS))(value[0]))
    yield from ((f"[1]{path}", message) for path, message in place(value[1]))


def reaches_or_points(value: Entry) -> Iterator[Fault]:
    """A limb either reaches for a point, or its parts have directions."""
    if ("to" in value) == ("upper" in value) or ("upper" in value) != ("lower" in value):
        yield "", "give either `to`, or both `upper` and `lower`"


LIMB_SPEC: Spec = {
    "to": optional(place, default=None),
    "upper": optional(ANGLE, default=None),
    "lower": optional(ANGLE, default=None),
    "end": optional(ANGLE, default=None),
    "short": optional(numbers(2, 0.1, 1), default=None),
    "foot": optional(number(2, 16), default=None),
}
LIMB = entry(LIMB_SPEC, reaches_or_points)
POSE: Spec = {
    "pin": optional(pin, default=None),
    "spine": optional(numbers(3, -360, 360), default=None),
    "head": optional(numbers(2, -360, 360), default=None),
    "arm": optional(LIMB, default=None),
    "leg": optional(LIMB, default=None),
    "far_arm": optional(LIMB, default=None),
    "far_leg": optional(LIMB, default=None),
    "shoulder": optional(numbers(2, -8, 8), default=None),
    "belly": optional(number(-6, 8), default=None),
    "chest": optional(number(-6, 8), default=None),
    "loin": optional(number(-6, 8), default=None),
    "turn": optional(number(-60, 60), default=None),
    # Only the patch at this side of a front view is marked.
    "side": optional(one_of("left", "right"), default=None),
    # The near leg is painted over the near arm: the hands are between the legs.
    "leg_over": optional(flag, default=False),
    "points": optional(mapping(PLACE), default=None),
}
PROP: Spec = {
    "kind": Field(one_of(*KINDS)),
    "at": Field(place),
    "to": optional(place, default=None),
    "size": optional(list_of(number(-100, 100), 1, 2), default=None),
    "layer": optional(one_of("back", "front"), default="back"),
}
FIGURE: Spec = {
    "exercise": Field(key),
    "view": Field(one_of(SIDE, FRONT, TOP)),
    "alt": Field(text(LONGEST_ALT)),
    # What is in the picture: left edge, lower edge, width and height.
    "box": Field(numbers(4, -300, 300)),
    # Which frame stands alone where there is room for one.
    "still": optional(number(0, 3), default=1),
    # The last frame leads on to the first; else the way back is the way there.
    "cycle": optional(flag, default=False),
    "points": optional(mapping(PLACE), default=None),
    "props": Field(list_of(entry(PROP), 0, 8)),
    "frames": Field(list_of(entry(POSE), 2, 4)),
}

PAIR = numbers(2, -100, 100)
CORNERS = list_of(PAIR, 4, 16)
POSITIVE = number(0.1, 100)
LENGTHS: Spec = {
    **{name: Field(POSITIVE) for name in ("trunk", "neck", "skull", "shoulder")},
    **{name: Field(POSITIVE) for name in ("shoulder_half", "hip_half", "hand", "tolerance")},
    **{name: Field(numbers(2, 0.1, 100)) for name in ("arm", "leg", "front_foot")},
    "spine_nodes": Field(numbers(3, 0.1, 100)),
    "foot": Field(list_of(PAIR, 2, 2)),
    "far": Field(PAIR),
}
PATCH: Spec = {
    "key": Field(key),
    "on": Field(one_of("trunk", "thigh")),
    "corners": Field(CORNERS),
}
LIMB_PARTS = ("thigh", "shank", "foot", "front_foot", "upper_arm", "forearm", "hand", "neck")
LIMITS = ("knee", "elbow", "hip", "shoulder", "ankle", "lower_spine", "upper_spine", "neck")


def views(item: Check) -> Field:
    """One thing for the view from the side, one for that from the front."""
    return Field(entry({SIDE: Field(item), FRONT: Field(item)}))


BODY: Spec = {
    "lengths": Field(entry(LENGTHS)),
    "outline": views(list_of(numbers(3, -100, 100), 4, 16)),
    "limbs": Field(entry({name: Field(numbers(4, 0, 20)) for name in LIMB_PARTS})),
    "head": views(CORNERS),
    "hair": views(CORNERS),
    "limits": Field(entry({name: Field(numbers(2, -180, 200)) for name in LIMITS})),
    "patches": views(list_of(entry(PATCH), 1, 20)),
    "muscles": Field(mapping(key)),
}
