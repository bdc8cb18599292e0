"""What a browser draws the chart of pain from: columns of one letter a date, to keep it small."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from backrehab.progression.words import date_text
from backrehab.web.charts import Span, runs
from backrehab.web.person import Person
from backrehab.web.progress_records import Records

# The letter at twice the score: the middle of whole numbers may be a half.
LETTERS = "0123456789abcdefghijk"
# Nothing there; and nothing there, but the line goes on.
GAP, BETWEEN = "-", "."

type Scores = Mapping[int, float]


def live_data(
    person: Person,
    records: Records,
    series: Mapping[str, Scores],
    usual: Scores,
    *,
    step: int,
) -> dict[str, Any]:
    """Scores by date as strings with a letter for each date of the range, the stages and flare-ups
    as pairs of dates counted from the first, and the words of the read-out. The usual is known
    every `step` dates; what is further apart is a gap."""
    span = records.span
    stages = person.catalogue.stages
    return {
        "first": span.first.isoformat(),
        "days": span.dates,
        "scores": {name: letters(span, scores) for name, scores in series.items()},
        "usual": letters(span, usual, step=step),
        "stages": [
            [*_places(span, stay.first.toordinal(), stay.last.toordinal()), name, number]
            for stay in records.stays
            if stay.last >= span.first
            for name, number in [
                (stages[stay.stage].name, stages[stay.stage].number)
                if stay.stage in stages
                else (stay.stage, "")
            ]
        ],
        "flares": [
            _places(span, one.start.toordinal(), (one.end or span.last).toordinal())
            for one in records.flare_ups
        ],
        "words": _words(span),
    }


class Letters(dict[float | None, str]):
    """The letters of scores; each is worked out once."""

    def __missing__(self, score: float | None) -> str:
        self[score] = letter = GAP if score is None else LETTERS[round(2 * score)]
        return letter


def letters(span: Span, scores: Scores, *, step: int = 1) -> str:
    """A letter for each date of the span."""
    known = Letters()
    if step == 1:
        return "".join([known[scores.get(t)] for t in span.ordinals])
    found = [GAP] * span.dates
    for run in runs(sorted(_inside(span, scores)), step):
        for place in range(run[0][0], run[-1][0]):
            found[place] = BETWEEN
        for place, value in run:
            found[place] = known[value]
    return "".join(found)


def _inside(span: Span, scores: Scores) -> Iterable[tuple[int, float]]:
    return ((t - span.start, value) for t, value in scores.items() if t in span.ordinals)


def _places(span: Span, first: int, last: int) -> list[int]:
    """Both ends included."""
    return [max(first - span.start, 0), min(last - span.start, span.dates - 1)]


def _words(span: Span) -> dict[str, str]:
    return {
        "morning": _("morning, or the day's score"),
        "before": _("before"),
        "worst": _("worst"),
        "usual": _("usual"),
        "flare": _("in a flare-up"),
        "nothing": _("nothing given"),
        "hint": _(
            "Point at a day to read its numbers. "
            "Drag across, or spread two fingers, to look closer."
        ),
        "closer": _("Look closer"),
        "whole": _("Show the whole range"),
        "label": _("Pain from %(first)s to %(last)s, from 0 to 10. The table has the same numbers.")
        % {
            "first": date_text(span.first, "j F Y"),
            "last": date_text(span.last, "j F Y"),
        },
    }
