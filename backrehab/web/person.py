"""What every personal page starts from: the person, what they follow, and the clock."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.accounts.versions import lock
from backrehab.domain.rules import RuleSet
from backrehab.exercises.cards import Catalogue, StageCard
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.refusals import NO_CONSENT, EntryRefused
from backrehab.progression.models import Enrolment
from backrehab.progression.programmes import Following, get_following
from backrehab.progression.rulesets import current_rules
from backrehab.progression.settling import Settled
from backrehab.progression.snapshot import Snapshot, as_it_stands, current_snapshot


@dataclass(frozen=True)
class Person:
    """One person at one instant; the rest is looked up when first asked for, or taken from what an
    entry of this request has `settled` on this date. `is_back` for an instant that lies back: what
    they follow then says when the ladder moved last. `is_entry` for what comes before an entry,
    which stores the gate's answer itself."""

    user: User
    now: datetime
    known: Following | None
    rules: RuleSet
    settled: Settled | None = None
    is_back: bool = False
    is_entry: bool = False

    @cached_property
    def today(self) -> date:
        """The date on the person's calendar."""
        return self.user.local_date(self.now)

    @cached_property
    def following(self) -> Following:
        """The ladder and the programmes beside it. LookupError for somebody who has not finished
        the start (`started_required` sends them there first)."""
        found = self.known or get_following(self.user, asks_moved_at=self.is_back)
        if found is None:
            raise LookupError("no enrolment: the start is not finished")
        return found

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue, in one state for the whole request. What is followed is asked for before,
        as it brings the version along."""
        _ = self.following
        return get_catalogue()

    @cached_property
    def snapshot(self) -> Snapshot:
        """The gate's answer and what goes with it, as of today."""
        if self.settled is not None:
            return self.settled.snapshot
        find = as_it_stands if self.is_entry else current_snapshot
        return find(
            self.user,
            self.enrolment,
            rules=self.rules,
            catalogue=self.catalogue,
            now=self.now,
        )

    @property
    def enrolment(self) -> Enrolment:
        """The place on the ladder."""
        return self.following.ladder

    @property
    def stage(self) -> StageCard:
        """The current stage."""
        return self.catalogue.stages[self.enrolment.stage_key]


def load_person(
    user: User,
    now: datetime | None = None,
    *,
    following: Following | None = None,
    is_entry: bool = False,
) -> Person:
    """The person as they stand now, or at the instant at which an entry that waited on a device was
    made: one query as soon as their enrolments or the catalogue are asked for, unless what they are
    `following` was read already."""
    at = now or timezone.now()
    return Person(user, at, following, current_rules(), is_back=now is not None, is_entry=is_entry)


def lock_person(person: Person) -> Person:
    """Lock them, in the transaction of an entry that rests on how they stand; the person as they
    are then. What another tab or device told since this request began counts. EntryRefused
    without consent. Nothing is read again where nothing was told."""
    if not lock(person.user):
        return person
    if person.user.withdrawn_at is not None:
        raise EntryRefused(NO_CONSENT)
    return load_person(person.user, person.now)


def person_after(user: User, settled: Settled) -> Person:
    """The person as an entry of this request has left them. No query, but after midnight."""
    user.log_version = settled.loaded.read.version
    now, following = timezone.now(), settled.following
    still = settled if settled.snapshot.on == user.local_date(now) else None
    return Person(user, now, following, current_rules(), still)
