"""The poses of each exercise: read from `fixtures/figures/`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from backrehab.exercises.movements.measures import Body, Patch

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    exercise: str
    view: str
    alt: str
    box: tuple[float, ...]
    seconds: float
    cycle: bool
    props: tuple[dict[str, Any], ...]
    frames: tuple[dict[str, Any], ...]


@cache
def body() -> Body:
    data = json.loads((FIXTURES / "body.json").read_text())
    lengths = {k: tuple(v) if isinstance(v, list) else v for k, v in data["lengths"].items()}
    for k in ("far", "far_foot"):
        lengths[k] = complex(*lengths[k])
    return Body(
        **lengths,
        **{k: data[k] for k in ("outline", "limbs", "head", "hair", "limits", "muscles")},
        patches={v: {p["key"]: Patch(key=p["key"], on=p["on"], corners=tuple(map(tuple, p["corners"]))) for p in ps} for v, ps in data["patches"].items()},
    )


def resolved(value, points):
    if isinstance(value, dict):
        return {k: resolved(v, points) if k not in ("kind","layer") else v for k, v in value.items()}
    if isinstance(value, list):
        return [resolved(v, points) for v in value]
    if isinstance(value, str) and value in points:
        return points[value]
    return value


@cache
def figures() -> dict[str, Figure]:
    out = {}
    for e in json.loads((FIXTURES / "figures.json").read_text()):
        pts = e.get("points", {})
        first = e["frames"][0]
        frames = tuple(resolved({**first, **f}, pts) for f in e["frames"])
        out[e["exercise"]] = Figure(exercise=e["exercise"], view=e["view"], alt=e["alt"], box=tuple(e["box"]), seconds=e.get("seconds", 4.4), cycle=e.get("cycle", False), props=tuple(resolved(p, pts) for p in e.get("props", [])), frames=frames)
    return out
