"""The figure of the body: reads `fixtures/anatomy/figure.json` and names every fault in it.

Only the right half is drawn: x counts from the middle of the body, so that the left half is the
same with x turned around. Labels stand once, on either side.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from backrehab.exercises.checks import (
    Check,
    Entry,
    Fault,
    Field,
    Spec,
    entry,
    filled,
    flag,
    key,
    kind_of,
    list_of,
    optional,
)
from backrehab.exercises.reading import Problem

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FIGURE = FIXTURES / "anatomy" / "figure.json"
MUSCLES = FIXTURES / "catalogue" / "muscles.json"
LAYERS = ("deep", "surface")
LONGEST_PATH = 1600

# A path is made of these and nothing else: it goes into the page as it stands.
NUMBER = r"-?[0-9]{1,3}(?:\.[0-9])?"
POINT = f"{NUMBER} {NUMBER}"
PIECE = f"M{POINT}(?:L{POINT}|Q{POINT} {POINT}|C{POINT} {POINT} {POINT})+"
CLOSED = re.compile(f"(?:{PIECE}Z)+")
OPEN = re.compile(f"(?:{PIECE}Z?)+")
POINTS = re.compile(f"({NUMBER}) ({NUMBER})")

type Box = tuple[int, int, int, int]


class AnatomyInvalidError(ValueError):
    """The figure can't be drawn; `problems` are all the reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Where a muscle lies in one view: closed paths, and the direction of its fibres.

    `hit` is a wider area that can be pressed where the paths are thin; else it is empty.
    """

    muscle: str
    view: str
    layer: str
    path: str
    hit: str
    fibres: str
    only_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Where a muscle's name stands in a plate (`x`, `y`), and the point on it (`to`) it names."""

    muscle: str
    x: int
    y: int
    to_x: int
    to_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """One picture: a view of the body with some layers; shapes in the order of painting.

    `box` has room for labels beside the body, `bare_box` has none; both are x, y, width, height.
    """

    key: str
    view: str
    box: Box
    bare_box: Box
    body: str
    bones: str
    ribs: str
    spine: str
    others: str
    lines: str
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]


@cache
def plates() -> tuple[Plate, ...]:
    """The figure, read once. Raises AnatomyInvalidError if a file is at fault."""
    muscles = json.loads(MUSCLES.read_text(encoding="utf-8"))
    return read_figure(FIGURE, [muscle["key"] for muscle in muscles])


def read_figure(path: Path, muscles: Collection[str]) -> tuple[Plate, ...]:
    """The plates in a file that draws exactly these muscles (keys).

    Raises AnatomyInvalidError with every fault: file, entry, field, and what is wrong there.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AnatomyInvalidError(
            [Problem(path.name, "", "", f"can't be read: {error.strerror}")]
        ) from error
    except ValueError as error:
        raise AnatomyInvalidError(
            [Problem(path.name, "", "", f"is not valid JSON: {error}")]
        ) from error
    problems = field_problems(path.name, data) or [
        Problem(path.name, *fault)
        for fault in chain(
            view_faults(data), shape_faults(data, muscles), label_faults(data, muscles)
        )
    ]
    if problems:
        raise AnatomyInvalidError(problems)
    return tuple(plate(data, view, value) for view in data["views"] for value in view["plates"])


# What each field must be.


def drawn(grammar: re.Pattern[str]) -> Check:
    """Path data of straight lines and curves between absolute points, and nothing else."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield "", f"must be a text, not {kind_of(value)}"
        elif len(value) > LONGEST_PATH:
            yield "", f"is {len(value)} characters long; at most {LONGEST_PATH} are allowed"
        elif not grammar.fullmatch(value):
            closed = " that ends with Z" if grammar is CLOSED else ""
            yield "", f"is not a path of M, L, Q and C with absolute points{closed}"

    return check


def numbers(count: int) -> Check:
    """So many whole numbers, such as the corners of a box."""

    def check(value: Any) -> Iterator[Fault]:
        if (
            not isinstance(value, list)
            or len(value) != count
            or not all(type(one) is int and abs(one) < 1000 for one in value)
        ):
            yield "", f"must be a list of {count} whole numbers between -999 and 999"

    return check


def layer(value: Any) -> Iterator[Fault]:
    """One of the two layers."""
    if value not in LAYERS:
        yield "", f"{value!r} is unknown; known are {', '.join(LAYERS)}"


DETAILS = ("bones", "ribs", "spine", "others", "lines")
PLATE: Spec = {
    "key": Field(key),
    "layers": Field(list_of(layer, 1, len(LAYERS))),
    **{name: optional(drawn(OPEN), default="") for name in DETAILS},
}
VIEW: Spec = {
    "key": Field(key),
    "view_box": Field(numbers(4)),
    "bare_box": Field(numbers(4)),
    "body": Field(drawn(OPEN)),
    "plates": Field(list_of(entry(PLATE), 1, 4)),
}
SHAPE: Spec = {
    "muscle": Field(key),
    "view": Field(key),
    "layer": Field(layer),
    "path": Field(drawn(CLOSED)),
    "hit": optional(drawn(CLOSED), default=""),
    "fibres": optional(drawn(OPEN), default=""),
    # Drawn only where the muscle is the one that is shown: else what lies over it hides it.
    "only_marked": optional(flag, default=False),
}
LABEL: Spec = {
    "muscle": Field(key),
    "plate": Field(key),
    "at": Field(numbers(2)),
    "to": Field(numbers(2)),
}
PARTS = {"views": VIEW, "shapes": SHAPE, "labels": LABEL}


def field_problems(file: str, data: Any) -> list[Problem]:
    """What is wrong within the fields of each entry."""
    if not isinstance(data, dict) or data.keys() != PARTS.keys():
        return [Problem(file, "", "", f"must be an object with exactly {', '.join(PARTS)}")]
    problems = [
        Problem(file, "", name, "must be a list of entries, and not empty")
        for name in PARTS
        if not isinstance(data[name], list) or not data[name]
    ]
    return problems or [
        Problem(file, entry_name(name, value, number), path.lstrip("."), message)
        for name, spec in PARTS.items()
        for number, value in enumerate(data[name], start=1)
        for path, message in entry(spec)(value)
    ]


def entry_name(part: str, value: Any, number: int) -> str:
    """How a message names an entry: its part, its place there, and what it is about."""
    about = (value.get("muscle") or value.get("key")) if isinstance(value, dict) else None
    return f"{part} {number} ({about})" if isinstance(about, str) else f"{part} {number}"


# What must hold between the entries. Each fault is the entry, the field and the message.

type WideFault = tuple[str, str, str]


def named(data: Entry, part: str) -> Iterator[tuple[str, Entry]]:
    """The entries of a part with the names that messages give them."""
    for number, value in enumerate(data[part], start=1):
        yield entry_name(part, value, number), value


def view_faults(data: Entry) -> Iterator[WideFault]:
    """Keys of views and plates stand once."""
    views = [view["key"] for view in data["views"]]
    keys = [one["key"] for view in data["views"] for one in view["plates"]]
    for name, view in named(data, "views"):
        if views.count(view["key"]) > 1:
            yield name, "key", "stands twice"
        for number, one in enumerate(view["plates"]):
            if keys.count(one["key"]) > 1:
                yield name, f"plates[{number}].key", f"{one['key']!r} stands twice"


def shape_faults(data: Entry, muscles: Collection[str]) -> Iterator[WideFault]:
    """Shapes are of known muscles, in a plate, within the view; no muscle is without one."""
    boxes = {view["key"]: view["view_box"] for view in data["views"]}
    layers = {
        (view["key"], layer)
        for view in data["views"]
        for one in view["plates"]
        for layer in one["layers"]
    }
    for name, shape in named(data, "shapes"):
        if shape["muscle"] not in muscles:
            yield name, "muscle", f"{shape['muscle']!r} is not a muscle of the catalogue"
        if shape["view"] not in boxes:
            yield name, "view", f"{shape['view']!r} is unknown; known are {', '.join(boxes)}"
        elif (shape["view"], shape["layer"]) not in layers:
            yield name, "layer", f"no plate of {shape['view']!r} shows the {shape['layer']} layer"
        else:
            for field in ("path", "hit"):
                if not within(shape.get(field, ""), boxes[shape["view"]]):
                    yield name, field, "leaves the right half of its view"
    shown = {shape["muscle"] for shape in data["shapes"] if not shape.get("only_marked", False)}
    for muscle in muscles:
        if muscle not in shown:
            yield "shapes", "muscle", f"{muscle!r} has no shape"


def within(path: str, box: list[int]) -> bool:
    """Whether every point of the path lies between the middle of the view and its right edge."""
    left, top, width, height = box
    return all(
        0 <= float(x) <= left + width and top <= float(y) <= top + height
        for x, y in POINTS.findall(path)
    )


def label_faults(data: Entry, muscles: Collection[str]) -> Iterator[WideFault]:
    """Every muscle has one label, in a plate that shows it."""
    shown = {
        one["key"]: {
            shape["muscle"]
            for shape in data["shapes"]
            if shape["view"] == view["key"] and shape["layer"] in one["layers"]
        }
        for view in data["views"]
        for one in view["plates"]
    }
    labelled = [label["muscle"] for label in data["labels"]]
    for name, label in named(data, "labels"):
        if label["plate"] not in shown:
            yield name, "plate", f"{label['plate']!r} is unknown; known are {', '.join(shown)}"
        elif label["muscle"] not in shown[label["plate"]]:
            yield name, "muscle", f"{label['plate']!r} does not show {label['muscle']!r}"
        if labelled.count(label["muscle"]) > 1:
            yield name, "muscle", "is labelled twice"
    for muscle in muscles:
        if muscle not in labelled:
            yield "labels", "muscle", f"{muscle!r} has no label"


# The valid data as readers see it.


def plate(data: Entry, view: Entry, value: Entry) -> Plate:
    """One plate with its shapes, deeper layers first, and its labels."""
    return Plate(
        key=value["key"],
        view=view["key"],
        box=tuple(view["view_box"]),
        bare_box=tuple(view["bare_box"]),
        body=view["body"],
        **{name: value.get(name, "") for name in DETAILS},
        shapes=tuple(
            Shape(**filled(shape, SHAPE))
            for layer in LAYERS
            if layer in value["layers"]
            for shape in data["shapes"]
            if (shape["view"], shape["layer"]) == (view["key"], layer)
        ),
        labels=tuple(
            Label(
                muscle=label["muscle"],
                x=label["at"][0],
                y=label["at"][1],
                to_x=label["to"][0],
                to_y=label["to"][1],
            )
            for label in data["labels"]
            if label["plate"] == value["key"]
        ),
    )
