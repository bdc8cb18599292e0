"""Dates before the window of a decision that still speak in it, read with one statement."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from backrehab.accounts.models import User
from backrehab.domain.ledger import DATES_READ_ON
from backrehab.domain.records import (
    ONE_DAY,
    BaselineAnswer,
    Day,
    FlareUp,
    History,
    open_since,
    replace_days,
)
from backrehab.domain.rules import RuleSet
from backrehab.json_rows import JsonRows
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.day_rows import TimedRow, listed, read_days
from backrehab.prepared import Prepared

# The first and the last of some dates.
type Ends = tuple[date, date]


class Dates(NamedTuple):
    """What is stored of some dates, rows latest first."""

    rows: list[TimedRow]
    said: dict[date, DailyRow]

    def days(self, today: date) -> tuple[Day, ...]:
        """As records."""
        return log.to_days(self.rows, self.said, today=today)

    def within(self, ends: Ends | None) -> "Dates":
        """Those between both ends."""
        if ends is None:
            return NO_DATES
        first, last = ends
        return Dates(
            [row for row in self.rows if first <= row.on <= last],
            {on: one for on, one in self.said.items() if first <= on <= last},
        )


NO_DATES = Dates([], {})


class OlderDays(NamedTuple):
    """What is asked of dates before the window: those that decide the colour of the latest training
    day, as the gate still says what it was, however long ago that is; and those from shortly before
    an open flare-up on. `flare_ups` are those that reach any of them, or the window, and
    `baselines` the answers in force on any of them."""

    around_latest: Dates
    since_flare_up: Dates
    flare_ups: tuple[FlareUp, ...]
    baselines: tuple[BaselineAnswer, ...] = ()

    def with_baselines(self, later: tuple[BaselineAnswer, ...]) -> tuple[BaselineAnswer, ...]:
        """The answers, and those in force since the window began or the stage was entered."""
        if not self.baselines:
            return later
        return tuple({answer.on: answer for answer in (*self.baselines, *later)}.values())

    def before_flare_up(self, history: History, today: date) -> History:
        """The history with the dates since shortly before an open flare-up."""
        if self.since_flare_up == NO_DATES:
            return history
        days = replace_days(history.days, self.since_flare_up.days(today))
        return replace(history, days=days)


def _older(user: int, since: date, until: date, today: date) -> Any:
    return User.objects.filter(pk=user).values_list(
        JsonRows(listed(log.training_days_of(user, since, until))),
        JsonRows(log.daily_scores_of(user, since, until)),
        JsonRows(log.flare_ups_of(user, since, today)),
        JsonRows(log.baselines_of(user, since, today)),
    )


OLDER = Prepared[tuple[str, str, str, str]](_older, user=int, since=date, until=date, today=date)


def read_older(
    user: User,
    latest: date | None,
    flare_ups: tuple[FlareUp, ...],
    *,
    before: date,
    rules: RuleSet,
    today: date,
) -> OlderDays:
    """One query, and none if the window has it all."""
    reach, end = timedelta(days=rules.judged_by), before - ONE_DAY
    around: Ends | None = None
    if latest is not None and latest - reach < before:
        around = latest - reach, min(latest + timedelta(days=DATES_READ_ON), end)
    started = open_since(flare_ups)
    flared = None if started is None or started - reach >= before else (started - reach, end)
    wanted = [ends for ends in (around, flared) if ends is not None]
    if not wanted:
        return OlderDays(NO_DATES, NO_DATES, flare_ups)
    since, until = min(first for first, _ in wanted), max(last for _, last in wanted)
    texts = OLDER.one(user=user.pk, since=since, until=until, today=today)
    rows, said, spells, answers = texts
    found = Dates(read_days(rows), log.read_said(said))
    return OlderDays(
        found.within(around),
        found.within(flared),
        log.read_flare_ups(spells, until=today),
        log.read_baselines(answers),
    )
