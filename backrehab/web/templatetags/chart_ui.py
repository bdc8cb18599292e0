"""Template tags of the charts: what has a line for each date is written here, in one go."""

from collections.abc import Iterable, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from backrehab.web.progress_calendar import Row
from backrehab.web.progress_pain import PainChart
from backrehab.web.quick_values import escaped

register = template.Library()

# Stands in no text.
BETWEEN = "\0"


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
        "".join(
            f'<use class="{mark.kind}" href="#{size}-{mark.kind}" x="{mark.x}" y="{mark.y}"/>'
            for mark in chart.marks
        )
    )


@register.simple_tag
def calendar_rows(rows: Iterable[Row]) -> SafeString:
    """The weeks (or years) of a calendar."""
    return mark_safe("".join(map(_calendar_row, rows)))  # noqa: S308 - escaped, or our own


def _calendar_row(row: Row) -> str:
    cells = [
        f'<td class="{cell.look}{" flared" if cell.flare_up else ""}">'
        f'<abbr title="{escaped(cell.title)}">{escaped(cell.sign)}</abbr></td>'
        if cell
        else "<td></td>"
        for cell in row.cells
    ]
    return f'<tr><th scope="row">{escaped(row.label)}</th>{"".join(cells)}</tr>'
