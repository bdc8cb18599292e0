"""A standing body seen from above, looking up the picture: it turns its chest. Pure."""

from collections.abc import Collection, Iterable

from backrehab.exercises.movements.measures import Body
from backrehab.exercises.movements.outline import FAR, HAIR, MARK, NEAR, NewPen, Shape
from backrehab.exercises.movements.pen import Pen
from backrehab.exercises.movements.skeleton import Pose, unit

type Corners = Iterable[tuple[float, float]]

# Half widths in centimetres, and where the feet stand.
PELVIS, CHEST, CROWN = (18.0, 12.0), (21.0, 11.5), (8.6, 9.6)
FEET, FOOT = 19, (4.0, 4.6, 0.0, 0.0)
# The head is a little behind the middle of the chest.
HEAD = -5j
# Straight arms look this much shorter: they slope down a little.
SLOPE = 0.93
OVAL = ((1.06, 0.4), (0.62, 1.06), (0, 1.12), (-0.62, 1.06), (-1.06, 0.4))
FACE = ((-8, 3), (-6.5, 10), (-1.6, 11), (0, 14.5), (1.6, 11), (6.5, 10), (8, 3), (0, -6))
BELLY = ((-13, 6), (-8, 12), (0, 13), (8, 12), (13, 6), (7, 4), (0, 3), (-7, 4))


def oval(half: tuple[float, float]) -> Corners:
    """Corners of a smooth curve of about these half widths."""
    corners = [(x * half[0], y * half[1]) for x, y in OVAL]
    return corners + [(-x, -y) for x, y in corners]


def smooth(pen: Pen, corners: Corners, turn: complex, middle: complex = 0j) -> str:
    """A smooth curve around a point, turned."""
    pen.round((complex(*corner) + middle) * turn for corner in corners)
    return pen.data


def top_shapes(
    pose: Pose, body: Body, marked: Collection[str], pen: NewPen
) -> tuple[dict[str, complex], list[Shape]]:
    """The joints and the shapes; `turn` is how far the chest is turned, to the left if positive."""
    turn = unit(pose["turn"])
    joints = {"hip": 0j, "hand": 1j * sum(body.arm) * SLOPE * turn + 5j * turn}
    feet, arms = pen(), pen()
    for side in (-1, 1):
        feet.limb(complex(side * FEET, -8), complex(side * (FEET + 2), 12), FOOT)
        shoulder = complex(side * body.shoulder_half, 2) * turn
        elbow = (shoulder + joints["hand"]) / 2 + side * 2.5 * turn
        arms.limb(shoulder, elbow, body.limbs["upper_arm"])
        arms.limb(elbow, joints["hand"] + side * 2 * turn, body.limbs["forearm"])
    shapes = [
        (FAR, feet.data),
        (FAR, smooth(pen(), oval(PELVIS), 1 + 0j)),
        (NEAR, smooth(pen(), oval(CHEST), turn)),
    ]
    if any(body.muscles.get(muscle) == "belly" for muscle in marked):
        shapes.append((MARK, smooth(pen(), BELLY, turn)))
    return joints, [
        *shapes,
        (NEAR, arms.data),
        (NEAR, smooth(pen(), FACE, turn, HEAD)),
        (HAIR, smooth(pen(), oval(CROWN), turn, HEAD)),
    ]
