"""Why an entry is not accepted, in words for the person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLAN_PAUSED = _("The plan is paused for now, so nothing was saved.")
NO_CONSENT = _("You took back your consent, so nothing new is stored.")


class EntryRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The entry cannot be made; nothing was changed. `field` names the input it belongs to."""

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
