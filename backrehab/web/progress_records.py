"""What the progress pages are drawn from: the rows of a range, read with five queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from backrehab.domain.ledger import Ledger
from backrehab.domain.records import Day, FlareUp, History, Outcome
from backrehab.domain.rules import RuleSet
from backrehab.painlog import queries as log
from backrehab.painlog.models import TrainingDay
from backrehab.progression.history import DATES_BEFORE
from backrehab.progression.models import ENTRIES, Transition, TransitionKind
from backrehab.web.charts import Span
from backrehab.web.person import Person

# A range is never drawn shorter than this.
SHORTEST = 28
# Before any person's first entry.
BEGINNING = date(1900, 1, 1)
FIELDS = (
    "on",
    "stage_key",
    "sets_prescribed",
    "sets_done",
    "dose_level",
    "target_dose",
    "dose_share",
    "each_prescribed",
    "load_kg",
    "band",
    "before",
    "worst",
    "morning",
    "morning_timing",
    "morning_on",
    "stop",
    "leg",
    "extra_meds",
)


class Change(NamedTuple):
    """A stored decision of the ladder."""

    kind: str
    stage_from: str
    stage_to: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Dates at one stage, both ends included."""

    stage: str
    first: date
    last: date

    @property
    def dates(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


class RangeLedger(Ledger):
    """The same ledger for years of dates: whether one lies in a flare-up is asked for each of them
    many times, so all of their dates are written out once."""

    def __init__(self, history: History, rules: RuleSet, today: date) -> None:
        self._flared = {
            t
            for one in history.flare_ups
            for t in range(one.start.toordinal(), (one.end or today).toordinal() + 1)
        }
        super().__init__(history, rules, today)

    def in_flare_up(self, t: int) -> bool:
        """Whether the date lies inside a flare-up, both ends included."""
        return t in self._flared


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything a page draws. `rows` are the training days of the range, the oldest first;
    `mornings` the morning scores by the date they were given (the higher of two) with the scores
    of dates without training; `changes` and `stays` tell of the whole ladder."""

    span: Span
    rows: Sequence[TrainingDay]
    ledger: Ledger
    mornings: Mapping[int, int]
    flare_ups: Sequence[FlareUp]
    changes: Sequence[Change]
    stays: Sequence[Stay]

    @property
    def scored(self) -> int:
        """How many dates of the range have any score."""
        days = self.ledger.days
        own = (t for t in self.span.ordinals if t in days and _says(days[t]))
        return len({*own, *self.mornings})


def _says(day: Day) -> bool:
    return day.before is not None or day.worst is not None


def read_records(person: Person, dates: int | None) -> Records:
    """The last `dates` dates, or everything there is; always five queries."""
    today = person.today
    first = BEGINNING if dates is None else today - timedelta(days=dates - 1)
    since = first if dates is None else first - timedelta(days=DATES_BEFORE)
    own = TrainingDay.objects.filter(user=person.user, on__gte=since, on__lte=today)
    rows = list(own.order_by("on").only(*FIELDS))
    scores = log.daily_scores(person.user, since=since, until=today)
    flare_ups = log.flare_ups(person.user, since=since, until=today)
    changes = _changes(person)
    if dates is None:
        begun = [person.enrolment.started_on, today - timedelta(days=SHORTEST - 1)]
        first = min([*begun, *scores, *(row.on for row in rows[:1])])
    span = Span(first, today)
    ledger = _ledger(person, rows, scores, flare_ups)
    return Records(
        span=span,
        rows=[row for row in rows if row.on >= first and row.trained],
        ledger=ledger,
        mornings=_mornings(ledger, span),
        flare_ups=[one for one in flare_ups if one.end is None or one.end >= first],
        changes=changes,
        stays=_stays(person, changes),
    )


def _ledger(
    person: Person,
    rows: list[TrainingDay],
    scores: dict[date, int],
    flare_ups: tuple[FlareUp, ...],
) -> Ledger:
    history = History(
        stage=person.enrolment.stage_key,
        entered_on=person.enrolment.entered_on,
        baselines=log.baselines(person.user, until=person.today),
        training_weekdays=frozenset(),
        screening=Outcome.CLEAR,
        screened_on=None,
        flare_ups=flare_ups,
        days=log.to_days(rows, scores, today=person.today),
    )
    return RangeLedger(history, person.rules, person.today)


def _mornings(ledger: Ledger, span: Span) -> dict[int, int]:
    found: dict[int, int] = {}
    for t, day in ledger.days.items():
        given = [(t, day.daily)]
        if day.morning is not None:
            given.append((day.morning_given_on.toordinal(), day.morning))
        for on, score in given:
            if score is not None and on in span.ordinals:
                found[on] = max(score, found.get(on, score))
    return dict(sorted(found.items()))


def _changes(person: Person) -> list[Change]:
    """All decisions, the oldest first, without the numbers they were made on."""
    own = Transition.objects.filter(user=person.user, enrolment=person.enrolment)
    return list(map(Change._make, own.order_by("at", "id").values_list(*Change._fields)))


def _stays(person: Person, changes: Sequence[Change]) -> list[Stay]:
    """At which stage the person was; side branches run beside the stages and are none."""
    stages, enrolment = person.catalogue.stages, person.enrolment
    entered = [
        (one.on, one.stage_to)
        for one in changes
        if TransitionKind(one.kind) in ENTRIES
        and not (one.stage_to in stages and stages[one.stage_to].side_branch)
    ]
    if not entered or entered[-1][1] != enrolment.stage_key:
        entered.append((enrolment.entered_on, enrolment.stage_key))
    # A stage that was left on the date it was entered has no dates of its own.
    starts: list[tuple[date, str]] = []
    for on, stage in entered:
        while starts and starts[-1][0] >= on:
            starts.pop()
        if not starts or starts[-1][1] != stage:
            starts.append((on, stage))
    ends = [on - timedelta(days=1) for _, (on, _) in pairwise(starts)]
    return [
        Stay(stage, on, end)
        for (on, stage), end in zip(starts, [*ends, person.today], strict=True)
        if on <= end
    ]
