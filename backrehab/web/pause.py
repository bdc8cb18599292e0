"""Why no exercise is shown now, in words, and where to go instead."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Pause:
    """Why no exercise is shown now, and where to go instead."""

    title: str
    text: str
    url_name: str
    link: str


def paused_by_screening() -> Pause:
    """The health check rules exercise out."""
    text = _("Your last health check says that somebody should look at your back first.")
    return Pause(_("Your plan is paused"), text, "screening_result", _("See what to do"))


def stopped_for_today() -> Pause:
    """It made things worse today."""
    text = _("You stopped for today because it made things worse. Rest now.")
    return Pause(_("Stopped for today"), text, "today", _("Go to Today"))
