"""The moving figure of an exercise, prepared for its template."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from backrehab.exercises.cards import ExerciseCard
from backrehab.exercises.movements.drawing import drawn

# Wider than this many times its height, a figure lies: it gets the whole width of its place.
LYING = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One figure. `film` moves, `frames` are its key frames, `still` is the one to show alone;
    each is the inside of an `<svg>` with this `view_box`. `alt` says what the figure shows;
    `again` is the id of the element around the button that moves it again."""

    again: str
    alt: str
    view_box: str
    lying: bool
    film: SafeString
    frames: tuple[SafeString, ...]
    still: SafeString


def movement(card: ExerciseCard) -> Movement | None:
    """The figure of an exercise with its main muscles marked; None if it has none. No query."""
    found = drawn(card.key, tuple(muscle.key for muscle in card.muscles if muscle.main))
    if found is None:
        return None
    # Made of checked numbers and keys by `drawing.py`: nothing in it was typed by a person.
    return Movement(
        again=found.again,
        alt=found.alt,
        view_box=found.view_box,
        lying=found.width > LYING * found.height,
        film=mark_safe(found.film),  # noqa: S308
        frames=tuple(mark_safe(frame) for frame in found.frames),  # noqa: S308
        still=mark_safe(found.still),  # noqa: S308
    )
