"""Rows in, records out: what the gate may look at, read with a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from backrehab.accounts.models import User
from backrehab.domain.records import Day, History, Outcome
from backrehab.domain.rules import RuleSet
from backrehab.painlog import queries as log
from backrehab.painlog.models import TrainingDay
from backrehab.progression.models import Enrolment
from backrehab.screening.queries import ScreeningState, current_screening

# A day's colour looks at a week of earlier first scores, each up to two dates old, and two later.
DATES_BEFORE = 9
DATES_AFTER = 2


@dataclass(frozen=True, slots=True)
class Loaded:
    """A history with the rows of the window and the screening state it was made from.

    `last_trained_on` is the latest training day, also one from before the window.
    """

    history: History
    rows: tuple[TrainingDay, ...]
    last_trained_on: date | None
    screening: ScreeningState


def load_history(
    user: User, enrolment: Enrolment, *, rules: RuleSet, today: date, stage: str | None = None
) -> Loaded:
    """All that a decision on `today` may depend on, in five queries however long the history, and
    two more after a pause that is longer than the window.

    `stage` asks for another stage than the current one (a side branch has no days of its own).
    """
    since = log.first_date(today, rules.window_dates)
    rows = log.training_days(user, since=since, until=today)
    scores = log.daily_scores(user, since=since, until=today)
    screening = current_screening(user)
    window = [row for row in rows if row.on >= since]
    days = log.to_days(window, scores, today=today)
    latest = next((row.on for row in rows if row.trained), None)
    if latest is not None and latest < since:
        days = (*_around(user, latest, before=since, today=today), *days)
    history = History(
        stage=stage or enrolment.stage_key,
        entered_on=enrolment.entered_on,
        baselines=log.baselines(user, until=today),
        training_weekdays=frozenset(user.training_weekdays),
        screening=Outcome(str(screening.gate_outcome)),
        screened_on=screening.on,
        technique_confirmed=enrolment.technique_confirmed_at is not None,
        hold_test_passed=enrolment.hold_test_passed_at is not None,
        flare_ups=log.flare_ups(user, since=since, until=today),
        days=days,
        last_leg_on=max((row.on for row in rows if row.leg and row.trained), default=None),
    )
    return Loaded(history, tuple(window), latest, screening)


def _around(user: User, on: date, *, before: date, today: date) -> tuple[Day, ...]:
    """The training day on `on` with the dates that decide its colour: the gate still says what the
    latest day was, however long ago that is."""
    since = on - timedelta(days=DATES_BEFORE)
    until = min(on + timedelta(days=DATES_AFTER), before - timedelta(days=1))
    rows = log.training_days(user, since=since, until=until)
    scores = log.daily_scores(user, since=since, until=until)
    return log.to_days([row for row in rows if row.on >= since], scores, today=today)
