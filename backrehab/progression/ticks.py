"""The sets that are ticked off, in line with how many the day says were done.

Both are told: sets by their buttons, their number by the form after training and by the pain log,
which has no buttons. The number is what counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from backrehab.accounts.models import User
from backrehab.exercises.cards import DoseCard
from backrehab.painlog import services
from backrehab.painlog.drills import LatestAnswer
from backrehab.painlog.models import PerformedSet, TrainingDay
from backrehab.painlog.services import PlaceOfSet


@dataclass(frozen=True, slots=True)
class DayRead:
    """What was read of today and still stands: its row, if it was begun, the sets that are ticked
    off, the exercises (by id) that are left out, and what was last said of each drill (by id) that
    was asked for."""

    day: TrainingDay | None
    ticked: frozenset[PlaceOfSet]
    skipped: frozenset[int]
    drills: Mapping[int, LatestAnswer | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTick:
    """One set of one exercise in one slot of the day, done or not."""

    exercise_id: int
    slot: str
    number: int
    done: bool

    @property
    def place(self) -> PlaceOfSet:
        """Which set it is."""
        return self.exercise_id, self.slot, self.number

    def applied_to(self, ticked: frozenset[PlaceOfSet]) -> frozenset[PlaceOfSet]:
        """The sets that are ticked after it."""
        return ticked | {self.place} if self.done else ticked - {self.place}


def places_of(exercise_id: int, dose: DoseCard) -> tuple[PlaceOfSet, ...]:
    """The sets of a dose in the order they count in: those that are optional last."""
    slots = sorted(dose.slots, key=lambda slot: slot.optional)
    return tuple((exercise_id, one.slot, n) for one in slots for n in range(1, one.sets + 1))


def ticked_of(
    places: Iterable[PlaceOfSet], ticked: Collection[PlaceOfSet], count: int
) -> frozenset[PlaceOfSet]:
    """Which of the places are ticked where `count` sets are done: those that were come first."""
    ordered = sorted(places, key=lambda place: place not in ticked)
    return frozenset(ordered[:count])


def read_ticks(user: User, on: date) -> frozenset[PlaceOfSet]:
    """The sets of a date that are ticked off."""
    ticked = PerformedSet.objects.filter(user=user, on=on).values_list(*services.PLACE)
    return frozenset(ticked)


def match_ticks(
    day: TrainingDay, places: Collection[PlaceOfSet], ticked: frozenset[PlaceOfSet], now: datetime
) -> frozenset[PlaceOfSet]:
    """Tick or untick sets so that as many of these places are as the day says; all that are ticked
    then."""
    then = _matched(day, places, ticked)
    _store(day, ticked, then, now)
    return then


def tick_stage(
    day: TrainingDay,
    places: Collection[PlaceOfSet],
    ticked: frozenset[PlaceOfSet],
    tick: SetTick,
    now: datetime,
) -> frozenset[PlaceOfSet]:
    """Make one set of the stage done or not done, and bring the day's number in line; all sets that
    are ticked then."""
    matched = _matched(day, places, ticked)
    then = tick.applied_to(matched)
    _store(day, ticked, then, now)
    day.sets_done += len(then) - len(matched)
    services.record_sets(day=day, now=now)
    return then


def _matched(
    day: TrainingDay, places: Collection[PlaceOfSet], ticked: frozenset[PlaceOfSet]
) -> frozenset[PlaceOfSet]:
    return ticked.difference(places) | ticked_of(places, ticked, day.sets_done)


def _store(
    day: TrainingDay, ticked: frozenset[PlaceOfSet], then: frozenset[PlaceOfSet], now: datetime
) -> None:
    for places, done in ((then - ticked, True), (ticked - then, False)):
        services.tick_sets(user=day.user, on=day.on, places=sorted(places), done=done, now=now)
