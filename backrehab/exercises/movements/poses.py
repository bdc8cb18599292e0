"""The figures of the exercises: reads `fixtures/figures/` and names every fault in it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from backrehab.exercises.checks import Entry, entry, filled
from backrehab.exercises.movements.limits import strains
from backrehab.exercises.movements.measures import Body, Patch
from backrehab.exercises.movements.schema import BODY, FIGURE, JOINTS, TOP_JOINTS
from backrehab.exercises.movements.skeleton import FRONT, SIDE, TOP, Pose, solve
from backrehab.exercises.reading import Problem

ROOT = Path(__file__).resolve().parents[3] / "fixtures"
FIGURES = ROOT / "figures" / "figures.json"
BODY_FILE = ROOT / "figures" / "body.json"
EXERCISES = ROOT / "catalogue" / "exercises.json"
MUSCLES = ROOT / "catalogue" / "muscles.json"
NEEDED = {
    SIDE: ("pin", "spine", "head", "arm", "leg"),
    FRONT: ("pin", "spine", "head", "arm", "far_arm", "leg", "far_leg"),
    TOP: ("turn",),
}

# Fields whose words are no names of points.
WORDS = ("kind", "layer", "side")

# A fault: the entry, the field, and what is wrong there.
type WideFault = tuple[str, str, str]


class FiguresInvalidError(ValueError):
    """The figures can't be drawn; `problems` are all the reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The key frames of an exercise and the things in the picture; lengths in centimetres.

    `frames` are whole poses, their points are numbers. `still` is the frame that stands alone.
    """

    exercise: str
    view: str
    alt: str
    box: tuple[float, float, float, float]
    still: int
    cycle: bool
    props: tuple[Mapping[str, Any], ...]
    frames: tuple[Pose, ...]


@cache
def body() -> Body:
    """The body, read once. Raises FiguresInvalidError if its file is at fault."""
    return read_body(BODY_FILE, keys_of(MUSCLES))


@cache
def figures() -> Mapping[str, Figure]:
    """The figures by exercise (key), read once. Raises FiguresInvalidError."""
    return read_figures(FIGURES, body(), keys_of(EXERCISES))


def keys_of(path: Path) -> list[str]:
    """The keys in a file of the catalogue."""
    return [one["key"] for one in json.loads(path.read_text(encoding="utf-8"))]


def loaded(path: Path, kind: type) -> Any:
    """What a file holds. Raises FiguresInvalidError."""
    message = ""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"can't be read: {error.strerror}"
    except ValueError as error:
        message = f"is not valid JSON: {error}"
    else:
        if not isinstance(data, kind) or not data:
            message = f"must be {'a list' if kind is list else 'an object'}, and not empty"
    if message:
        raise FiguresInvalidError([Problem(path.name, "", "", message)])
    return data


# The body.


def read_body(path: Path, muscles: Collection[str]) -> Body:
    """The body in a file that has a part to mark for each of these muscles.

    Raises FiguresInvalidError with every fault.
    """
    data = loaded(path, dict)
    faults = [(field.lstrip("."), message) for field, message in entry(BODY)(data)]
    faults = faults or list(patch_faults(data, muscles))
    if faults:
        raise FiguresInvalidError(Problem(path.name, "", *fault) for fault in faults)
    lengths: dict[str, Any] = {
        name: complex(*value) if name == "far" else frozen(value)
        for name, value in data["lengths"].items()
    }
    shapes = ("outline", "limbs", "head", "hair", "limits", "muscles")
    patches = {
        view: {one["key"]: Patch(**frozen(one)) for one in ones}
        for view, ones in data["patches"].items()
    }
    return Body(**lengths, **{name: frozen(data[name]) for name in shapes}, patches=patches)


def patch_faults(data: Entry, muscles: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each muscle has a part of the body, each part is drawn in the side view, patches once."""
    drawn = [one["key"] for one in data["patches"][SIDE]]
    for view, ones in data["patches"].items():
        keys = [one["key"] for one in ones]
        for key in sorted({one for one in keys if keys.count(one) > 1}):
            yield f"patches.{view}", f"{key!r} stands twice"
    for muscle in muscles:
        if muscle not in data["muscles"]:
            yield "muscles", f"{muscle!r} has no part of the body"
    for muscle, part in data["muscles"].items():
        if muscle not in muscles:
            yield f"muscles.{muscle}", "is not a muscle of the catalogue"
        if part not in drawn:
            yield f"muscles.{muscle}", f"{part!r} has no patch in the side view"


def frozen(value: Any) -> Any:
    """The same with tuples for lists."""
    if isinstance(value, list):
        return tuple(frozen(one) for one in value)
    return {name: frozen(one) for name, one in value.items()} if isinstance(value, dict) else value


# The figures.


def read_figures(path: Path, body: Body, exercises: Collection[str]) -> dict[str, Figure]:
    """The figures in a file that has one for each of these exercises (keys).

    Raises FiguresInvalidError with every fault: file, entry, field, and what is wrong there.
    """
    data = loaded(path, list)
    problems = [
        Problem(path.name, entry_name(value, number), field.lstrip("."), message)
        for number, value in enumerate(data, start=1)
        for field, message in entry(FIGURE)(value)
    ]
    if not problems:
        faults = [*exercise_faults(data, exercises)]
        for value in data:
            faults += named_faults(value) or frame_faults(value, body)
        problems = [Problem(path.name, *fault) for fault in faults]
    if problems:
        raise FiguresInvalidError(problems)
    return {value["exercise"]: figure(value) for value in data}


def entry_name(value: Any, number: int) -> str:
    """How a message names a figure: by its exercise, or by its place in the file."""
    name = value.get("exercise") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name else f"entry {number}"


def exercise_faults(data: list[Entry], exercises: Collection[str]) -> Iterator[WideFault]:
    """Every exercise has one figure, and every figure an exercise."""
    drawn = [value["exercise"] for value in data]
    for key in dict.fromkeys(drawn):
        if key not in exercises:
            yield key, "exercise", "is not an exercise of the catalogue"
        if drawn.count(key) > 1:
            yield key, "exercise", "stands twice"
    for key in exercises:
        if key not in drawn:
            yield key, "", "has no figure"


def named_faults(value: Entry) -> list[WideFault]:
    """Names of points are known, and all frames give the same things."""
    key, first, points = value["exercise"], value["frames"][0], value.get("points", {})
    joints = (TOP_JOINTS if value["view"] == TOP else JOINTS) | first.get("points", {}).keys()
    faults = [
        (key, f"props[{number}].{name}", f"{prop[name]!r} is no point and no joint")
        for number, prop in enumerate(value["props"])
        for name in ("at", "to")
        if isinstance(prop.get(name), str) and prop[name] not in joints | points.keys()
    ]
    faults += [
        (key, f"frames[0].{name}", f"is missing; a {value['view']} view needs it")
        for name in NEEDED[value["view"]]
        if name not in first
    ]
    for number, frame in enumerate(value["frames"]):
        for name, part in frame.items():
            if name not in first:
                faults.append((key, f"frames[{number}].{name}", "must stand in the first frame"))
            elif isinstance(part, dict) and part.keys() != first[name].keys():
                message = "must have the same fields as in the first frame"
                faults.append((key, f"frames[{number}].{name}", message))
            target = part.get("to") if isinstance(part, dict) else None
            target = part[1] if name == "pin" else target
            if isinstance(target, str) and target not in points:
                faults.append((key, f"frames[{number}].{name}", f"{target!r} is no point"))
    if value.get("still", 1) >= len(value["frames"]):
        faults.append((key, "still", "there is no such frame"))
    return faults


def frame_faults(value: Entry, body: Body) -> list[WideFault]:
    """A body can take every pose, and all of it is in the picture."""
    if value["view"] == TOP:
        return []
    left, bottom, width, height = value["box"]
    faults = []
    for number, pose in enumerate(figure(value).frames):
        skeleton = solve(pose, value["view"], body)
        where = f"frames[{number}]"
        faults += [(value["exercise"], where, strain) for strain in strains(skeleton, pose, body)]
        faults += [
            (value["exercise"], where, f"the {name.replace('_', ' ')} is outside the box")
            for name, at in skeleton.joints.items()
            if not (left <= at.real <= left + width and bottom <= at.imag <= bottom + height)
        ]
    return faults


def figure(value: Entry) -> Figure:
    """The valid entry as drawers see it; a frame leaves out what is as in the first one."""
    points = value.get("points", {})
    data = filled(value, FIGURE)
    del data["points"]
    frames = tuple(
        frozen(resolved(value["frames"][0] | frame, points)) for frame in value["frames"]
    )
    props = tuple(frozen(resolved(prop, points)) for prop in value["props"])
    return Figure(**data | {"box": tuple(data["box"]), "props": props, "frames": frames})


def resolved(value: Any, points: Mapping[str, Any]) -> Any:
    """The same with numbers for the names of points."""
    if isinstance(value, dict):
        return {
            name: part if name in WORDS else resolved(part, points) for name, part in value.items()
        }
    if isinstance(value, list):
        return [resolved(part, points) for part in value]
    return points.get(value, value) if isinstance(value, str) else value
