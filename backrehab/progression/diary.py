"""The day's entries: each one transaction that checks, writes, and counts the change."""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.services import save_equipment
from backrehab.domain.dose import FULL, NextDose
from backrehab.domain.plan import DayKind
from backrehab.exercises.cards import Catalogue, ExerciseCard
from backrehab.exercises.catalogue import fitting_variants
from backrehab.painlog import services
from backrehab.painlog.models import MorningTiming, TrainingDay
from backrehab.painlog.queries import training_day
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import PlaceOfSet, Report
from backrehab.progression.allowance import refuse_if_no_exercise, refuse_to_begin
from backrehab.progression.entries import Entry
from backrehab.progression.models import Enrolment
from backrehab.progression.planned import DayPlan
from backrehab.progression.prescriptions import prescription_at, prescription_of
from backrehab.progression.rulesets import current_rules
from backrehab.progression.stand_ins import equipment_after, swapped, way_on
from backrehab.progression.ticks import DayRead, SetTick, match_ticks, read_ticks, tick_stage
from backrehab.screening.services import record_leg_symptom


def begin_day(
    entry: Entry,
    *,
    score: int,
    level: int,
    catalogue: Catalogue,
    dose: NextDose | None = None,
    limits: Collection[str] = (),
) -> TrainingDay:
    """Pain now (0-10), before the day's first exercise, and the dose that is about to be done.

    `dose` is what the plan suggests; an easier `level` is the person's own choice and is kept as
    one. What takes the place of the exercise, by equipment or under `limits` of the health check,
    is written down. Refused while the ladder or the plan is paused, on the day after heavy work,
    while the health check keeps to lighter exercises, and until a break was talked about.
    """
    with entry.open() as enrolment:
        user, on = entry.user, entry.today
        refuse_to_begin(user, enrolment, entry.now, catalogue)
        stage = catalogue.stages[enrolment.stage_key]
        if dose is not None and level >= dose.level:
            prescription = prescription_of(stage, dose)
        else:
            suggested = None if dose is None else (dose.level, dose.share)
            prescription = prescription_at(stage, level, suggested=suggested)
        return services.record_before(
            user=user,
            score=score,
            prescription=prescription,
            on=on,
            now=entry.now,
            variant_key=way_on(
                catalogue.exercises[stage.exercise_key], limits=limits, equipment=user.equipment
            ),
        )


def change_dose(
    entry: Entry,
    *,
    level: int,
    catalogue: Catalogue,
    share: int = FULL,
    dose: NextDose | None = None,
    read: DayRead | None = None,
) -> None:
    """Another dose for today, before the first set; what was suggested stays on record. `dose` is
    what the plan suggests: chosen again, it is exactly that. `read` as in `finish`."""
    with entry.open():
        known = entry.still(read)
        day = _known_day(entry, known)
        stage = catalogue.stages[day.stage_key]
        suggested = (
            day.suggested_level or day.dose_level,
            day.suggested_share or day.dose_share,
        )
        chosen = prescription_at(stage, level, share=share, suggested=suggested)
        if dose is not None and (level, share) == (dose.level, dose.share):
            chosen = prescription_of(stage, dose)
        services.prescribe(day=day, prescription=chosen)
        entry.leave(known, day=day)


def choose_way(entry: Entry, *, variant_key: str, catalogue: Catalogue) -> None:
    """Another way to do the stage's exercise today, among those that the person's equipment
    allows; it is written down with the day. What takes an exercise's place altogether, or gives it
    back (`StandIn.way`), holds from now on: it is remembered as what the person has at hand."""
    with entry.open():
        user, on = entry.user, entry.today
        swap = swapped(catalogue, variant_key)
        if swap is not None:
            _swap(user, swap, variant_key, catalogue, on)
            return
        day = _day_of(user, on)
        exercise = catalogue.exercise_of(day.stage_key)
        ways = [way.key for way in fitting_variants(exercise, user.equipment)]
        if variant_key not in ways:
            raise EntryRefused(_("That way does not fit what you have at hand."))
        services.set_variant(day=day, variant_key=variant_key)


def _swap(user: User, asked: ExerciseCard, way: str, catalogue: Catalogue, on: date) -> None:
    keys = equipment_after(asked, way, catalogue, user.equipment)
    save_equipment(user=user, keys=keys)
    day = training_day(user, on)
    if day is not None and catalogue.stages[day.stage_key].exercise_key == asked.key:
        services.set_variant(day=day, variant_key="" if way == asked.key else way)


def skip(
    entry: Entry,
    *,
    exercise_id: int,
    plan: DayPlan,
    skipped: bool,
    catalogue: Catalogue,
    read: DayRead | None = None,
) -> None:
    """Leave an exercise of today's plan out, or take it in again; the stage's own as long as it was
    not begun. It is written down as skipped; nothing else follows from it. `read` as in `tick`."""
    known = {one.tick_id for one in plan.exercises} | {one.exercise.id for one in plan.missed}
    with entry.open() as enrolment:
        user, on, now = entry.user, entry.today, entry.now
        stage = catalogue.exercise_of(enrolment.stage_key).id
        if exercise_id not in known | {stage}:
            raise EntryRefused(_("That exercise is not part of today's plan."))
        if exercise_id == stage and TrainingDay.objects.filter(user=user, on=on).exists():
            raise EntryRefused(_("You have begun. Say below how it went, also without a set."))
        services.set_skip(user=user, on=on, exercise_id=exercise_id, skipped=skipped, now=now)
        if read is not None:
            one = {exercise_id}
            entry.leave(read, skipped=read.skipped | one if skipped else read.skipped - one)


def tick(
    entry: Entry,
    *,
    tick: SetTick,
    plan: DayPlan,
    catalogue: Catalogue,
    read: DayRead | None = None,
) -> None:
    """Tick one set of today's plan off, or take it back. Sets of the stage need `before` first, and
    none but those of the easy routine can be added while exercise is ruled out today. `read` is
    what the plan was made by, under the lock."""
    is_planned = tick.place in plan.sets
    with entry.open() as enrolment:
        user, on, now = entry.user, entry.today, entry.now
        day = training_day(user, on) if read is None else read.day
        # The easy routine is there for just such a day; from an older page comes a set of another.
        if tick.done and not (is_planned and plan.kind is DayKind.EASY):
            before = None if day is None else day.before
            refuse_if_no_exercise(user, enrolment, now, catalogue, before=before)
        if not is_planned:
            _refuse_unplanned(enrolment, tick, catalogue)
        # The same exercise may be there for a programme, on days without the stage.
        of_stage = tick.place in plan.stage_sets
        if of_stage and (day is None or day.before is None):
            raise EntryRefused(_("First tell how your back is now."))
        if of_stage and day is not None and day.stop and tick.done:
            raise EntryRefused(_("You stopped for today. That was a good call; rest now."))
        ticked = read_ticks(user, on) if read is None else read.ticked
        if of_stage and day is not None:
            ticked = tick_stage(_of(user, day), plan.stage_sets, ticked, tick, now)
        else:
            services.tick_sets(user=user, on=on, places=[tick.place], done=tick.done, now=now)
            ticked = tick.applied_to(ticked)
        entry.leave(read, day=day, ticked=ticked)


def _refuse_unplanned(enrolment: Enrolment, tick: SetTick, catalogue: Catalogue) -> NoReturn:
    """EntryRefused, with what to do first where the ladder was paused meanwhile."""
    of_stage = tick.exercise_id == catalogue.exercise_of(enrolment.stage_key).id
    if of_stage and enrolment.paused_on is not None:
        raise EntryRefused(_("Your ladder is paused. Go on with it first."))
    raise EntryRefused(_("That set is not part of today's plan."))


def finish(
    entry: Entry,
    *,
    report: Report,
    sets: Sequence[PlaceOfSet] = (),
    leaves_sets: bool = False,
    read: DayRead | None = None,
) -> TrainingDay:
    """After training: sets, worst pain and the questions. A leg symptom that was not told
    before asks for screening.

    `sets` are those of the stage in the order in which they are done; as many as were reported are
    ticked off, so that the buttons and the number say the same. With `leaves_sets` the number was
    not chosen, and stays what it is by now: sets may have been ticked off on another page. `read`
    was read after the person was, and asked for again only if anything was told since.
    """
    with entry.open():
        user, on, now = entry.user, entry.today, entry.now
        known = entry.still(read)
        day = _known_day(entry, known)
        if leaves_sets:
            report = replace(report, sets_done=day.sets_done)
        is_news = report.leg and not day.leg
        services.record_report(day=day, report=report, now=now)
        ticked = read_ticks(user, on) if known is None else known.ticked
        ticked = match_ticks(_of(user, day), sets, ticked, now)
        entry.leave(known, day=day, ticked=ticked)
        if is_news:
            record_leg_symptom(user, now=now, locked=True)
    return day


def stop(entry: Entry, *, catalogue: Catalogue, read: DayRead | None = None) -> TrainingDay:
    """The person pressed "Stop: this makes it worse": today's training is over. `read` as in
    `finish`.

    It counts whatever the exercise was, also one that is only kept up on a rest day.
    """
    with entry.open() as enrolment:
        known = entry.still(read)
        day = services.stop_day(
            user=entry.user,
            prescription=prescription_at(catalogue.stages[enrolment.stage_key], level=1),
            on=entry.today,
            now=entry.now,
            begun=None if known is None else copy(known.day),
        )
        entry.leave(known, day=day)
        return day


def give_morning(entry: Entry, *, on: date, score: int) -> MorningTiming:
    """The first score of the morning after the training day on `on`."""
    with entry.open():
        day = _day_of(entry.user, on)
        return services.record_morning(
            user=entry.user, day=day, score=score, now=entry.now, rules=current_rules()
        )


def give_daily(entry: Entry, *, score: int, gets_about: bool | None = None) -> None:
    """The optional score of today; in a flare-up with whether the person gets about as usual."""
    with entry.open():
        services.record_daily(
            user=entry.user, on=entry.today, score=score, gets_about=gets_about, now=entry.now
        )


def _of(user: User, day: TrainingDay) -> TrainingDay:
    """The day, of which nobody need ask whose it is."""
    day.user = user
    return day


def _known_day(entry: Entry, read: DayRead | None) -> TrainingDay:
    """Today's row, to be changed: what was read of it stays as it is."""
    if read is None or read.day is None:
        return _day_of(entry.user, entry.today)
    return copy(read.day)


def _day_of(user: User, on: date) -> TrainingDay:
    day = training_day(user, on)
    if day is None:
        raise EntryRefused(_("First tell how your back is now."))
    return day
