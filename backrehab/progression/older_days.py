"""Dates before the window of a decision that are asked for all the same, with one statement."""

from datetime import date, timedelta
from typing import Any, NamedTuple, Self

from django.db.models import Subquery
from django.db.models.functions import Least

from backrehab.accounts.models import User
from backrehab.dates_later import DatesLater
from backrehab.domain.ledger import DATES_READ_ON
from backrehab.domain.records import ONE_DAY, BaselineAnswer, Day, FlareUp, open_since
from backrehab.domain.rules import RuleSet
from backrehab.json_rows import JsonRows
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.day_rows import TimedRow, listed, read_days
from backrehab.painlog.models import TrainingDay
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

    def after(self, earlier: "Dates") -> "Dates":
        """These and earlier ones."""
        return Dates([*self.rows, *earlier.rows], earlier.said | self.said)


NO_DATES = Dates([], {})


class OlderEnds(NamedTuple):
    """Which dates before a window still speak: those that decide the colour of the latest training
    day, as the gate still says what it was, however long ago that is; and those from shortly before
    an open flare-up on. None for those that the window has."""

    around_latest: Ends | None
    since_flare_up: Ends | None

    @property
    def both(self) -> Ends | None:
        """From the first to the last of them; what lies between tells nothing."""
        ends = [one for one in self if one is not None]
        if not ends:
            return None
        return min(first for first, _ in ends), max(last for _, last in ends)


def older_ends(
    latest: date | None, flare_ups: tuple[FlareUp, ...], *, before: date, rules: RuleSet
) -> OlderEnds:
    """Those before a window that begins on `before`."""
    reach, end = timedelta(days=rules.judged_by), before - ONE_DAY
    around: Ends | None = None
    if latest is not None and latest - reach < before:
        around = latest - reach, min(latest + timedelta(days=DATES_READ_ON), end)
    started = open_since(flare_ups)
    flared = None if started is None or started - reach >= before else (started - reach, end)
    return OlderEnds(around, flared)


class Older(NamedTuple):
    """What is stored of some dates, the flare-ups that reach any date since the first of them, and
    the baseline answers in force since then."""

    dates: Dates
    flare_ups: tuple[FlareUp, ...]
    answers: tuple[BaselineAnswer, ...]

    @classmethod
    def of(cls, texts: tuple[str, str, str, str], *, today: date) -> Self:
        """As `_tables` says it."""
        rows, said, spells, answers = texts
        return cls(
            Dates(read_days(rows), log.read_said(said)),
            log.read_flare_ups(spells, until=today),
            log.read_baselines(answers),
        )


def _tables(user: int, since: Any, until: Any, today: Any) -> Any:
    return User.objects.filter(pk=user).values_list(
        JsonRows(listed(log.training_days_of(user, since, until))),
        JsonRows(log.daily_scores_of(user, since, until)),
        JsonRows(log.flare_ups_of(user, since, today)),
        JsonRows(log.baselines_of(user, since, today)),
    )


OLDER = Prepared[tuple[str, str, str, str]](_tables, user=int, since=date, until=date, today=date)


def read_older(user: User, ends: Ends, *, today: date) -> Older:
    """One query."""
    since, until = ends
    return Older.of(OLDER.one(user=user.pk, since=since, until=until, today=today), today=today)


def _around_latest(user: int, stage: str, *, first: int, today: date) -> Any:
    there = TrainingDay.objects.filter(log.TRAINED, user=user, stage_key=stage)
    latest = Subquery(there.order_by("-on").values("on")[:1])
    until = Least(DatesLater(latest, DATES_READ_ON + 1), today)
    return _tables(user, DatesLater(latest, first), until, until)


AROUND_LATEST = Prepared[tuple[str, str, str, str]](
    _around_latest, user=int, stage=str, first=int, today=date
)


def read_around_latest(user: User, stage: str, *, longest: int, today: date) -> Older:
    """The dates since `longest` before the latest training day of a stage, until all is told of it;
    nothing if there is none. One query."""
    return Older.of(
        AROUND_LATEST.one(user=user.pk, stage=stage, first=-longest, today=today), today=today
    )
