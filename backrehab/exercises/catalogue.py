"""The catalogue in memory: read once for each of its states, then shared by all requests."""

from collections.abc import Collection, Iterable
from threading import Lock
from types import MappingProxyType

from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backrehab.exercises import models
from backrehab.exercises.cards import (
    Catalogue,
    EquipmentCard,
    ExerciseCard,
    ItemCard,
    MaintenanceCard,
    MuscleCard,
    ProgrammeCard,
    StageCard,
    VariantCard,
    WorkedMuscle,
)
from backrehab.exercises.doses import dose_card
from backrehab.exercises.sources import spell_out
from backrehab.exercises.version import current_digest, digest_here

__all__ = [
    "Catalogue",
    "EquipmentCard",
    "ExerciseCard",
    "ItemCard",
    "MaintenanceCard",
    "MuscleCard",
    "ProgrammeCard",
    "StageCard",
    "VariantCard",
    "best_variant",
    "get_catalogue",
    "has_way",
    "missing_equipment",
    "missing_text",
]

MOST_KEPT = 4
MOST_TRIES = 5

_kept: dict[tuple[str, str | None], Catalogue] = {}
_reading = Lock()


def get_catalogue(digest: str | None = None) -> Catalogue:
    """The catalogue of that digest, or of the current one, which costs one query.

    A digest that is not in memory is read from the tables, at most once per process. A digest that
    has been replaced since gives the current catalogue; before the first load it is empty.
    """
    wanted = digest_here() if digest is None else digest
    catalogue = _kept.get((wanted, get_language()))
    if catalogue is None:
        with _reading:
            catalogue = _kept.get((wanted, get_language())) or read_steady(wanted)
    return catalogue


def read_steady(digest: str) -> Catalogue:
    """Read the tables until the digest is the same before and after: no half-changed snapshot."""
    catalogue = read_tables(digest)
    for _try in range(MOST_TRIES):
        now = current_digest()
        if now == catalogue.digest:
            if now:
                keep(catalogue)
            break
        catalogue = read_tables(now)
    return catalogue


def keep(catalogue: Catalogue) -> None:
    """Keep it for later requests; the oldest ones make room."""
    while len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[(catalogue.digest, get_language())] = catalogue


def best_variant(card: ExerciseCard, equipment: Collection[str]) -> VariantCard | None:
    """The first way to do the exercise for which this equipment (keys) suffices, or None."""
    return next(iter(fitting_variants(card, equipment)), None)


def fitting_variants(card: ExerciseCard, equipment: Collection[str]) -> tuple[VariantCard, ...]:
    """Every way to do the exercise for which this equipment (keys) suffices, in their order."""
    have = frozenset(equipment)
    return tuple(variant for variant in card.variants if variant.equipment <= have)


def has_way(card: ExerciseCard, equipment: Collection[str]) -> bool:
    """Whether there is a way to do the exercise for which this equipment (keys) suffices."""
    return any(variant.equipment.issubset(equipment) for variant in card.variants)


def missing_equipment(
    card: ExerciseCard, equipment: Collection[str]
) -> tuple[tuple[str, ...], ...]:
    """The keys of the fewest things that would make a way to do it fit, once for each choice; none
    if one fits."""
    have = frozenset(equipment)
    gaps = {tuple(sorted(variant.equipment - have)) for variant in card.variants}
    fewest = min(map(len, gaps))
    return tuple(sorted(gap for gap in gaps if len(gap) == fewest)) if fewest else ()


def missing_text(card: ExerciseCard, equipment: Collection[str], catalogue: Catalogue) -> str:
    """The same by name: "Tennis ball or Foam roller"; empty if a way fits."""
    choices = [
        get_text_list([catalogue.equipment[key].name for key in keys], _("and"))
        for keys in missing_equipment(card, equipment)
    ]
    return get_text_list(choices, _("or"))


def read_tables(digest: str) -> Catalogue:
    """Build the snapshot: twelve queries, however many rows."""
    equipment = {
        row.key: EquipmentCard(key=row.key, name=row.name, help_text=row.help_text)
        for row in models.Equipment.objects.all()
    }
    exercises = {row.pk: row for row in exercise_rows()}
    stages = list(models.Stage.objects.prefetch_related("dose_levels", "maintenance"))
    programmes = list(models.Programme.objects.prefetch_related("items"))
    cards = exercise_cards(exercises.values(), stages, programmes)
    return Catalogue(
        digest=digest,
        stages=frozen(stage_card(row, exercises[row.exercise_id]) for row in stages),
        exercises=frozen(cards),
        programmes=frozen(programme_card(row, exercises) for row in programmes),
        equipment=MappingProxyType(equipment),
        muscles=frozen(muscle_cards(cards)),
    )


def frozen[Card: (StageCard, ExerciseCard, ProgrammeCard, MuscleCard)](
    cards: Iterable[Card],
) -> MappingProxyType[str, Card]:
    """The cards by their keys, in their order, for reading only."""
    return MappingProxyType({card.key: card for card in cards})


def exercise_rows() -> Iterable[models.Exercise]:
    """The exercises with everything that their cards show."""
    return models.Exercise.objects.prefetch_related("muscle_links__muscle", "variants__equipment")


def exercise_cards(
    rows: Iterable[models.Exercise],
    stages: Iterable[models.Stage],
    programmes: Iterable[models.Programme],
) -> list[ExerciseCard]:
    """The exercises in the order of the file."""
    stage_of = {stage.exercise_id: stage for stage in stages}
    members = [(one, {item.exercise_id for item in one.items.all()}) for one in programmes]
    return [
        exercise_card(
            row,
            stage_of.get(row.pk),
            [programme for programme, exercises in members if row.pk in exercises],
        )
        for row in rows
    ]


def exercise_card(
    row: models.Exercise, stage: models.Stage | None, programmes: list[models.Programme]
) -> ExerciseCard:
    """One exercise; main muscles come first."""
    links = sorted(row.muscle_links.all(), key=lambda link: (not link.main, link.muscle.position))
    muscles = tuple(
        WorkedMuscle(
            key=link.muscle.key,
            name=link.muscle.name,
            plain_name=link.muscle.plain_name,
            main=link.main,
        )
        for link in links
    )
    variants = tuple(variant_card(variant) for variant in row.variants.all())
    return ExerciseCard(
        id=row.pk,
        key=row.key,
        name=row.name,
        summary=row.summary,
        purpose=row.purpose,
        set_up=tuple(row.set_up),
        cues=tuple(row.cues),
        cautions=tuple(row.cautions),
        muscles=muscles,
        variants=variants,
        per_side=row.per_side,
        keeps_moving=row.keeps_moving,
        blocked_by=frozenset(row.blocked_by),
        substitute_key=row.substitute_key,
        seconds_per_repetition=row.seconds_per_repetition,
        rest_seconds=row.rest_seconds,
        sources=tuple(row.sources),
        default_reason=row.default_reason,
        source_texts=spell_out(row.sources, row.default_reason),
        timing_texts=spell_out(row.timing_sources, row.timing_default_reason),
        stage_key=stage.key if stage is not None else "",
        programme_keys=tuple(programme.key for programme in programmes),
        search_text=" ".join(
            [row.name, row.summary, *works(muscles, variants), *places(stage, programmes)]
        ).casefold(),
    )


def works(muscles: Iterable[WorkedMuscle], variants: Iterable[VariantCard]) -> list[str]:
    """The muscles that an exercise works and the equipment of its ways, by name."""
    worked = [f"{muscle.name} {muscle.plain_name}" for muscle in muscles]
    return worked + [thing for variant in variants for thing in variant.needs]


def places(stage: models.Stage | None, programmes: list[models.Programme]) -> list[str]:
    """Where an exercise stands, as somebody may look for it; in the language of the catalogue."""
    ladder = [] if stage is None else [f"ladder stage {stage.number}"]
    return ladder + [programme.name for programme in programmes]


def variant_card(row: models.Variant) -> VariantCard:
    """One way to do an exercise."""
    equipment = sorted(row.equipment.all(), key=lambda thing: thing.position)
    return VariantCard(
        key=row.key,
        name=row.name,
        how=row.how,
        load=row.load,
        equipment=frozenset(thing.key for thing in equipment),
        needs=tuple(thing.name for thing in equipment),
        sources=tuple(row.sources),
        default_reason=row.default_reason,
        source_texts=spell_out(row.sources, row.default_reason),
    )


def muscle_cards(exercises: Iterable[ExerciseCard]) -> list[MuscleCard]:
    """The muscles with the exercises that work them."""
    works = [(muscle, card.key) for card in exercises for muscle in card.muscles]
    return [
        MuscleCard(
            key=row.key,
            name=row.name,
            plain_name=row.plain_name,
            region=row.region,
            where_it_is=row.where_it_is,
            what_it_does=row.what_it_does,
            main_in=tuple(key for one, key in works if one.key == row.key and one.main),
            helping_in=tuple(key for one, key in works if one.key == row.key and not one.main),
            sources=tuple(row.sources),
            default_reason=row.default_reason,
            source_texts=spell_out(row.sources, row.default_reason),
        )
        for row in models.Muscle.objects.all()
    ]


def stage_card(row: models.Stage, exercise: models.Exercise) -> StageCard:
    """One stage with its doses."""
    return StageCard(
        key=row.key,
        number=row.number,
        name=row.name,
        exercise_key=exercise.key,
        trains=row.trains,
        source_dose=row.source_dose,
        note=row.note,
        side_branch=row.side_branch,
        levels=tuple(dose_card(one, exercise, level=one.level) for one in row.dose_levels.all()),
        maintenance=maintenance_card(row, exercise),
        sources=tuple(row.sources),
        default_reason=row.default_reason,
        source_texts=spell_out(row.sources, row.default_reason),
    )


def maintenance_card(row: models.Stage, exercise: models.Exercise) -> MaintenanceCard | None:
    """What stays of a stage, if anything."""
    stays: models.Maintenance | None = getattr(row, "maintenance", None)
    if stays is None:
        return None
    return MaintenanceCard(
        days=stays.days,
        days_text=stays.get_days_display(),
        as_warm_up=stays.as_warm_up,
        dose=dose_card(stays, exercise),
    )


def programme_card(row: models.Programme, exercises: dict[int, models.Exercise]) -> ProgrammeCard:
    """One programme; an item that comes after an easier level is one level up from it."""
    levels: dict[str, int] = {"": 0}
    items = []
    for item in row.items.all():
        exercise = exercises[item.exercise_id]
        levels[exercise.key] = levels.get(item.after_key, 0) + 1
        items.append(
            ItemCard(
                exercise_key=exercise.key,
                dose=dose_card(item, exercise),
                note=item.note,
                after_key=item.after_key,
                level=levels[exercise.key],
                times_a_week=item.times_a_week,
            )
        )
    return ProgrammeCard(
        key=row.key,
        name=row.name,
        summary=row.summary,
        how_often=row.how_often,
        not_for=row.not_for,
        advice=tuple(row.advice),
        followable=row.followable,
        warm_up_first=row.warm_up_first,
        from_stage_key=row.from_stage_key,
        items=tuple(items),
        sources=tuple(row.sources),
        default_reason=row.default_reason,
        source_texts=spell_out(row.sources, row.default_reason),
    )
