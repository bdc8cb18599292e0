"""One entry of a person: locked, committed as a whole, and followed by what it sets off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import lock
from backrehab.painlog.refusals import NO_CONSENT, EntryRefused
from backrehab.progression.history_read import HistoryRead
from backrehab.progression.models import Enrolment
from backrehab.progression.programmes import Following, get_following
from backrehab.progression.settling import Settled, settle
from backrehab.progression.snapshot import forget_snapshot
from backrehab.progression.ticks import DayRead


@dataclass(slots=True)
class Entry:
    """What a person enters at an instant; a service that is handed one makes it, once.

    `following` is what the person follows, where it was read after them; it is read under the lock
    if anything was told since.
    `settled` is how things stand after it, so that the answer need not read that again. It says
    nothing before the transaction around the entry has ended well; None while there was no entry.
    `stale` is, under the lock, whether anything was told since the person was read: if not, rows
    that were read after them still say how things stand.
    `answers_at` is a later instant that the answer is of, as for an entry after midnight that
    belongs to the evening before, or one that waited on a device: what it means for that date is
    settled with it.
    """

    user: User
    now: datetime
    following: Following | None = None
    answers_at: datetime | None = None
    settled: Settled | None = field(default=None, init=False)
    stale: bool = field(default=False, init=False)
    # How the log stands at its end, where a decision was made on it before.
    read: HistoryRead | None = field(default=None, init=False)
    # What stands of today after it, where it was handed what stood before.
    left: DayRead | None = field(default=None, init=False)
    _locked: bool = field(default=False, init=False)

    @property
    def today(self) -> date:
        """The date on the person's calendar that the entry belongs to."""
        return self.user.local_date(self.now)

    def still[Row](self, read: Row | None) -> Row | None:
        """What was read after the person was, where nothing was told since."""
        return None if self.stale else read

    def leave(self, read: DayRead | None, **changed: Any) -> None:
        """Say what of today is another than was `read`; what was not read says nothing."""
        self.left = None if read is None else replace(read, **changed)

    def lock(self) -> bool:
        """Lock the person ahead, in the caller's transaction: for what has to be looked at first
        and must not change until the entry is made. Whether they had to be read again."""
        self._locked = True
        self.stale = lock(self.user)
        self.following = self.still(self.following)
        return self.stale

    @contextmanager
    def open(self, *, deletes: bool = False) -> Iterator[Enrolment]:
        """The entry itself: locked against the person's other entries, committed as a whole.

        At its end the ladder is brought in line: two bad days, for instance, lead a step back.
        Without consent only what `deletes` is let through. Nothing follows from it then, because
        that would be stored, and the answer of the gate that was kept goes as well.
        """
        user = self.user
        with transaction.atomic():
            if not self._locked:
                self.lock()
            self._locked = False
            if user.withdrawn_at is not None and not deletes:
                raise EntryRefused(NO_CONSENT)
            following = self.following or get_following(user)
            if following is None:
                raise EntryRefused(_("Please finish the start first."))
            # What is decided is dated by the person's clock, and must not ask for the person again.
            following.ladder.user = user
            yield following.ladder
            if user.withdrawn_at is not None:
                forget_snapshot(following.ladder)
            else:
                self.settled = settle(
                    user, following, now=self.now, then=self.answers_at, read=self.read
                )
