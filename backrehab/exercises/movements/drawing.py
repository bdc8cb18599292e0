"""The figure of an exercise as SVG: one repetition, and its key frames as stills."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi
from typing import Any

from backrehab.exercises.movements.outline import Shape, body_shapes
from backrehab.exercises.movements.pen import SCALE, Pen
from backrehab.exercises.movements.poses import Figure
from backrehab.exercises.movements.measures import Body
from backrehab.exercises.movements.props import KINDS, Drawing
from backrehab.exercises.movements.skeleton import Pose, Skeleton, solve
from backrehab.exercises.movements.top import top_shapes

# Drawn moments from one key frame to the next, for a movement there and back.
MOMENTS = 6
FEWEST = 3


def between(one: Any, other: Any, share: float) -> Any:
    """What lies between two values of a pose; words and flags stay those of the first."""
    if isinstance(one, dict):
        return {name: between(value, other[name], share) for name, value in one.items()}
    if isinstance(one, (list, tuple)):
        return [between(*pair, share) for pair in zip(one, other, strict=True)]
    if isinstance(one, (int, float)) and not isinstance(one, bool):
        return one + (other - one) * share
    return one


def moments(figure: Figure) -> list[Pose]:
    """The poses drawn in one repetition, from the first key frame back to it."""
    frames = list(figure.frames)
    if len(frames) == 1:
        return frames
    ring = [*frames, frames[0]] if figure.cycle else frames
    steps = max(FEWEST, MOMENTS // (len(ring) - 1))
    poses: list[Pose] = [frames[0]]
    for one, other in pairwise(ring):
        poses += [between(one, other, (1 - cos(pi * step / steps)) / 2) for step in range(1, steps + 1)]
    if figure.cycle:
        return poses
    return [*poses, *reversed(poses)]


def shapes_of(figure: Figure, pose: Pose, body: Body, marked: tuple[str, ...]) -> list[Shape]:
    """Everything in the picture at one moment, in the order of painting."""
    left, bottom, width, height = figure.box
    top = bottom + height

    def pen() -> Pen:
        return Pen(left, top)

    if figure.view == "top":
        joints, shapes = top_shapes(pose, body, marked, pen)
    else:
        skeleton = solve(pose, figure.view, body)
        joints, shapes = skeleton.joints, body_shapes(skeleton, pose, figure.view, body, marked, pen)
    layers: dict[str, list[Shape]] = {"back": [], "front": []}
    for prop in figure.props:
        drawing = Drawing(
            at=point(prop["at"], joints), to=point(prop.get("to", prop["at"]), joints),
            size=tuple(prop.get("size", ())), pen=pen, bottom=0, top=top,
        )
        layers[prop.get("layer", "back")] += KINDS[prop["kind"]](drawing)
    return [*layers["back"], *shapes, *layers["front"]]


def point(value: Any, joints: dict[str, complex]) -> complex:
    """A point that is given by its numbers or by the name of a joint."""
    return joints[value] if isinstance(value, str) else complex(*value)
