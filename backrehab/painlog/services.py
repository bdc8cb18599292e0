"""Writes to the pain log, checked: a row, or the sets of a day; the caller holds the lock."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.domain.pain import is_score
from backrehab.domain.rules import RuleSet
from backrehab.painlog.models import (
    Amendment,
    AmendmentKind,
    Baseline,
    DailyScore,
    FlareUp,
    MorningTiming,
    PerformedSet,
    Skip,
    TrainingDay,
)
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.windows import corrects_freely_until, morning_window
from backrehab.row_writes import insert_row, insert_rows, update_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """What the plan asked for on a day: the stage, its dose level, and the sets that count.

    `share` is that of the level in percent, `each` the repetitions or seconds of a set where they
    are fewer than the level's. `suggested` is the level and share that the plan named, if the
    person chose something easier.
    """

    stage_key: str
    level: int
    sets: int
    target_dose: bool
    share: int = 100
    each: int | None = None
    suggested: tuple[int, int] | None = None

    @property
    def as_fields(self) -> dict[str, Any]:
        """The columns of a training day that hold it."""
        level, share = self.suggested or (None, None)
        return {
            "dose_level": self.level,
            "sets_prescribed": self.sets,
            "target_dose": self.target_dose,
            "dose_share": self.share,
            "each_prescribed": self.each,
            "suggested_level": level,
            "suggested_share": share,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a person says after training: sets done, worst pain 0-10, and what happened.

    `extra_repetitions` were done on top of the dose in the last set; `load_kg` or `band` is what
    was lifted. What is None was not said, and leaves an earlier answer as it is.

    See docs/clinical-rules.md#what-is-recorded.
    """

    sets_done: int
    worst: int | None
    stop: bool = False
    leg: bool = False
    extra_meds: bool = False
    extra_repetitions: int | None = None
    load_kg: Decimal | None = None
    band: int | None = None


REPORTED = tuple(field.name for field in fields(Report))


def check_score(score: int | None, *, field: str) -> None:
    """Raise EntryRefused unless the score is missing or a whole number from 0 to 10."""
    if score is not None and not is_score(score):
        raise EntryRefused(_("Pain is a whole number from 0 to 10."), field=field)


def record_baseline(*, user: User, score: int, now: datetime) -> Baseline:
    """The average pain of the last 7 days (0-10), in force from today; one answer a date."""
    check_score(score, field="score")
    touch(user)
    baseline, _created = Baseline.objects.update_or_create(
        user=user,
        on=user.local_date(now),
        defaults={"score": score},
        create_defaults={"score": score, "given_at": now},
    )
    return baseline


def record_before(
    *,
    user: User,
    score: int,
    prescription: Prescription,
    on: date,
    now: datetime,
    variant_key: str = "",
) -> TrainingDay:
    """Pain just before the day's first exercise; the first one given stands, another is refused.
    `variant_key` is the way it is done, where that is not the first that fits."""
    day = new_day(user=user, score=score, prescription=prescription, on=on, now=now)
    day.variant_key = variant_key
    if insert_row(day):
        return day
    stands = TrainingDay.objects.get(user=user, on=on)
    _refuse_another(score, stands.before)
    return stands


def _refuse_another(score: int, stands: int | None) -> None:
    """What is not stored must not be acknowledged: a second device may say something else."""
    if score != stands:
        raise EntryRefused(_("There is an entry for today already. You can correct it in the log."))


def new_day(
    *, user: User, score: int, prescription: Prescription, on: date, now: datetime
) -> TrainingDay:
    """A training day that begins with its first score (not stored)."""
    check_score(score, field="before")
    return _day_from(user=user, prescription=prescription, on=on, now=now, before=score)


def stop_day(
    *,
    user: User,
    prescription: Prescription,
    on: date,
    now: datetime,
    begun: TrainingDay | None = None,
) -> TrainingDay:
    """An exercise made it worse: the day is stopped, and it is a training day from now on. `begun`
    is its row, if that was read already, under the lock of the person."""
    if begun is None:
        told = {"stop": True, "last_exercise_at": now}
        day = _day_from(user=user, prescription=prescription, on=on, now=now, **told)
        if insert_row(day):
            return day
        begun = TrainingDay.objects.get(user=user, on=on)
    # A press that waited on another device may arrive after a later set.
    begun.stop, begun.last_exercise_at = True, max(now, begun.last_exercise_at or now)
    update_row(TrainingDay, begun.pk, stop=True, last_exercise_at=begun.last_exercise_at)
    return begun


def _day_from(
    *, user: User, prescription: Prescription, on: date, now: datetime, **told: Any
) -> TrainingDay:
    """A training day that begins `now`, with what is told of it first (not stored)."""
    return TrainingDay(
        user_id=user.pk,
        on=on,
        stage_key=prescription.stage_key,
        started_at=now,
        **prescription.as_fields,
        **told,
    )


def prescribe(*, day: TrainingDay, prescription: Prescription) -> None:
    """Change the dose of a day on which no set was done yet."""
    if day.sets_done or day.finished_at:
        raise EntryRefused(_("You have begun. The dose can be changed again tomorrow."))
    day.save(update_fields=set_prescription(day, prescription))


def set_prescription(day: TrainingDay, prescription: Prescription) -> list[str]:
    """Put the prescription on a row (not saved); the names of its columns."""
    changed = prescription.as_fields
    for name, value in changed.items():
        setattr(day, name, value)
    return list(changed)


def set_variant(*, day: TrainingDay, variant_key: str) -> None:
    """Keep which way the exercise is done on that day."""
    day.variant_key = variant_key
    day.save(update_fields=["variant_key"])


# Which set of a date it is.
PLACE = ("exercise_id", "slot", "number")
type PlaceOfSet = tuple[int, str, int]


def tick_sets(
    *, user: User, on: date, places: Collection[PlaceOfSet], done: bool, now: datetime
) -> None:
    """Make these sets done or not done, in one statement, and none for none; saying the same twice
    changes nothing."""
    named = [dict(zip(PLACE, place, strict=True)) for place in places]
    if done and named:
        insert_rows([PerformedSet(user_id=user.pk, on=on, done_at=now, **one) for one in named])
    elif named:
        these = reduce(or_, (Q(**one) for one in named))
        PerformedSet.objects.filter(these, user=user, on=on).delete()


def record_sets(*, day: TrainingDay, now: datetime) -> None:
    """Store the day's count of sets."""
    # A tick that waited on another device may arrive after a later one.
    day.last_exercise_at = max(now, day.last_exercise_at or now)
    update_row(TrainingDay, day.pk, sets_done=day.sets_done, last_exercise_at=day.last_exercise_at)


def record_report(*, day: TrainingDay, report: Report, now: datetime) -> None:
    """What was done and felt. A later slot never lowers the day's worst pain nor takes back an
    answer; that is what correcting the entry is for."""
    set_report(day=day, report=report, now=now)
    changed = (*REPORTED, "last_exercise_at", "finished_at")
    update_row(TrainingDay, day.pk, **{name: getattr(day, name) for name in changed})


def set_report(*, day: TrainingDay, report: Report, now: datetime) -> None:
    """The same on a row that is not stored by this."""
    check_score(report.worst, field="worst")
    worst = [score for score in (day.worst, report.worst) if score is not None]
    day.worst = max(worst, default=None)
    day.sets_done = report.sets_done
    day.stop = day.stop or report.stop
    day.leg = day.leg or report.leg
    day.extra_meds = day.extra_meds or report.extra_meds
    if report.extra_repetitions is not None:
        day.extra_repetitions = report.extra_repetitions
    if report.load_kg is not None or report.band is not None:
        day.load_kg, day.band = report.load_kg, report.band
    day.last_exercise_at = day.last_exercise_at or now
    day.finished_at = now


def record_morning(
    *, user: User, day: TrainingDay, score: int, now: datetime, rules: RuleSet
) -> MorningTiming:
    """The first score after a training day; on time or late by the clock, refused when closed."""
    timing = time_morning(user=user, day=day, score=score, now=now, rules=rules)
    update_row(
        TrainingDay,
        day.pk,
        morning=day.morning,
        morning_timing=day.morning_timing,
        morning_on=day.morning_on,
    )
    return timing


def time_morning(
    *, user: User, day: TrainingDay, score: int, now: datetime, rules: RuleSet
) -> MorningTiming:
    """The same on a row that is not stored by this."""
    check_score(score, field="morning")
    if not day.trained:
        raise EntryRefused(_("There was no training on that day."))
    if day.morning is not None:
        raise EntryRefused(_("You already gave this morning score. You can correct it in the log."))
    timing = morning_window(user, day, rules).timing(now)
    set_morning(user=user, day=day, score=score, timing=timing, now=now)
    return timing


def set_morning(
    *, user: User, day: TrainingDay, score: int, timing: MorningTiming, now: datetime
) -> None:
    """Fill in the morning of a row; one on time counts for the next date even after midnight."""
    day.morning = score
    day.morning_timing = timing
    next_date = day.on + timedelta(days=1)
    day.morning_on = next_date if timing == MorningTiming.ON_TIME else user.local_date(now)


def record_daily(
    *, user: User, on: date, score: int, now: datetime, gets_about: bool | None = None
) -> DailyScore:
    """The optional score of a date; the first one given stands, another is refused. How somebody
    gets about can be added to it later on that date."""
    check_score(score, field="score")
    row = DailyScore(user_id=user.pk, on=on, score=score, gets_about=gets_about, given_at=now)
    if insert_row(row):
        return row
    row = DailyScore.objects.get(user=user, on=on)
    _refuse_another(score, row.score)
    if gets_about is not None:
        row.gets_about = gets_about
        row.save(update_fields=["gets_about"])
    return row


def set_skip(*, user: User, on: date, exercise_id: int, skipped: bool, now: datetime) -> None:
    """Note that an exercise was left out on a date, or take the note back."""
    if skipped:
        insert_row(Skip(user_id=user.pk, on=on, exercise_id=exercise_id, made_at=now))
    else:
        Skip.objects.filter(user=user, on=on, exercise_id=exercise_id).delete()


def start_flare_up(*, user: User, on: date) -> bool:
    """Open a flare-up, unless one is open; whether it was opened. A second one on a date reopens
    the first."""
    if FlareUp.objects.filter(user=user, ended_on__isnull=True).exists():
        return False
    if not insert_row(FlareUp(user_id=user.pk, started_on=on)):
        FlareUp.objects.filter(user=user, started_on=on).update(ended_on=None)
    return True


AMENDED_FIELDS = (
    "before",
    "worst",
    "morning",
    "morning_timing",
    "sets_done",
    "sets_prescribed",
    "dose_level",
    "target_dose",
    "dose_share",
    "each_prescribed",
    "suggested_level",
    "suggested_share",
    "extra_repetitions",
    "band",
    "stop",
    "leg",
    "extra_meds",
)


def as_values(day: TrainingDay) -> dict[str, Any]:
    """What an amendment keeps of a row."""
    load = None if day.load_kg is None else str(day.load_kg)
    return {name: getattr(day, name) for name in AMENDED_FIELDS} | {"load_kg": load}


def amend(
    *, day: TrainingDay, old: dict[str, Any], new: dict[str, Any], now: datetime, rules: RuleSet
) -> Amendment | None:
    """Keep what an entry said before, if it was older than the time for free corrections; `new` is
    empty for a deletion."""
    if now < corrects_freely_until(day, rules):
        return None
    return _keep(day, old=old, new=new, now=now)


def amend_daily(
    *, row: DailyScore, new: dict[str, Any], now: datetime, rules: RuleSet
) -> Amendment | None:
    """The same for the score of a day without training; the time runs from when it was given."""
    if now < row.given_at + timedelta(hours=rules.diary.correction_hours):
        return None
    return _keep(row, old={"score": row.score}, new=new, now=now)


def forget_amendments(row: TrainingDay | DailyScore) -> None:
    """Delete what this entry said before each change of it; that of the date's other entry stays.
    Only a daily score has a `score`."""
    of_daily = Q(old__has_key="score")
    of_row = of_daily if isinstance(row, DailyScore) else ~of_daily
    Amendment.objects.filter(of_row, user_id=row.user_id, on=row.on).delete()


def _keep(
    row: TrainingDay | DailyScore, *, old: dict[str, Any], new: dict[str, Any], now: datetime
) -> Amendment | None:
    if old == new:
        return None
    kind = AmendmentKind.CORRECTED if new else AmendmentKind.DELETED
    return Amendment.objects.create(
        user_id=row.user_id, on=row.on, kind=kind, old=old, new=new, made_at=now
    )
