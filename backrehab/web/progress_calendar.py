"""The calendar of training: day colours by weeks, or for several years calm days by months."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from backrehab.domain.colours import Cause, Colour, Verdict
from backrehab.progression.explain import (
    ColourText,
    cause_text,
    colour_text,
    day_colour_text,
    then_of,
)
from backrehab.progression.words import date_text
from backrehab.web.charts import WEEK, month_of, week_of
from backrehab.web.person import Person
from backrehab.web.progress_records import Records
from backrehab.web.progress_words import (
    MOST_DAYS,
    MOST_WEEKS,
    Table,
    month_text,
    score_text,
    short_date,
    week_text,
)

# Columns are narrow on a small phone.
DAY_LETTERS = 2
# A year stands in four blocks beside each other.
WEEKS_A_BLOCK = 13
# How many shades tell the share of calm days in a month.
SHADES = 4
# The letter of each colour, so that no colour has to be told apart.
LETTERS = {
    Colour.GREEN: pgettext_lazy("letter for: Calm day", "C"),
    Colour.STEADY: pgettext_lazy("letter for: More than planned", "M"),
    Colour.UNSETTLED: pgettext_lazy("letter for: Not settled", "N"),
    Colour.RED: pgettext_lazy("letter for: Too much", "T"),
    Colour.UNSCORED: "?",
    Colour.PENDING: "…",
}
REST, NOTHING_GIVEN = "·", ""


class Cell(NamedTuple):
    """One date (or month): its look, its sign, and what it says in words."""

    look: str
    sign: str
    title: str
    flare_up: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A week (or year)."""

    label: str
    cells: Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Block:
    """Some weeks below one another."""

    caption: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    look: str
    sign: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The grid; `by_month` grids count calm days, the others show one date a cell."""

    by_month: bool
    head: Sequence[str]
    blocks: Sequence[Block]
    legend: Sequence[Key]
    summary: str


type Colours = Mapping[int, Colour]


def calendar(person: Person, records: Records) -> Calendar:
    """The calendar of the range."""
    colours = _colours(records)
    by_month = records.span.dates > MOST_WEEKS * WEEK
    return Calendar(
        by_month=by_month,
        head=[str(MONTHS_3[n]).title() for n in range(1, 13)]
        if by_month
        else [str(WEEKDAYS_ABBR[n])[:DAY_LETTERS] for n in range(WEEK)],
        blocks=_years(records, colours) if by_month else _weeks(person, records),
        legend=[] if by_month else _legend(person, records, colours),
        summary=_summary(person, records, colours),
    )


def _colours(records: Records) -> Colours:
    verdicts = records.ledger.verdicts
    return {t: verdicts[t].colour for t in records.trained}


def _summary(person: Person, records: Records, colours: Colours) -> str:
    count = len(colours)
    if not count:
        return _("No training in these dates.")
    said = ngettext("%(n)d training day: %(colours)s.", "%(n)d training days: %(colours)s.", count)
    return said % {"n": count, "colours": _counts(person, records, colours.values())}


def _counts(person: Person, records: Records, colours: Iterable[Colour]) -> str:
    """How many of each colour: "4 × calm day, 1 × too much"."""
    counted = Counter(colours)
    return ", ".join(
        _("%(n)d × %(label)s")
        % {"label": _label(person, records, colour).lower(), "n": counted[colour]}
        for colour in LETTERS
        if counted[colour]
    )


def _label(person: Person, records: Records, colour: Colour) -> str:
    """A colour that occurs in words; of days that wait, as said of the longest waiting one."""
    if colour is Colour.PENDING:
        verdicts = records.ledger.verdicts
        waits = min(t for t in records.trained if verdicts[t].colour is colour)
        return day_colour_text(verdicts[waits], person.today).label
    return colour_text(colour).label


def _legend(person: Person, records: Records, colours: Colours) -> list[Key]:
    """The colours that occur, in their order, and the other signs."""
    seen = set(colours.values())
    found = [
        Key(colour.value, str(sign), _label(person, records, colour))
        for colour, sign in LETTERS.items()
        if colour in seen
    ]
    found.append(Key("rest", REST, _("A score, no training")))
    if records.flare_ups:
        found.append(Key("in-flare", "", _("In a flare-up")))
    return found


def _weeks(person: Person, records: Records) -> list[Block]:
    cells = _cells(person, records)
    rows = [
        Row(
            date_text(date.fromordinal(monday), "j M"),
            list(map(cells.get, range(monday, monday + WEEK))),
        )
        for monday in range(_first_week(person, records), records.span.ordinals.stop, WEEK)
    ]
    # The first week of a range is seldom whole; it goes with the block after it.
    size = WEEKS_A_BLOCK + 1 if len(rows) <= WEEKS_A_BLOCK + 1 else WEEKS_A_BLOCK
    parts = [rows[n : n + size] for n in range(0, len(rows), size)]
    if len(parts) > 1 and len(parts[-1]) == 1:
        parts[-2:] = [parts[-2] + parts[-1]]
    return [Block(_("Weeks from %(first)s") % {"first": part[0].label}, part) for part in parts]


def _first_week(person: Person, records: Records) -> int:
    """The first week of the range; weeks from before somebody began are left out, unless a day of
    them was added."""
    began = person.enrolment.started_on.toordinal()
    told = min([began, *records.trained[:1], *records.mornings])
    return week_of(max(records.span.start, told))


def _cells(person: Person, records: Records) -> dict[int, Cell]:
    """Every date of the range."""
    flared, judged = records.ledger.in_flare_up, Judged(person.today)
    verdicts, mornings = records.ledger.verdicts, records.mornings
    rest = Look("rest", REST, _("a score, no training"))
    nothing = Look("none", NOTHING_GIVEN, _("nothing"))
    found = {}
    for t in records.span.ordinals:
        verdict = verdicts.get(t)
        if verdict is None:
            look, sign, label = rest if t in mornings else nothing
        else:
            look, sign, label = judged.look(verdict)
        flare_up = flared(t)
        if flare_up:
            label = _("%(label)s, in a flare-up") % {"label": label}
        said = date_text(date.fromordinal(t), "j M")
        found[t] = Cell(look, sign, f"{said}: {label}", flare_up)
    return found


class Look(NamedTuple):
    """The class of a cell, its sign and its words."""

    look: str
    sign: str
    label: str


class Judged:
    """The looks of training days; alike ones are worked out once."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._known: dict[tuple[Cause, bool], Look] = {}

    def look(self, verdict: Verdict) -> Look:
        """That of a training day, by what decided its colour and by whether it is over."""
        alike = verdict.cause, verdict.on < self._today
        found = self._known.get(alike)
        if found is None:
            colour, sign = verdict.colour, str(LETTERS[verdict.colour])
            label = day_colour_text(verdict, self._today).label
            self._known[alike] = found = Look(colour.value, sign, label)
        return found


def _years(records: Records, colours: Colours) -> list[Block]:
    months = _by_month(colours)
    span = records.span
    rows = [
        Row(
            str(year),
            [_month_cell(months.get(date(year, month, 1).toordinal())) for month in range(1, 13)],
        )
        for year in range(span.first.year, span.last.year + 1)
    ]
    return [Block(_("Calm days in each month"), rows)]


def _by_month(colours: Colours) -> dict[int, list[Colour]]:
    found: dict[int, list[Colour]] = {}
    for t, colour in colours.items():
        found.setdefault(month_of(t), []).append(colour)
    return found


def _month_cell(colours: Sequence[Colour] | None) -> Cell | None:
    """How many days of a month were calm, shaded by their share."""
    if not colours:
        return None
    calm = sum(one is Colour.GREEN for one in colours)
    red = Colour.RED in colours
    shade = -(-calm * SHADES // len(colours))
    said = _("%(calm)d of %(all)d") % {"calm": calm, "all": len(colours)}
    return Cell(f"s{shade}", f"{calm}{'!' if red else ''}", said, flare_up=False)


def calendar_table(person: Person, records: Records) -> Table:
    """Every training day of a short range; how many of each colour in the weeks or months of a
    long one."""
    span, colours = records.span, _colours(records)
    if span.dates <= MOST_DAYS:
        return _day_table(person, records, colours)
    weekly = span.dates <= MOST_WEEKS * WEEK
    grouped: dict[int, list[Colour]] = {}
    for t, colour in colours.items():
        grouped.setdefault(week_of(t) if weekly else month_of(t), []).append(colour)
    text = week_text if weekly else month_text
    occurring = set(colours.values())
    seen = [colour for colour in LETTERS if colour in occurring]
    return Table(
        caption=_("Training days by their colour"),
        head=[
            _("Week") if weekly else _("Month"),
            _("Training days"),
            *(_label(person, records, colour) for colour in seen),
        ],
        rows=[
            [text(t), str(len(grouped[t])), *(str(counted[colour]) for colour in seen)]
            for t in sorted(grouped, reverse=True)
            for counted in [Counter(grouped[t])]
        ],
    )


def _day_table(person: Person, records: Records, colours: Colours) -> Table:
    ledger = records.ledger

    def row(t: int) -> list[str]:
        verdict = ledger.verdict(t)
        colour = day_colour_text(verdict, person.today)
        return [
            short_date(t),
            _stage_name(person, verdict),
            colour.label,
            cause_text(verdict, person.rules, then_of(ledger.days[t])),
        ]

    return Table(
        caption=_("Training days, the latest first"),
        head=[_("Date"), _("Stage"), _("Counted as"), _("Why")],
        rows=[row(t) for t in sorted(colours, reverse=True)],
    )


def _stage_name(person: Person, verdict: Verdict) -> str:
    stage = person.catalogue.stages.get(verdict.stage)
    return stage.name if stage else verdict.stage


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One date of the printed page."""

    date_text: str
    scores: Sequence[str]
    stage: str
    colour: ColourText | None


def day_lines(person: Person, records: Records) -> list[DayLine]:
    """Every date of the range on which anything was given, the oldest first."""
    ledger, trained = records.ledger, {row.on.toordinal() for row in records.rows}
    found = []
    for t in records.span.ordinals:
        day = ledger.days.get(t)
        verdict = ledger.verdict(t) if t in trained else None
        if verdict is None and t not in records.mornings:
            continue
        before, worst = (day.before, day.worst) if day else (None, None)
        found.append(
            DayLine(
                date_text=date_text(date.fromordinal(t), "D j M"),
                scores=[score_text(one) for one in (records.mornings.get(t), before, worst)],
                stage=_stage_name(person, verdict) if verdict else "",
                colour=day_colour_text(verdict, person.today) if verdict else None,
            )
        )
    return found
