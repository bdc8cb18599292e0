"""The sets that are ticked off, in line with how many the day says were done.

Both are told: sets by their buttons, their number by the form after training and by the pain log,
which has no buttons. The number is what counts.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from backrehab.accounts.models import User
from backrehab.exercises.cards import DoseCard
from backrehab.painlog import services
from backrehab.painlog.models import PerformedSet, TrainingDay
from backrehab.painlog.services import PlaceOfSet


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


def match_ticks(
    user: User, on: date, places: Collection[PlaceOfSet], *, count: int, now: datetime
) -> frozenset[PlaceOfSet]:
    """Tick or untick sets so that `count` of these places are; those that are ticked then."""
    ticked = set(PerformedSet.objects.filter(user=user, on=on).values_list(*services.PLACE))
    wanted = ticked_of(places, ticked, count)
    for place in places:
        if (place in ticked) != (place in wanted):
            services.tick_set(user=user, on=on, place=place, done=place in wanted, now=now)
    return wanted


def tick_stage(
    user: User, day: TrainingDay, places: Collection[PlaceOfSet], tick: SetTick, now: datetime
) -> None:
    """Make one set of the stage done or not done, and bring the day's number in line."""
    ticked = match_ticks(user, day.on, places, count=day.sets_done, now=now)
    services.tick_set(user=user, on=day.on, place=tick.place, done=tick.done, now=now)
    if tick.done != (tick.place in ticked):
        day.sets_done += 1 if tick.done else -1
    services.record_sets(day=day, now=now)
