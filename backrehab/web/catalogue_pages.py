"""What the pages of the catalogue show, prepared from its cards."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.exercises.cards import (
    Catalogue,
    DoseCard,
    ExerciseCard,
    ItemCard,
    MuscleCard,
    ProgrammeCard,
    StageCard,
    VariantCard,
    WorkedMuscle,
)
from backrehab.exercises.catalogue import best_variant, missing_text
from backrehab.exercises.models import Limit, Purpose, Region
from backrehab.exercises.search import Search
from backrehab.web.movement import Movement, movement

# The order of the groups on the list: what most people look for first.
GROUPS = (
    Purpose.STAGE,
    Purpose.FLARE_UP,
    Purpose.WARM_UP,
    Purpose.FUNDAMENTAL,
    Purpose.SCIATICA,
    Purpose.HIP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """An exercise in a list; `tag` is its stage, `dose` its amount in the programme shown."""

    url: str
    name: str
    summary: str
    tag: str
    needs: str
    dose: str = ""
    note: str = ""
    picture: Movement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Exercises under one heading; without one while a programme is shown."""

    title: str
    tiles: list[Tile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search found."""

    count_text: str
    groups: list[Group]
    programme: ProgrammeCard | None
    muscle: MuscleCard | None
    filtered: bool
    loaded: bool


def results(catalogue: Catalogue, found: list[ExerciseCard], search: Search) -> Results:
    """The exercises found: by what they are for, or in the order of the programme looked for."""
    programme = catalogue.programmes.get(search.programme)
    return Results(
        count_text=ngettext("%(n)d exercise", "%(n)d exercises", len(found)) % {"n": len(found)},
        groups=(
            programme_group(catalogue, programme, found)
            if programme
            else purpose_groups(catalogue, found)
        ),
        programme=programme,
        muscle=catalogue.muscles.get(search.muscle),
        filtered=any(
            (search.words, search.stage, search.programme, search.muscle, search.equipment)
        ),
        loaded=bool(catalogue.exercises),
    )


def purpose_groups(catalogue: Catalogue, found: list[ExerciseCard]) -> list[Group]:
    """The exercises by what they are for; only groups that have some."""
    grouped = {
        purpose: [tile(catalogue, card) for card in found if card.purpose == purpose]
        for purpose in GROUPS
    }
    return [
        Group(title=str(purpose.label), tiles=tiles) for purpose, tiles in grouped.items() if tiles
    ]


def programme_group(
    catalogue: Catalogue, programme: ProgrammeCard, found: list[ExerciseCard]
) -> list[Group]:
    """The exercises in the programme's order, with its doses."""
    keys = {card.key for card in found}
    tiles = [
        tile(catalogue, catalogue.exercises[item.exercise_key], item)
        for item in programme.items
        if item.exercise_key in keys
    ]
    return [Group(title="", tiles=tiles)] if tiles else []


def tile(catalogue: Catalogue, card: ExerciseCard, item: ItemCard | None = None) -> Tile:
    """One exercise in a list."""
    stage = catalogue.stages.get(card.stage_key)
    return Tile(
        url=exercise_url(card.key),
        name=card.name,
        summary=card.summary,
        tag=_("Stage %(number)s") % {"number": stage.number} if stage else "",
        needs=needs_text(card),
        dose=item.dose.text if item else "",
        note=item.note if item else "",
        picture=movement(card),
    )


def needs_text(card: ExerciseCard) -> str:
    """What the exercise needs at the least, in words."""
    easiest = min(card.variants, key=lambda variant: len(variant.equipment))
    if not easiest.needs:
        return _("Works without equipment")
    others = [one for one in card.variants if len(one.needs) == len(easiest.needs)]
    first = " + ".join(easiest.needs)
    if len(others) == 1:
        return first
    return _("%(first)s, or %(second)s") % {
        "first": first,
        "second": " + ".join(others[1].needs).lower(),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to do an exercise; `fits` for the first that a signed-in person's things allow."""

    variant: VariantCard
    needs: str
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A programme that an exercise belongs to, and its amount there."""

    url: str
    name: str
    item: ItemCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Amounts or ways that have the same sources: what they are called, and those sources."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExercisePage:
    """What stands on an exercise's page beside its own card."""

    eyebrow: str
    stage: StageCard | None
    levels: tuple[DoseCard, ...]
    ways: list[Way]
    missing: str
    main: list[WorkedMuscle]
    helping: list[WorkedMuscle]
    programmes: list[Membership]
    limits: list[str]
    substitute: ExerciseCard | None
    sourced: list[Sourced]


def exercise_page(
    catalogue: Catalogue, card: ExerciseCard, equipment: Collection[str] | None
) -> ExercisePage:
    """Everything about an exercise, for a person who has this equipment (keys; None: unknown)."""
    stage = catalogue.stages.get(card.stage_key)
    missing = "" if equipment is None else missing_text(card, equipment, catalogue)
    fitting = None if equipment is None else best_variant(card, equipment)
    programmes = [
        Membership(url=programme_url(key), name=programme.name, item=item)
        for key, programme in catalogue.programmes.items()
        for item in programme.items
        if item.exercise_key == card.key
    ]
    doses = [one.item.dose for one in programmes]
    return ExercisePage(
        eyebrow=eyebrow(card, stage),
        stage=stage,
        levels=stage.levels if stage else (),
        ways=[
            Way(
                variant=variant,
                needs=" + ".join(variant.needs) or _("No equipment"),
                fits=variant is fitting,
            )
            for variant in card.variants
        ],
        missing=missing,
        main=[muscle for muscle in card.muscles if muscle.main],
        helping=[muscle for muscle in card.muscles if not muscle.main],
        programmes=programmes,
        limits=[str(limit.label) for limit in Limit if limit in card.blocked_by],
        substitute=catalogue.exercises.get(card.substitute_key),
        sourced=sourced(card, card.variants, [*stage_doses(stage), *doses]),
    )


def eyebrow(card: ExerciseCard, stage: StageCard | None) -> str:
    """What the exercise is for, above its name."""
    if stage is None:
        return str(Purpose(card.purpose).label)
    place = _("Ladder, stage %(number)s") % {"number": stage.number}
    return f"{place} · {_('side branch')}" if stage.side_branch else place


def stage_doses(stage: StageCard | None) -> list[DoseCard]:
    """All doses of a stage, the one that stays of it included."""
    if stage is None:
        return []
    stays = stage.maintenance
    return [*stage.levels, *([stays.dose] if stays else ())]


def sourced(
    card: ExerciseCard, ways: Iterable[VariantCard], doses: Iterable[DoseCard]
) -> list[Sourced]:
    """Where the amounts, the ways and the pace of an exercise come from; same lines only once."""
    named: dict[tuple[str, ...], list[str]] = {}
    for dose in doses:
        named.setdefault(dose.source_texts, []).append(dose.text)
    for way in ways:
        named.setdefault(way.source_texts, []).append(way.name)
    named.setdefault(card.timing_texts, []).append(_("Minutes"))
    return [
        Sourced(name=", ".join(dict.fromkeys(names)), lines=lines) for lines, names in named.items()
    ]


# So many exercises of a muscle are named in the list of muscles; a link leads to all.
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleRow:
    """A muscle in the list, with some exercises in which it is a main one, or else helps."""

    card: MuscleCard
    exercises: list[ExerciseCard]
    helps_only: bool
    total: int
    all_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The muscles before and after one in the catalogue."""

    before: MuscleCard | None
    after: MuscleCard | None


def muscle_regions(catalogue: Catalogue) -> list[tuple[str, list[MuscleRow]]]:
    """The muscles by part of the body, in the catalogue's order."""
    return [
        (
            str(region.label),
            [
                muscle_row(catalogue, card)
                for card in catalogue.muscles.values()
                if card.region == region
            ],
        )
        for region in Region
    ]


def muscle_row(catalogue: Catalogue, card: MuscleCard) -> MuscleRow:
    """One muscle in the list."""
    return MuscleRow(
        card=card,
        exercises=[catalogue.exercises[key] for key in (card.main_in or card.helping_in)[:NAMED]],
        helps_only=not card.main_in,
        total=len(card.main_in) + len(card.helping_in),
        all_url=muscle_url(card.key),
    )


def neighbours(catalogue: Catalogue, card: MuscleCard) -> Neighbours:
    """The muscles before and after this one, for turning the pages."""
    cards = list(catalogue.muscles.values())
    place = cards.index(card)
    return Neighbours(
        before=cards[place - 1] if place else None,
        after=cards[place + 1] if place + 1 < len(cards) else None,
    )


def exercise_url(key: str) -> str:
    """The page of an exercise."""
    return reverse("exercise_detail", args=[key])


def programme_url(key: str) -> str:
    """The list of a programme's exercises."""
    return reverse("exercise_list", query={"programme": key})


def muscle_url(key: str) -> str:
    """The list of a muscle's exercises."""
    return reverse("exercise_list", query={"muscle": key})
