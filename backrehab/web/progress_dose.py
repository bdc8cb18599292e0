"""The dose over time: level and load of each stage's exercise, as steps and as a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.accounts.units import from_kg
from backrehab.domain.dose import FULL
from backrehab.progression.words import band_name, load_text, points
from backrehab.web.charts import (
    WEEK,
    Scale,
    Span,
    dot_path,
    month_of,
    number,
    runs,
    step_path,
    week_of,
)
from backrehab.web.log_rows import LogRow
from backrehab.web.log_words import dose_text
from backrehab.web.person import Person
from backrehab.web.progress_records import Records
from backrehab.web.progress_words import (
    MOST_DAYS,
    NOTHING,
    ScaleLine,
    Table,
    TickText,
    month_text,
    short_date,
    tick_texts,
)

# In pixels from the top of a plot.
TOP, BOTTOM = 14, 94
# A step does not reach over a longer pause than this.
MOST_GAP = 21
# More changes than this are told month by month.
MOST_CHANGES = 40

# A date, the value on it, and whether that was less than the whole dose.
type Value = tuple[int, float, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One step line: its name, the labels of its scale, and days with less than the whole dose."""

    name: str
    label: str
    scale: Sequence[ScaleLine]
    steps: str
    dots: str
    reduced: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChart:
    """The dose of one exercise."""

    key: str
    name: str
    summary: str
    has_reduced: bool
    panels: Sequence[Panel]
    ticks: Sequence[TickText]


def dose_charts(person: Person, records: Records) -> list[DoseChart]:
    """A chart for each stage that was trained in the range, in the order of the ladder."""
    labels = tick_texts(records.span)
    return [
        _chart(person, records.span, key, rows, labels)
        for key, rows in _by_stage(person, records).items()
    ]


def dose_tables(person: Person, records: Records) -> Iterator[tuple[str, str, Table]]:
    """The key and the name of each of these stages, and the doses in numbers."""
    for key, rows in _by_stage(person, records).items():
        yield key, person.catalogue.stages[key].name, _table(person, key, rows)


def _by_stage(person: Person, records: Records) -> dict[str, list[LogRow]]:
    """The training days of each stage, in the order of the ladder."""
    found: dict[str, list[LogRow]] = {}
    for row in records.rows:
        found.setdefault(row.stage_key, []).append(row)
    return {key: found[key] for key in person.catalogue.stages if key in found}


def _chart(
    person: Person, span: Span, key: str, rows: Sequence[LogRow], labels: Sequence[TickText]
) -> DoseChart:
    stage, latest = person.catalogue.stages[key], rows[-1]
    panels = [_levels(span, rows, len(stage.levels))]
    panels += filter(None, [_weights(person, span, rows), _bands(span, rows)])
    return DoseChart(
        key=key,
        name=stage.name,
        summary=_("Level %(level)d of %(all)d on the latest day: %(dose)s.")
        % {
            "level": latest.dose_level,
            "all": len(stage.levels),
            "dose": ", ".join(
                filter(None, [dose_text(person.catalogue, latest), _load(person, latest)])
            ),
        },
        has_reduced=any(row.dose_share < FULL for row in rows),
        panels=panels,
        ticks=labels,
    )


def _load(person: Person, row: LogRow) -> str:
    """What was lifted, in the person's unit; empty if nothing was said."""
    return load_text(row.load_kg, row.band, person.user.unit)


def _levels(span: Span, rows: Sequence[LogRow], highest: int) -> Panel:
    highest = max(highest, *[row.dose_level for row in rows])
    scale = Scale(1, highest, TOP, BOTTOM)
    return _panel(
        span,
        [(row.on.toordinal(), row.dose_level, row.dose_share < FULL) for row in rows],
        scale,
        name=_("Level"),
        label=_("Dose level from %(first)s to %(last)s of %(all)d")
        % {"first": rows[0].dose_level, "last": rows[-1].dose_level, "all": highest},
        texts=[(str(level), scale.y(level)) for level in range(1, highest + 1)],
    )


def _weights(person: Person, span: Span, rows: Sequence[LogRow]) -> Panel | None:
    values = [
        (row.on.toordinal(), float(from_kg(row.load_kg, person.user.unit)), False)
        for row in rows
        if row.load_kg is not None
    ]
    if not values:
        return None
    low, high = (pick(value for _t, value, _less in values) for pick in (min, max))
    scale = Scale(low, high, TOP, BOTTOM)
    ends = sorted({low, high})
    return _panel(
        span,
        values,
        scale,
        name=_("Weight, %(unit)s") % {"unit": person.user.unit},
        label=_("Weight from %(low)s to %(high)s %(unit)s")
        % {"low": points(low), "high": points(high), "unit": person.user.unit},
        texts=[(points(value), scale.y(value)) for value in ends],
    )


def _bands(span: Span, rows: Sequence[LogRow]) -> Panel | None:
    values = [(row.on.toordinal(), row.band, False) for row in rows if row.band]
    if not values:
        return None
    low, high = (pick(value for _t, value, _less in values) for pick in (min, max))
    scale = Scale(low, high, TOP, BOTTOM)
    return _panel(
        span,
        values,
        scale,
        name=_("Band, counted from the lightest"),
        label=_("Band from %(low)s to %(high)s") % {"low": band_name(low), "high": band_name(high)},
        texts=[(str(place), scale.y(place)) for place in sorted({low, high})],
    )


def _panel(
    span: Span,
    values: Sequence[Value],
    scale: Scale,
    *,
    name: str,
    label: str,
    texts: Sequence[tuple[str, float]],
) -> Panel:
    thinned = span.dates > MOST_DAYS
    if thinned:
        values = _by_week(values)
    width = WEEK if thinned else 1
    lines = runs(values, MOST_GAP)
    heights = {value: scale.y(value) for value in {value for _t, value, _less in values}}
    placed = [[(span.x(t, 0), heights[value]) for t, value in _changes(line)] for line in lines]
    ends = [span.x(line[-1][0], width) for line in lines]
    ys = {value: number(height) for value, height in heights.items()}
    middles, start = [] if thinned else span.place_texts(0.5, number), span.start
    whole = [] if thinned else [(middles[t - start], ys[v]) for t, v, less in values if not less]
    reduced = [(number(span.x(t, width / 2)), ys[value]) for t, value, less in values if less]
    return Panel(
        name=name,
        label=label,
        scale=[ScaleLine(text, round(y)) for text, y in texts],
        steps=step_path(placed, ends),
        dots=dot_path(whole),
        reduced=dot_path(reduced),
    )


def _by_week(values: Iterable[Value]) -> list[Value]:
    """The latest of each week stands for it, and less than the whole dose of any day shows."""
    weeks: dict[int, Value] = {}
    for t, value, less in values:
        week = week_of(t)
        weeks[week] = (week, value, less or (week in weeks and weeks[week][2]))
    return list(weeks.values())


def _changes(line: Iterable[Value]) -> Iterator[tuple[int, float]]:
    """The first of equal values in a row."""
    latest = None
    for t, value, _less in line:
        if value != latest:
            yield t, value
            latest = value


def _table(person: Person, key: str, rows: Sequence[LogRow]) -> Table:
    """Each change of the dose; of very many, the lowest and the highest of each month."""
    name = person.catalogue.stages[key].name
    changes: list[tuple[date, str, str, str]] = []
    known: dict[tuple[object, ...], tuple[str, str, str]] = {}
    for row in rows:
        # The words of a dose are worked out once, however often it occurs.
        same = (row.dose_level, row.dose_share, row.each_prescribed, row.sets_prescribed)
        told = known.get((*same, row.load_kg, row.band))
        if told is None:
            said = _load(person, row) or NOTHING
            told = (str(row.dose_level), dose_text(person.catalogue, row), said)
            known[(*same, row.load_kg, row.band)] = told
        if not changes or changes[-1][1:] != told:
            changes.append((row.on, *told))
        if len(changes) > MOST_CHANGES:
            return _month_table(person, name, rows)
    return Table(
        caption=ngettext(
            "%(name)s: one dose in these dates",
            "%(name)s: each change of the dose, the latest first",
            len(changes),
        )
        % {"name": name},
        head=[_("From"), _("Level"), _("Dose"), _("Weight or band")],
        rows=[[short_date(on.toordinal()), *told] for on, *told in reversed(changes)],
    )


def _month_table(person: Person, name: str, rows: Sequence[LogRow]) -> Table:
    months: dict[int, list[LogRow]] = {}
    for row in rows:
        months.setdefault(month_of(row.on.toordinal()), []).append(row)
    return Table(
        caption=_("%(name)s: the doses of each month, the latest first") % {"name": name},
        head=[_("Month"), _("Level"), _("Share of the dose, in percent"), _("Weight or band")],
        rows=[
            [
                month_text(t),
                _range_text([row.dose_level for row in own]),
                _range_text([row.dose_share for row in own]),
                _load_range(person, own),
            ]
            for t, own in sorted(months.items(), reverse=True)
        ],
    )


def _range_text(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    return str(low) if low == high else f"{low}–{high}"


def _load_range(person: Person, rows: Sequence[LogRow]) -> str:
    kept = [row for row in rows if row.load_kg is not None] or [row for row in rows if row.band]
    if not kept:
        return NOTHING
    kept.sort(key=lambda row: (row.load_kg or 0, row.band or 0))
    low, high = _load(person, kept[0]), _load(person, kept[-1])
    return low if low == high else f"{low} – {high}"
