"""Rows in, records out: what the gate may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backrehab.accounts.models import User
from backrehab.domain.lay_off import counted_from
from backrehab.domain.records import Day, History, replace_days
from backrehab.domain.rules import RuleSet
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.day_rows import TimedRow
from backrehab.progression.history_read import HistoryRead, ask
from backrehab.progression.models import Enrolment
from backrehab.progression.rulesets import current_rules


@dataclass(frozen=True, slots=True)
class Loaded:
    """A history with what was `read`, from which it was made.

    `judged_since` is the first date of the window whose training is judged; those before it are
    read for what was usual. `rows` are those of the window and that of the latest training day,
    also one from before the window; `last_trained_on` is that, or the one before if a break goes on
    through it (`counted_from`). `said` has the daily scores. `flare_history` is the same history,
    but from the dates on that the usual before an open flare-up goes by.
    """

    read: HistoryRead
    history: History
    flare_history: History
    judged_since: date
    rows: tuple[TimedRow, ...]
    said: Mapping[date, DailyRow]
    last_trained_on: date | None


def load_history(
    user: User,
    enrolment: Enrolment,
    *,
    rules: RuleSet,
    today: date,
    read: HistoryRead | None = None,
) -> Loaded:
    """All that a decision on `today` may depend on, in one query however long the history; `ask`
    says when it is two. None if it was `read` on that date and in this transaction, for
    a window that has this one in it."""
    since = _first_date(enrolment, enrolment.stage_key, rules=rules, today=today)
    if read is None or read.since > since or read.until != today:
        read = ask(user, enrolment, since, rules=rules, today=today)
    else:
        read = read.narrowed(since, entered_on=enrolment.entered_on, rules=rules)
    return _loaded(read, user, enrolment, rules)


def _loaded(read: HistoryRead, user: User, enrolment: Enrolment, rules: RuleSet) -> Loaded:
    today, latest, ends = read.until, read.trained_on, read.older_ends(rules)
    around = read.older.within(ends.around_latest)
    flared = read.older.within(ends.since_flare_up)
    judged_since = read.since + timedelta(days=rules.judged_by)
    history = History(
        stage=enrolment.stage_key,
        entered_on=enrolment.entered_on,
        baselines=read.answers,
        training_weekdays=frozenset(user.training_weekdays),
        screening=read.screening.gate_outcome,
        screened_on=read.screening.on,
        easy_only=read.screening.flare_up_only,
        technique_confirmed=enrolment.technique_confirmed_at is not None,
        hold_test_passed=enrolment.hold_test_passed_at is not None,
        flare_ups=read.flare_ups,
        days=(*around.days(today), *read.window.days(today)),
        last_leg_on=read.leg_on,
        judged_since=min(latest or judged_since, judged_since),
    )
    return Loaded(
        read,
        history,
        _with_days(history, flared.days(today)),
        judged_since,
        (*read.window.rows, *[row for row in around.rows if row.on == latest]),
        flared.said | read.window.said,
        _counted_from(read, user, enrolment),
    )


def _with_days(history: History, older: tuple[Day, ...]) -> History:
    if not older:
        return history
    return replace(history, days=replace_days(history.days, older))


def _counted_from(read: HistoryRead, user: User, enrolment: Enrolment) -> date | None:
    """The training day from which a break is counted: nearly always the latest."""
    if read.trained_on is None or read.trained_on == read.unstopped_on:
        return read.trained_on
    return counted_from(
        unstopped_on=read.unstopped_on,
        stopped_on=read.stopped_on,
        stage=enrolment.stage_key,
        taken_up_on=enrolment.dose_from,
        rules=current_rules(),
        gently=user.starts_gently,
    )


def judged_from(enrolment: Enrolment, stage: str, *, rules: RuleSet, today: date) -> date:
    """The first date of the window of a stage whose training is judged."""
    since = _first_date(enrolment, stage, rules=rules, today=today)
    return since + timedelta(days=rules.judged_by)


def longest_window(rules: RuleSet) -> int:
    """How many dates back a window begins at the earliest, whatever the stage."""
    return rules.window_dates + rules.judged_by


def _first_date(enrolment: Enrolment, stage: str, *, rules: RuleSet, today: date) -> date:
    """Where the window begins. On the way back to a stage, which goes by all of its days, it has as
    many to judge as any stage's has dates."""
    shortest = log.first_date(today, rules.window_of(stage))
    if not enrolment.dose_shares:
        return shortest
    began = enrolment.dose_since - timedelta(days=rules.judged_by)
    longest = log.first_date(today, longest_window(rules))
    return min(shortest, max(began, longest))
