"""The figure of the body on the pages of the catalogue, prepared for its template."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.exercises.anatomy import Label, Plate, Shape, plates
from backrehab.exercises.cards import Catalogue, ExerciseCard, MuscleCard

TITLES: Mapping[str, str | Promise] = {
    "back-surface": gettext_lazy("Back, outer layer"),
    "back-deep": gettext_lazy("Back, deeper layer"),
    "front": gettext_lazy("Front"),
}

# What a muscle is in a figure; also the end of its CSS class.
LINK, MAIN, HELPING, FAINT = "link", "main", "helping", "faint"

# In the figure's own units, of which a phone shows about one to a pixel.
LINE_HEIGHT = 15
LABEL_HEIGHT = 30
GAP = 4
EDGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A line of a label."""

    y: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLabel:
    """A name beside the body, the line from it to the muscle, and the box that can be pressed."""

    line: str
    box: Mapping[str, str]
    x: str
    on_left: bool
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMuscle:
    """A muscle in one plate. `again`: another plate has the link with its label.

    `fibres`: whether they are drawn; they would blur small pictures and dashed outlines.
    """

    key: str
    name: str
    url: str
    role: str
    shapes: tuple[Shape, ...]
    label: DrawnLabel | None
    again: bool
    fibres: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPlate:
    """One picture; `description` says in words what is marked in it."""

    plate: Plate
    title: str
    description: str
    view_box: str
    muscles: tuple[DrawnMuscle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The pictures that stand side by side; in a menu every muscle is a link to its page."""

    menu: bool
    small: bool
    plates: tuple[DrawnPlate, ...]


def menu_figure(catalogue: Catalogue) -> Figure:
    """The whole figure, in which every muscle leads to its page."""
    roles = dict.fromkeys(catalogue.muscles, LINK)
    drawn = [draw(catalogue, plate, roles, labelled=True) for plate in plates()]
    return Figure(menu=True, small=False, plates=tuple(drawn))


def muscle_figure(catalogue: Catalogue, muscle: MuscleCard) -> Figure:
    """The plates that show the muscle, with it and its name marked."""
    return picture(catalogue, {muscle.key: MAIN}, labelled=True)


def exercise_figure(catalogue: Catalogue, card: ExerciseCard) -> Figure:
    """The plates that show the muscles an exercise works, small."""
    roles = {muscle.key: MAIN if muscle.main else HELPING for muscle in card.muscles}
    return picture(catalogue, roles, labelled=False)


def picture(catalogue: Catalogue, roles: Mapping[str, str], *, labelled: bool) -> Figure:
    """The plates in which at least one of these muscles is seen."""
    seen = [plate for plate in plates() if any(shape.muscle in roles for shape in plate.shapes)]
    drawn = [draw(catalogue, plate, roles, labelled=labelled) for plate in seen]
    return Figure(menu=False, small=not labelled, plates=tuple(drawn))


def draw(
    catalogue: Catalogue, plate: Plate, roles: Mapping[str, str], *, labelled: bool
) -> DrawnPlate:
    """One plate: what is marked is painted last, so that nothing lies over it."""
    muscles = [
        drawn_muscle(catalogue, plate, key, roles.get(key, FAINT), labelled=labelled)
        for key in dict.fromkeys(shape.muscle for shape in plate.shapes)
        if visible_shapes(plate, key, roles.get(key, FAINT))
    ]
    order = (FAINT, LINK, HELPING, MAIN)
    return DrawnPlate(
        plate=plate,
        title=str(TITLES.get(plate.key, plate.key)),
        description=described(muscles, alone=labelled),
        view_box=" ".join(map(str, plate.box if labelled else plate.bare_box)),
        muscles=tuple(sorted(muscles, key=lambda muscle: order.index(muscle.role))),
    )


def visible_shapes(plate: Plate, key: str, role: str) -> tuple[Shape, ...]:
    """The muscle's shapes in the plate; some are seen only when the muscle is marked."""
    marked = role in (MAIN, HELPING)
    return tuple(
        shape for shape in plate.shapes if shape.muscle == key and (marked or not shape.only_marked)
    )


def drawn_muscle(
    catalogue: Catalogue, plate: Plate, key: str, role: str, *, labelled: bool
) -> DrawnMuscle:
    """One muscle of a plate; one that the catalogue no longer has is only drawn."""
    card = catalogue.muscles.get(key)
    named = labelled and card is not None and role in (LINK, MAIN)
    label = next((one for one in plate.labels if named and one.muscle == key), None)
    return DrawnMuscle(
        key=key,
        name=card.name if card else "",
        url=reverse("muscle_detail", args=[key]) if card else "",
        role=role if card else FAINT,
        shapes=visible_shapes(plate, key, role),
        label=drawn_label(plate, label, card.name) if label and card else None,
        again=label is None,
        fibres=named,
    )


def drawn_label(plate: Plate, label: Label, name: str) -> DrawnLabel:
    """The name, a word a line and without what stands in brackets, beside the body."""
    left, _top, width, _height = plate.box
    on_left = label.x < 0
    start, end = (left, label.x) if on_left else (label.x, left + width)
    words = name.partition(" (")[0].split()
    height = max(LABEL_HEIGHT, LINE_HEIGHT * len(words) + GAP)
    first = label.y - LINE_HEIGHT * (len(words) - 1) / 2 + GAP
    return DrawnLabel(
        line=f"M{label.x} {label.y}L{label.to_x} {label.to_y}",
        box={
            "x": str(start + EDGE),
            "y": f"{label.y - height / 2:g}",
            "width": str(end - start - 2 * EDGE),
            "height": str(height),
        },
        x=str(label.x - GAP if on_left else label.x + GAP),
        on_left=on_left,
        words=tuple(
            Word(y=f"{first + LINE_HEIGHT * number:g}", text=word)
            for number, word in enumerate(words)
        ),
    )


def described(muscles: list[DrawnMuscle], *, alone: bool) -> str:
    """What is marked, in words: one muscle, or the main ones and those that help."""
    main = ", ".join(muscle.name for muscle in muscles if muscle.role == MAIN)
    helping = ", ".join(muscle.name for muscle in muscles if muscle.role == HELPING)
    parts = []
    if main:
        text = _("Marked: %(names)s.") if alone else _("Main: %(names)s.")
        parts.append(text % {"names": main})
    if helping:
        parts.append(_("Helping: %(names)s.") % {"names": helping})
    return " ".join(parts)
