"""The rows of a spell of the pain log, all of its tables in one statement, and their ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from backrehab.accounts.models import User
from backrehab.domain.ledger import Ledger
from backrehab.domain.records import BaselineAnswer, FlareUp, History, Outcome
from backrehab.domain.rules import RuleSet
from backrehab.json_rows import JsonRows, columns_of, rows_as
from backrehab.painlog import queries as log
from backrehab.painlog.day_entries import DailyRow
from backrehab.painlog.day_rows import DayRow, latest_first
from backrehab.painlog.models import DailyScore, Skip, TrainingDay
from backrehab.prepared import Prepared
from backrehab.web.person import Person

# Before any person's first entry.
BEGINNING = date(1900, 1, 1)


class LogRow(DayRow, frozen=True, array_like=True, gc=False):
    """A training day as the rules look at it, and what else is written down of it."""

    # Repetitions or seconds of a set, as prescribed.
    each_prescribed: int | None
    # The way it was done, or what took its place.
    variant_key: str
    # The dose that was suggested, if an easier one was chosen: its level and share in percent.
    suggested_level: int | None
    suggested_share: int | None


LOG_ROWS = rows_as(LogRow)
SKIPS = rows_as(tuple[date, int, int])
NOTHING_SKIPPED: Mapping[date, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Spell:
    """Training days (latest first), daily scores and left-out exercises by date, and what their
    colours depend on beside them."""

    rows: Sequence[LogRow]
    said: Mapping[date, DailyRow]
    skipped: Mapping[date, Sequence[str]]
    baselines: tuple[BaselineAnswer, ...]
    flare_ups: tuple[FlareUp, ...]


def spell_lists(user: int, since: date, until: date, today: date) -> tuple[JsonRows, ...]:
    """What every `Spell` is made of (`spell_of`), for one statement."""
    within = {"user": user, "on__gte": since, "on__lte": until}
    return (
        JsonRows(TrainingDay.objects.filter(**within).values_list(*columns_of(LogRow))),
        JsonRows(log.said_on(DailyScore.objects.filter(**within))),
        JsonRows(log.baselines_of(user, since, today)),
        JsonRows(log.flare_ups_of(user, since, today)),
    )


def spell_of(
    person: Person, lists: Iterable[str], skipped: Mapping[date, Sequence[str]] = NOTHING_SKIPPED
) -> Spell:
    """The spell of what `spell_lists` was asked for."""
    days, said, baselines, flare_ups = lists
    return Spell(
        rows=latest_first(LOG_ROWS(days)),
        said=log.read_said(said),
        skipped=skipped,
        baselines=log.read_baselines(baselines),
        flare_ups=log.read_flare_ups(flare_ups, until=person.today),
    )


def _tables(user: int, since: date, until: date, today: date) -> QuerySet[User, Any]:
    skips = Skip.objects.filter(user=user, on__gte=since, on__lte=until)
    return User.objects.filter(pk=user).values_list(
        *spell_lists(user, since, until, today),
        JsonRows(skips.values_list("on", "id", "exercise_id")),
    )


TABLES = Prepared[tuple[str, ...]](_tables, user=int, since=date, until=date, today=date)


def read_spell(person: Person, *, since: date, until: date) -> Spell:
    """What is stored of the dates since … until, in one query."""
    *lists, skips = TABLES.one(user=person.user.pk, since=since, until=until, today=person.today)
    return spell_of(person, lists, _skipped(person, SKIPS(skips)))


def _skipped(person: Person, rows: list[tuple[date, int, int]]) -> Mapping[date, Sequence[str]]:
    """The names of the exercises that were left out, by date, in the order they were."""
    names = {card.id: card.name for card in person.catalogue.exercises.values()} if rows else {}
    found: dict[date, list[str]] = {}
    for on, _pk, exercise_id in sorted(rows):
        found.setdefault(on, []).append(names[exercise_id])
    return found


class RangeLedger(Ledger):
    """The same ledger for years of dates: whether one lies in a flare-up, and what was usual, is
    asked for each of them more than once, and worked out once."""

    def __init__(self, history: History, rules: RuleSet, today: date) -> None:
        self._flared = {
            t
            for one in history.flare_ups
            for t in range(one.start.toordinal(), (one.end or today).toordinal() + 1)
        }
        self._usual_on: dict[int, float | None] = {}
        super().__init__(history, rules, today)

    def in_flare_up(self, t: int) -> bool:
        """Whether the date lies inside a flare-up, both ends included."""
        return t in self._flared

    def _middles(self, dates: Sequence[int]) -> list[float | None]:
        """The line of the usual asks for nearly the same dates as the colours do."""
        known = self._usual_on
        rest = [t for t in dates if t not in known]
        known.update(zip(rest, super()._middles(rest), strict=True))
        return [known[t] for t in dates]


def ledger_of(person: Person, spell: Spell, *, first: date) -> Ledger:
    """The colours of these dates from `first` on, and what else the rule makes of them."""
    history = History(
        stage=person.enrolment.stage_key,
        entered_on=person.enrolment.entered_on,
        baselines=spell.baselines,
        training_weekdays=frozenset(),
        screening=Outcome.CLEAR,
        screened_on=None,
        flare_ups=spell.flare_ups,
        days=log.to_days(spell.rows, spell.said, today=person.today),
        judged_since=first,
    )
    return RangeLedger(history, person.rules, person.today)
