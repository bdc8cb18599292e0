"""How far the joints of a pose are bent, held against what a body can do. Pure."""

from collections.abc import Iterator

from backrehab.exercises.movements.measures import Body
from backrehab.exercises.movements.skeleton import ARMS, LEGS, SIDE, Pose, Skeleton, shortened


def turned(degrees: float, lowest: float) -> float:
    """The same direction, counted within a whole turn from a little below `lowest`."""
    start = lowest - 60
    return (degrees - start) % 360 + start


def bends(skeleton: Skeleton, pose: Pose, body: Body) -> Iterator[tuple[str, str, float]]:
    """Of each joint in a side view: its name, the limit that it has, and its angle in degrees.

    Flexion is positive; a straight joint is 0. Limbs that look shortened point out of the
    picture: their angles say nothing.
    """
    if skeleton.view != SIDE:
        return
    (_low, pelvis), (_middle, loin), (_high, chest) = skeleton.spine.nodes
    angles = skeleton.angles
    found = [
        ("lower spine", "lower_spine", pelvis - loin),
        ("upper spine", "upper_spine", loin - chest),
        ("neck", "neck", chest - angles["neck"]),
    ]
    for name in (*ARMS, *LEGS):
        limb = pose.get(name) or pose[name.removeprefix("far_")]
        if shortened(limb) != (1.0, 1.0):
            continue
        upper, lower, end = (angles[f"{name}_{part}"] for part in ("upper", "lower", "end"))
        tag = name[:-3].replace("_", " ")
        if name in ARMS:
            found += [
                (f"{tag}shoulder", "shoulder", upper + 180 - chest),
                (f"{tag}elbow", "elbow", lower - upper),
            ]
        else:
            found += [
                (f"{tag}hip", "hip", upper + 180 - pelvis),
                (f"{tag}knee", "knee", upper - lower),
                (f"{tag}ankle", "ankle", end - lower),
            ]
    for joint, limit, degrees in found:
        yield joint, limit, turned(degrees, body.limits[limit][0])


def strains(skeleton: Skeleton, pose: Pose, body: Body) -> Iterator[str]:
    """What a body could not do in this pose, in words."""
    for name, gap in skeleton.gaps.items():
        if gap > body.tolerance:
            yield f"{name} is {gap:.1f} cm too short for the point it reaches for"
    for joint, limit, degrees in bends(skeleton, pose, body):
        lowest, highest = body.limits[limit]
        if not lowest <= degrees <= highest:
            yield f"bends the {joint} by {degrees:.0f}°; from {lowest}° to {highest}° is possible"
