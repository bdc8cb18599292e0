"""The rows of today, the kind of day they make, and the plan that belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from backrehab.domain.dose import FULL
from backrehab.domain.gate import no_exercise_today
from backrehab.domain.plan import DATES_A_WEEK, Choices, DayKind, heavy_allowed, week_ahead
from backrehab.exercises.cards import DoseCard, ProgrammeCard
from backrehab.painlog.day_entries import DailyRow, DayEntries, day_entries
from backrehab.painlog.drills import latest_answers
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.services import PlaceOfSet
from backrehab.progression.drills import OpenDrill, cleared_on, drill_ids, drills_by
from backrehab.progression.plan import EASY_PROGRAMME, Planner, plan_from, withheld_exercises
from backrehab.progression.planned import DayPlan
from backrehab.progression.prescriptions import dose_for
from backrehab.progression.programmes import can_start
from backrehab.progression.ticks import DayRead, places_of, ticked_of
from backrehab.screening.queries import lacks_emergency_signs
from backrehab.web.person import Person

# How far back a day's plan asks what was done: an exercise of a few times a week.
DATES_BACK = DATES_A_WEEK - 1


class Mode(StrEnum):
    """What kind of day it is: the first that fits."""

    PAUSED = "paused"
    STOPPED = "stopped"
    FLARE_UP = "flare_up"
    FLARE_UP_OVER = "flare_up_over"
    NO_EXERCISE = "no_exercise"
    WELCOME_BACK = "welcome_back"
    BEFORE = "before"
    TRAINING = "training"
    DONE = "done"
    LIGHT = "light"
    REST = "rest"


EASY_MODES = {Mode.FLARE_UP, Mode.FLARE_UP_OVER, Mode.NO_EXERCISE}
STAGE_MODES = {Mode.BEFORE, Mode.TRAINING, Mode.DONE, Mode.STOPPED}


@dataclass(frozen=True)
class Today:
    """What a person entered today; a query, and one more if the training day began with a score
    that leaves nothing but the easy routine."""

    person: Person
    train_anyway: bool = False

    @property
    def day(self) -> TrainingDay | None:
        """Today's training day, if it was begun."""
        return self._entries.day if self.person.snapshot.begun_today else None

    @cached_property
    def _entries(self) -> DayEntries:
        person = self.person
        return day_entries(
            person.user,
            person.today,
            since=person.today - timedelta(days=DATES_BACK),
            begun=person.snapshot.begun_today,
            drills=self._drill_ids,
        )

    @cached_property
    def _drill_ids(self) -> tuple[int, ...]:
        programmes = self._programmes_of(easy=self._is_easy_so_far)
        return tuple(drill_ids(programmes, self.person.catalogue))

    def after(self, person: Person, left: DayRead) -> "Today":
        """What the person, as an entry has left them, entered today: the day that was read for the
        entry, with what the entry left of it. On another date, or where other drills belong to it
        now, it is read anew."""
        made = Today(person)
        if person.today == self.person.today and made._drill_ids == self._drill_ids:
            earlier = [one for one in self._entries.sets if one[0] != person.today]
            sets = (*earlier, *((person.today, *place) for place in left.ticked))
            said = [one for one in left.drills.values() if one is not None]
            entries = DayEntries(left.day, self.daily, left.skipped, sets, said)
            vars(made).update(_entries=entries)
        return made

    @property
    def daily(self) -> DailyRow | None:
        """Today's score of a day without training."""
        return self._entries.daily

    @cached_property
    def _done_on(self) -> Mapping[str, frozenset[date]]:
        names = {card.id: key for key, card in self.person.catalogue.exercises.items()}
        found: dict[str, set[date]] = {}
        for on, exercise_id, *_ in self._entries.sets:
            found.setdefault(names.get(exercise_id, ""), set()).add(on)
        return {key: frozenset(dates) for key, dates in found.items()}

    @cached_property
    def last_heavy_on(self) -> date | None:
        """The latest date of heavy work before today: of a stage, or of one that is kept up."""
        heavy, today = self.person.rules.heavy.exercises, self.person.today
        done = {on for key in heavy for on in self._done_on.get(key, ())}
        stage = self.person.snapshot.last_heavy_on
        before = {on for on in (*done, *([stage] if stage else [])) if on < today}
        return max(before, default=None)

    @cached_property
    def mode(self) -> Mode:
        """The kind of day."""
        person, snapshot = self.person, self.person.snapshot
        if snapshot.screening.blocks_exercise:
            return Mode.PAUSED
        if self.day is not None and self.day.stop:
            return Mode.STOPPED
        if snapshot.flare_up is not None:
            return Mode.FLARE_UP
        if snapshot.flare_up_today:
            return Mode.FLARE_UP_OVER
        if self.rules_out(self.score_now) or snapshot.screening.flare_up_only:
            return Mode.NO_EXERCISE
        return self._mode_on_ladder() if person.following.on_ladder else self._mode_without_day()

    def _mode_on_ladder(self) -> Mode:
        if self.day is not None and self.day.finished_at:
            return Mode.DONE
        if self.day is not None and not self.is_withheld:
            return Mode.TRAINING
        if self.person.snapshot.lay_off is not None:
            return Mode.WELCOME_BACK
        return self._mode_without_day()

    def _mode_without_day(self) -> Mode:
        person = self.person
        planned = self.train_anyway or person.today.weekday() in person.user.training_weekdays
        left_out = self.skips_stage or self.is_withheld
        if person.following.on_ladder and planned and not left_out and not self.is_too_soon:
            return Mode.BEFORE
        # Without training nobody asks for the pain right now, so this morning's score says it.
        if self.rules_out(person.snapshot.highest_today):
            return Mode.NO_EXERCISE
        return Mode.LIGHT if self.plan_of(Mode.LIGHT).kind is DayKind.LIGHT else Mode.REST

    @property
    def is_too_soon(self) -> bool:
        """Whether the stage is heavy work, and the latest was too few days ago."""
        rule, snapshot = self.person.rules.heavy, self.person.snapshot
        heavy = rule.is_heavy(self.person.enrolment.stage_key, loaded=snapshot.dose.is_loaded)
        return heavy and not heavy_allowed(self.person.today, self.last_heavy_on, rule)

    @cached_property
    def _withheld(self) -> frozenset[str]:
        person = self.person
        outcome = person.snapshot.screening.gate_outcome
        return withheld_exercises(outcome, rules=person.rules, catalogue=person.catalogue)

    @property
    def is_withheld(self) -> bool:
        """Whether the health check keeps the plan to lighter exercises than the stage's."""
        return self.person.catalogue.stages[self.stage_key].exercise_key in self._withheld

    @cached_property
    def skipped(self) -> frozenset[str]:
        """The exercises that the person leaves out today."""
        skipped = self._entries.skipped
        if not skipped:
            return frozenset()
        exercises = self.person.catalogue.exercises
        return frozenset(key for key, card in exercises.items() if card.id in skipped)

    @property
    def skips_stage(self) -> bool:
        """Whether the person leaves today's training out."""
        stage = self.person.catalogue.stages[self.person.enrolment.stage_key]
        return self.day is None and stage.exercise_key in self.skipped

    @property
    def score_now(self) -> int | None:
        """Pain now, as far as it was said: before the exercises, or as the score of the day, which
        may have come after them. Of both the higher."""
        before = None if self.day is None else self.day.before
        daily = None if self.daily is None else self.daily.score
        return max((int(one) for one in (before, daily) if one is not None), default=None)

    @property
    def too_high(self) -> int | None:
        """The score of today that rules out exercise; None if there is none."""
        highest = self.person.snapshot.highest_today if self.day is None else None
        return next((one for one in (self.score_now, highest) if self.rules_out(one)), None)

    def rules_out(self, score: int | None) -> bool:
        """Whether that score of today (0-10) rules out exercise."""
        usual = self.person.snapshot.usual_before
        return no_exercise_today(score=score, usual=usual, rules=self.person.rules)

    @cached_property
    def drills(self) -> tuple[OpenDrill, ...]:
        """The open level of each drill with levels, in the programmes of the day."""
        person, easy = self.person, self.mode_is_easy
        programmes = self._programmes_of(easy=easy)
        answers = self._entries.drills
        if easy != self._is_easy_so_far:
            # Only the entries of today said what kind of day it is, and came with other drills.
            answers = latest_answers(person.user, drill_ids(programmes, person.catalogue))
        return drills_by(
            answers,
            programmes,
            catalogue=person.catalogue,
            clear_on=cleared_on(person.snapshot.screening),
            today=person.today,
        )

    def _programmes_of(self, *, easy: bool) -> list[ProgrammeCard]:
        """The programmes whose drills belong to a day on which only the easy routine is shown, or
        to any other."""
        programmes = self.person.catalogue.programmes
        keys = [EASY_PROGRAMME] if easy else self.followed
        return [programmes[key] for key in keys if key in programmes]

    @property
    def asks_first(self) -> bool:
        """Whether a flare-up began for which the emergency questions were not answered yet."""
        snapshot = self.person.snapshot
        return lacks_emergency_signs(snapshot.screening, snapshot.flare_up_since)

    @property
    def mode_is_easy(self) -> bool:
        """Whether only the easy routine is shown; asked before the mode is known, too."""
        return self._is_easy_so_far or self.too_high is not None

    @property
    def _is_easy_so_far(self) -> bool:
        """The same as far as can be said before the entries of today are read: all but a high score
        after training was begun."""
        snapshot = self.person.snapshot
        too_high = not snapshot.begun_today and self.rules_out(snapshot.highest_today)
        return snapshot.flare_up_today or snapshot.screening.flare_up_only or too_high

    @cached_property
    def followed(self) -> tuple[str, ...]:
        """The running programmes beside the ladder; one that needs a later stage rests after a step
        back, and comes back with the stage."""
        programmes, ladder = self.person.catalogue.programmes, self.person.following.ladder
        return tuple(
            key
            for key in self.person.following.running
            if key in programmes and can_start(programmes[key], ladder)
        )

    @cached_property
    def read(self) -> DayRead:
        """What is stored of today."""
        today, entries = self.person.today, self._entries
        ticked = ((one, slot, n) for on, one, slot, n in entries.sets if on == today)
        drills = dict.fromkeys(self._drill_ids) | {one.exercise_id: one for one in entries.drills}
        return DayRead(self.day, frozenset(ticked), entries.skipped, drills)

    @property
    def _ticks(self) -> frozenset[PlaceOfSet]:
        """The sets that are done; of the stage as many as the day says, also where the log said
        it."""
        ticks = self.read.ticked
        if self.day is None:
            return ticks
        exercise = self.person.catalogue.exercise_of(self.stage_key)
        places = places_of(exercise.id, self.stage_dose)
        done = ticked_of(places, ticks, self.day.sets_done)
        return ticks.difference(places) | done

    @cached_property
    def planner(self) -> Planner:
        """What the plan is made from."""
        person = self.person
        return Planner(
            user=person.user,
            catalogue=person.catalogue,
            rules=person.rules,
            today=person.today,
            limits=person.snapshot.screening.limits,
            withheld=self._withheld,
            ticks=self._ticks,
            followed=self.followed,
            drills={
                drill.chain[0]: None if drill.now.stopped else drill.now.key
                for drill in self.drills
            },
            done_on=self._done_on,
            skipped=self.skipped,
            last_heavy_on=self.last_heavy_on,
            chosen_way=self.day.variant_key if self.day else "",
            kept_share=person.snapshot.kept_share,
        )

    @property
    def stage_key(self) -> str:
        """The stage of today: that of the day that was begun, else the current one."""
        return self.day.stage_key if self.day else self.person.enrolment.stage_key

    @property
    def has_moved_on(self) -> bool:
        """Whether another stage is the current one since today was begun, after a step back as a
        rule: what is suggested is for that one."""
        return self.stage_key != self.person.enrolment.stage_key

    @cached_property
    def stage_dose(self) -> DoseCard:
        """The dose of today: as it was prescribed, else as it is suggested."""
        catalogue = self.person.catalogue
        stage, exercise = catalogue.stages[self.stage_key], catalogue.exercise_of(self.stage_key)
        if self.day is not None:
            return dose_for(
                stage,
                exercise,
                level=self.day.dose_level,
                sets=self.day.sets_prescribed,
                each=self.day.each_prescribed,
            )
        dose = self.person.snapshot.dose
        each = None if dose.share >= FULL else dose.amount.each
        return dose_for(stage, exercise, level=dose.level, sets=dose.amount.sets, each=each)

    @property
    def _dose_on_ladder(self) -> DoseCard | None:
        return self.stage_dose if self.person.following.on_ladder else None

    @cached_property
    def _choices(self) -> Choices:
        """All that could be in the plan of today."""
        return self.planner.choices(
            stage_key=self.stage_key,
            stage_dose=self._dose_on_ladder,
            loaded=self.person.snapshot.dose.is_loaded,
            branch_open=self.person.enrolment.branch_opened_on is not None,
        )

    def plan_of(self, mode: Mode) -> DayPlan:
        """The plan that belongs to such a day."""
        if mode in {Mode.PAUSED, Mode.WELCOME_BACK} or (mode is Mode.FLARE_UP and self.asks_first):
            return DayPlan()
        return plan_from(
            self.planner,
            self._choices,
            stage_dose=self._dose_on_ladder,
            paused=False,
            easy_only=mode in EASY_MODES,
            training=mode in STAGE_MODES,
        )

    @cached_property
    def plan(self) -> DayPlan:
        """The plan of today."""
        return self.plan_of(self.mode)

    @cached_property
    def week(self) -> tuple[tuple[date, DayKind], ...]:
        """The next seven dates."""
        choices = self._choices
        if choices.branches:
            choices = replace(choices, branches=())
        situation = self.planner.situation(training=self.mode in STAGE_MODES)
        return week_ahead(choices, situation, self.person.rules)
