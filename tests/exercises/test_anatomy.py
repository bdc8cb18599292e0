"""The figure of the body: complete, and every fault of its file is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backrehab.exercises.anatomy import (
    FIGURE,
    MUSCLES,
    POINTS,
    AnatomyInvalidError,
    plates,
    read_figure,
)

KEYS = [muscle["key"] for muscle in json.loads(MUSCLES.read_text())]
SQUARE = "M0 10L20 10L20 30L0 30Z"
type Edit = Callable[[dict[str, Any]], object]


def small() -> dict[str, Any]:
    """A figure of one muscle, as small as it can be."""
    return {
        "views": [
            {
                "key": "back",
                "view_box": [-50, 0, 100, 100],
                "bare_box": [-30, 0, 60, 100],
                "body": "M0 0L30 0L30 100L0 100",
                "plates": [{"key": "back-surface", "layers": ["surface"]}],
            }
        ],
        "shapes": [{"muscle": "latissimus", "view": "back", "layer": "surface", "path": SQUARE}],
        "labels": [{"muscle": "latissimus", "plate": "back-surface", "at": [40, 20], "to": [9, 9]}],
    }


def problems(tmp_path: Path, text: str, muscles: list[str] | None = None) -> list[str]:
    """What is wrong with a file of this text, a line for each fault."""
    path = tmp_path / "figure.json"
    path.write_text(text)
    with pytest.raises(AnatomyInvalidError) as caught:
        read_figure(path, ["latissimus"] if muscles is None else muscles)
    return str(caught.value).splitlines()


def test_the_small_figure_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "figure.json"
    path.write_text(json.dumps(small()))
    (plate,) = read_figure(path, ["latissimus"])
    assert (plate.key, plate.box, plate.bones) == ("back-surface", (-50, 0, 100, 100), "")
    assert [(shape.muscle, shape.path, shape.fibres) for shape in plate.shapes] == [
        ("latissimus", SQUARE, "")
    ]
    assert [(label.x, label.y, label.to_x, label.to_y) for label in plate.labels] == [
        (40, 20, 9, 9)
    ]


PATH = "is not a path of M, L, Q and C with absolute points"
SHAPE = "figure.json · shapes 1 (latissimus)"
LABEL = "figure.json · labels 1 (latissimus)"
VIEW = "figure.json · views 1 (back)"
BOX = "must be a list of 4 whole numbers between -999 and 999"


def set_in(part: str, **values: object) -> Edit:
    return lambda data: data[part][0].update(values)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda data: data.pop("labels"), "figure.json: must be an object with exactly views, "),
        (lambda data: data.update(more=1), "figure.json: must be an object with exactly views, "),
        (lambda data: data.update(shapes=[]), "figure.json · shapes: must be a list of entries"),
        (lambda data: data.update(shapes=[7]), "figure.json · shapes 1: must be an object"),
        (set_in("views", body="M0 0"), f"{VIEW} · body: {PATH}"),
        (set_in("views", body=3), f"{VIEW} · body: must be a text, not a number"),
        (set_in("views", view_box=[0, 0, 9]), f"{VIEW} · view_box: {BOX}"),
        (set_in("views", bare_box=[0, 0, 9, 1000]), f"{VIEW} · bare_box: {BOX}"),
        (set_in("views", bare_box=[0, 0, 9, True]), f"{VIEW} · bare_box: {BOX}"),
        (set_in("views", bare_box="0 0 9 9"), f"{VIEW} · bare_box: {BOX}"),
        (set_in("views", plates=[]), f"{VIEW} · plates: has 0 entries"),
        (
            set_in("views", plates=[{"key": "back-surface", "layers": ["skin"]}]),
            f"{VIEW} · plates[0].layers[0]: 'skin' is unknown; known are deep, surface",
        ),
        (
            lambda data: data["views"][0]["plates"][0].update(bones="M1 1 H2"),
            f"{VIEW} · plates[0].bones: {PATH}",
        ),
        (
            lambda data: data["views"][0]["plates"].append(data["views"][0]["plates"][0]),
            f"{VIEW} · plates[0].key: 'back-surface' stands twice",
        ),
        (lambda data: data["views"].append(data["views"][0]), f"{VIEW} · key: stands twice"),
        (set_in("shapes", colour="red"), f"{SHAPE} · colour: unknown field"),
        (lambda data: data["shapes"][0].pop("path"), f"{SHAPE} · path: is missing"),
        (set_in("shapes", layer="skin"), f"{SHAPE} · layer: 'skin' is unknown"),
        (set_in("shapes", layer="deep"), f"{SHAPE} · layer: no plate of 'back' shows the deep"),
        (set_in("shapes", view="front"), f"{SHAPE} · view: 'front' is unknown; known are back"),
        (set_in("shapes", only_marked=1), f"{SHAPE} · only_marked: must be true or false"),
        (set_in("shapes", only_marked=True), "figure.json · shapes · muscle: 'latissimus' has no"),
        (set_in("shapes", hit="M1 1L2 2"), f"{SHAPE} · hit: {PATH} that ends with Z"),
        (set_in("shapes", hit="M1 1L51 2Z"), f"{SHAPE} · hit: leaves the right half"),
        (set_in("shapes", fibres="M1 1"), f"{SHAPE} · fibres: {PATH}"),
        (set_in("shapes", path="M-1 1L2 2Z"), f"{SHAPE} · path: leaves the right half"),
        (set_in("shapes", path="M1 1L51 2Z"), f"{SHAPE} · path: leaves the right half"),
        (set_in("shapes", path="M1 1L5 100.5Z"), f"{SHAPE} · path: leaves the right half"),
        (
            lambda data: data["shapes"].append(data["shapes"][0] | {"muscle": "biceps"}),
            "figure.json · shapes 2 (biceps) · muscle: 'biceps' is not a muscle of the catalogue",
        ),
        (set_in("labels", plate="front"), f"{LABEL} · plate: 'front' is unknown; known are back-s"),
        (set_in("labels", at=[1.5, 2]), f"{LABEL} · at: must be a list of 2 whole numbers"),
        (
            set_in("labels", muscle="biceps"),
            "figure.json · labels 1 (biceps) · muscle: 'back-surface' does not show 'biceps'",
        ),
        (
            lambda data: data["labels"].append(data["labels"][0]),
            f"{LABEL} · muscle: is labelled twice",
        ),
    ],
)
def test_each_fault_is_named(tmp_path: Path, edit: Edit, expected: str) -> None:
    data = small()
    edit(data)
    assert problems(tmp_path, json.dumps(data))[0].startswith(expected)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "M1 1Z",
        "M1 1L2 2",
        "M1 1 L2 2Z",
        "M1,1L2,2Z",
        "M1 1l2 2Z",
        "M1 1L2 2Z\n",
        "M1 1L2 2.25Z",
        "M1 1L2 1000Z",
        "M1 1A5 5 0 0 1 2 2Z",
        "M1 1L1e9 2Z",
        'M1 1L2 2Z"/><script>',
        "M1 1L2 2Z' onload='x",
        "L1 1L2 2Z",
        "M1 1C2 2 3 3Z",
        "M١ 1L2 2Z",
    ],
)
def test_nothing_but_a_path_gets_in(tmp_path: Path, path: str) -> None:
    data = small()
    data["shapes"][0]["path"] = path
    assert problems(tmp_path, json.dumps(data)) == [f"{SHAPE} · path: {PATH} that ends with Z"]


def test_a_path_has_a_longest_length(tmp_path: Path) -> None:
    data = small()
    data["shapes"][0]["path"] = SQUARE * 100
    assert problems(tmp_path, json.dumps(data)) == [
        f"{SHAPE} · path: is 2300 characters long; at most 1600 are allowed"
    ]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    assert problems(tmp_path, json.dumps(small()), ["latissimus", "biceps", "triceps"]) == [
        "figure.json · shapes · muscle: 'biceps' has no shape",
        "figure.json · shapes · muscle: 'triceps' has no shape",
        "figure.json · labels · muscle: 'biceps' has no label",
        "figure.json · labels · muscle: 'triceps' has no label",
    ]


def test_what_is_no_figure_at_all(tmp_path: Path) -> None:
    assert problems(tmp_path, "{")[0].startswith("figure.json: is not valid JSON: ")
    assert problems(tmp_path, "[]") == [
        "figure.json: must be an object with exactly views, shapes, labels"
    ]
    with pytest.raises(AnatomyInvalidError) as caught:
        read_figure(tmp_path / "none.json", KEYS)
    assert str(caught.value) == "none.json: can't be read: No such file or directory"


def test_the_real_figure_shows_and_names_every_muscle_once() -> None:
    assert read_figure(FIGURE, KEYS) == plates()
    labelled = [label.muscle for plate in plates() for label in plate.labels]
    assert sorted(labelled) == sorted(KEYS)
    assert {shape.muscle for plate in plates() for shape in plate.shapes} == set(KEYS)
    assert [plate.key for plate in plates()] == ["back-surface", "back-deep", "front"]


def test_labels_stand_beside_the_body_and_point_into_the_view() -> None:
    for plate in plates():
        left, top, width, height = plate.box
        bare_left, _top, bare_width, _height = plate.bare_box
        for label in plate.labels:
            assert left < label.x < left + width
            assert bare_left < label.to_x < bare_left + bare_width
            assert top < label.to_y < top + height


def top_and_edge(muscle: str, layer: str) -> tuple[float, float]:
    """How high a muscle reaches in the back view, and how far from the middle."""
    (shape,) = [
        shape
        for plate in plates()
        for shape in plate.shapes
        if (shape.muscle, shape.view, shape.layer) == (muscle, "back", layer)
        and not shape.only_marked
    ]
    points = [(float(x), float(y)) for x, y in POINTS.findall(shape.path)]
    return min(y for _x, y in points), max(x for x, _y in points)


def test_muscles_lie_where_they_belong() -> None:
    surface = ["trapezius", "latissimus-dorsi", "gluteus-medius", "gluteus-maximus", "hamstrings"]
    heights = [top_and_edge(muscle, "surface")[0] for muscle in surface]
    assert heights == sorted(heights)
    columns = ["spinalis", "longissimus", "iliocostalis", "paraspinals"]
    edges = [top_and_edge(muscle, "deep")[1] for muscle in columns]
    assert edges == sorted(edges)
    assert top_and_edge("rhomboid-minor", "deep")[0] < top_and_edge("rhomboid-major", "deep")[0]
    assert top_and_edge("gluteus-minimus", "deep")[0] < top_and_edge("piriformis", "deep")[0]
