"""A person's settings in words, for the end of the start and for the settings."""

from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backrehab.accounts.models import AgeBand, HingeExperience, User, WeightUnit
from backrehab.accounts.units import weight_text
from backrehab.exercises.cards import Catalogue
from backrehab.web.zones import zone_text


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is about, what was answered, and the address where to change it."""

    title: str
    value: str
    url_name: str


def start_rows(user: User, catalogue: Catalogue, *, score: int | None) -> list[Row]:
    """What somebody answered at the start; `score` is their average pain (0-10)."""
    pain = _("%(score)s out of 10, on average over 7 days") % {"score": score}
    return [
        Row(_("Your age"), age_words(user), "start_about"),
        Row(_("Hip hinge"), hinge_words(user), "start_about"),
        Row(_("Sitting most of the day"), sitting_words(user), "start_about"),
        Row(_("Time zone"), zone_words(user), "start_about"),
        Row(_("Your pain"), pain, "start_baseline"),
        Row(_("Training days"), weekday_words(user), "start_schedule"),
        Row(_("Equipment"), equipment_words(user, catalogue), "start_equipment"),
    ]


def weekday_words(user: User) -> str:
    """The training days, and how many a week there are."""
    days = user.training_weekdays
    names = get_text_list([str(WEEKDAYS[day]) for day in days], _("and"))
    count = ngettext("%(count)d day a week", "%(count)d days a week", len(days))
    return f"{names} ({count % {'count': len(days)}})" if days else ""


def equipment_words(user: User, catalogue: Catalogue) -> str:
    """What is at hand, in the order of the catalogue."""
    names = [card.name for key, card in catalogue.equipment.items() if key in user.equipment]
    return ", ".join(names) or _("Nothing from the list")


def age_words(user: User) -> str:
    """The age band in words."""
    return str(AgeBand(user.age_band).label) if user.age_band else ""


def hinge_words(user: User) -> str:
    """The experience with the hip hinge in words."""
    return str(HingeExperience(user.hinge_experience).label) if user.hinge_experience else ""


def sitting_words(user: User) -> str:
    """Whether the person sits most of the day and rarely exercises."""
    return _("Yes") if user.sedentary else _("No")


def weight_words(user: User) -> str:
    """The unit of weights and the smallest step."""
    step = weight_text(user.load_step_kg, user.unit)
    return _("%(unit)s, in steps of %(step)s") % {"unit": WeightUnit(user.unit).label, "step": step}


def minutes_words(user: User) -> str:
    """The most minutes a day."""
    if user.daily_minutes is None:
        return _("No limit to the time a day")
    return ngettext(
        "At most %(n)d minute a day", "At most %(n)d minutes a day", user.daily_minutes
    ) % {"n": user.daily_minutes}


def zone_words(user: User) -> str:
    """The time zone as the list of zones names it."""
    return zone_text(user.time_zone)
