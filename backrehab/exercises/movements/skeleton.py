"""Where the joints of a body are in a pose. Pure.

Points are complex numbers in centimetres: x to the right, y up, the floor at 0. Directions are
degrees, counter-clockwise from the right. A body seen from the side looks to the right when it
stands (spine 90), down when its spine is 0, and up when its spine is 180.
"""

from cmath import phase, rect
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import acos, degrees, radians
from typing import Any

from backrehab.exercises.movements.measures import Body

type Pose = Mapping[str, Any]
type Joints = dict[str, complex]

ARMS = ("arm", "far_arm")
LEGS = ("leg", "far_leg")
# Centimetres between two points of the spine that are worked out.
FINE = 2


class CannotReachError(ValueError):
    """A hand or foot is asked for where the limb does not reach; names limb and gap."""


@dataclass(frozen=True, slots=True)
class Spine:
    """The middle line of the trunk: smooth between the directions of pelvis, loin and chest."""

    start: complex
    nodes: tuple[tuple[float, float], ...]
    points: tuple[complex, ...]

    def angle(self, along: float) -> float:
        """The direction so many centimetres above the hip joints."""
        (first, angle), (last, end) = self.nodes[0], self.nodes[-1]
        if along <= first:
            return angle
        for (low, one), (high, other) in pairwise(self.nodes):
            if along <= high:
                return one + (other - one) * (along - low) / (high - low)
        return end if along > last else angle

    def at(self, along: float) -> complex:
        """The point so many centimetres above the hip joints (below them: negative)."""
        if along <= 0:
            return self.start + along * unit(self.nodes[0][1])
        number = min(int(along / FINE), len(self.points) - 2)
        one, other = self.points[number], self.points[number + 1]
        return self.start + one + (other - one) * (along / FINE - number)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The joints of a pose, its spine, and the directions of the parts of each limb."""

    joints: Joints
    spine: Spine
    angles: Mapping[str, float]


def unit(angle: float) -> complex:
    """The step of one centimetre in a direction."""
    return rect(1, radians(angle))


def bend_of(spine: tuple[float, float, float], body: Body, start: complex = 0j) -> Spine:
    """The smooth spine with these directions of pelvis, loin and chest."""
    nodes = tuple(zip(body.spine_nodes, spine, strict=True))
    made = Spine(start, nodes, (0j, 0j))
    points = [0j]
    for step in range(int(body.trunk / FINE) + 1):
        points.append(points[-1] + FINE * unit(made.angle((step + 0.5) * FINE)))
    return Spine(start, nodes, tuple(points))


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


def solve(pose: Pose, view: str, body: Body) -> Skeleton:
    """The skeleton of a pose. Raises CannotReachError."""
    spine = bend_of(tuple(pose["spine"]), body)
    skeleton = Skeleton(joints={}, spine=spine, angles={})
    place(skeleton, pose, view, body, anchored=False)
    name, at = pose["pin"]
    shift = complex(*at) - skeleton.joints[name]
    moved = Skeleton({}, Spine(shift, spine.nodes, spine.points), {})
    place(moved, pose, view, body, anchored=True)
    return moved


def place(skeleton: Skeleton, pose: Pose, view: str, body: Body, *, anchored: bool) -> None:
    """Fills in the joints; limbs that reach for a point only once the body is `anchored`."""
    spine, joints = skeleton.spine, skeleton.joints
    joints["hip"], joints["neck"] = spine.at(0), spine.at(body.trunk)
    joints["waist"], joints["chest"] = spine.at(body.spine_nodes[1]), spine.at(body.spine_nodes[2])
    neck, head = pose["head"]
    joints["skull"] = joints["neck"] + body.neck * unit(neck)
    joints["face"] = joints["skull"] + body.skull * unit(head)
    skeleton.angles.update(neck=neck, head=head)  # type: ignore[attr-defined]
    lift = complex(*pose.get("shoulder", (0, 0)))
    for names, base, along, half in (
        (ARMS, "shoulder", body.shoulder, body.shoulder_half),
        (LEGS, "hip", 0.0, body.hip_half),
    ):
        across = unit(spine.angle(along) + 90) * half
        for name, side in zip(names, (1, -1), strict=True):
            far = name.startswith("far")
            root = spine.at(along) + (lift if base == "shoulder" else 0)
            if view == "front":
                root += across * side
                if base == "shoulder":
                    root += lift.conjugate() - lift if far else 0
            elif far:
                root += body.far
            limb = pose.get(name) or pose[name.removeprefix("far_")]
            if "to" not in limb or anchored:
                own = name in pose or not far
                stretch(skeleton, name, root, limb, view, body, own=own)


def stretch(
    skeleton: Skeleton,
    name: str,
    root: complex,
    limb: Pose,
    view: str,
    body: Body,
    *,
    own: bool,
) -> None:
    """Fills in one limb; not `own`: it does what the near one does, a little further away."""
    is_leg, tag = name.endswith("leg"), "far_" if name.startswith("far") else ""
    upper, lower = body.leg if is_leg else body.arm
    longest = upper + lower
    short = limb.get("short", (1, 1))
    end = limb.get("end")
    if "to" in limb:
        target = complex(*limb["to"]) + (0 if own or not is_leg else body.far_foot)
        held = 0 if is_leg else body.hand
        if end is not None and held:
            target -= held * unit(end)
            held = 0
        if view == "front" and is_leg:
            one = two = degrees(phase(target - root))
            short = (abs(target - root) / longest,) * 2
        else:
            forward = is_leg if view == "side" else not tag
            if limb.get("turned"):
                forward = not forward
            one, two = reach(root, target, (upper, lower + held), forward=forward)
        gap = abs(target - root) - longest - held
        if gap > body.tolerance:
            raise CannotReachError(f"{name} is {gap:.1f} cm too short to reach its point")
    else:
        one, two = limb["upper"], limb["lower"]
    middle = root + upper * short[0] * unit(one)
    tip = middle + lower * short[1] * unit(two)
    names = ("thigh", "knee", "ankle") if is_leg else ("shoulder", "elbow", "wrist")
    if end is None:
        end = (two + 90 if "to" not in limb else 0) if is_leg else two
    joints = dict(zip((tag + part for part in names), (root, middle, tip), strict=True))
    if is_leg:
        joints[tag + "toe"] = tip + body.toe * unit(end) + body.sole * unit(end - 90)
        joints[tag + "heel"] = tip - body.heel * unit(end) + body.sole * unit(end - 90)
    else:
        joints[tag + "hand"] = tip + body.hand * unit(end)
    skeleton.joints.update(joints)
    found = {f"{name}_upper": one, f"{name}_lower": two, f"{name}_end": end}
    skeleton.angles.update(found)  # type: ignore[attr-defined]
