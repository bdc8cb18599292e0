"""The plan of a day with its cards: what the pure planner chose, and what is ticked off.

Which exercises belong to the day is decided in `backrehab/domain/plan.py`; here their doses, the
way to do them that fits, and the ticks are put around them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from backrehab.accounts.models import User
from backrehab.domain import plan as domain
from backrehab.domain.dose import FULL
from backrehab.domain.ladder_line import main_line, stages_within
from backrehab.domain.plan import Part
from backrehab.domain.records import Outcome
from backrehab.domain.rules import RuleSet
from backrehab.exercises.cards import (
    Catalogue,
    DoseCard,
    ExerciseCard,
    ItemCard,
    SlotDose,
    StageCard,
    VariantCard,
)
from backrehab.exercises.catalogue import fitting_variants, has_way, missing_text
from backrehab.exercises.models import MaintenanceDays, Resistance
from backrehab.painlog.services import PlaceOfSet
from backrehab.progression.day_rules import day_rules
from backrehab.progression.explain_dose import kept_note
from backrehab.progression.planned import (
    SECONDS_A_MINUTE,
    DayPlan,
    Missed,
    PlannedExercise,
    PlannedSet,
    PlannedSlot,
)
from backrehab.progression.prescriptions import share_of_dose
from backrehab.progression.stand_ins import StandIn, own_dose, stand_in

WARM_UP_PROGRAMME = "warm-up"
EASY_PROGRAMME = "easy-routine"
FUNDAMENTALS = "fundamentals"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exercise comes from: its dose there, and what is said about it."""

    dose: DoseCard
    note: str = ""
    level: int = 0
    levels: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """What the plan of a person on one date is made from.

    `followed` are the programmes beside the ladder that are running; `drills` names for the first
    drill of a chain the one that is open now (None: stopped). `done_on` has the dates of the last
    week by exercise key.
    """

    user: User
    catalogue: Catalogue
    rules: RuleSet
    today: date
    limits: frozenset[str] = frozenset()
    # Exercises of stages that are left out while the health check keeps to lighter ones.
    withheld: frozenset[str] = frozenset()
    ticks: Collection[PlaceOfSet] = frozenset()
    followed: tuple[str, ...] = ()
    drills: Mapping[str, str | None] = field(default_factory=dict)
    done_on: Mapping[str, frozenset[date]] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    last_heavy_on: date | None = None
    # The way to do the stage's exercise that the person chose today; empty: the first that fits.
    chosen_way: str = ""
    # How much of what is kept up, and of a side branch, is asked for, in percent.
    kept_share: int = FULL

    # What could be in the plan

    def choices(
        self, *, stage_key: str, stage_dose: DoseCard | None, loaded: bool, branch_open: bool
    ) -> domain.Choices:
        """All that could be in the plan; without `stage_dose` the ladder is paused."""
        stage = self.catalogue.stages[stage_key]
        on_ladder = stage_dose is not None
        return domain.Choices(
            warm_up=self._of_programme(Part.WARM_UP, WARM_UP_PROGRAMME),
            stage=self._of_stage(Part.STAGE, stage.exercise_key, stage_dose, loaded=loaded)
            if stage_dose is not None
            else None,
            branches=self._branches(stage_key) if branch_open and on_ladder else (),
            kept=self._kept(stage_key) if on_ladder else (),
            fundamentals=self._of_programme(Part.FUNDAMENTALS, FUNDAMENTALS),
            sides=tuple(
                domain.Side(
                    key=key,
                    items=self._of_programme(Part.PROGRAMME, key),
                    warm_up_first=self.catalogue.programmes[key].warm_up_first,
                )
                for key in self.followed
                if key != FUNDAMENTALS and key in self.catalogue.programmes
            ),
            easy=self._of_programme(Part.EASY, EASY_PROGRAMME),
        )

    def situation(self, **changes: bool) -> domain.Situation:
        """The day, with what rules exercise out as `changes`."""
        return domain.Situation(
            today=self.today,
            weekdays=frozenset(self.user.training_weekdays),
            follows_fundamentals=FUNDAMENTALS in self.followed,
            last_heavy_on=self.last_heavy_on,
            done_on=self.done_on,
            skipped=self.skipped,
            **changes,
        )

    def _of_stage(
        self, part: Part, exercise: str, dose: DoseCard, *, loaded: bool = False
    ) -> domain.Planned:
        return domain.Planned(
            exercise=exercise,
            part=part,
            seconds=dose.seconds,
            heavy=self.rules.heavy.is_heavy(exercise, loaded=loaded),
            withheld=exercise in self.withheld,
            unfit=self._is_unfit(exercise),
        )

    def _of_programme(self, part: Part, key: str) -> tuple[domain.Planned, ...]:
        items = (self._open_item(key, item) for item in self.catalogue.programmes[key].items)
        return tuple(
            domain.Planned(
                exercise=item.exercise_key,
                part=part,
                seconds=item.dose.seconds,
                programme=key,
                withheld=item.exercise_key in self.withheld,
                unfit=self._is_unfit(item.exercise_key),
                times_a_week=item.times_a_week,
            )
            for item in items
            if item is not None
        )

    def _is_unfit(self, key: str) -> bool:
        """Whether nothing that the person has fits the exercise, nor what takes its place. What
        was done today stays as it is."""
        exercise, _instead = self._done_as(self.catalogue.exercises[key])
        if has_way(exercise, self.user.equipment):
            return False
        return self.today not in self.done_on.get(key, ())

    def _open_item(self, programme: str, item: ItemCard) -> ItemCard | None:
        """The item, or of a chain of levels the one that is open; None if it is left out."""
        if item.level > 1:
            return None
        key = self.drills.get(item.exercise_key, item.exercise_key)
        if key is None or self.catalogue.exercises[key].blocked_by & self.limits:
            return None
        if key == item.exercise_key:
            return item
        items = self.catalogue.programmes[programme].items
        return next((one for one in items if one.exercise_key == key), item)

    def _kept(self, stage_key: str) -> tuple[domain.Kept, ...]:
        found = []
        for key in finished_stages(self.rules, stage_key):
            stage = self.catalogue.stages[key]
            kept = stage.maintenance
            if kept is None:
                continue
            part = Part.WARM_UP if kept.as_warm_up else Part.MAINTENANCE
            found.append(
                domain.Kept(
                    planned=self._of_stage(
                        part, stage.exercise_key, self._share_of(stage, kept.dose)
                    ),
                    daily=kept.days == MaintenanceDays.DAILY,
                    as_warm_up=kept.as_warm_up,
                )
            )
        return tuple(found)

    def _share_of(self, stage: StageCard, dose: DoseCard) -> DoseCard:
        """As much of a dose beside the stage's as is asked for now."""
        exercise = self.catalogue.exercises[stage.exercise_key]
        return share_of_dose(dose, exercise, self.kept_share)

    def _branches(self, stage_key: str) -> tuple[domain.Planned, ...]:
        """The side branches whose gate leads out of this stage or one before it."""
        reached = {*finished_stages(self.rules, stage_key), stage_key}
        line = main_line(self.rules)
        return tuple(
            self._of_stage(Part.BRANCH, stage.exercise_key, self._share_of(stage, stage.entry))
            for key, stage in self.catalogue.stages.items()
            if key not in line and any(key in self.rules.stages[one].opens for one in reached)
        )

    # The plan with its cards

    def dress(self, chosen: domain.DayPlan, *, stage_dose: DoseCard | None) -> DayPlan:
        """What was chosen, with doses, ways to do it, and ticks."""
        why = {one.name: one.why for one in day_rules().gives_way}
        return DayPlan(
            kind=chosen.kind,
            exercises=tuple(
                self._placed(item, self._place(item, stage_dose)) for item in chosen.items
            ),
            missed=tuple(
                Missed(
                    exercise=self.catalogue.exercises[item.exercise],
                    programme=item.programme,
                    reason=reason,
                    why=why.get(item.programme) or why.get(item.part.value, ""),
                    needs=self._needs(item) if reason is domain.LeftOut.NO_EQUIPMENT else "",
                )
                for item, reason in chosen.left_out
            ),
            seconds=chosen.seconds,
        )

    def _needs(self, item: domain.Planned) -> str:
        exercise, _instead = self._done_as(self.catalogue.exercises[item.exercise])
        return missing_text(exercise, self.user.equipment, self.catalogue)

    def _place(self, item: domain.Planned, dose: DoseCard | None) -> Place:
        if item.programme:
            items = self.catalogue.programmes[item.programme].items
            found = next(one for one in items if one.exercise_key == item.exercise)
            highest = max((one.level for one in items), default=1)
            levels = highest if _in_chain(found, items) else 0
            return Place(found.dose, found.note, found.level if levels else 0, levels)
        if item.part is Part.STAGE and dose is not None:
            return Place(dose)
        stage = next(
            one for one in self.catalogue.stages.values() if one.exercise_key == item.exercise
        )
        kept = None if item.part is Part.BRANCH else stage.maintenance
        asked = stage.entry if kept is None else kept.dose
        return Place(self._share_of(stage, asked), kept_note(self.kept_share))

    def _placed(self, item: domain.Planned, place: Place) -> PlannedExercise:
        """The exercise, or what takes its place, with its sets."""
        asked = self.catalogue.exercises[item.exercise]
        exercise, instead = self._done_as(asked)
        ways = fitting_variants(exercise, self.user.equipment)
        wanted = self.chosen_way if item.part is Part.STAGE else ""
        variant = next((way for way in ways if way.key == wanted), next(iter(ways), None))
        missing = "" if variant else missing_text(exercise, self.user.equipment, self.catalogue)
        return PlannedExercise(
            part=item.part,
            programme=item.programme,
            # Sets are ticked under the exercise that was asked for, whatever takes its place.
            tick_id=asked.id,
            exercise=exercise,
            dose=place.dose,
            variant=variant,
            other_ways=tuple(way for way in ways if way is not variant),
            missing=missing,
            stand_in=instead,
            substitute_dose=None if exercise is asked else own_dose(exercise.key, self.catalogue),
            note=place.note,
            slots=tuple(self._slot(asked.id, slot) for slot in place.dose.slots),
            level=place.level,
            levels=place.levels,
        )

    def _done_as(self, asked: ExerciseCard) -> tuple[ExerciseCard, StandIn | None]:
        """What is done where this exercise was asked for, and what takes its place, or can."""
        if not asked.substitute_key:
            return asked, None
        instead = stand_in(asked, self.catalogue, limits=self.limits, equipment=self.user.equipment)
        return (instead.card if instead and instead.because else asked), instead

    def _slot(self, exercise_id: int, slot: SlotDose) -> PlannedSlot:
        sets = tuple(
            PlannedSet(number, (exercise_id, slot.slot, number) in self.ticks)
            for number in range(1, slot.sets + 1)
        )
        return PlannedSlot(slot.slot, slot.label, slot.optional, sets)


def _in_chain(item: ItemCard, items: Collection[ItemCard]) -> bool:
    return bool(item.after_key) or any(one.after_key == item.exercise_key for one in items)


def finished_stages(rules: RuleSet, current: str) -> tuple[str, ...]:
    """The stages of the main line before the current one, in order."""
    line = main_line(rules)
    return line[: line.index(current)] if current in line else line


def withheld_exercises(
    screening: Outcome, *, rules: RuleSet, catalogue: Catalogue
) -> frozenset[str]:
    """The exercises of the stages that are too much under that outcome of the health check; where
    a clinician comes first the whole plan is paused, and nothing is named."""
    if screening is Outcome.CLEAR or screening.needs_clinician:
        return frozenset()
    within = stages_within(screening, rules)
    stages = catalogue.stages.items()
    return frozenset(stage.exercise_key for key, stage in stages if key not in within)


def resistance_of(variant: VariantCard | None) -> Resistance:
    """What is written down with a set done this way: nothing, a weight, or a band."""
    return Resistance.NONE if variant is None else Resistance(variant.load)


def plan_from(
    planner: Planner, choices: domain.Choices, *, stage_dose: DoseCard | None, **situation: bool
) -> DayPlan:
    """The plan of the day; `situation` are `paused`, `easy_only` and `training`."""
    minutes = planner.user.daily_minutes
    chosen = domain.plan_day(
        choices,
        planner.situation(**situation),
        rules=planner.rules,
        budget_seconds=None if minutes is None else minutes * SECONDS_A_MINUTE,
        gives_way=day_rules().order,
    )
    return planner.dress(chosen, stage_dose=stage_dose)
