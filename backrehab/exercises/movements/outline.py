"""The shapes of a body around its skeleton, in the order of painting. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise

from backrehab.exercises.movements.measures import Body, Patch
from backrehab.exercises.movements.pen import Pen
from backrehab.exercises.movements.skeleton import FRONT, SIDE, Pose, Skeleton

# What a shape is, which is also its CSS class, and its path.
type Shape = tuple[str, str]
type NewPen = Callable[[], Pen]
type Rows = list[tuple[float, float, float]]

FAR, NEAR, HAIR, MARK = "far", "near", "hair", "mark"
# A breath rounds the belly and the loin, or the chest: from where to where on the trunk.
BELLY, CHEST = (6, 28), (28, 46)
# How far a patch on the thigh reaches at most, in half widths of the thigh's upper end.
THIGH = 0.91


def body_shapes(
    skeleton: Skeleton, pose: Pose, body: Body, marked: Collection[str], pen: NewPen
) -> list[Shape]:
    """The whole body; `marked` are the keys of muscles."""
    view = skeleton.view
    near = ("",) if view == SIDE else ("", "far_")
    shapes = []
    if view == SIDE:
        shapes.append((FAR, arm(skeleton, "far_", body, pen)))
        shapes.append((FAR, legs(skeleton, ("far_",), body, pen)))
    shapes.append((NEAR, trunk(skeleton, pose, body, near, pen)))
    shapes += head(skeleton, body, pen)
    arms = [(NEAR, arm(skeleton, tag, body, pen)) for tag in near]
    marks = [
        (MARK, mark(skeleton, pose, part, body, pen))
        for part in patches(body, view, marked, pose.get("side"))
    ]
    if pose.get("leg_over"):
        return [*shapes, *arms, (NEAR, legs(skeleton, near, body, pen)), *marks]
    return [*shapes, *marks, *arms]


def patches(body: Body, view: str, marked: Collection[str], side: str | None) -> Iterator[Patch]:
    """The patches of these muscles; `side` leaves only those at that side of the picture."""
    keys = dict.fromkeys(body.muscles[muscle] for muscle in marked if muscle in body.muscles)
    for key in keys:
        for name, part in body.patches[view].items():
            own = name == key or (view == FRONT and name.startswith(f"{key}-"))
            if own and (side is None or name.endswith(side)):
                yield part


def arm(skeleton: Skeleton, tag: str, body: Body, pen: NewPen) -> str:
    """Upper arm, forearm and hand as one shape."""
    drawn = pen()
    points = [skeleton.joints[tag + name] for name in ("shoulder", "elbow", "wrist", "hand")]
    parts = ("upper_arm", "forearm", "hand")
    for part, (start, stop) in zip(parts, pairwise(points), strict=True):
        drawn.limb(start, stop, body.limbs[part])
    return drawn.data


def legs(skeleton: Skeleton, tags: Iterable[str], body: Body, pen: NewPen) -> str:
    """Legs alone as one shape."""
    drawn = pen()
    add_legs(drawn, skeleton, tags, body)
    return drawn.data


def add_legs(drawn: Pen, skeleton: Skeleton, tags: Iterable[str], body: Body) -> None:
    """Thigh, shank and foot of each leg."""
    at = skeleton.joints
    foot = "foot" if skeleton.view == SIDE else "front_foot"
    for tag in tags:
        drawn.limb(at[tag + "thigh"], at[tag + "knee"], body.limbs["thigh"])
        drawn.limb(at[tag + "knee"], at[tag + "ankle"], body.limbs["shank"])
        drawn.limb(at[tag + "heel"], at[tag + "toe"], body.limbs[foot])


def trunk(skeleton: Skeleton, pose: Pose, body: Body, tags: Iterable[str], pen: NewPen) -> str:
    """Trunk, neck and the nearer legs as one shape, so that no line parts them."""
    drawn = pen()
    spine, rows = skeleton.spine, outline(pose, skeleton.view, body)
    back = [spine.beside(along, behind) for along, behind, _ahead in rows]
    front = [spine.beside(along, -ahead) for along, _behind, ahead in rows]
    drawn.round([*back, *reversed(front)])
    drawn.limb(spine.at(body.trunk), skeleton.joints["skull"], body.limbs["neck"])
    add_legs(drawn, skeleton, tags, body)
    return drawn.data


def outline(pose: Pose, view: str, body: Body) -> Rows:
    """How wide the trunk is to back and front at each height; a breath makes it rounder."""
    rows = []
    for along, back, front in body.outline[view]:
        behind = ahead = 0.0
        if BELLY[0] <= along <= BELLY[1]:
            behind, ahead = pose.get("loin", 0), pose.get("belly", 0)
        elif CHEST[0] < along <= CHEST[1]:
            ahead = pose.get("chest", 0)
        rows.append((along, back + behind, front + ahead))
    return rows


def head(skeleton: Skeleton, body: Body, pen: NewPen) -> list[Shape]:
    """Head and hair."""
    face = skeleton.joints["face"]
    up = (face - skeleton.joints["skull"]) / body.skull
    shapes = []
    for name, corners in ((NEAR, body.head), (HAIR, body.hair)):
        drawn = pen()
        drawn.round(face + up * complex(high, -ahead) for high, ahead in corners[skeleton.view])
        shapes.append((name, drawn.data))
    return shapes


def mark(skeleton: Skeleton, pose: Pose, part: Patch, body: Body, pen: NewPen) -> str:
    """A marked part of the body."""
    drawn = pen()
    if part.on == "thigh":
        hip, knee = skeleton.joints["thigh"], skeleton.joints["knee"]
        ahead = (knee - hip) / abs(knee - hip) * 1j * body.limbs["thigh"][0] * THIGH
        drawn.round(hip + (knee - hip) * at + ahead * aside for at, aside in part.corners)
        return drawn.data
    rows = outline(pose, skeleton.view, body)
    drawn.round(
        skeleton.spine.beside(along, -aside * half_width(rows, along, aside))
        for along, aside in part.corners
    )
    return drawn.data


def half_width(rows: Rows, along: float, aside: float) -> float:
    """How far the outline is from the spine at this height, on the side of `aside`."""
    column = 2 if aside > 0 else 1
    for low, high in pairwise(rows):
        if along <= high[0]:
            share = (along - low[0]) / (high[0] - low[0])
            return low[column] + (high[column] - low[column]) * share
    return rows[-1][column]
