"""The pain log: the days of a period with their colours and reasons, and what was done on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from backrehab.domain.ledger import DATES_READ_ON, Ledger
from backrehab.domain.records import FlareUp
from backrehab.painlog.day_entries import DailyRow
from backrehab.progression.explain import ColourText, cause_text, day_colour_text, then_of
from backrehab.progression.words import date_text
from backrehab.web.log_rows import BEGINNING, LogRow, ledger_of, read_spell
from backrehab.web.log_words import Fact, day_facts, sets_text, ticked_facts
from backrehab.web.numbers import ScoreTexts
from backrehab.web.person import Person

# The most dates on one page, so that a page costs the same after ten years as after one.
MOST_DATES = 92
# Without dates chosen: so many dates, and of these the latest entries, as each is a card of its own
# and a phone is small.
DEFAULT_DATES = 14
LATEST_ENTRIES = 7
# A day that is further back is shown with so many dates after it.
DATES_AFTER = 3


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
    def first_text(self) -> str:
        """Its first date in words."""
        return date_text(self.first, "j F Y")

    @property
    def last_text(self) -> str:
        """Its last date in words."""
        return date_text(self.last, "j F Y")

    @property
    def query(self) -> str:
        """The end of the address that shows it."""
        return f"first={self.first}&last={self.last}"

    @property
    def older(self) -> "Period":
        """The spell before this one, of the same length or two weeks."""
        last = self.first - timedelta(days=1)
        return Period(last - timedelta(days=max(self.dates, DEFAULT_DATES) - 1), last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The scores and sets of a training day as the page says them."""

    before: str
    worst: str
    morning: str
    sets: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One date of the log; `row` is None on a day without training, `daily` without such a score.

    `facts` say what was prescribed, chosen, lifted and left out, `gets_about` what was told with a
    score in a flare-up; `has_entry` whether there is anything to correct: of a date may be known
    only what was skipped.
    """

    on: date
    date_text: str
    short_date: str
    stage_name: str
    row: LogRow | None
    scores: Scores | None
    daily: int | None
    daily_text: str
    colour: ColourText | None
    reason: str
    facts: Sequence[Fact]
    gets_about: Fact | None
    in_flare_up: bool
    has_entry: bool

    @property
    def all_facts(self) -> Sequence[Fact]:
        """What there is to say beside the scores."""
        return self.facts if self.gets_about is None else [*self.facts, self.gets_about]


@dataclass(frozen=True, slots=True)
class Log:
    """The entries of a period, the latest first, and the flare-ups that reach into it. Of a period
    with more entries than were asked for it is the end, from the oldest of them on. `ledger` is
    None of dates to come."""

    period: Period
    entries: Sequence[LogEntry]
    flare_ups: Sequence[FlareUp]
    ledger: Ledger | None = None


@dataclass(frozen=True, slots=True)
class OnDate:
    """What is stored of one date: the training day, the daily score, and what was left out."""

    on: date
    row: LogRow | None
    said: DailyRow | None
    skipped: Sequence[str]


def clip(first: date | None, last: date | None, today: date) -> Period:
    """A period that ends today at the latest and is never longer than a page."""
    last = max(BEGINNING, min(last or today, today))
    first = first or last - timedelta(days=DEFAULT_DATES - 1)
    first = min(first, last)
    return Period(max(first, last - timedelta(days=MOST_DATES - 1)), last)


def page_with(on: date, today: date) -> str:
    """The address of the log with that date: without dates it ends with the latest entries."""
    if (today - on).days < LATEST_ENTRIES:
        return reverse("log")
    last = on + timedelta(days=DATES_AFTER)
    return f"{reverse('log')}?{clip(None, last, today).query}"


def range_note(first: date | None, last: date | None, today: date) -> str:
    """What to say where `clip` shows other dates than those that were asked for."""
    if first and first > today:
        return _("These dates are still to come, so there is nothing yet.")
    said = []
    if first and (min(last or today, today) - first).days >= MOST_DATES:
        words = _("At most %(most)s days are shown at once: these are the latest of them.")
        said.append(words % {"most": MOST_DATES})
    if last and last > today:
        said.append(_("Dates after today are left out: they are still to come."))
    return " ".join(said)


def log_between(person: Person, first: date | None, last: date | None) -> Log:
    """The log of the dates that were asked for, as far as `clip` allows; of dates to come, which
    have no entries, without a query. Without dates the latest entries, back to two weeks ago."""
    if first is not None and first > person.today:
        return Log(Period(first, max(first, last or first)), (), ())
    most = None if first or last else LATEST_ENTRIES
    return read_log(person, clip(first, last, person.today), most=most)


def read_log(person: Person, period: Period, *, most: int | None = None) -> Log:
    """The log of the period, in one query; of many entries the latest, `most` at most."""
    since = period.first - timedelta(days=person.rules.judged_by)
    until = min(period.last + timedelta(days=DATES_READ_ON), person.today)
    spell = read_spell(person, since=since, until=until)
    by_date = {row.on: row for row in spell.rows}
    told = {*by_date, *spell.said, *spell.skipped}
    dates = sorted((on for on in told if period.first <= on <= period.last), reverse=True)
    if most is not None and len(dates) > most:
        dates = dates[:most]
        period = Period(dates[-1], period.last)
    ledger, scores = ledger_of(person, spell, first=period.first), ScoreTexts()
    entries = [
        _entry(
            person,
            ledger,
            OnDate(on, by_date.get(on), spell.said.get(on), spell.skipped.get(on, ())),
            scores,
        )
        for on in dates
    ]
    reach = [
        one
        for one in spell.flare_ups
        if one.start <= period.last and (one.end is None or one.end >= period.first)
    ]
    return Log(period, entries, reach, ledger)


def _entry(person: Person, ledger: Ledger, found: OnDate, scores: ScoreTexts) -> LogEntry:
    on, row, said = found.on, found.row, found.said
    t = on.toordinal()
    colour, reason, ticked = None, "", list[Fact]()
    if row is not None and row.trained:
        verdict = ledger.verdict(t)
        colour = day_colour_text(verdict, person.today)
        reason = cause_text(verdict, person.rules, then_of(ledger.days[t]))
        ticked = ticked_facts(row, verdict.cause)
    elif row is not None:
        reason = _begun_text(on, person.today)
    in_flare_up = ledger.in_flare_up(t)
    return LogEntry(
        on=on,
        date_text=date_text(on, "l j F Y"),
        short_date=date_text(on, "j M"),
        stage_name=person.catalogue.stages[row.stage_key].name if row else "",
        row=row,
        scores=None if row is None else _scores(row, scores),
        daily_text="" if said is None else scores[said.score],
        daily=None if said is None else said.score,
        colour=colour,
        reason=reason,
        facts=[*ticked, *_facts(person, found)],
        gets_about=_gets_about(said, in_flare_up=in_flare_up),
        in_flare_up=in_flare_up,
        has_entry=row is not None or said is not None,
    )


def _begun_text(on: date, today: date) -> str:
    """Why a day that was begun counts as no training."""
    if on == today:
        return _("So far only the pain before the exercises was told.")
    return _("Only the pain before the exercises was told, so it is no training day of your stage.")


def _scores(row: LogRow, texts: ScoreTexts) -> Scores:
    return Scores(
        before=texts[row.before],
        worst=texts[row.worst],
        morning=texts[row.morning],
        sets=sets_text(row.sets_done, row.sets_prescribed),
    )


def _facts(person: Person, found: OnDate) -> list[Fact]:
    facts = [] if found.row is None else day_facts(person, found.row)
    if found.skipped:
        facts.append(Fact(_("Left out, by own choice"), ", ".join(found.skipped)))
    return facts


def _gets_about(said: DailyRow | None, *, in_flare_up: bool) -> Fact | None:
    """Whether the person got about; only in a flare-up is that asked."""
    if said is None or (said.gets_about is None and not in_flare_up):
        return None
    answers = {None: _("not answered"), True: _("yes, nearly"), False: _("not yet")}
    return Fact(_("Gets about as usual"), answers[said.gets_about])
