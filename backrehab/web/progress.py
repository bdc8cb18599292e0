"""The progress page, its tables and its printed sheet, put together from their charts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.accounts.numbers import pain_text
from backrehab.web.person import Person
from backrehab.web.progress_calendar import (
    Calendar,
    DayLine,
    calendar,
    calendar_table,
    day_lines,
)
from backrehab.web.progress_dose import DoseChart, dose_charts, dose_tables
from backrehab.web.progress_pain import PainChart, pain_chart, pain_table
from backrehab.web.progress_records import Records, read_records
from backrehab.web.progress_stages import (
    MOST_CHANGES,
    Pains,
    Way,
    change_table,
    pains,
    pains_table,
    stage_table,
    way,
)
from backrehab.web.progress_words import Table, long_date

# Each range by its key in the address: how many dates, None for everything there is.
RANGES = {
    "4w": (28, gettext_lazy("4 weeks")),
    "3m": (91, gettext_lazy("3 months")),
    "1y": (365, gettext_lazy("1 year")),
    "all": (None, gettext_lazy("All")),
}
SHORTEST_RANGE = "4w"
# Up to as many dates with a score, the page says what will come.
FEW_DATES = 2
# As many changes as the printed sheet has room for.
MOST_PRINTED = 8


@dataclass(frozen=True, slots=True)
class Tab:
    """A range to choose."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the charts of a range, or their tables; `empty` without anything in it."""

    tabs: Sequence[Tab]
    chosen: str
    first: str
    last: str
    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressPage:
    """Everything on the page; without anything in the range the charts of it are None."""

    head: Head
    beginning: bool
    ever: bool
    pain: PainChart | None
    calendar: Calendar | None
    doses: Sequence[DoseChart]
    pains: Pains | None
    way: Way


@dataclass(frozen=True, slots=True)
class Numbers:
    """The tables of one chart, each with its id, and what is said below them; the first id names
    the whole. `cut` ones are not all there is."""

    title: str
    tables: Sequence[tuple[str, Table]]
    note: str = ""
    cut: bool = False

    @property
    def key(self) -> str:
        """What an address calls it."""
        return self.tables[0][0]


@dataclass(frozen=True, slots=True)
class TablesPage:
    """The numbers of all charts of a range."""

    head: Head
    numbers: Iterator[Numbers]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """My last 4 weeks, for two sides of A4."""

    first: str
    last: str
    facts: Sequence[tuple[str, str]]
    pain: PainChart | None
    calendar: Calendar
    pains: Pains
    pains_table: Table
    days: Sequence[DayLine]
    changes: Sequence[Sequence[str]]


def progress_page(person: Person, chosen: str) -> ProgressPage:
    """The page of a range; any other word than those of RANGES means the shortest."""
    chosen = _known(chosen)
    records = read_records(person, RANGES[chosen][0])
    head = _head(chosen, records)
    return ProgressPage(
        head=head,
        beginning=0 < records.scored <= FEW_DATES,
        ever=chosen == "all" or person.enrolment.started_on >= records.span.first,
        pain=None if head.empty else pain_chart(person, records),
        calendar=None if head.empty else calendar(person, records),
        doses=dose_charts(person, records),
        pains=pains(person, records) if records.rows else None,
        way=way(person, records),
    )


def _known(chosen: str) -> str:
    return chosen if chosen in RANGES else SHORTEST_RANGE


def _head(chosen: str, records: Records) -> Head:
    return Head(
        [Tab(key, str(label), key == chosen) for key, (_dates, label) in RANGES.items()],
        chosen,
        long_date(records.span.first),
        long_date(records.span.last),
        not records.scored and not records.rows,
    )


def tables_page(person: Person, chosen: str) -> TablesPage:
    """The page of a range, as with `progress_page`; a table is worked out once it is asked for."""
    chosen = _known(chosen)
    records = read_records(person, RANGES[chosen][0])
    head = _head(chosen, records)
    return TablesPage(head, _numbers(person, records, empty=head.empty))


def _numbers(person: Person, records: Records, *, empty: bool) -> Iterator[Numbers]:
    """In the order of the charts."""
    if not empty:
        yield Numbers(_("Pain over time"), [("pain-table", pain_table(records))])
        colours = calendar_table(person, records)
        yield Numbers(_("Training calendar"), [("calendar-table", colours)])
    if records.rows:
        table = pains_table(person, records)
        said = pains(person, records).summary
        yield Numbers(_("Pain at each exercise"), [("pains-table", table)], said)
    for key, name, table in dose_tables(person, records):
        title = _("Dose over time: %(name)s") % {"name": name}
        yield Numbers(title, [(f"dose-table-{key}", table)])
    changes = [("changes-table", change_table(person, records))]
    stages = [("way-table", stage_table(person, records))]
    cut = len(records.changes) > MOST_CHANGES
    yield Numbers(_("Time to each stage"), stages + changes, cut=cut)


def printed_page(person: Person) -> PrintedPage:
    """The last four weeks."""
    records = read_records(person, RANGES[SHORTEST_RANGE][0])
    first = records.span.first
    own = change_table(person, records).rows
    recent = sum(one.on >= first for one in records.changes)
    return PrintedPage(
        first=long_date(first),
        last=long_date(records.span.last),
        facts=_facts(person, records),
        pain=pain_chart(person, records) if records.scored else None,
        calendar=calendar(person, records),
        pains=pains(person, records),
        pains_table=pains_table(person, records),
        days=day_lines(person, records),
        changes=own[: min(recent, MOST_PRINTED)],
    )


def _facts(person: Person, records: Records) -> list[tuple[str, str]]:
    usual = records.ledger.usuals(records.span.ordinals)
    facts = [
        (
            _("Stage"),
            _("%(name)s, since %(on)s")
            % {"name": person.stage.name, "on": long_date(records.stays[-1].first)},
        ),
        (_("Training days"), str(len(records.rows))),
    ]
    if usual:
        numbers = {
            "then": pain_text(usual[min(usual)]),
            "now": pain_text(usual[max(usual)]),
        }
        facts.append((_("Usual pain, first and latest"), _("%(then)s and %(now)s") % numbers))
    spells = [
        _("since %(first)s, not over yet") % {"first": long_date(one.start)}
        if one.end is None
        else _("%(first)s to %(last)s")
        % {"first": long_date(one.start), "last": long_date(one.end)}
        for one in records.flare_ups
    ]
    facts.append((_("Flare-ups"), "; ".join(spells) or _("None in these weeks")))
    return facts
