"""Rows in, records out: what the gate may look at, read with a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from backrehab.accounts.models import User
from backrehab.domain.records import History, Outcome
from backrehab.domain.rules import RuleSet
from backrehab.painlog import queries as log
from backrehab.painlog.models import TrainingDay
from backrehab.progression.models import Enrolment
from backrehab.screening.queries import ScreeningState, current_screening


@dataclass(frozen=True, slots=True)
class Loaded:
    """A history with the rows and the screening state it was made from."""

    history: History
    rows: tuple[TrainingDay, ...]
    screening: ScreeningState


def load_history(
    user: User, enrolment: Enrolment, *, rules: RuleSet, today: date, stage: str | None = None
) -> Loaded:
    """All that a decision on `today` may depend on, in five queries however long the history.

    `stage` asks for another stage than the current one (a side branch has no days of its own).
    """
    since = log.first_date(today, rules.window_dates)
    rows = log.training_days(user, since=since, until=today)
    scores = log.daily_scores(user, since=since, until=today)
    screening = current_screening(user)
    window = [row for row in rows if row.on >= since]
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
        days=log.to_days(window, scores, today=today),
        last_leg_on=max((row.on for row in rows if row.leg and row.trained), default=None),
    )
    return Loaded(history, tuple(window), screening)
