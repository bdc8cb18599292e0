"""Pages that were opened before midnight: what is sent from one still belongs to its date.

Somebody who trains late sees one date and presses "Save" on the next. Until the morning begins,
that is an entry of the date which the page says; after it, the page is too old.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.windows import local_instant
from backrehab.progression.rulesets import current_rules
from backrehab.progression.words import day_name
from backrehab.web.forms.fields import FreshKey, hidden
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.queued import entry_time

ONE_DAY = timedelta(days=1)
JUST_BEFORE = timedelta(microseconds=1)


class DayKey(FreshKey):
    """The hidden fields of the forms of a day: the key, and the date that the page shows."""

    def __init__(self, on: date) -> None:
        self._on = on

    @property
    def on(self) -> SafeString:
        """The field of the date alone."""
        return hidden("on", self._on.isoformat())

    @property
    def fields(self) -> SafeString:
        """Both."""
        return self.key + self.on


@dataclass(frozen=True, slots=True)
class PageTime:
    """The page that an entry was sent from: `at` is the instant it counts from, None for a page of
    today; `is_too_old` for one that no entry can come from any more."""

    at: datetime | None = None
    is_too_old: bool = False
    said: str = ""

    def check(self) -> None:
        """EntryRefused for a page that is too old."""
        if self.is_too_old:
            raise EntryRefused(
                _("Not saved: this page is from another day. Put it into the pain log.")
            )


OF_TODAY = PageTime()


def page_time(request: AuthenticatedHttpRequest) -> PageTime:
    """By the date that was sent along; an entry that waited on a device has a time of its own."""
    if entry_time(request) is not None:
        return OF_TODAY
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        return OF_TODAY
    user, now = request.user, timezone.now()
    today = user.local_date(now)
    if on >= today:
        return OF_TODAY
    begins = local_instant(user, today, current_rules().morning.from_hour)
    if on < today - ONE_DAY or now >= begins:
        return PageTime(is_too_old=True)
    at = local_instant(user, today, 0) - JUST_BEFORE
    return PageTime(at, said=_("Saved for %(day)s.") % {"day": day_name(on)})
