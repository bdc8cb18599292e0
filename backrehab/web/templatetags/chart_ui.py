"""Template tags of the charts: what has a line for each date is written here, in one go."""

from collections.abc import Iterable, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from backrehab.web.charts import WIDE
from backrehab.web.progress_calendar import Row
from backrehab.web.progress_pain import PainChart
from backrehab.web.progress_words import ScaleLine, TickText
from backrehab.web.quick_values import escaped

register = template.Library()

# Stands in no text.
BETWEEN = "\0"
# The foot of a letter beside a line, in pixels from the line.
BELOW = 4


@register.simple_tag
def table_rows(rows: Iterable[Sequence[str]]) -> SafeString:
    """The rows of a table; the first cell names each of them."""
    return mark_safe("".join(map(_table_row, rows)))  # noqa: S308 - each cell is escaped


def _table_row(row: Sequence[str]) -> str:
    # One after the other would cost half of the whole page.
    name, *cells = escape(BETWEEN.join(row)).split(BETWEEN)
    return f'<tr><th scope="row">{name}</th><td>{"</td><td>".join(cells)}</td></tr>'


@register.simple_tag
def pain_marks(chart: PainChart) -> SafeString:
    """The scores of the chart, each a shape at its place."""
    size = "small" if chart.crowded else "mark"
    return mark_safe(  # noqa: S308 - names and places of our own
        "".join([_marks_of_a_kind(f"#{size}-{kind}", kind, places) for kind, places in chart.marks])
    )


def _marks_of_a_kind(shape: str, kind: str, places: Iterable[tuple[str, str]]) -> str:
    marks = [f'<use href="{shape}" x="{x}" y="{y}"/>' for x, y in places]
    return f'<g class="{kind}">{"".join(marks)}</g>'


@register.simple_tag
def scale_texts(scale: Iterable[ScaleLine]) -> SafeString:
    """What stands beside the lines of a scale."""
    return mark_safe(  # noqa: S308 - escaped
        "".join(
            [
                f'<text x="20" y="{y + BELOW}" text-anchor="end">{escaped(text)}</text>'
                for text, y in scale
            ]
        )
    )


@register.simple_tag
def scale_path(scale: Iterable[ScaleLine]) -> str:
    """Path data of the lines of a scale."""
    return "".join([f"M0 {line.y}h{WIDE}" for line in scale])


@register.simple_tag
def tick_texts(ticks: Iterable[TickText], y: int) -> SafeString:
    """The labels below a plot, so many pixels from its top."""
    return mark_safe(  # noqa: S308 - escaped, or our own
        "".join(
            [
                f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escaped(text)}</text>'
                for x, anchor, text in ticks
            ]
        )
    )


@register.simple_tag
def calendar_rows(rows: Iterable[Row]) -> SafeString:
    """The weeks (or years) of a calendar."""
    return mark_safe("".join(map(_calendar_row, rows)))  # noqa: S308 - escaped, or our own


def _calendar_row(row: Row) -> str:
    cells = [
        f'<td class="{cell.look}{" flared" if cell.flare_up else ""}">'
        f'<abbr role="img" title="{escaped(cell.title)}">{escaped(cell.sign)}</abbr></td>'
        if cell
        else "<td></td>"
        for cell in row.cells
    ]
    return f'<tr><th scope="row">{escaped(row.label)}</th>{"".join(cells)}</tr>'
