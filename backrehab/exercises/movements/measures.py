"""The measures of the drawn body, as `fixtures/figures/body.json` gives them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A part of the body that can be marked: corners along a part and across it.

    On the trunk: centimetres above the hip joints, and -1 (back) to 1 (front, or the other side).
    On the thigh: 0 (hip) to 1 (knee), and -1 (back) to 1 (front).
    """

    key: str
    on: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Lengths and half widths in centimetres, limits in degrees."""

    trunk: float
    spine_nodes: tuple[float, float, float]
    neck: float
    skull: float
    shoulder: float
    shoulder_half: float
    hip_half: float
    arm: tuple[float, float]
    hand: float
    leg: tuple[float, float]
    # From the ankle, in a foot that points to the right: heel and toes.
    foot: tuple[tuple[float, float], tuple[float, float]]
    # Seen from the front: how far heel and toes are from the ankle.
    front_foot: tuple[float, float]
    far: complex
    tolerance: float
    # For each view: how far above the hip, and how wide to the back and to the front.
    outline: Mapping[str, tuple[tuple[float, float, float], ...]]
    # Half widths of each part of a limb at its start and end, and how much it bulges to the
    # front and to the back.
    limbs: Mapping[str, tuple[float, float, float, float]]
    head: Mapping[str, tuple[tuple[float, float], ...]]
    hair: Mapping[str, tuple[tuple[float, float], ...]]
    limits: Mapping[str, tuple[float, float]]
    patches: Mapping[str, Mapping[str, Patch]]
    # Muscle (key) to patch (key).
    muscles: Mapping[str, str]
