"""Finds exercises in the catalogue: by words, stage, programme, muscle and equipment."""

from collections.abc import Collection
from dataclasses import dataclass

from backrehab.exercises.cards import Catalogue, ExerciseCard
from backrehab.exercises.catalogue import best_variant

LADDER = "ladder"  # in place of a programme: every stage
NO_EQUIPMENT = "none"  # in place of equipment: can be done without any
MINE = "mine"  # in place of equipment: with what this person has
SHORT = 3  # letters of a word that is looked for as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; an empty field asks for nothing. All that are filled must hold."""

    words: str = ""
    stage: str = ""
    programme: str = ""
    muscle: str = ""
    equipment: str = ""
    mine: Collection[str] = ()


def find_exercises(catalogue: Catalogue, search: Search) -> list[ExerciseCard]:
    """The exercises that match, in the catalogue's order; keys it doesn't know match nothing."""
    words = [stem(word) for word in search.words.casefold().split()]
    return [
        card
        for card in catalogue.exercises.values()
        if all(word in card.search_text for word in words)
        and search.stage in ("", card.stage_key)
        and in_programme(card, search.programme)
        and search.muscle in ("", *(muscle.key for muscle in card.muscles))
        and has_equipment(card, search)
    ]


def stem(word: str) -> str:
    """A word as it is looked for: "bands" finds a band too."""
    return word.removesuffix("s") if len(word) > SHORT else word


def in_programme(card: ExerciseCard, programme: str) -> bool:
    """Whether the exercise belongs to the programme; `LADDER` stands for all stages."""
    if programme == LADDER:
        return bool(card.stage_key)
    return programme in ("", *card.programme_keys)


def has_equipment(card: ExerciseCard, search: Search) -> bool:
    """Whether there is a way to do the exercise that uses the equipment looked for."""
    if not search.equipment:
        return True
    if search.equipment == NO_EQUIPMENT:
        return best_variant(card, ()) is not None
    if search.equipment == MINE:
        return best_variant(card, search.mine) is not None
    return any(search.equipment in variant.equipment for variant in card.variants)
