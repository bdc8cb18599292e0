"""Where the joints of a body are in a pose. Pure.

Points are complex numbers in centimetres: x to the right, y up, the floor at 0. Directions are
degrees, counter-clockwise from the right. A body seen from the side looks to the right when it
stands (spine 90), down when its spine is 0, and up when its spine is 180. Seen from the front,
`arm` and `leg` are those on the left of the picture.
"""

from cmath import phase, rect
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import acos, degrees, radians
from typing import Any

from backrehab.exercises.movements.measures import Body

type Pose = Mapping[str, Any]

SIDE, FRONT, TOP = "side", "front", "top"
ARMS, LEGS = ("arm", "far_arm"), ("leg", "far_leg")
PARTS = {
    "arm": ("shoulder", "elbow", "wrist", "hand"),
    "leg": ("thigh", "knee", "ankle", "heel", "toe"),
}
# Centimetres between two points of the spine that are worked out.
FINE = 2
# Where the toes point in a standing body seen from the front, to either side of straight down.
TOES_OUT = 15


@dataclass(frozen=True, slots=True)
class Spine:
    """The middle line of the trunk: smooth between the directions of pelvis, loin and chest."""

    start: complex
    nodes: tuple[tuple[float, float], ...]
    points: tuple[complex, ...]

    def angle(self, along: float) -> float:
        """The direction so many centimetres above the hip joints."""
        if along <= self.nodes[0][0]:
            return self.nodes[0][1]
        for (low, one), (high, other) in pairwise(self.nodes):
            if along <= high:
                return one + (other - one) * (along - low) / (high - low)
        return self.nodes[-1][1]

    def at(self, along: float) -> complex:
        """The point so many centimetres above the hip joints (below them: negative)."""
        if along <= 0:
            return self.start + along * unit(self.nodes[0][1])
        number = min(int(along / FINE), len(self.points) - 2)
        one, other = self.points[number], self.points[number + 1]
        return self.start + one + (other - one) * (along / FINE - number)

    def beside(self, along: float, aside: float) -> complex:
        """A point beside it: to the back (seen from the front: to the left) if positive."""
        return self.at(along) + unit(self.angle(along) + 90) * aside


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The joints of a pose, its spine, and the directions of the parts of each limb.

    `gaps`: how many centimetres a limb that reaches for a point is too short (negative: it is
    long enough).
    """

    view: str
    spine: Spine
    joints: dict[str, complex] = field(default_factory=dict)
    angles: dict[str, float] = field(default_factory=dict)
    gaps: dict[str, float] = field(default_factory=dict)


def unit(angle: float) -> complex:
    """The step of one centimetre in a direction."""
    return rect(1, radians(angle))


def bend_of(directions: tuple[float, ...], body: Body) -> Spine:
    """The smooth spine with these directions of pelvis, loin and chest; it starts at 0."""
    nodes = tuple(zip(body.spine_nodes, directions, strict=True))
    made = Spine(0j, nodes, ())
    points = [0j]
    for step in range(int(body.trunk / FINE) + 1):
        points.append(points[-1] + FINE * unit(made.angle((step + 0.5) * FINE)))
    return Spine(0j, nodes, tuple(points))


def solve(pose: Pose, view: str, body: Body) -> Skeleton:
    """The skeleton of a pose: a limb that reaches for a point bends as far as it must."""
    spine = bend_of(tuple(pose["spine"]), body)
    loose = Skeleton(view, spine)
    place(loose, pose, body, anchored=False)
    joint, at = pose["pin"]
    start = complex(*at) - loose.joints[joint]
    skeleton = Skeleton(view, Spine(start, spine.nodes, spine.points))
    place(skeleton, pose, body, anchored=True)
    return skeleton


def place(skeleton: Skeleton, pose: Pose, body: Body, *, anchored: bool) -> None:
    """Fills in the joints; limbs that reach for a point only once the body is `anchored`."""
    spine, joints = skeleton.spine, skeleton.joints
    neck, head = pose["head"]
    skeleton.angles.update(neck=neck, head=head)
    joints["hip"], joints["neck"] = spine.at(0), spine.at(body.trunk)
    joints["waist"], joints["chest"] = spine.at(body.spine_nodes[1]), spine.at(body.spine_nodes[2])
    joints["skull"] = joints["neck"] + body.neck * unit(neck)
    joints["face"] = joints["skull"] + body.skull * unit(head)
    for name in (*ARMS, *LEGS):
        limb = pose.get(name) or pose[name.removeprefix("far_")]
        if anchored or "to" not in limb:
            if name not in pose:
                follow(skeleton, name, body.far)
            else:
                stretch(skeleton, name, root_of(skeleton, pose, name, body), limb, body)


def follow(skeleton: Skeleton, name: str, shift: complex) -> None:
    """The far limb does what the near one does, a little further away."""
    near = name.removeprefix("far_")
    for joint in PARTS[near]:
        skeleton.joints[f"far_{joint}"] = skeleton.joints[joint] + shift
    for part in ("upper", "lower", "end"):
        skeleton.angles[f"{name}_{part}"] = skeleton.angles[f"{near}_{part}"]


def root_of(skeleton: Skeleton, pose: Pose, name: str, body: Body) -> complex:
    """Where a limb begins: the shoulder or the hip joint."""
    far, is_arm = name in (ARMS[1], LEGS[1]), name in ARMS
    along = body.shoulder if is_arm else 0
    shift = complex(*pose.get("shoulder", (0, 0))) if is_arm else 0j
    if skeleton.view == FRONT:
        half = body.shoulder_half if is_arm else body.hip_half
        return skeleton.spine.beside(along, -half if far else half) + shift
    return skeleton.spine.at(along) + shift + (body.far if far else 0)


def stretch(skeleton: Skeleton, name: str, root: complex, limb: Pose, body: Body) -> None:
    """Fills in one limb."""
    is_leg = name in LEGS
    lengths = body.leg if is_leg else body.arm
    upper, lower = (length * part for length, part in zip(lengths, shortened(limb), strict=True))
    if "to" in limb:
        target = complex(*limb["to"])
        hand = 0.0 if is_leg else body.hand
        if "end" in limb and hand:
            target, hand = target - hand * unit(limb["end"]), 0.0
        skeleton.gaps[name] = abs(target - root) - upper - lower - hand
        if skeleton.view == FRONT and is_leg:
            one = two = degrees(phase(target - root))
            share = abs(target - root) / (upper + lower)
            upper, lower = upper * share, lower * share
        else:
            forward = is_leg if skeleton.view == SIDE else name == ARMS[1]
            one, two = reach(root, target, (upper, lower + hand), forward=forward)
    else:
        one, two = limb["upper"], limb["lower"]
    middle = root + upper * unit(one)
    tip = middle + lower * unit(two)
    skeleton.angles.update({f"{name}_upper": one, f"{name}_lower": two})
    end_limb(skeleton, name, (root, middle, tip), limb, body)


def shortened(limb: Pose) -> tuple[float, float]:
    """How long the two parts of a limb look that points towards the one who looks, or away."""
    upper, lower = limb.get("short", (1.0, 1.0))
    return upper, lower


def reach(
    root: complex, target: complex, lengths: tuple[float, float], *, forward: bool
) -> tuple[float, float]:
    """The directions of the two parts of a limb whose end is at `target`.

    `forward`: the middle joint lies counter-clockwise of the straight line (a knee), else
    clockwise (an elbow). A target too far away is pointed at.
    """
    line, (one, other) = target - root, lengths
    away = min(max(abs(line), abs(one - other) + 0.01), one + other - 0.001)
    straight = degrees(phase(line))
    at_root = degrees(acos((one**2 + away**2 - other**2) / (2 * one * away)))
    at_end = degrees(acos((other**2 + away**2 - one**2) / (2 * other * away)))
    if forward:
        return straight + at_root, straight - at_end
    return straight - at_root, straight + at_end


def end_limb(
    skeleton: Skeleton, name: str, points: tuple[complex, ...], limb: Pose, body: Body
) -> None:
    """Fills in the joints of a limb whose directions are known, and its hand or foot."""
    is_leg, tag = name in LEGS, "far_" if name in (ARMS[1], LEGS[1]) else ""
    tip, lower = points[-1], skeleton.angles[f"{name}_lower"]
    parts = PARTS["leg" if is_leg else "arm"]
    joints = dict(zip((tag + part for part in parts), points, strict=False))
    if not is_leg:
        end = limb.get("end", lower)
        joints[tag + "hand"] = tip + body.hand * unit(end)
    elif skeleton.view == FRONT:
        end = limb.get("end", -90 + (TOES_OUT if tag else -TOES_OUT))
        joints[tag + "heel"] = tip + body.front_foot[0] * unit(end)
        joints[tag + "toe"] = tip + limb.get("foot", body.front_foot[1]) * unit(end)
    else:
        end = limb.get("end", 0 if "to" in limb else lower + 90)
        heel, toe = body.foot
        joints[tag + "heel"] = tip + complex(*heel) * unit(end)
        joints[tag + "toe"] = tip + complex(*toe) * unit(end)
    skeleton.joints.update(joints)
    skeleton.angles[f"{name}_end"] = end
