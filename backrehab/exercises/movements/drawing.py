"""The figure of an exercise as SVG: one repetition that moves, and its key frames as stills.

The film changes the paths themselves (`animate`), which needs neither style attributes nor a
script, and takes three times less room than a picture for each moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from math import cos, pi
from typing import Any

from backrehab.exercises.movements.measures import Body
from backrehab.exercises.movements.outline import Shape, body_shapes
from backrehab.exercises.movements.pen import SCALE, Pen
from backrehab.exercises.movements.poses import Figure, body, figures
from backrehab.exercises.movements.props import KINDS, Drawing
from backrehab.exercises.movements.skeleton import TOP, Pose, solve
from backrehab.exercises.movements.top import top_shapes

# Steps from one key frame to the next, there and back, when there are two; fewer with more.
STEPS, FEWEST = 6, 3
# One repetition. It runs once by itself: what moves for longer would need a way to pause it.
SECONDS = 4.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure as SVG. `film` is what moves, `frames` what stands still, each the inside of an
    `<svg>` with this `view_box`; `still` is the frame to show alone. `again` is the id of the
    element around the button that moves it again."""

    again: str
    alt: str
    view_box: str
    width: int
    height: int
    film: str
    frames: tuple[str, ...]
    still: str


@lru_cache(maxsize=128)
def drawn(exercise: str, marked: tuple[str, ...]) -> Drawn | None:
    """The figure of an exercise (key) with these muscles (keys) marked; None if it has none."""
    figure = figures().get(exercise)
    return draw(figure, body(), marked) if figure else None


def draw(figure: Figure, body: Body, marked: tuple[str, ...]) -> Drawn:
    """The figure as SVG."""
    _left, _bottom, width, height = figure.box
    # SMIL would take a hyphen for a minus.
    again = f"again_{figure.exercise.replace('-', '_')}"
    stills = [svg([shapes_of(figure, pose, body, marked)], again) for pose in figure.frames]
    film = [shapes_of(figure, pose, body, marked) for pose in repetition(figure)]
    return Drawn(
        again=again,
        alt=figure.alt,
        view_box=f"0 0 {round(width * SCALE)} {round(height * SCALE)}",
        width=round(width),
        height=round(height),
        film=svg(film, again),
        frames=tuple(dict.fromkeys(stills)),
        still=stills[figure.still],
    )


def repetition(figure: Figure) -> list[Pose]:
    """The poses of one repetition, from the first key frame back to it, at equal times."""
    frames = list(figure.frames)
    ring = [*frames, frames[0]] if figure.cycle else frames
    steps = max(FEWEST, STEPS // (len(ring) - 1))
    poses = [frames[0]]
    for one, other in pairwise(ring):
        # Slow at both ends, as a person moves.
        shares = [(1 - cos(pi * step / steps)) / 2 for step in range(1, steps)]
        poses += [*(between(one, other, share) for share in shares), other]
    return poses if figure.cycle else [*poses, *reversed(poses)]


def between(one: Any, other: Any, share: float) -> Any:
    """What lies between two values of a pose; words and flags stay those of the first."""
    if isinstance(one, Mapping):
        return {name: between(value, other[name], share) for name, value in one.items()}
    if isinstance(one, tuple):
        return tuple(between(*pair, share) for pair in zip(one, other, strict=True))
    if isinstance(one, int | float) and not isinstance(one, bool):
        return one + (other - one) * share
    return one


def shapes_of(figure: Figure, pose: Pose, body: Body, marked: tuple[str, ...]) -> list[Shape]:
    """Everything in the picture at one moment, in the order of painting."""
    left, bottom, _width, height = figure.box

    def pen() -> Pen:
        return Pen(left, bottom + height)

    if figure.view == TOP:
        joints, shapes = top_shapes(pose, body, marked, pen)
    else:
        skeleton = solve(pose, figure.view, body)
        joints, shapes = skeleton.joints, body_shapes(skeleton, pose, body, marked, pen)
    places = joints | {name: complex(*at) for name, at in pose.get("points", {}).items()}

    def point(value: Any) -> complex:
        return places[value] if isinstance(value, str) else complex(*value)

    layers: dict[str, list[Shape]] = {"back": [], "front": []}
    for prop in figure.props:
        drawing = Drawing(
            at=point(prop["at"]),
            to=point(prop.get("to", prop["at"])),
            size=prop.get("size", ()),
            pen=pen,
        )
        layers[prop.get("layer", "back")] += KINDS[prop["kind"]](drawing)
    return [*layers["back"], *shapes, *layers["front"]]


def svg(moments: list[list[Shape]], again: str) -> str:
    """The shapes of one moment, or of many: what changes is animated. Shapes of one class that
    follow each other share a group."""
    columns = list(zip(*moments, strict=True))
    parts = []
    for name, group in groupby(columns, key=lambda column: column[0][0]):
        paths = "".join(path([data for _name, data in column], again) for column in group)
        parts.append(f'<g class="{name}">{paths}</g>')
    return "".join(parts)


def path(data: list[str], again: str) -> str:
    """One path; it starts by itself, and again when what is in `again` is pressed."""
    if len(set(data)) == 1:
        return f'<path d="{data[0]}"/>'
    return (
        f'<path d="{data[0]}"><animate attributeName="d" dur="{SECONDS}s" '
        f'begin="0s;{again}.click" values="{";".join(data)}"/></path>'
    )
