"""One entry of a person: locked, committed as a whole, and followed by what it sets off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.versions import touch
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.models import Enrolment
from backrehab.progression.services import get_enrolment
from backrehab.progression.settling import settle


@contextmanager
def entry_of(user: User, now: datetime) -> Iterator[Enrolment]:
    """One entry: locked against the person's other entries, committed as a whole.

    At its end the ladder is brought in line: two bad days, for instance, lead a step back.
    """
    with transaction.atomic():
        touch(user)
        enrolment = get_enrolment(user)
        if enrolment is None:
            raise EntryRefused(_("Please finish the start first."))
        yield enrolment
        settle(user, enrolment, now=now)
