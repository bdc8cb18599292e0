"""The catalogue as readers see it: frozen cards with prepared texts, no database behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from backrehab.exercises.models import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleCard:
    """A muscle, and the exercises that work it."""

    key: str
    name: str
    plain_name: str
    region: str
    where_it_is: str
    what_it_does: str
    main_in: tuple[str, ...]
    helping_in: tuple[str, ...]
    sources: tuple[str, ...]
    default_reason: str
    source_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentCard:
    """Something a person may have at hand."""

    key: str
    name: str
    help_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedMuscle:
    """A muscle as an exercise names it; `main` or helping."""

    key: str
    name: str
    plain_name: str
    main: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantCard:
    """A way to do an exercise; `equipment` holds keys, `needs` the names for people; `load` is
    "none", "weight" or "band"."""

    key: str
    name: str
    how: str
    load: str
    equipment: frozenset[str]
    needs: tuple[str, ...]
    sources: tuple[str, ...]
    default_reason: str
    source_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseCard:
    """An exercise; `id` is its primary key, for rows that point at it."""

    id: int
    key: str
    name: str
    summary: str
    purpose: str
    set_up: tuple[str, ...]
    cues: tuple[str, ...]
    cautions: tuple[str, ...]
    muscles: tuple[WorkedMuscle, ...]
    variants: tuple[VariantCard, ...]
    per_side: bool
    keeps_moving: bool
    blocked_by: frozenset[str]
    substitute_key: str
    seconds_per_repetition: int
    rest_seconds: int
    sources: tuple[str, ...]
    default_reason: str
    source_texts: tuple[str, ...]
    timing_texts: tuple[str, ...]
    stage_key: str
    programme_keys: tuple[str, ...]
    search_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotDose:
    """The sets of one time of day, and about how long they take with the rests after them."""

    slot: str
    sets: int
    optional: bool
    seconds: int

    @property
    def label(self) -> str:
        """The time of day in words."""
        return str(Slot(self.slot).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseCard:
    """A dose: exactly one of `repetitions` and `hold_seconds` is not None.

    `text` says what is prescribed in a day ("2 × 8", "2 holds of 20 seconds"); `optional_text`
    what may come on top ("one more at midday if you like"), or nothing. `set_text` is one set
    ("8 repetitions"). `level` is 0 outside a stage.
    """

    level: int
    slots: tuple[SlotDose, ...]
    repetitions: int | None
    hold_seconds: int | None
    per_side: bool
    text: str
    set_text: str
    optional_text: str
    sources: tuple[str, ...]
    default_reason: str
    source_texts: tuple[str, ...]

    @property
    def sets_prescribed(self) -> int:
        """The sets of a day that are not optional."""
        return sum(slot.sets for slot in self.slots if not slot.optional)

    @property
    def seconds(self) -> int:
        """About how long the prescribed sets of a day take, rests included."""
        return sum(slot.seconds for slot in self.slots if not slot.optional)

    @property
    def minutes(self) -> int:
        """The same in minutes, rounded up."""
        return ceil(self.seconds / 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceCard:
    """What stays of a stage once a later one is open; `days` is "daily" or "training"."""

    days: str
    days_text: str
    as_warm_up: bool
    dose: DoseCard


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCard:
    """A stage of the ladder; `levels` run from the entry dose to the target dose."""

    key: str
    number: str
    name: str
    exercise_key: str
    trains: str
    source_dose: str
    note: str
    side_branch: bool
    levels: tuple[DoseCard, ...]
    maintenance: MaintenanceCard | None
    sources: tuple[str, ...]
    default_reason: str
    source_texts: tuple[str, ...]

    @property
    def entry(self) -> DoseCard:
        """The dose at which the stage starts."""
        return self.levels[0]

    @property
    def target(self) -> DoseCard:
        """The dose that the gate asks for at least once."""
        return self.levels[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCard:
    """An exercise in a programme; `after_key` is the easier level that must not hurt first.

    `level` is 1 for an exercise without such a one. `times_a_week` 0: only on wish.
    """

    exercise_key: str
    dose: DoseCard
    note: str
    after_key: str
    level: int
    times_a_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeCard:
    """A programme with its exercises in order; `followable` ones can be started by a person,
    beside the ladder once `from_stage_key` (empty: any) is open."""

    key: str
    name: str
    summary: str
    how_often: str
    not_for: str
    advice: tuple[str, ...]
    followable: bool
    warm_up_first: bool
    from_stage_key: str
    items: tuple[ItemCard, ...]
    sources: tuple[str, ...]
    default_reason: str
    source_texts: tuple[str, ...]

    @property
    def seconds(self) -> int:
        """About how long the programme takes in a day; of levels only the easiest counts."""
        planned = (item for item in self.items if item.level == 1 and item.times_a_week)
        return sum(item.dose.seconds for item in planned)

    @property
    def minutes(self) -> int:
        """The same in minutes, rounded up."""
        return ceil(self.seconds / 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything, each by its key and in its order; `digest` names the state it was read from."""

    digest: str
    stages: Mapping[str, StageCard]
    exercises: Mapping[str, ExerciseCard]
    programmes: Mapping[str, ProgrammeCard]
    equipment: Mapping[str, EquipmentCard]
    muscles: Mapping[str, MuscleCard]

    def exercise_of(self, stage_key: str) -> ExerciseCard:
        """The exercise of a stage."""
        return self.exercises[self.stages[stage_key].exercise_key]
