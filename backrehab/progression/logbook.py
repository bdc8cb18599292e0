"""Adding, correcting and deleting days of the log, and what that means for earlier decisions."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.domain.dose import FULL
from backrehab.domain.ladder_line import main_line
from backrehab.domain.rules import RuleSet
from backrehab.exercises.catalogue import Catalogue, get_catalogue
from backrehab.painlog import queries as log
from backrehab.painlog import services
from backrehab.painlog.models import DailyScore, MorningTiming, TrainingDay
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.services import Report
from backrehab.painlog.windows import check_addable, local_instant, morning_window
from backrehab.progression.breaks import find_break
from backrehab.progression.entries import Entry
from backrehab.progression.history import load_history
from backrehab.progression.models import ENTRIES, Enrolment, Transition
from backrehab.progression.prescriptions import prescription_at
from backrehab.progression.reviews import review_openings
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import break_to_answer
from backrehab.progression.stand_ins import way_of
from backrehab.progression.words import date_text
from backrehab.row_writes import delete_row, insert_row
from backrehab.screening.services import record_leg_symptom


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDay:
    """A whole training day as typed into the log; scores 0-10, None while missing. Where the
    morning was not asked for, it stays as it is."""

    before: int
    morning: int | None
    level: int
    report: Report
    asks_morning: bool = True


def stage_on(user: User, enrolment: Enrolment, on: date) -> str:
    """The stage that was current on a date since the start: an opening counts from its own date."""
    if on >= enrolment.entered_on:
        return enrolment.stage_key
    entered = (
        Transition.objects.filter(
            user=user,
            enrolment=enrolment,
            on__lte=on,
            kind__in=ENTRIES,
            stage_to__in=main_line(current_rules()),
        )
        .order_by("-at", "-id")
        .values_list("stage_to", flat=True)
        .first()
    )
    return entered or enrolment.stage_key


def first_addable(enrolment: Enrolment, today: date, rules: RuleSet) -> date:
    """The earliest date that can be added now: none before the diary began, because no stage was
    current then and the answers at the start stand for it."""
    return max(enrolment.started_on, today - timedelta(days=rules.diary.addable_dates - 1))


def free_dates(user: User, enrolment: Enrolment, today: date) -> list[date]:
    """The dates that can be added and have no training day yet, the latest first. One query."""
    first = first_addable(enrolment, today, current_rules())
    dates = [today - timedelta(days=n) for n in range((today - first).days + 1)]
    taken = TrainingDay.objects.filter(user=user, on__in=dates).values_list("on", flat=True)
    told = set(taken)
    return [on for on in dates if on not in told]


def check_day(user: User, enrolment: Enrolment, on: date, *, now: datetime) -> None:
    """EntryRefused for a date that cannot be added now, with the earliest one that can."""
    rules = current_rules()
    first = first_addable(enrolment, user.local_date(now), rules)
    if on < first == enrolment.started_on:
        said = _("That is before you started. The earliest day that can be added is %(day)s.")
        raise EntryRefused(said % {"day": date_text(first, "l j F")}, field="on")
    check_addable(user, on, now, rules)


def add_day(
    entry: Entry,
    *,
    on: date,
    typed: TypedDay,
    catalogue: Catalogue,
    stage_key: str | None = None,
) -> TrainingDay:
    """A day that was trained but not entered; today and the two dates before can be added. As on
    Today what takes the place of the exercise, by equipment or health check, is written down.

    `stage_key` is the stage whose dose was chosen; refused if that of the date is another.
    """
    rules = current_rules()
    with entry.open() as enrolment:
        user, now = entry.user, entry.now
        check_day(user, enrolment, on, now=now)
        _refuse_in_break(entry, enrolment, catalogue)
        stage = catalogue.stages[stage_on(user, enrolment, on)]
        if stage_key is not None and stage_key != stage.key:
            raise EntryRefused(_("Your stage has changed. Choose the dose again."), field="level")
        prescription = prescription_at(stage, typed.level)
        ended_at = min(now, local_instant(user, on, rules.diary.assumed_hour))
        day = services.new_day(
            user=user, score=typed.before, prescription=prescription, on=on, now=ended_at
        )
        day.last_exercise_at = ended_at
        card = catalogue.exercises[stage.exercise_key]
        day.variant_key = way_of(user, card)
        services.set_report(day=day, report=typed.report, now=now)
        if typed.morning is not None:
            with _said_at_the_morning():
                services.time_morning(user=user, day=day, score=typed.morning, now=now, rules=rules)
        if not insert_row(day):
            raise EntryRefused(_("There is an entry for that day. Correct it instead."), field="on")
        _after_change(entry, enrolment, on, leg=typed.report.leg)
    return day


def _refuse_in_break(entry: Entry, enrolment: Enrolment, catalogue: Catalogue) -> None:
    """As on Today: with one day more the break would be over before anybody has seen what it
    changes."""
    rules, now = current_rules(), entry.now
    if break_to_answer(entry.user, enrolment, rules=rules, catalogue=catalogue, now=now):
        raise EntryRefused(
            _("After your break, see first what changes: open the Today page. Then add this day.")
        )


def _refuse_to_end_break(entry: Entry, enrolment: Enrolment, day: TrainingDay) -> None:
    """The same for a stop that is taken back: the break goes on through that day as long as it was
    stopped, and would end with it."""
    user, rules, today = entry.user, current_rules(), entry.today
    loaded = load_history(user, enrolment, rules=rules, today=today)
    counted = loaded.last_trained_on
    goes_on = counted is not None and counted < day.on
    if goes_on and find_break(user, enrolment, loaded, rules=rules, today=today):
        raise EntryRefused(
            _("After your break, see first what changes: open the Today page. Then change this.")
        )


def correct_day(
    entry: Entry,
    *,
    on: date,
    typed: TypedDay,
    catalogue: Catalogue,
    read: TrainingDay | None = None,
) -> TrainingDay:
    """Change an entry. After 48 hours the old values are kept beside the new as an amendment; a
    morning score that was never given can only be added while its window is open.

    `read` is its row, read after the person was: asked for again only if anything was told since.
    """
    rules = current_rules()
    with entry.open() as enrolment:
        user, now = entry.user, entry.now
        day = copy(entry.still(read) or _own_day(user, on))
        old = services.as_values(day)
        if typed.level != day.dose_level:
            _correct_level(day, typed.level, catalogue)
        day.before = typed.before
        for field in services.REPORTED:
            setattr(day, field, getattr(typed.report, field))
        if old["stop"] and not day.stop and day.trained:
            _refuse_to_end_break(entry, enrolment, day)
        if typed.asks_morning:
            _correct_morning(user, day, typed.morning, now)
        day.save()
        services.amend(day=day, old=old, new=services.as_values(day), now=now, rules=rules)
        _after_change(entry, enrolment, on, leg=day.leg and not old["leg"])
    return day


def _correct_level(day: TrainingDay, level: int, catalogue: Catalogue) -> None:
    """Another dose level, in full. That the person chose something easier than the plan named is
    still true while the level is below the one it named."""
    named = day.suggested_level
    stays = named is not None and level < named
    suggested = (named, day.suggested_share or FULL) if named is not None and stays else None
    stage = catalogue.stages[day.stage_key]
    services.set_prescription(day, prescription_at(stage, level, suggested=suggested))


def _correct_morning(user: User, day: TrainingDay, score: int | None, now: datetime) -> None:
    if score is None:
        day.morning, day.morning_timing, day.morning_on = None, "", None
    elif day.morning is not None:
        day.morning = score
    else:
        if not day.trained:
            raise EntryRefused(_("There was no training on that day."), field="morning")
        with _said_at_the_morning():
            timing: MorningTiming = morning_window(user, day, current_rules()).timing(now)
        services.set_morning(user=user, day=day, score=score, timing=timing, now=now)


@contextmanager
def _said_at_the_morning() -> Iterator[None]:
    """What is wrong with the morning score is said beside it."""
    try:
        yield
    except EntryRefused as refusal:
        raise EntryRefused(refusal.message, field="morning") from refusal


def delete_entry(entry: Entry, *, on: date) -> None:
    """Take an entry out of the log: the training of a date, or the score of one without; after 48
    hours what it said is kept as an amendment. Without consent nothing of it is kept, and no
    decision is looked at again: both would be new."""
    with entry.open(deletes=True) as enrolment:
        user, now, rules = entry.user, entry.now, current_rules()
        keeps = user.withdrawn_at is None
        row: TrainingDay | DailyScore
        if (day := delete_row(TrainingDay, user=user.pk, on=on)) is not None:
            row = day
            if keeps:
                services.amend(day=day, old=services.as_values(day), new={}, now=now, rules=rules)
            # What else was done that day stays done.
            exercise = get_catalogue().exercise_of(day.stage_key)
            user.performed_sets.filter(on=on, exercise_id=exercise.id).delete()
        elif (daily := delete_row(DailyScore, user=user.pk, on=on)) is not None:
            row = daily
            if keeps:
                services.amend_daily(row=daily, new={}, now=now, rules=rules)
        else:
            raise EntryRefused(_("There is no entry for that day."))
        if not keeps:
            services.forget_amendments(row)
        _after_change(entry, enrolment, on, leg=False)


def correct_daily(entry: Entry, *, on: date, score: int, read: DailyScore | None = None) -> None:
    """Change the score of a day without training; `read` is its row, as in `correct_day`."""
    services.check_score(score, field="score")
    with entry.open() as enrolment:
        row = copy(entry.still(read) or _own_daily(entry.user, on))
        services.amend_daily(row=row, new={"score": score}, now=entry.now, rules=current_rules())
        row.score = score
        row.save(update_fields=["score"])
        _after_change(entry, enrolment, on, leg=False)


def _own_day(user: User, on: date) -> TrainingDay:
    day = log.training_day(user, on)
    if day is None:
        raise EntryRefused(_("There is no entry for that day."))
    return day


def _own_daily(user: User, on: date) -> DailyScore:
    row = DailyScore.objects.filter(user=user, on=on).first()
    if row is None:
        raise EntryRefused(_("There is no entry for that day."))
    return row


def _after_change(entry: Entry, enrolment: Enrolment, on: date, *, leg: bool) -> None:
    """A changed day may have been part of an earlier decision; look at each of those again. Not
    without consent: what comes of it would be stored."""
    if entry.user.withdrawn_at is not None:
        return
    if leg:
        record_leg_symptom(entry.user, now=entry.now, locked=True)
    if on <= enrolment.opened_until:
        review_openings(entry, enrolment, on)


def amendments_of(user: User, on: date) -> list[dict[str, Any]]:
    """What an entry said before each later change, latest first."""
    return [
        {"kind": row.kind, "old": row.old, "new": row.new, "made_at": row.made_at}
        for row in user.amendments.filter(on=on)
    ]
