"""Geometry of the charts: dates and numbers in, path data and positions out; no models, no words.

A plot is `WIDE` units across, stretched to the screen; downwards its units are pixels. What is
missing has no place in any of the inputs, so nothing is ever drawn for it.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

WIDE = 1000
WEEK = 7
# In months.
YEAR = 12
# More labels below a plot would run into one another on a phone.
MOST_TICKS = 5
MONTH_STEPS = (1, 2, 3, 6)
YEAR_STEPS = (1, 2, 5, 10, 20)
# How far a label may stand from an edge, in units, before it is set flush with it.
NEAR_EDGE = 80
# A band of equal values is still as high as a line.
THIN = 1.5

type Point = tuple[float, float]
# Beyond the last point of a line.
END = (math.nan, math.nan)


@dataclass(frozen=True)
class Span:
    """The dates across a plot, both ends included."""

    first: date
    last: date

    @cached_property
    def start(self) -> int:
        """The first date's ordinal."""
        return self.first.toordinal()

    @cached_property
    def dates(self) -> int:
        """How many dates there are."""
        return (self.last - self.first).days + 1

    @cached_property
    def ordinals(self) -> range:
        """Every date as an ordinal."""
        return range(self.start, self.start + self.dates)

    def x(self, t: float, part: float = 0.5) -> float:
        """Where a date (ordinal) lies, 0 to WIDE; `part` of the day, 0 its start, 1 its end."""
        x = WIDE * (t - self.start + part) / self.dates
        return x if 0 <= x <= WIDE else min(max(x, 0), WIDE)

    def places(self, part: float = 0.5) -> list[float]:
        """Where each of the dates lies, in order."""
        return _places(self.dates, part)

    def place_texts(self, part: float, text: Callable[[float], str]) -> Sequence[str]:
        """The same as `number` or `percent` writes them; for short ranges, as they are kept."""
        return _place_texts(self.dates, part, text)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` between the pixels `bottom` and `top`."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        """Where a value lies; the middle if the scale has but one."""
        if self.high == self.low:
            return (self.top + self.bottom) / 2
        return self.bottom - (value - self.low) * (self.bottom - self.top) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Spread:
    """The lowest, middle and highest of some values, and how many they are."""

    low: float
    middle: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Column:
    """A part of a band: from `left` to `right`, and from the pixel `top` down to `bottom`."""

    left: float
    right: float
    top: float
    bottom: float


class TickKind(StrEnum):
    """How precisely a label names its date."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Tick(NamedTuple):
    """A label below a plot."""

    on: date
    kind: TickKind
    x: float

    @property
    def anchor(self) -> str:
        """Which end of the label stands at `x`, so that it stays inside the plot."""
        if self.x < NEAR_EDGE:
            return "start"
        return "end" if self.x > WIDE - NEAR_EDGE else "middle"


def spread(values: Sequence[float]) -> Spread | None:
    """The spread of the values; None of none."""
    if not values:
        return None
    ordered, count = sorted(values), len(values)
    half = count // 2
    middle = ordered[half] if count % 2 else (ordered[half - 1] + ordered[half]) / 2
    return Spread(ordered[0], middle, ordered[-1], count)


def week_of(t: int) -> int:
    """The Monday of a date's week, as ordinals: 1 January of the year 1 was a Monday."""
    return t - (t - 1) % WEEK


@lru_cache(maxsize=8192)
def month_of(t: int) -> int:
    """The first of a date's month, as ordinals."""
    return date.fromordinal(t).replace(day=1).toordinal()


def by_week[T](values: Mapping[int, T]) -> dict[int, list[T]]:
    """The values of each week, by its Monday, in the order they came."""
    found: dict[int, list[T]] = {}
    for t, value in values.items():
        found.setdefault(week_of(t), []).append(value)
    return found


def runs[Item: tuple[Any, ...]](items: Iterable[Item], most: int) -> list[list[Item]]:
    """Items in the order of their dates, which come first in each (ordinals), cut wherever two of
    them are more than `most` dates apart."""
    found: list[list[Item]] = []
    run: list[Item] = []
    for item in items:
        if run and item[0] - run[-1][0] <= most:
            run.append(item)
        else:
            run = [item]
            found.append(run)
    return found


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A coordinate to one decimal, as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")


@lru_cache(maxsize=4096)
def percent(x: float) -> str:
    """A place across the plot, as an attribute that stretches with it."""
    return f"{x * 100 / WIDE:.2f}".rstrip("0").rstrip(".") + "%"


def _places(dates: int, part: float) -> list[float]:
    return [WIDE * (n + part) / dates for n in range(dates)]


@lru_cache(maxsize=512)
def _place_texts(dates: int, part: float, text: Callable[[float], str]) -> Sequence[str]:
    return [text(x) for x in _places(dates, part)]


class Pen:
    """Writes path data: relative and short, and a straight stretch as one piece."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._x = self._y = self._flat = 0.0

    def move(self, x: float, y: float) -> None:
        """Begin at a place."""
        self._lay()
        self._x, self._y = round(x, 1), round(y, 1)
        self._parts.append(f"M{number(self._x)} {number(self._y)}")

    def line(self, x: float, y: float) -> None:
        """Go straight to a place."""
        x, y = round(x, 1), round(y, 1)
        if y == self._y:
            self._flat += x - self._x
        else:
            self._lay()
            self._parts.append(f"l{number(x - self._x)} {number(y - self._y)}")
        self._x, self._y = x, y

    def step(self, x: float, y: float) -> None:
        """Go across, then up or down."""
        self.line(x, self._y)
        y = round(y, 1)
        if y != self._y:
            self._lay()
            self._parts.append(f"v{number(y - self._y)}")
            self._y = y

    def dot(self, x: float, y: float) -> None:
        """A place of its own: with round or square ends it shows as a dot or a square."""
        self.move(x, y)
        self._parts.append("h0")

    def close(self) -> None:
        """Back to the beginning."""
        self._lay()
        self._parts.append("z")

    def _lay(self) -> None:
        if round(self._flat, 1):
            self._parts.append(f"h{number(self._flat)}")
        self._flat = 0.0

    @property
    def path(self) -> SafeString:
        """Everything that was written."""
        self._lay()
        return SafeString("".join(self._parts))


def line_path(lines: Iterable[Sequence[Point]]) -> SafeString:
    """Lines through points; one that has a single point is a dot."""
    pen = Pen()
    for line in lines:
        if len(line) == 1:
            pen.dot(*line[0])
            continue
        pen.move(*line[0])
        for (_, before), (x, y), (_, after) in zip(line, line[1:], [*line[2:], END], strict=False):
            # Inside a flat stretch there is nothing to write.
            if not before == y == after:
                pen.line(x, y)
    return pen.path


def dot_path(places: Iterable[tuple[str, str]]) -> SafeString:
    """A dot at each place, as `number` writes it."""
    # With round or square ends it shows as a dot or a square.
    return SafeString("".join([f"M{x} {y}h0" for x, y in places]))


def step_path(lines: Iterable[Sequence[Point]], ends: Iterable[float]) -> SafeString:
    """Steps: each value holds until the next one of its line, the last one until the line's end."""
    parts = []
    for (first, *rest), end in zip(lines, ends, strict=True):
        x, level = first
        parts.append(f"M{number(x)} {number(level)}")
        for x, y in rest:
            if y != level:
                parts.append(f"H{number(x)}V{number(y)}")
                level = y
        parts.append(f"H{number(end)}")
    return SafeString("".join(parts))


def band_path(bands: Iterable[Sequence[Column]]) -> SafeString:
    """The outline of columns that stand side by side; one value is still a thin bar."""
    pen = Pen()
    for columns in bands:
        pen.move(columns[0].left, columns[0].top - THIN)
        for column in columns[1:]:
            pen.step(column.left, column.top - THIN)
        pen.step(columns[-1].right, columns[-1].bottom + THIN)
        for column in reversed(columns[:-1]):
            pen.step(column.right, column.bottom + THIN)
        pen.step(columns[0].left, columns[0].bottom + THIN)
        pen.close()
    return pen.path


def ticks(span: Span) -> list[Tick]:
    """Mondays, firsts of a month or New Year's Days: the closest labels that still have room."""
    monday = week_of(span.start + WEEK - 1)
    mondays = range(monday, span.ordinals.stop, WEEK)
    if len(mondays) <= MOST_TICKS:
        return [_tick(span, date.fromordinal(t), TickKind.DAY) for t in mondays]
    for step in MONTH_STEPS:
        months = _months(span, step)
        if len(months) <= MOST_TICKS:
            return [_tick(span, _first_of(month), TickKind.MONTH) for month in months]
    years = len(_months(span, YEAR))
    step = next((s for s in YEAR_STEPS if years <= s * MOST_TICKS), YEAR_STEPS[-1])
    found = _months(span, step * YEAR)
    return [_tick(span, _first_of(month), TickKind.YEAR) for month in found]


def _months(span: Span, step: int) -> range:
    """Every `step`th month whose first lies in the span, counted from the year 0."""
    first, last = span.first, span.last
    start = first.year * YEAR + first.month - (first.day == 1)
    return range(-(-start // step) * step, last.year * YEAR + last.month, step)


def _first_of(month: int) -> date:
    return date(month // YEAR, month % YEAR + 1, 1)


def _tick(span: Span, on: date, kind: TickKind) -> Tick:
    return Tick(on, kind, span.x(on.toordinal(), 0))
