"""The pain log: the days of a period with their colours and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from backrehab.domain.ledger import Ledger
from backrehab.domain.records import History, Outcome
from backrehab.painlog import queries as log
from backrehab.painlog.models import TrainingDay
from backrehab.progression.explain import ColourText, cause_text, day_colour_text
from backrehab.web.person import Person

# The most dates on one page, so that a page costs the same after ten years as after one.
MOST_DATES = 92
DEFAULT_DATES = 28
# A day's colour needs a week of earlier first scores, and up to two later dates.
DATES_BEFORE = 10
DATES_AFTER = 2


@dataclass(frozen=True, slots=True)
class Period:
    """A spell of dates, both ends included."""

    first: date
    last: date

    @property
    def dates(self) -> int:
        """How many dates it has."""
        return (self.last - self.first).days + 1

    @property
    def older(self) -> "Period":
        """The spell of the same length before this one."""
        last = self.first - timedelta(days=1)
        return Period(last - timedelta(days=self.dates - 1), last)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One date of the log; `row` is None on a day without training."""

    on: date
    date_text: str
    stage_name: str
    row: TrainingDay | None
    daily: int | None
    colour: ColourText | None
    reason: str


def clip(first: date | None, last: date | None, today: date) -> Period:
    """A period that ends today at the latest and is never longer than a page."""
    last = min(last or today, today)
    first = first or last - timedelta(days=DEFAULT_DATES - 1)
    first = min(first, last)
    return Period(max(first, last - timedelta(days=MOST_DATES - 1)), last)


def log_entries(person: Person, period: Period) -> list[LogEntry]:
    """The entries of the period, the latest first, in four queries."""
    since = period.first - timedelta(days=DATES_BEFORE)
    until = min(period.last + timedelta(days=DATES_AFTER), person.today)
    rows = [r for r in log.training_days(person.user, since=since, until=until) if r.on >= since]
    scores = log.daily_scores(person.user, since=since, until=until)
    ledger = _ledger(person, rows, scores, since=since)
    by_date = {row.on: row for row in rows}
    dates = sorted({*by_date, *scores}, reverse=True)
    return [
        _entry(person, ledger, on, by_date.get(on), scores.get(on))
        for on in dates
        if period.first <= on <= period.last
    ]


def _ledger(
    person: Person, rows: Sequence[TrainingDay], scores: dict[date, int], *, since: date
) -> Ledger:
    user, today = person.user, person.today
    history = History(
        stage=person.enrolment.stage_key,
        entered_on=person.enrolment.entered_on,
        baselines=log.baselines(user, until=today),
        training_weekdays=frozenset(),
        screening=Outcome.CLEAR,
        screened_on=None,
        flare_ups=log.flare_ups(user, since=since, until=today),
        days=log.to_days(list(rows), scores, today=today),
    )
    return Ledger(history, person.rules, today)


def _entry(
    person: Person, ledger: Ledger, on: date, row: TrainingDay | None, daily: int | None
) -> LogEntry:
    colour, reason = None, ""
    if row is not None and row.trained:
        verdict = ledger.verdict(on.toordinal())
        colour = day_colour_text(verdict, person.today)
        reason = cause_text(verdict, person.rules)
    return LogEntry(
        on=on,
        date_text=date_format(on, "l j F Y"),
        stage_name=person.catalogue.stages[row.stage_key].name if row else "",
        row=row,
        daily=daily,
        colour=colour,
        reason=reason,
    )
