"""At which dose a stage is taken up again: the last one there, or the last that went well."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet

from backrehab.accounts.models import User
from backrehab.domain.colours import Colour
from backrehab.domain.ledger import DATES_READ_ON, Ledger
from backrehab.domain.records import History, Outcome
from backrehab.painlog.day_rows import TimedRow
from backrehab.painlog.models import TrainingDay
from backrehab.painlog.queries import TRAINED
from backrehab.progression.history import Loaded, judged_from, longest_window
from backrehab.progression.models import Enrolment
from backrehab.progression.older_days import read_around_latest
from backrehab.progression.rulesets import current_rules

LOWEST = 1


def last_level(user: User, enrolment: Enrolment, known: Loaded) -> int:
    """The dose level of the latest training day of the current stage; that which the stage began
    with if there is none. One query if there is none in what is `known` of today."""
    stage = enrolment.stage_key
    if (latest := _latest_of(known.rows, stage)) is not None:
        return latest.dose_level
    found = _of_stage(user, stage).values_list("dose_level", flat=True).first()
    return found or enrolment.dose_level


def last_green_level(
    user: User, enrolment: Enrolment, stage: str, known: Loaded, *, today: date
) -> int:
    """The dose level of the latest calm day of a stage, looked for in the last weeks there; the
    lowest if there was none (docs/clinical-rules.md#step-back). What is `known` of `today` has it
    as a rule; one query if not."""
    latest = _latest_of(known.rows, stage)
    if latest is not None:
        as_of = _after(latest.on, today)
        since = judged_from(enrolment, stage, rules=current_rules(), today=as_of)
        ledger = Ledger(known.history, current_rules(), today)
        if level := _green_level(ledger, known.rows, stage, since=since):
            return level
    return look_up_green_level(user, enrolment, stage, today=today)


def look_up_green_level(user: User, enrolment: Enrolment, stage: str, *, today: date) -> int:
    """The same where nothing is known."""
    rules = current_rules()
    older = read_around_latest(user, stage, longest=longest_window(rules), today=today)
    rows = older.dates.rows
    latest = _latest_of(rows, stage)
    if latest is None:
        return LOWEST
    as_of = _after(latest.on, today)
    since = judged_from(enrolment, stage, rules=rules, today=as_of)
    history = History(
        stage=stage,
        entered_on=enrolment.entered_on,
        baselines=older.answers,
        training_weekdays=frozenset(user.training_weekdays),
        # What a gate asks for besides is no part of a day's colour.
        screening=Outcome.CLEAR,
        screened_on=as_of,
        flare_ups=older.flare_ups,
        days=older.dates.days(as_of),
        judged_since=since,
    )
    return _green_level(Ledger(history, rules, as_of), rows, stage, since=since) or LOWEST


def _latest_of(rows: Sequence[TimedRow], stage: str) -> TimedRow | None:
    return next((row for row in rows if row.stage_key == stage and row.trained), None)


def _after(latest: date, today: date) -> date:
    """The first date on which all is told of the latest day."""
    return min(today, latest + timedelta(days=DATES_READ_ON + 1))


def _green_level(
    ledger: Ledger, rows: Sequence[TimedRow], stage: str, *, since: date
) -> int | None:
    verdicts = ledger.verdicts
    for row in rows:
        verdict = verdicts.get(row.on.toordinal())
        calm = verdict is not None and verdict.stage == stage and verdict.colour is Colour.GREEN
        if calm and row.on >= since:
            return row.dose_level
    return None


def _of_stage(user: User, stage: str) -> "QuerySet[TrainingDay]":
    return TrainingDay.objects.filter(TRAINED, user=user, stage_key=stage).order_by("-on")
