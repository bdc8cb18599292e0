"""At which stage somebody was from when to when, by the decisions of the ladder."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from backrehab.prepared import Prepared
from backrehab.progression.models import ENTRIES, Transition
from backrehab.web.person import Person

ENTERED = Prepared[tuple[date, str]](
    lambda enrolment: (
        Transition.objects.filter(enrolment=enrolment, kind__in=ENTRIES)
        .order_by("at", "id")
        .values_list("on", "stage_to")
    ),
    enrolment=int,
)


class Stay(NamedTuple):
    """Dates at one stage, both ends included."""

    stage: str
    first: date
    last: date

    @property
    def dates(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


def stage_since(person: Person) -> date:
    """Since when the person is at the current stage; counting may have begun anew there later on,
    after a break (`Enrolment.entered_on`). One query."""
    return stays_of(person, ENTERED.rows(enrolment=person.enrolment.pk))[-1].first


def stays_of(person: Person, entered: Iterable[tuple[date, str]]) -> list[Stay]:
    """The stays that these entries into a stage make, the oldest first; side branches run beside
    the stages and are none."""
    stages, enrolment = person.catalogue.stages, person.enrolment
    told = [(on, key) for on, key in entered if key not in stages or not stages[key].side_branch]
    if not told or told[-1][1] != enrolment.stage_key:
        told.append((enrolment.entered_on, enrolment.stage_key))
    # A stage that was left on the date it was entered has no dates of its own.
    starts: list[tuple[date, str]] = []
    for on, stage in told:
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
