"""What the progress pages are drawn from: the rows of a range, read with one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from backrehab.accounts.models import User
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, FlareUp, Timing
from backrehab.json_rows import JsonRows, rows_as
from backrehab.prepared import Prepared
from backrehab.progression.models import ENTRIES, Transition
from backrehab.web.charts import Span
from backrehab.web.log_rows import (
    BEGINNING,
    LogRow,
    Spell,
    ledger_of,
    spell_lists,
    spell_of,
)
from backrehab.web.person import Person
from backrehab.web.stays import Stay, stays_of

# A range is never drawn shorter than this.
SHORTEST = 28


class Change(NamedTuple):
    """A stored decision of the ladder."""

    kind: str
    stage_from: str
    stage_to: str
    on: date
    reason: str


def _tables(user: int, enrolment: int, since: date, today: date) -> QuerySet[User, Any]:
    decisions = Transition.objects.filter(user=user, enrolment=enrolment)
    return User.objects.filter(pk=user).values_list(
        *spell_lists(user, since, today, today),
        JsonRows(decisions.values_list("at", "id", *Change._fields)),
    )


DECISIONS = rows_as(tuple[str, int, str, str, str, date, str])
type Scores = dict[int, int]
TABLES = Prepared[tuple[str, ...]](_tables, user=int, enrolment=int, since=date, today=date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything a page draws. `rows` are the training days of the range, the oldest first, and
    `trained` their dates; scores are by date, `mornings` by the date they were given (the higher
    of two) with the scores of dates without training; `changes` and `stays` tell of the whole
    ladder."""

    span: Span
    rows: Sequence[LogRow]
    ledger: Ledger
    mornings: Mapping[int, int]
    before: Mapping[int, int]
    worst: Mapping[int, int]
    flare_ups: Sequence[FlareUp]
    changes: Sequence[Change]
    stays: Sequence[Stay]
    # How many dates of the range have any score.
    scored: int

    @property
    def trained(self) -> list[int]:
        """The training days of the range."""
        return self.ledger.training


def read_records(person: Person, dates: int | None) -> Records:
    """The last `dates` dates, or everything there is; always one query."""
    today = person.today
    first = BEGINNING if dates is None else today - timedelta(days=dates - 1)
    since = first if dates is None else first - timedelta(days=person.rules.judged_by)
    spell, changes = _read(person, since)
    rows, flare_ups = spell.rows[::-1], spell.flare_ups
    if dates is None:
        begun = [person.enrolment.started_on, today - timedelta(days=SHORTEST - 1)]
        first = min([*begun, *spell.said, *(row.on for row in rows[:1])])
    span = Span(first, today)
    ledger = ledger_of(person, spell, first=first)
    mornings, before, worst = _scores(ledger, span)
    return Records(
        span=span,
        rows=[row for row in rows if row.on >= first and row.trained],
        ledger=ledger,
        mornings=mornings,
        before=before,
        worst=worst,
        flare_ups=[one for one in flare_ups if one.end is None or one.end >= first],
        changes=changes,
        stays=stays_of(person, [(one.on, one.stage_to) for one in changes if one.kind in ENTRIES]),
        scored=len({*before, *worst, *mornings}),
    )


def _scores(ledger: Ledger, span: Span) -> tuple[Scores, Scores, Scores]:
    """The mornings (`Records.mornings`), `before` and `worst` of the range, by date."""
    given: dict[int, int] = {}
    before: dict[int, int] = {}
    worst: dict[int, int] = {}
    for t, fields in ledger.fields.items():
        _, daily, _, _, felt_before, felt_worst, morning, timing, _, _, _, _, _ = fields
        if daily is not None:
            given[t] = max(daily, given[t]) if t in given else daily
        if morning is not None:
            told = t + 1 if timing is Timing.ON_TIME else Day(*fields).morning_given_on.toordinal()
            given[told] = max(morning, given[told]) if told in given else morning
        if t >= span.start:
            if felt_before is not None:
                before[t] = felt_before
            if felt_worst is not None:
                worst[t] = felt_worst
    return {t: given[t] for t in span.ordinals if t in given}, before, worst


def _read(person: Person, since: date) -> tuple[Spell, list[Change]]:
    """The dates since then, and all decisions, the oldest first, without the numbers they were
    made on."""
    *lists, decisions = TABLES.one(
        user=person.user.pk, enrolment=person.enrolment.pk, since=since, today=person.today
    )
    changes = [
        Change(kind, stage_from, stage_to, on, reason)
        for _at, _pk, kind, stage_from, stage_to, on, reason in sorted(DECISIONS(decisions))
    ]
    return spell_of(person, lists), changes
