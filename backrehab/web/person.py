"""What every personal page starts from: the person, what they follow, and the clock."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.domain.rules import RuleSet
from backrehab.exercises.cards import Catalogue, StageCard
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression.models import Enrolment
from backrehab.progression.programmes import Following, get_following
from backrehab.progression.rulesets import current_rules
from backrehab.progression.snapshot import Snapshot, current_snapshot


@dataclass(frozen=True)
class Person:
    """One person at one instant; the rest is looked up when first asked for."""

    user: User
    now: datetime
    following: Following
    catalogue: Catalogue
    rules: RuleSet

    @cached_property
    def today(self) -> date:
        """The date on the person's calendar."""
        return self.user.local_date(self.now)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The gate's answer and what goes with it, as of today."""
        return current_snapshot(
            self.user,
            self.enrolment,
            rules=self.rules,
            catalogue=self.catalogue,
            today=self.today,
        )

    @property
    def enrolment(self) -> Enrolment:
        """The place on the ladder."""
        return self.following.ladder

    @property
    def stage(self) -> StageCard:
        """The current stage."""
        return self.catalogue.stages[self.enrolment.stage_key]


def load_person(user: User, now: datetime | None = None) -> Person:
    """The person as they stand now, or at the instant at which an entry that waited on a device was
    made: two queries (enrolments, version of the catalogue).

    Raises LookupError for somebody who has not finished the start (`started_required` sends them
    there first).
    """
    following = get_following(user)
    if following is None:
        raise LookupError("no enrolment: the start is not finished")
    return Person(user, now or timezone.now(), following, get_catalogue(), current_rules())
