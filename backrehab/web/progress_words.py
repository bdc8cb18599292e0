"""What the charts of the progress pages share: tables, labels of dates, bands of stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backrehab.accounts.numbers import pain_text
from backrehab.progression.words import date_text
from backrehab.web.charts import Span, Spread, Tick, TickKind, percent, ticks
from backrehab.web.person import Person
from backrehab.web.progress_records import Records

# A longer span is drawn week by week, and told month by month once it has more weeks than this.
MOST_DAYS = 92
MOST_WEEKS = 54
# About how wide a plot is on the smallest phone and on a desk, and a letter, in pixels.
PHONE, DESK, LETTER, NUMBER = 270, 600, 7, 16
FORMATS = {TickKind.DAY: "j M", TickKind.MONTH: "M Y", TickKind.YEAR: "Y"}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart; the first cell of each row names it."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class TickText(NamedTuple):
    """A label below a plot."""

    x: str
    anchor: str
    text: str


class ScaleLine(NamedTuple):
    """A line of a scale, in pixels from the top of its plot, and its number or word."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class StageBand:
    """A stage behind a plot. `name` has room on every screen, on wide ones or nowhere, as
    `named` says ("always", "wide", ""); `numbered` likewise for the number of the stage."""

    x: str
    width: str
    name: str
    number: str
    named: str
    numbered: bool
    odd: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Dates that are marked behind a plot."""

    x: str
    width: str


def tick_texts(span: Span) -> Sequence[TickText]:
    """The labels below a plot. Ranges of the same dates are asked for again and again, so they are
    kept."""
    return _tick_texts(span.first, span.last, get_language())


@lru_cache(maxsize=1024)
def _tick_texts(first: date, last: date, language: str | None) -> Sequence[TickText]:
    del language
    span = Span(first, last)
    return [TickText(percent(one.x), one.anchor, _tick_text(one, span)) for one in ticks(span)]


def _tick_text(tick: Tick, span: Span) -> str:
    if tick.kind is TickKind.MONTH and span.dates <= MOST_WEEKS * 7 and tick.on.month != 1:
        return date_text(tick.on, "M")
    return date_text(tick.on, FORMATS[tick.kind])


def stage_bands(person: Person, records: Records) -> list[StageBand]:
    """The stages across the range, in turn light and dark."""
    span, found = records.span, []
    for place, stay in enumerate(records.stays):
        if stay.last < span.first:
            continue
        left, right = _edges(span, stay.first, stay.last)
        if right <= left:
            continue
        stage = person.catalogue.stages.get(stay.stage)
        name, number = (stage.name, stage.number) if stage else (stay.stage, "")
        share, needed = (right - left) / 1000, len(name) * LETTER + LETTER
        always, wide = share * PHONE >= needed, share * DESK >= needed
        found.append(
            StageBand(
                x=percent(left),
                width=percent(right - left),
                name=name,
                number=number,
                named="always" if always else "wide" if wide else "",
                numbered=not always and share * PHONE >= NUMBER,
                odd=place % 2 == 1,
            )
        )
    return found


def flare_stretches(records: Records) -> list[Stretch]:
    """The flare-ups across the range."""
    span = records.span
    edges = [_edges(span, one.start, one.end or span.last) for one in records.flare_ups]
    return [Stretch(percent(left), percent(right - left)) for left, right in edges if right > left]


def _edges(span: Span, first: date, last: date) -> tuple[float, float]:
    return span.x(first.toordinal(), 0), span.x(last.toordinal(), 1)


def short_date(t: int) -> str:
    """A date with its weekday, as a table names it."""
    return date_text(date.fromordinal(t), "D j M Y")


def week_text(t: int) -> str:
    """A week by its Monday."""
    return _("Week of %(day)s") % {"day": date_text(date.fromordinal(t), "j M Y")}


def month_text(t: int) -> str:
    """A month."""
    return date_text(date.fromordinal(t), "F Y")


def long_date(on: date) -> str:
    """A date in a sentence."""
    return date_text(on, "j F Y")


def end_of_week(t: int) -> int:
    """The Sunday of a week that starts on `t`."""
    return t + 6


def score_text(score: float | None) -> str:
    """A score, or the sign for nothing given."""
    return NOTHING if score is None else pain_text(score)


def spread_text(values: Spread | None) -> str:
    """Lowest, middle and highest: "2 · 3 · 5", or one of them if they are all the same."""
    if values is None:
        return NOTHING
    texts = [pain_text(value) for value in (values.low, values.middle, values.high)]
    return texts[0] if texts[0] == texts[-1] else "\u00a0·\u00a0".join(texts)
