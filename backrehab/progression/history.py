"""Rows in, records out: what the gate may look at, read with one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from backrehab.accounts.models import User
from backrehab.domain.lay_off import counted_from
from backrehab.domain.records import History
from backrehab.domain.rules import RuleSet
from backrehab.json_rows import JsonRows, rows_as
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.day_rows import TimedRow, listed, read_days
from backrehab.prepared import Prepared
from backrehab.progression.models import Enrolment, Transition, TransitionKind
from backrehab.progression.older_days import Dates, read_older
from backrehab.progression.rulesets import current_rules
from backrehab.screening.begun import draft_listed, read_begun
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

    `judged_since` is the first date of the window whose training is judged; those before it are
    read for what was usual. The latest training day is among the rows, also one from before the
    window; `last_trained_on` is that, or the one before if a break goes on through it
    (`counted_from`). `said` has the daily scores; `steps_back` are the latest of this enrolment,
    and `heavy_sets_on` says when heavy sets of any kind were ticked off last, as far back as it
    matters. `flare_history` is the same history, but from the dates on that the usual before an
    open flare-up goes by. `version` is `User.log_version` as it was when all this was read.
    """

    history: History
    flare_history: History
    judged_since: date
    rows: tuple[TimedRow, ...]
    said: Mapping[date, DailyRow]
    last_trained_on: date | None
    screening: ScreeningState
    steps_back: tuple[WentBack, ...]
    heavy_sets_on: date | None
    version: int

    def is_begun_on(self, on: date) -> bool:
        """Whether the date has a training day that no training followed yet."""
        return any(row.on == on and not row.trained for row in self.rows)


def _everything(
    user: int, enrolment: int, *, entered: date, since: date, lately: date, until: date
) -> Any:
    heavy = current_rules().heavy.exercises
    steps = Transition.objects.filter(enrolment=enrolment, kind=TransitionKind.STEPPED_BACK)
    return User.objects.filter(pk=user).values_list(
        "log_version",
        JsonRows(listed(log.training_days_of(user, since, until))),
        JsonRows(log.latest_trained_of(user, until)),
        JsonRows(log.latest_unstopped_of(user, until)),
        JsonRows(log.latest_leg_of(user, until)),
        JsonRows(log.daily_scores_of(user, since, until)),
        JsonRows(log.baselines_of(user, entered, until)),
        JsonRows(log.flare_ups_of(user, since, until)),
        JsonRows(steps.values_list("stage_from", "on", "decision")[:LATEST_STEPS_BACK]),
        JsonRows(run_listed(user)),
        JsonRows(draft_listed(user)),
        JsonRows(log.latest_sets_of(user, heavy, lately, until)),
    )


# Every entry asks this: eight tables in one statement, each as a list of its rows.
EVERYTHING = Prepared[tuple[int, *tuple[str, ...]]](
    _everything, user=int, enrolment=int, entered=date, since=date, lately=date, until=date
)


class SeenThen(Struct):
    """What a step back was decided on."""

    reds: tuple[date, ...] = ()


STEPS_BACK = rows_as(tuple[str, date, SeenThen])


def load_history(
    user: User, enrolment: Enrolment, *, rules: RuleSet, today: date, stage: str | None = None
) -> Loaded:
    """All that a decision on `today` may depend on, in one query however long the history, and one
    more after a pause, or in a flare-up, that is longer than the window, or where each of its days
    was stopped. `stage` asks for another than the current one (a side branch has no days)."""
    stage = stage or enrolment.stage_key
    since = _first_date(enrolment, stage, rules=rules, today=today)
    version, *texts = _ask(user, enrolment, since, rules=rules, today=today)
    trained_on, trained, unstopped, leg, scored, answers, spells, back, asked, draft, heavy = texts
    screening = state_of(read_run(asked), user, read_begun(draft, user))
    latest = log.read_latest(trained)
    window = Dates(read_days(trained_on), log.read_said(scored))
    flare_ups = log.read_flare_ups(spells, until=today)
    older = read_older(user, latest, flare_ups, before=since, rules=rules, today=today)
    judged_since = since + timedelta(days=rules.judged_by)
    history = History(
        stage=stage,
        entered_on=enrolment.entered_on,
        baselines=older.with_baselines(log.read_baselines(answers)),
        training_weekdays=frozenset(user.training_weekdays),
        screening=screening.gate_outcome,
        screened_on=screening.on,
        easy_only=screening.flare_up_only,
        technique_confirmed=enrolment.technique_confirmed_at is not None,
        hold_test_passed=enrolment.hold_test_passed_at is not None,
        flare_ups=older.flare_ups,
        days=(*older.around_latest.days(today), *window.days(today)),
        last_leg_on=log.read_latest(leg),
        judged_since=min(latest or judged_since, judged_since),
    )
    rows = (*window.rows, *[row for row in older.around_latest.rows if row.on == latest])
    return Loaded(
        history,
        older.before_flare_up(history, today),
        judged_since,
        rows,
        older.since_flare_up.said | window.said,
        _counted_from(user, enrolment, window.rows, latest, log.read_latest(unstopped)),
        screening,
        tuple(WentBack(left, on, told.reds) for left, on, told in STEPS_BACK(back)),
        log.read_latest(heavy),
        version,
    )


def _counted_from(
    user: User,
    enrolment: Enrolment,
    rows: Sequence[TimedRow],
    latest: date | None,
    unstopped_on: date | None,
) -> date | None:
    """The training day from which a break is counted: nearly always the latest. `rows` are those of
    the window, latest first; the one that was not stopped nearly always is among them."""
    if latest is None or latest == unstopped_on:
        return latest
    stopped_on: Iterable[date] = (row.on for row in rows if row.stop)
    if unstopped_on is None or not rows or rows[-1].on > unstopped_on:
        stopped_on = log.stopped_after(user, unstopped_on, until=latest)
    return counted_from(
        unstopped_on=unstopped_on,
        stopped_on=stopped_on,
        stage=enrolment.stage_key,
        taken_up_on=enrolment.dose_from,
        rules=current_rules(),
        gently=user.starts_gently,
    )


def _ask(
    user: User, enrolment: Enrolment, since: date, *, rules: RuleSet, today: date
) -> tuple[int, *tuple[str, ...]]:
    """The version and the tables, each between the dates that matter of it."""
    return EVERYTHING.one(
        user=user.pk,
        enrolment=enrolment.pk,
        # The lowest answer since then counts.
        entered=min(enrolment.entered_on, since),
        since=since,
        lately=log.first_date(today, rules.heavy.dates_apart),
        until=today,
    )


def judged_from(enrolment: Enrolment, stage: str, *, rules: RuleSet, today: date) -> date:
    """The first date of the window of a stage whose training is judged."""
    since = _first_date(enrolment, stage, rules=rules, today=today)
    return since + timedelta(days=rules.judged_by)


def _first_date(enrolment: Enrolment, stage: str, *, rules: RuleSet, today: date) -> date:
    """Where the window begins. On the way back to a stage, which goes by all of its days, it has as
    many to judge as any stage's has dates."""
    shortest = log.first_date(today, rules.window_of(stage))
    if not enrolment.dose_shares:
        return shortest
    began = enrolment.dose_since - timedelta(days=rules.judged_by)
    longest = log.first_date(today, rules.window_dates + rules.judged_by)
    return min(shortest, max(began, longest))
