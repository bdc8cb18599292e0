"""What takes the place of an exercise, by the health check or for want of what it needs.

Such a day counts like any other of its stage, for the gate looks at pain
(docs/decisions/0031-no-bar-is-remembered-as-equipment.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue, DoseCard, ExerciseCard
from backrehab.exercises.catalogue import has_way
from backrehab.progression.explain import in_sentence
from backrehab.screening.queries import current_screening


class Because(StrEnum):
    """Why an exercise is replaced."""

    LIMIT = "limit"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True)
class StandIn:
    """An exercise and what can take its place. `because` is None while it does not; `needs` names
    what the exercise can't be done without, and is empty where the person has no say.

    `other` is the name of the one of the two that is not done, `way` its key: what the button sends
    that changes it.
    """

    asked: ExerciseCard
    card: ExerciseCard
    because: Because | None
    needs: str
    other: str
    way: str


def replaced_because(
    card: ExerciseCard, *, limits: Collection[str], equipment: Collection[str]
) -> Because | None:
    """Why another exercise takes the place of this one; None if it is done itself."""
    if not card.substitute_key:
        return None
    if not card.blocked_by.isdisjoint(limits):
        return Because.LIMIT
    return None if has_way(card, equipment) else Because.EQUIPMENT


def stand_in(
    card: ExerciseCard, catalogue: Catalogue, *, limits: Collection[str], equipment: Collection[str]
) -> StandIn | None:
    """What takes the exercise's place, or can; None where there is nothing to choose or to say."""
    if not card.substitute_key:
        return None
    because = replaced_because(card, limits=limits, equipment=equipment)
    needs = frozenset() if because is Because.LIMIT else needed(card)
    if because is None and not needs:
        return None
    names = [in_sentence(catalogue.equipment[key].name) for key in sorted(needs)]
    instead = catalogue.exercises[card.substitute_key]
    other = card if because else instead
    return StandIn(card, instead, because, ", ".join(names), other.name, other.key)


def needed(card: ExerciseCard) -> frozenset[str]:
    """The things (keys) without which there is no way to do the exercise."""
    return frozenset.intersection(*(variant.equipment for variant in card.variants))


def way_on(card: ExerciseCard, *, limits: Collection[str], equipment: Collection[str]) -> str:
    """What is written down with a day as the way it is done: the stand-in, or nothing."""
    replaced = replaced_because(card, limits=limits, equipment=equipment)
    return card.substitute_key if replaced else ""


def way_of(user: User, card: ExerciseCard) -> str:
    """The same by the person's health check and equipment; a query for a card with a stand-in."""
    if not card.substitute_key:
        return ""
    return way_on(card, limits=current_screening(user).limits, equipment=user.equipment)


def own_dose(key: str, catalogue: Catalogue) -> DoseCard | None:
    """The dose that a programme gives to an exercise which can take another's place."""
    for programme in catalogue.programmes.values():
        for item in programme.items:
            if item.exercise_key == key:
                return item.dose
    return None


def swapped(catalogue: Catalogue, way: str) -> ExerciseCard | None:
    """The exercise that such a button is about (`StandIn.way`), or None if it is about none."""
    found = (
        card
        for card in catalogue.exercises.values()
        if card.substitute_key and way in {card.key, card.substitute_key} and needed(card)
    )
    return next(found, None)


def equipment_after(
    card: ExerciseCard, way: str, catalogue: Catalogue, equipment: Collection[str]
) -> list[str]:
    """What the person has at hand once they said that they have, or have not, what it needs."""
    needs = needed(card)
    have = {*equipment} | needs if way == card.key else {*equipment} - needs
    return [key for key in catalogue.equipment if key in have]
