"""The plan of a day: which exercises, how much of each, in which order, and what is ticked off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from backrehab.accounts.models import User
from backrehab.domain.rules import RuleSet
from backrehab.exercises.cards import Catalogue, DoseCard, ExerciseCard, SlotDose, VariantCard
from backrehab.exercises.catalogue import best_variant, missing_equipment
from backrehab.exercises.models import MaintenanceDays
from backrehab.progression.models import Enrolment
from backrehab.progression.services import side_branches

WARM_UP_PROGRAMME = "warm-up"
EASY_PROGRAMME = "easy-routine"

type Ticks = Collection[tuple[int, str, int]]


class Part(StrEnum):
    """Why an exercise is in the plan of a day."""

    WARM_UP = "warm_up"
    STAGE = "stage"
    BRANCH = "branch"
    MAINTENANCE = "maintenance"
    EASY = "easy"


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

    `variant` is None when nothing the person has fits; `missing` then names what would.
    """

    part: Part
    tick_id: int
    exercise: ExerciseCard
    dose: DoseCard
    variant: VariantCard | None
    missing: tuple[str, ...]
    replaces: str
    substitute_dose: DoseCard | None
    note: str
    slots: tuple[PlannedSlot, ...]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """The exercises of one day in their order."""

    warm_up: tuple[PlannedExercise, ...]
    stage: PlannedExercise | None
    others: tuple[PlannedExercise, ...]

    @property
    def exercises(self) -> tuple[PlannedExercise, ...]:
        """All of them."""
        middle = (self.stage,) if self.stage else ()
        return (*self.warm_up, *middle, *self.others)

    @property
    def sets(self) -> frozenset[tuple[int, str, int]]:
        """Every set that can be ticked off: exercise, slot and number."""
        return frozenset(
            (planned.tick_id, slot.slot, one.number)
            for planned in self.exercises
            for slot in planned.slots
            for one in slot.sets
        )

    @property
    def stage_sets(self) -> tuple[tuple[int, str, int], ...]:
        """The sets of the stage in the order they count in: those that are optional last."""
        if self.stage is None:
            return ()
        slots = sorted(self.stage.slots, key=lambda slot: slot.optional)
        return tuple(
            (self.stage.tick_id, slot.slot, one.number) for slot in slots for one in slot.sets
        )

    @property
    def minutes(self) -> int:
        """About how long the prescribed sets take."""
        return ceil(sum(planned.dose.seconds for planned in self.exercises) / 60)


@dataclass(frozen=True, slots=True)
class Planner:
    """What the plan of a person is made from."""

    user: User
    catalogue: Catalogue
    limits: frozenset[str]
    ticks: Ticks

    def place(self, part: Part, key: str, dose: DoseCard, note: str = "") -> PlannedExercise:
        """The exercise, or what takes its place under a screening limit, with its sets."""
        asked = exercise = self.catalogue.exercises[key]
        replaces = ""
        if exercise.blocked_by & self.limits and exercise.substitute_key:
            replaces = exercise.name
            exercise = self.catalogue.exercises[exercise.substitute_key]
        variant = best_variant(exercise, self.user.equipment)
        missing = () if variant else missing_equipment(exercise, self.user.equipment)
        return PlannedExercise(
            part=part,
            # Sets are ticked under the exercise that was asked for, whatever takes its place.
            tick_id=asked.id,
            exercise=exercise,
            dose=dose,
            variant=variant,
            missing=tuple(self.catalogue.equipment[key].name for key in missing),
            replaces=replaces,
            substitute_dose=self._own_dose(exercise.key) if replaces else None,
            note=note,
            slots=tuple(self._slot(asked.id, slot) for slot in dose.slots),
        )

    def _own_dose(self, key: str) -> DoseCard | None:
        """The dose that a programme gives this exercise."""
        for programme in self.catalogue.programmes.values():
            for item in programme.items:
                if item.exercise_key == key:
                    return item.dose
        return None

    def _slot(self, exercise_id: int, slot: SlotDose) -> PlannedSlot:
        sets = tuple(
            PlannedSet(number, (exercise_id, slot.slot, number) in self.ticks)
            for number in range(1, slot.sets + 1)
        )
        return PlannedSlot(slot.slot, slot.label, slot.optional, sets)

    def programme(self, part: Part, key: str) -> tuple[PlannedExercise, ...]:
        """The exercises of a programme at their easiest level, those that a limit rules out left
        out."""
        items = self.catalogue.programmes[key].items
        return tuple(
            self.place(part, item.exercise_key, item.dose, item.note)
            for item in items
            if item.level == 1
            and not self.catalogue.exercises[item.exercise_key].blocked_by & self.limits
        )


def finished_stages(rules: RuleSet, current: str) -> tuple[str, ...]:
    """The stages of the main line before the current one, in order."""
    before: list[str] = []
    opened_by = {
        ahead: key
        for key, stage in rules.stages.items()
        for ahead in stage.opens
        if ahead not in side_branches(rules)
    }
    key = current
    while key in opened_by:
        key = opened_by[key]
        before.append(key)
    return tuple(reversed(before))


def training_plan(planner: Planner, enrolment: Enrolment, rules: RuleSet, level: int) -> DayPlan:
    """A training day: warm-up, the stage's exercise at its dose level, then what is kept up."""
    stage = planner.catalogue.stages[enrolment.stage_key]
    dose = stage.levels[min(level, len(stage.levels)) - 1]
    kept = list(_maintenance(planner, enrolment, rules, training=True))
    warm_up = [*planner.programme(Part.WARM_UP, WARM_UP_PROGRAMME)]
    warm_up += [planned for planned, as_warm_up in kept if as_warm_up]
    others = [planned for planned, as_warm_up in kept if not as_warm_up]
    if enrolment.branch_opened_on:
        others[:0] = _branches(planner, rules)
    return DayPlan(
        warm_up=tuple(warm_up),
        stage=planner.place(Part.STAGE, stage.exercise_key, dose),
        others=tuple(others),
    )


def rest_plan(planner: Planner, enrolment: Enrolment, rules: RuleSet) -> DayPlan:
    """A day without training: what is kept up every day, if the person likes."""
    kept = _maintenance(planner, enrolment, rules, training=False)
    return DayPlan(warm_up=(), stage=None, others=tuple(planned for planned, _ in kept))


def easy_plan(planner: Planner) -> DayPlan:
    """What to do instead when exercise is ruled out: the easy routine."""
    others = planner.programme(Part.EASY, EASY_PROGRAMME)
    return DayPlan(warm_up=(), stage=None, others=others)


def _maintenance(
    planner: Planner, enrolment: Enrolment, rules: RuleSet, *, training: bool
) -> Iterable[tuple[PlannedExercise, bool]]:
    for key in finished_stages(rules, enrolment.stage_key):
        stage = planner.catalogue.stages[key]
        kept = stage.maintenance
        if kept is not None and (training or kept.days == MaintenanceDays.DAILY):
            yield planner.place(Part.MAINTENANCE, stage.exercise_key, kept.dose), kept.as_warm_up


def _branches(planner: Planner, rules: RuleSet) -> list[PlannedExercise]:
    return [
        planner.place(Part.BRANCH, stage.exercise_key, stage.entry)
        for key in sorted(side_branches(rules))
        for stage in [planner.catalogue.stages[key]]
    ]
