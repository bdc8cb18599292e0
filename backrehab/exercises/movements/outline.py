"""The shapes of a body around its skeleton, in the order of painting. Pure."""

from collections.abc import Callable, Collection, Iterable

from backrehab.exercises.movements.measures import Body, Patch
from backrehab.exercises.movements.pen import Pen
from backrehab.exercises.movements.skeleton import Pose, Skeleton, Spine, unit

# What a shape is, which is also its CSS class, and its path.
type Shape = tuple[str, str]
type NewPen = Callable[[], Pen]

FAR, NEAR, HAIR, MARK = "far", "near", "hair", "mark"


def body_shapes(
    skeleton: Skeleton, pose: Pose, view: str, body: Body, marked: Collection[str], pen: NewPen
) -> list[Shape]:
    """The whole body; `marked` are the keys of muscles."""
    shapes = []
    if view == "side":
        shapes += [(FAR, arm(skeleton, "far_", body, pen)), (FAR, legs(skeleton, ["far_"], body, pen))]
        near_legs, arms = [""], [""]
    else:
        near_legs, arms = ["", "far_"], ["", "far_"]
    if pose.get("arms_behind"):
        shapes += [(NEAR, arm(skeleton, tag, body, pen)) for tag in arms]
        arms = []
    shapes += [(NEAR, trunk(skeleton, pose, view, body, near_legs, pen))]
    shapes += head(skeleton, view, body, pen)
    patches = body.patches[view]
    keys = dict.fromkeys(body.muscles[muscle] for muscle in marked)
    shapes += [
        (MARK, patch(skeleton, pose, view, body, part, pen))
        for key in keys
        for part in parts(patches, key, pose.get("side", ""))
    ]
    return shapes + [(NEAR, arm(skeleton, tag, body, pen)) for tag in arms]


def parts(patches: dict[str, Patch], key: str, side: str) -> list[Patch]:  # type: ignore[type-arg]
    """The patches of a key; `side` leaves only the one at the left or right of the picture."""
    found = []
    for name in (key, f"{key}-left", f"{key}-right"):
        if name in patches and not (side and name != key and not name.endswith(side)):
            found.append(patches[name])
    return found


def arm(skeleton: Skeleton, tag: str, body: Body, pen: NewPen) -> str:
    """Upper arm, forearm and hand as one shape."""
    drawn, at = pen(), skeleton.joints
    names = ("shoulder", "elbow", "wrist", "hand")
    points = [at[tag + name] for name in names]
    for part, start, stop in zip(("upper_arm", "forearm", "hand"), points, points[1:], strict=False):
        drawn.limb(start, stop, body.limbs[part])
    return drawn.data


def legs(skeleton: Skeleton, tags: Iterable[str], body: Body, pen: NewPen) -> str:
    """Legs alone as one shape."""
    drawn = pen()
    for tag in tags:
        leg(drawn, skeleton, tag, body)
    return drawn.data


def leg(drawn: Pen, skeleton: Skeleton, tag: str, body: Body) -> None:
    """Thigh, shank and foot."""
    at = skeleton.joints
    drawn.limb(at[tag + "thigh"], at[tag + "knee"], body.limbs["thigh"])
    drawn.limb(at[tag + "knee"], at[tag + "ankle"], body.limbs["shank"])
    drawn.limb(at[tag + "heel"], at[tag + "toe"], body.limbs["foot"])


def trunk(
    skeleton: Skeleton, pose: Pose, view: str, body: Body, tags: Iterable[str], pen: NewPen
) -> str:
    """Trunk, neck and the nearer legs as one shape, so that no line parts them."""
    drawn = pen()
    rows = outline(pose, view, body)
    spine = skeleton.spine
    front = [across(spine, along, -ahead) for along, _back, ahead in rows]
    back = [across(spine, along, behind) for along, behind, _ahead in rows]
    drawn.round([*back, *reversed(front)])
    drawn.limb(spine.at(body.trunk - 3), skeleton.joints["skull"], body.limbs["neck"])
    for tag in tags:
        leg(drawn, skeleton, tag, body)
    return drawn.data


def outline(pose: Pose, view: str, body: Body) -> list[tuple[float, float, float]]:
    """How wide the trunk is at each height; a breath makes belly or chest rounder."""
    breath = (pose.get("belly", 0), pose.get("chest", 0))
    rows = []
    for along, back, front in body.outline[view]:
        more = breath[0] if 6 <= along <= 26 else breath[1] if along <= 46 and along > 26 else 0
        rows.append((along, back, front + more))
    return rows


def across(spine: Spine, along: float, aside: float) -> complex:
    """A point beside the spine: to the back (in a front view: to the left) if positive."""
    return spine.at(along) + unit(spine.angle(along) + 90) * aside


def head(skeleton: Skeleton, view: str, body: Body, pen: NewPen) -> list[Shape]:
    """Head and hair."""
    middle, up = skeleton.joints["face"], unit(skeleton.angles["head"])
    shapes = []
    for name, corners in ((NEAR, body.head[view]), (HAIR, body.hair[view])):
        drawn = pen()
        drawn.round([middle + up * complex(high, -ahead) for high, ahead in corners])
        shapes.append((name, drawn.data))
    return shapes


def patch(
    skeleton: Skeleton, pose: Pose, view: str, body: Body, part: Patch, pen: NewPen
) -> str:
    """A marked part of the body."""
    drawn = pen()
    if part.on == "thigh":
        start, stop = skeleton.joints["thigh"], skeleton.joints["knee"]
        wide = 8.0
        ahead = (stop - start) / abs(stop - start) * 1j
        drawn.round(start + (stop - start) * at + ahead * wide * aside for at, aside in part.corners)
        return drawn.data
    rows = outline(pose, view, body)
    drawn.round(
        across(skeleton.spine, along, -aside * half_width(rows, along, aside))
        for along, aside in part.corners
    )
    return drawn.data


def half_width(rows: list[tuple[float, float, float]], along: float, aside: float) -> float:
    """How far the outline is from the spine at this height, on the side of `aside`."""
    column = 2 if aside > 0 else 1
    low = rows[0]
    for row in rows:
        if along <= row[0]:
            share = (along - low[0]) / ((row[0] - low[0]) or 1)
            return low[column] + (row[column] - low[column]) * max(share, 0)
        low = row
    return low[column]
