"""The pain log: the days of a period with their colours and reasons, and what was done on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backrehab.domain.ledger import Ledger
from backrehab.domain.records import FlareUp, History, Outcome
from backrehab.painlog import queries as log
from backrehab.painlog.models import DailyScore, Skip, TrainingDay
from backrehab.progression.explain import ColourText, cause_text, day_colour_text
from backrehab.web.log_words import Fact, day_facts
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
    """One date of the log; `row` is None on a day without training, `daily` without such a score.

    `facts` say what was prescribed, chosen, lifted and left out.
    """

    on: date
    date_text: str
    stage_name: str
    row: TrainingDay | None
    daily: int | None
    colour: ColourText | None
    reason: str
    facts: Sequence[Fact]
    in_flare_up: bool

    @property
    def has_entry(self) -> bool:
        """Whether there is anything to correct; of a date may be known only what was skipped."""
        return self.row is not None or self.daily is not None


@dataclass(frozen=True, slots=True)
class Log:
    """The entries of a period, the latest first, and the flare-ups that reach into it."""

    entries: Sequence[LogEntry]
    flare_ups: Sequence[FlareUp]


@dataclass(frozen=True, slots=True)
class Said:
    """A daily score, and how well the person got about."""

    score: int
    gets_about: bool | None


@dataclass(frozen=True, slots=True)
class OnDate:
    """What is stored of one date: the training day, the daily score, and what was left out."""

    on: date
    row: TrainingDay | None
    said: Said | None
    skipped: Sequence[str]


def clip(first: date | None, last: date | None, today: date) -> Period:
    """A period that ends today at the latest and is never longer than a page."""
    last = min(last or today, today)
    first = first or last - timedelta(days=DEFAULT_DATES - 1)
    first = min(first, last)
    return Period(max(first, last - timedelta(days=MOST_DATES - 1)), last)


def read_log(person: Person, period: Period) -> Log:
    """The log of the period in five queries (days, daily scores, baselines, flare-ups, skips)."""
    since = period.first - timedelta(days=DATES_BEFORE)
    until = min(period.last + timedelta(days=DATES_AFTER), person.today)
    rows = [r for r in log.training_days(person.user, since=since, until=until) if r.on >= since]
    said = _daily_scores(person, since, until)
    flare_ups = log.flare_ups(person.user, since=since, until=person.today)
    scores = {on: one.score for on, one in said.items()}
    ledger = _ledger(person, rows, scores, flare_ups)
    skipped = _skipped(person, period)
    by_date = {row.on: row for row in rows}
    dates = sorted({*by_date, *said, *skipped}, reverse=True)
    entries = [
        _entry(person, ledger, OnDate(on, by_date.get(on), said.get(on), skipped.get(on, ())))
        for on in dates
        if period.first <= on <= period.last
    ]
    reach = [
        one
        for one in flare_ups
        if one.start <= period.last and (one.end is None or one.end >= period.first)
    ]
    return Log(entries, reach)


def _daily_scores(person: Person, since: date, until: date) -> Mapping[date, Said]:
    rows = DailyScore.objects.filter(user=person.user, on__gte=since, on__lte=until)
    found = rows.values_list("on", "score", "gets_about")
    return {on: Said(score, gets_about) for on, score, gets_about in found}


def _skipped(person: Person, period: Period) -> Mapping[date, Sequence[str]]:
    """The names of the exercises that were left out, by date."""
    rows = Skip.objects.filter(user=person.user, on__gte=period.first, on__lte=period.last)
    names = {card.id: card.name for card in person.catalogue.exercises.values()}
    found: dict[date, list[str]] = {}
    for on, exercise_id in rows.order_by("on", "id").values_list("on", "exercise_id"):
        found.setdefault(on, []).append(names[exercise_id])
    return found


def _ledger(
    person: Person,
    rows: Sequence[TrainingDay],
    scores: dict[date, int],
    flare_ups: tuple[FlareUp, ...],
) -> Ledger:
    user, today = person.user, person.today
    history = History(
        stage=person.enrolment.stage_key,
        entered_on=person.enrolment.entered_on,
        baselines=log.baselines(user, until=today),
        training_weekdays=frozenset(),
        screening=Outcome.CLEAR,
        screened_on=None,
        flare_ups=flare_ups,
        days=log.to_days(list(rows), scores, today=today),
    )
    return Ledger(history, person.rules, today)


def _entry(person: Person, ledger: Ledger, found: OnDate) -> LogEntry:
    on, row, said = found.on, found.row, found.said
    colour, reason = None, ""
    if row is not None and row.trained:
        verdict = ledger.verdict(on.toordinal())
        colour = day_colour_text(verdict, person.today)
        reason = cause_text(verdict, person.rules)
    in_flare_up = ledger.in_flare_up(on.toordinal())
    return LogEntry(
        on=on,
        date_text=date_format(on, "l j F Y"),
        stage_name=person.catalogue.stages[row.stage_key].name if row else "",
        row=row,
        daily=None if said is None else said.score,
        colour=colour,
        reason=reason,
        facts=_facts(person, found, in_flare_up=in_flare_up),
        in_flare_up=in_flare_up,
    )


def _facts(person: Person, found: OnDate, *, in_flare_up: bool) -> list[Fact]:
    facts = [] if found.row is None else day_facts(person, found.row)
    if found.skipped:
        facts.append(Fact(_("Left out, by own choice"), ", ".join(found.skipped)))
    said = found.said
    if said is not None and (in_flare_up or said.gets_about is not None):
        answers = {None: _("not answered"), True: _("yes, nearly"), False: _("not yet")}
        facts.append(Fact(_("Gets about as usual"), answers[said.gets_about]))
    return facts
