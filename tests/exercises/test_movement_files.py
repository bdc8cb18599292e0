"""The poses of the exercises: complete, and every fault of their files is named."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backrehab.exercises.movements.drawing import SECONDS, Drawn, drawn
from backrehab.exercises.movements.poses import (
    BODY_FILE,
    EXERCISES,
    FIGURES,
    MUSCLES,
    FiguresInvalidError,
    body,
    figures,
    keys_of,
    read_body,
    read_figures,
)

type Edit = Callable[[Any], object]

CATALOGUE = {one["key"]: one for one in json.loads(EXERCISES.read_text())}
# What a figure may take, with all its moments and stills, as it goes over the line.
MOST_BYTES = 4096


def picture(key: str) -> Drawn:
    """The figure of an exercise with its main muscles marked."""
    found = drawn(key, tuple(CATALOGUE[key]["muscles"]["main"]))
    assert found is not None
    return found


def test_every_exercise_has_a_figure_and_every_figure_an_exercise() -> None:
    assert list(figures()) == keys_of(EXERCISES)
    assert drawn("no-such-exercise", ()) is None


@pytest.mark.parametrize("key", CATALOGUE)
def test_each_figure_is_small_says_what_it_shows_and_marks_muscles(key: str) -> None:
    one = picture(key)
    inside = one.film + "".join(one.frames)
    assert len(gzip.compress(inside.encode())) <= MOST_BYTES - 400
    assert one.alt.endswith(".")
    assert 1 <= one.alt.count(".") <= 3
    assert '<g class="mark">' in one.film
    assert '<g class="mark">' in one.still
    assert 2 <= len(one.frames) <= 4
    assert "<animate" in one.film
    assert "<animate" not in "".join(one.frames)
    assert "style" not in inside


def test_a_figure_moves_for_less_than_five_seconds() -> None:
    assert SECONDS < 5


def test_each_moment_of_a_shape_has_the_same_commands() -> None:
    """Else a browser would jump from one to the next instead of moving."""
    for key in CATALOGUE:
        for part in picture(key).film.split('values="')[1:]:
            values = part.partition('"')[0].split(";")
            letters = {"".join(filter(str.isalpha, value)) for value in values}
            assert len(letters) == 1, key
            assert values[0] == values[-1], key


def small() -> list[dict[str, Any]]:
    """A file of one figure, as small as it can be."""
    leg = {"to": "foot"}
    return [
        {
            "exercise": "stand",
            "view": "side",
            "alt": "A person stands.",
            "box": [-50, -5, 100, 185],
            "points": {"foot": [0, 7]},
            "props": [{"kind": "post", "at": "foot", "to": "hand"}],
            "frames": [
                {
                    "pin": ["hip", [0, 88]],
                    "spine": [90, 90, 90],
                    "head": [90, 90],
                    "arm": {"upper": -90, "lower": -90},
                    "leg": leg,
                },
                {"pin": ["hip", [0, 80]]},
            ],
        }
    ]


def problems(tmp_path: Path, text: str, exercises: list[str] | None = None) -> list[str]:
    """What is wrong with a file of this text, a line for each fault."""
    path = tmp_path / "figures.json"
    path.write_text(text)
    with pytest.raises(FiguresInvalidError) as caught:
        read_figures(path, body(), ["stand"] if exercises is None else exercises)
    return str(caught.value).splitlines()


def test_the_small_file_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text(json.dumps(small()))
    figure = read_figures(path, body(), ["stand"])["stand"]
    assert (figure.view, figure.still, figure.cycle) == ("side", 1, False)
    assert [frame["pin"] for frame in figure.frames] == [("hip", (0, 88)), ("hip", (0, 80))]
    assert figure.frames[1]["leg"] == {"to": (0, 7)}
    assert figure.props == ({"kind": "post", "at": (0, 7), "to": "hand"},)


ONE = "figures.json · stand"


def put(**values: object) -> Edit:
    """Sets fields of the figure."""
    return lambda data: data[0].update(values)


def pose(number: int, **values: object) -> Edit:
    """Sets fields of a frame."""
    return lambda data: data[0]["frames"][number].update(values)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (put(view="above"), f"{ONE} · view: 'above' is unknown; known are side, front, top"),
        (put(alt=""), f"{ONE} · alt: must be a text without spaces"),
        (put(alt="This heals."), f"{ONE} · alt: has the forbidden word 'heals'"),
        (put(alt="x" * 300), f"{ONE} · alt: is 300 characters long"),
        (put(box=[0, 0, 9]), f"{ONE} · box: has 3 entries; it must have from 4 to 4"),
        (put(box=[0, 0, 9, "9"]), f"{ONE} · box[3]: must be a number, not a text"),
        (put(cycle=1), f"{ONE} · cycle: must be true or false"),
        (put(still=2), f"{ONE} · still: there is no such frame"),
        (put(colour="red"), f"{ONE} · colour: unknown field"),
        (lambda data: data[0].pop("alt"), f"{ONE} · alt: is missing"),
        (put(frames=[{}]), f"{ONE} · frames: has 1 entries; it must have from 2 to 4"),
        (put(props=[{"kind": "sofa", "at": [0, 0]}]), f"{ONE} · props[0].kind: 'sofa' is unknown"),
        (put(props=[{"kind": "bar"}]), f"{ONE} · props[0].at: is missing"),
        (
            put(props=[{"kind": "bar", "at": "tail"}]),
            f"{ONE} · props[0].at: 'tail' is no point and no joint",
        ),
        (pose(0, arm={"to": [0, 0], "upper": 3}), f"{ONE} · frames[0].arm: give either `to`, or"),
        (pose(0, arm={"upper": 3}), f"{ONE} · frames[0].arm: give either `to`, or both"),
        (pose(0, arm={"upper": 3, "lower": 400}), f"{ONE} · frames[0].arm.lower: is 400; it must"),
        (pose(0, pin=["hip"]), f"{ONE} · frames[0].pin: must be a joint and its point"),
        (pose(0, pin=["tail", [0, 0]]), f"{ONE} · frames[0].pin[0]: 'tail' is unknown"),
        (pose(0, leg={"to": "moon"}), f"{ONE} · frames[0].leg: 'moon' is no point"),
        (pose(0, spine=[90, True, 90]), f"{ONE} · frames[0].spine[1]: must be a number, not true"),
        (lambda data: data[0]["frames"][0].pop("head"), f"{ONE} · frames[0].head: is missing; a s"),
        (pose(1, belly=2), f"{ONE} · frames[1].belly: must stand in the first frame"),
        (pose(1, arm={"to": [0, 0]}), f"{ONE} · frames[1].arm: must have the same fields as in"),
        (pose(1, pin=["hip", [0, 95]]), f"{ONE} · frames[1]: leg is 5.0 cm too short for the poi"),
        (
            pose(1, arm={"upper": -90, "lower": -110}),
            f"{ONE} · frames[1]: bends the elbow by -20°; from -2° to 158° is possible",
        ),
        (
            pose(1, arm={"upper": 160, "lower": 170}),
            f"{ONE} · frames[1]: bends the shoulder by -110°; from -75° to 190° is possible",
        ),
        (pose(1, spine=[90, 90, 150]), f"{ONE} · frames[1]: bends the upper spine by -60°"),
        (put(box=[-50, -5, 100, 150]), f"{ONE} · frames[0]: the skull is outside the box"),
        (lambda data: data.append(data[0]), f"{ONE} · exercise: stands twice"),
        (put(exercise="fly"), "figures.json · fly · exercise: is not an exercise of the catal"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, edit: Edit, expected: str) -> None:
    data = small()
    edit(data)
    assert problems(tmp_path, json.dumps(data))[0].startswith(expected)


def test_what_is_no_file_of_figures_at_all(tmp_path: Path) -> None:
    assert problems(tmp_path, "{")[0].startswith("figures.json: is not valid JSON: ")
    assert problems(tmp_path, "[]") == ["figures.json: must be a list, and not empty"]
    assert problems(tmp_path, "[7]")[0].startswith("figures.json · entry 1: must be an object")
    with pytest.raises(FiguresInvalidError) as caught:
        read_figures(tmp_path / "none.json", body(), [])
    assert str(caught.value) == "none.json: can't be read: No such file or directory"


def test_an_exercise_without_a_figure_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path, json.dumps(small()), ["stand", "fly"]) == [
        "figures.json · fly: has no figure"
    ]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda data: data.pop("hair"), "hair: is missing"),
        (lambda data: data["lengths"].update(trunk=0), "lengths.trunk: is 0; it must be from 0.1"),
        (lambda data: data["limits"].update(knee=[0]), "limits.knee: has 1 entries"),
        (lambda data: data["muscles"].pop("piriformis"), "muscles: 'piriformis' has no part of t"),
        (
            lambda data: data["muscles"].update(biceps="back"),
            "muscles.biceps: is not a muscle of the catalogue",
        ),
        (
            lambda data: data["muscles"].update(piriformis="tail"),
            "muscles.piriformis: 'tail' has no patch in the side view",
        ),
        (
            lambda data: data["patches"]["side"].append(data["patches"]["side"][0]),
            "patches.side: 'back' stands twice",
        ),
    ],
)
def test_each_fault_of_the_body_is_named(tmp_path: Path, edit: Edit, expected: str) -> None:
    data = json.loads(BODY_FILE.read_text())
    edit(data)
    path = tmp_path / "body.json"
    path.write_text(json.dumps(data))
    with pytest.raises(FiguresInvalidError) as caught:
        read_body(path, keys_of(MUSCLES))
    assert str(caught.value).startswith(f"body.json · {expected}")


def test_the_real_files_are_valid() -> None:
    assert read_body(BODY_FILE, keys_of(MUSCLES)) == body()
    assert read_figures(FIGURES, body(), keys_of(EXERCISES)) == figures()
