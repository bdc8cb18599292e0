"""One entry of a person: locked, committed as a whole, and followed by what it sets off."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import lock
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.models import Enrolment
from backrehab.progression.programmes import get_following
from backrehab.progression.settling import Settled, settle


@dataclass(slots=True)
class Outcome:
    """What the latest entry within `entries_kept` led to; None while there was none."""

    latest: Settled | None = None
    locked_ahead: bool = False

    def lock_ahead(self, user: User) -> bool:
        """Lock the person before the entry does, for what has to be looked at first and must not
        change until then; whether they had to be read again."""
        again = lock(user)
        self.locked_ahead = True
        return again


_kept: ContextVar[Outcome | None] = ContextVar("entries_kept", default=None)


@contextmanager
def entries_kept() -> Iterator[Outcome]:
    """Inside, what an entry led to is kept, so that the answer need not read it again. It says
    nothing before the transaction around it has ended well."""
    outcome = Outcome()
    token = _kept.set(outcome)
    try:
        yield outcome
    finally:
        _kept.reset(token)


@contextmanager
def entry_of(user: User, now: datetime) -> Iterator[Enrolment]:
    """One entry: locked against the person's other entries, committed as a whole.

    At its end the ladder is brought in line: two bad days, for instance, lead a step back.
    """
    kept = _kept.get() or Outcome()
    with transaction.atomic():
        if not kept.locked_ahead:
            lock(user)
        kept.locked_ahead = False
        if user.withdrawn_at is not None:
            raise EntryRefused(_("You took back your consent, so nothing new is stored."))
        following = get_following(user)
        if following is None:
            raise EntryRefused(_("Please finish the start first."))
        # What is decided is dated by the person's clock, and must not ask for the person again.
        following.ladder.user = user
        yield following.ladder
        kept.latest = settle(user, following, now=now)
