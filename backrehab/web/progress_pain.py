"""Pain over time: every score of a short range, the spread of each week of a long one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.accounts.numbers import are_hidden, pain_steps, pain_text, word_of
from backrehab.domain.pain import HIGHEST, LOWEST
from backrehab.web.charts import (
    WEEK,
    Column,
    Point,
    Scale,
    Span,
    band_path,
    by_week,
    line_path,
    month_of,
    number,
    percent,
    runs,
    spread,
    week_of,
)
from backrehab.web.numbers import ScoreTexts
from backrehab.web.person import Person
from backrehab.web.progress_live import live_data
from backrehab.web.progress_records import Records
from backrehab.web.progress_words import (
    MOST_DAYS,
    MOST_WEEKS,
    ScaleLine,
    StageBand,
    Stretch,
    Table,
    TickText,
    end_of_week,
    flare_stretches,
    long_date,
    month_text,
    score_text,
    short_date,
    spread_text,
    stage_bands,
    tick_texts,
    week_text,
)

# The plot in pixels from its top; static/css/components/progress.css has its height.
SCALE = Scale(LOWEST, HIGHEST, top=34, bottom=214)
LINES = range(LOWEST, HIGHEST + 1, 2)
# The scores of a date stand in the order in which they are given.
MORNING_PART, BEFORE_PART, WORST_PART = 0.2, 0.5, 0.8

# From so many dates on, points (or lines of a thinned chart) are drawn finer.
CROWDED_DAYS, CROWDED_WEEKS = 35, 730

type Scores = Mapping[int, int]


class Marks(NamedTuple):
    """The scores of a kind, which is "morning", "before" or "worst": across and down."""

    kind: str
    places: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PainChart:
    """The chart in words and shapes. A thinned one has a band and lines in place of the marks, one
    `in_words` has steps in place of numbers, and nothing (`live`) for a chart of numbers."""

    thinned: bool
    in_words: bool
    crowded: bool
    summary: Sequence[str]
    scale: Sequence[ScaleLine]
    ticks: Sequence[TickText]
    bands: Sequence[StageBand]
    flare_ups: Sequence[Stretch]
    usual: str
    rises: str
    marks: Sequence[Marks]
    band: str
    before: str
    worst: str
    live: dict[str, Any] | None


def pain_chart(person: Person, records: Records) -> PainChart:
    """The chart of the range."""
    span, mornings, before, worst = records.span, records.mornings, records.before, records.worst
    thinned = span.dates > MOST_DAYS
    usual = _usuals(records)
    series = {"morning": mornings, "before": before, "worst": worst}
    return PainChart(
        thinned=thinned,
        in_words=are_hidden(),
        crowded=span.dates > (CROWDED_WEEKS if thinned else CROWDED_DAYS),
        summary=_summary(records, usual),
        scale=_scale(),
        ticks=tick_texts(span),
        bands=stage_bands(person, records),
        flare_ups=flare_stretches(records),
        usual=_weekly_usual(span, usual) if thinned else _line(span, usual),
        rises="" if thinned else _rises(span, before, worst),
        marks=[] if thinned else _marks(span, mornings, before, worst),
        band=_band(span, (mornings, before, worst)) if thinned else "",
        before=_medians(span, before) if thinned else "",
        worst=_medians(span, worst) if thinned else "",
        live=None
        if are_hidden()
        else live_data(person, records, series, usual, step=WEEK if thinned else 1),
    )


def _scale() -> list[ScaleLine]:
    if are_hidden():
        return [ScaleLine(pain_text(up_to), round(pain_y(up_to))) for up_to, _words in pain_steps()]
    return [ScaleLine(str(score), round(SCALE.y(score))) for score in LINES]


def pain_y(score: float) -> float:
    """Where a score lies; for people who hide numbers it shows no more than its word."""
    if not are_hidden():
        return SCALE.y(score)

    words = [words for _up_to, words in pain_steps()]
    steps = Scale(0, len(words) - 1, top=SCALE.top, bottom=SCALE.bottom)
    return steps.y(words.index(word_of(score)))


class Heights(dict[float, float]):
    """Where scores lie; each is worked out once."""

    def __missing__(self, score: float) -> float:
        self[score] = height = pain_y(score)
        return height


class HeightTexts(dict[float, str]):
    """The same in whole pixels, as the marks have them."""

    def __missing__(self, score: float) -> str:
        self[score] = text = f"{pain_y(score):.0f}"
        return text


def _usuals(records: Records) -> dict[int, float]:
    """Those of every date of a short range, and of the ends of the weeks of a long one."""
    span = records.span
    dates = week_ends(span) if span.dates > MOST_DAYS else span.ordinals
    return records.ledger.usuals(dates)


def week_ends(span: Span) -> list[int]:
    """The Sundays of the span, and its last date."""
    last = span.last.toordinal()
    return sorted({*range(end_of_week(week_of(span.start)), last, WEEK), last})


def _summary(records: Records, usual: Mapping[int, float]) -> list[str]:
    """What the line says, and on how many days it stands."""
    count = records.scored
    said = [
        ngettext("%(n)d day with a score.", "%(n)d days with a score.", count) % {"n": count},
    ]
    if not usual:
        return said
    first, last = min(usual), max(usual)
    numbers = {
        "then": pain_text(usual[first]),
        "now": pain_text(usual[last]),
        "first": long_date(date.fromordinal(first)),
        "last": long_date(date.fromordinal(last)),
    }
    if last - first < WEEK:
        said.append(_("Your usual on %(last)s: %(now)s. A line needs a few more days.") % numbers)
    elif numbers["then"] == numbers["now"]:
        said.append(_("Your usual on %(first)s and on %(last)s: %(now)s.") % numbers)
    else:
        said.append(_("Your usual was %(then)s on %(first)s and %(now)s on %(last)s.") % numbers)
    return said


def _line(span: Span, values: Mapping[int, float]) -> str:
    return line_path(_points(span, run) for run in runs(values.items(), 1))


def _points(span: Span, run: Iterable[tuple[int, float]]) -> list[Point]:
    heights, middles, start = Heights(), span.places(), span.start
    return [(middles[t - start], heights[value]) for t, value in run]


def _rises(span: Span, before: Scores, worst: Scores) -> SafeString:
    """From before to worst, where both were given."""
    heights, start = HeightTexts(), span.start
    left, right = (span.place_texts(part, number) for part in (BEFORE_PART, WORST_PART))
    return SafeString(
        "".join(
            [
                f"M{left[t - start]} {heights[before[t]]}L{right[t - start]} {heights[high]}"
                for t, high in worst.items()
                if t in before
            ]
        )
    )


def _marks(span: Span, mornings: Scores, before: Scores, worst: Scores) -> list[Marks]:
    kinds = (
        ("morning", mornings, MORNING_PART),
        ("before", before, BEFORE_PART),
        ("worst", worst, WORST_PART),
    )
    heights, start = HeightTexts(), span.start
    return [
        Marks(kind, [(places[t - start], heights[score]) for t, score in scores.items()])
        for kind, scores, part in kinds
        for places in [span.place_texts(part, percent)]
    ]


def _middle_of_week(span: Span, monday: int) -> float:
    return (span.x(monday, 0) + span.x(end_of_week(monday), 1)) / 2


def _medians(span: Span, scores: Scores) -> str:
    """The middle score of each week; a week without one is a gap."""
    middles = [(t, found.middle) for t, own in by_week(scores).items() if (found := spread(own))]
    return line_path(
        [(_middle_of_week(span, t), pain_y(value)) for t, value in run]
        for run in runs(middles, WEEK)
    )


def _weekly_usual(span: Span, usual: Mapping[int, float]) -> str:
    """The usual at the end of each week."""
    return line_path(_points(span, run) for run in runs(usual.items(), WEEK))


def week_spreads(series: Iterable[Scores]) -> dict[int, tuple[int, int]]:
    """The lowest and the highest of all scores of each week."""
    found: dict[int, list[int]] = {}
    for scores in series:
        for t, score in scores.items():
            found.setdefault(week_of(t), []).append(score)
    return {t: (min(found[t]), max(found[t])) for t in sorted(found)}


def _band(span: Span, series: Iterable[Scores]) -> str:
    """From the lowest to the highest score of each week."""
    return band_path(
        [
            Column(span.x(t, 0), span.x(end_of_week(t), 1), top=pain_y(high), bottom=pain_y(low))
            for t, (low, high) in run
        ]
        for run in runs(week_spreads(series).items(), WEEK)
    )


def pain_table(records: Records) -> Table:
    """The numbers of the chart: by days, by weeks or by months, as long as the range is."""
    span, usual = records.span, _usuals(records)
    series: tuple[Mapping[int, float], ...] = (records.mornings, records.before, records.worst)
    head = [_("Morning, or the day's score"), _("Before training"), _("Worst"), _("Usual")]
    if span.dates <= MOST_DAYS:
        return Table(
            caption=_("Pain day by day") if are_hidden() else _("Pain day by day, from 0 to 10"),
            head=[_("Date"), *head, _("Flare-up")],
            rows=_day_rows(records, (*series, usual)),
        )
    weekly = span.dates <= MOST_WEEKS * WEEK
    key, text = (week_of, week_text) if weekly else (month_of, month_text)
    return Table(
        caption=_("Pain: lowest · middle · highest; the usual at the end")
        if are_hidden()
        else _("Pain from 0 to 10: lowest · middle · highest; the usual at the end"),
        head=[_("Week") if weekly else _("Month"), *head],
        rows=_spread_rows(series, usual, key, text),
    )


def _day_rows(records: Records, series: Sequence[Mapping[int, float]]) -> list[list[str]]:
    """A row for each date with a score, the latest first; a usual alone is none."""
    *given, usual = series
    flared, texts = records.ledger.in_flare_up, ScoreTexts()
    dates = sorted({t for scores in given for t in scores}, reverse=True)
    return [
        [
            short_date(t),
            *[texts[scores.get(t)] for scores in given],
            texts[usual.get(t)],
            _("yes") if flared(t) else "",
        ]
        for t in dates
    ]


def _spread_rows(
    series: Sequence[Mapping[int, float]],
    usual: Mapping[int, float],
    key: Callable[[int], int],
    text: Callable[[int], str],
) -> list[list[str]]:
    grouped: list[dict[int, list[float]]] = [{} for _scores in series]
    for groups, scores in zip(grouped, series, strict=True):
        for t, score in scores.items():
            groups.setdefault(key(t), []).append(score)
    latest = {key(t): value for t, value in usual.items()}
    starts = sorted(set().union(*grouped), reverse=True)
    return [
        [
            text(t),
            *(spread_text(spread(groups.get(t, []))) for groups in grouped),
            score_text(latest.get(t)),
        ]
        for t in starts
    ]
