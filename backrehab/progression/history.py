"""Rows in, records out: what the gate may look at, read with one statement."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from backrehab.accounts.models import User
from backrehab.domain.ledger import DATES_READ_ON
from backrehab.domain.records import ONE_DAY, Day, History, replace_days
from backrehab.domain.rules import RuleSet
from backrehab.json_rows import JsonRows, read_json
from backrehab.painlog import queries as log
from backrehab.painlog.day_rows import TimedRow, listed, read_days
from backrehab.painlog.models import TrainingDay
from backrehab.prepared import Prepared
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from backrehab.screening.queries import ScreeningState, read_run, run_listed, state_of

# Steps back that a concern may still look at; more in six weeks would be a concern long before.
LATEST_STEPS_BACK = 6


@dataclass(frozen=True, slots=True)
class WentBack:
    """A step back that was taken: the stage that was left, when, and the red days that led to
    it."""

    left: str
    on: date
    reds: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A history with the rows of the window and the screening state it was made from.

    `since` is the first date of the window; `last_trained_on` is the latest training day, also one
    from before it, which then is the last of the rows; `steps_back` are the latest of this
    enrolment. `version` is `User.log_version` as it was when all this was read.
    """

    history: History
    since: date
    rows: tuple[TimedRow | TrainingDay, ...]
    last_trained_on: date | None
    screening: ScreeningState
    steps_back: tuple[WentBack, ...]
    version: int


def _everything(user: int, enrolment: int, since: date, until: date) -> Any:
    steps = Transition.objects.filter(enrolment=enrolment, kind=TransitionKind.STEPPED_BACK)
    return User.objects.filter(pk=user).values_list(
        "log_version",
        JsonRows(listed(log.training_days_of(user, since, until))),
        JsonRows(log.latest_trained_of(user, until)),
        JsonRows(log.latest_leg_of(user, until)),
        JsonRows(log.daily_scores_of(user, since, until)),
        JsonRows(log.baselines_of(user, until)),
        JsonRows(log.flare_ups_of(user, since, until)),
        JsonRows(steps.values_list("stage_from", "on", "decision")[:LATEST_STEPS_BACK]),
        JsonRows(run_listed(user)),
    )


# Every entry asks this: six tables in one statement, each as a list of its rows.
EVERYTHING = Prepared[tuple[int, str, str, str, str, str, str, str, str]](
    _everything, user=int, enrolment=int, since=date, until=date
)


def load_history(
    user: User, enrolment: Enrolment, *, rules: RuleSet, today: date, stage: str | None = None
) -> Loaded:
    """All that a decision on `today` may depend on, in one query however long the history, and two
    more after a pause that is longer than the window.

    `stage` asks for another stage than the current one (a side branch has no days of its own).
    """
    stage = stage or enrolment.stage_key
    since = _first_date(enrolment, stage, rules=rules, today=today)
    version, *texts = EVERYTHING.one(user=user.pk, enrolment=enrolment.pk, since=since, until=today)
    said, trained, leg, scored, answers, spells, back, asked = map(read_json, texts)
    rows = read_days(said)
    screening = state_of(read_run(asked), user)
    days = log.to_days(rows, log.read_scores(scored), today=today)
    latest = log.read_latest(trained)
    older: list[TrainingDay] = []
    if latest is not None and latest < since:
        older, around = _around(user, latest, before=since, rules=rules, today=today)
        days = (*around, *days)
    history = History(
        stage=stage,
        entered_on=enrolment.entered_on,
        baselines=log.read_baselines(answers),
        training_weekdays=frozenset(user.training_weekdays),
        screening=screening.gate_outcome,
        screened_on=screening.on,
        easy_only=screening.flare_up_only,
        technique_confirmed=enrolment.technique_confirmed_at is not None,
        hold_test_passed=enrolment.hold_test_passed_at is not None,
        flare_ups=log.read_flare_ups(spells, until=today),
        days=days,
        last_leg_on=log.read_latest(leg),
    )
    steps = tuple(_went_back(left, on, told.get("reds", ())) for left, on, told in back)
    return Loaded(history, since, (*rows, *older), latest, screening, steps, version)


def _went_back(left: str, on: str, reds: Iterable[str]) -> WentBack:
    return WentBack(left, date.fromisoformat(on), tuple(map(date.fromisoformat, reds)))


def _first_date(enrolment: Enrolment, stage: str, *, rules: RuleSet, today: date) -> date:
    """Where the window begins. On the way back to a stage, which goes by all of its days, it is as
    long as any stage's."""
    shortest = log.first_date(today, rules.window_of(stage))
    if not enrolment.dose_shares:
        return shortest
    began = enrolment.dose_since - timedelta(days=rules.judged_by)
    return min(shortest, max(began, log.first_date(today, rules.window_dates)))


def reaching(user: User, loaded: Loaded, since: date, *, today: date) -> History:
    """The history from `since` on, as far as that lies before its window; then with three more
    queries."""
    history = loaded.history
    if since >= loaded.since:
        return history
    _rows, older = _days(user, since, loaded.since - ONE_DAY, today=today)
    return replace(
        history,
        days=replace_days(history.days, older),
        flare_ups=log.flare_ups(user, since=since, until=today),
    )


def _around(
    user: User, on: date, *, before: date, rules: RuleSet, today: date
) -> tuple[list[TrainingDay], tuple[Day, ...]]:
    """The training day on `on` as a row, and with the dates that decide its colour: the gate still
    says what the latest day was, however long ago that is."""
    since = on - timedelta(days=rules.judged_by)
    until = min(on + timedelta(days=DATES_READ_ON), before - ONE_DAY)
    rows, days = _days(user, since, until, today=today)
    return [row for row in rows if row.on == on], days


def _days(
    user: User, since: date, until: date, *, today: date
) -> tuple[list[TrainingDay], tuple[Day, ...]]:
    rows = log.training_days(user, since=since, until=until)
    scores = log.daily_scores(user, since=since, until=until)
    return rows, log.to_days(rows, scores, today=today)
