"""The plan of a day as pages show it: exercises with their doses, ways, and ticks."""

from dataclasses import dataclass
from math import ceil

from backrehab.domain.plan import DayKind, LeftOut, Part
from backrehab.exercises.cards import DoseCard, ExerciseCard, VariantCard
from backrehab.painlog.services import PlaceOfSet
from backrehab.progression.stand_ins import StandIn
from backrehab.progression.ticks import places_of

SECONDS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class PlannedSet:
    """One set to tick off; `number` counts within its slot, from 1."""

    number: int
    done: bool


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """The sets of one time of day."""

    slot: str
    label: str
    optional: bool
    sets: tuple[PlannedSet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedExercise:
    """An exercise of the day with its dose, the way to do it that fits, and what is done.

    `variant` is None when nothing the person has fits; `missing` then names what would. `level`
    counts the drills of a chain, `levels` of them in all; both are 0 for any other exercise.
    `stand_in` is what takes the place of the exercise that was asked for, or can.
    """

    part: Part
    programme: str
    tick_id: int
    exercise: ExerciseCard
    dose: DoseCard
    variant: VariantCard | None
    other_ways: tuple[VariantCard, ...]
    missing: str
    stand_in: StandIn | None
    substitute_dose: DoseCard | None
    note: str
    slots: tuple[PlannedSlot, ...]
    level: int = 0
    levels: int = 0

    @property
    def dose_text(self) -> str:
        """The dose in words; what takes the place of another exercise has one of its own."""
        if not self.substitute_dose:
            return self.dose.text
        return f"{self.dose.sets_prescribed} × {self.substitute_dose.set_text}"

    @property
    def sets_done(self) -> int:
        """How many sets are ticked off."""
        return sum(one.done for slot in self.slots for one in slot.sets)

    @property
    def complete(self) -> bool:
        """Whether every set that is not optional is ticked off."""
        return all(one.done for slot in self.slots if not slot.optional for one in slot.sets)


@dataclass(frozen=True, slots=True)
class Missed:
    """An exercise that is not in the plan today, and why; `needs` names what the person lacks."""

    exercise: ExerciseCard
    programme: str
    reason: LeftOut
    why: str
    needs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """The exercises of one day in their order."""

    kind: DayKind = DayKind.REST
    exercises: tuple[PlannedExercise, ...] = ()
    missed: tuple[Missed, ...] = ()
    seconds: int = 0

    def of(self, *parts: Part) -> tuple[PlannedExercise, ...]:
        """The exercises of these parts."""
        return tuple(planned for planned in self.exercises if planned.part in parts)

    @property
    def stage(self) -> PlannedExercise | None:
        """The exercise of the stage, on a day that has it."""
        return next(iter(self.of(Part.STAGE)), None)

    @property
    def sets(self) -> frozenset[PlaceOfSet]:
        """Every set that can be ticked off."""
        return frozenset(
            (planned.tick_id, slot.slot, one.number)
            for planned in self.exercises
            for slot in planned.slots
            for one in slot.sets
        )

    @property
    def stage_sets(self) -> tuple[PlaceOfSet, ...]:
        """The sets of the stage in the order they count in: those that are optional last."""
        stage = self.stage
        if stage is None:
            return ()
        return places_of(stage.tick_id, stage.dose)

    @property
    def minutes(self) -> int:
        """About how long the prescribed sets take."""
        return ceil(self.seconds / SECONDS_A_MINUTE)
