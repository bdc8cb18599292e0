"""Numbers, loads and dates as people write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backrehab.accounts.units import weight_text
from backrehab.domain.decision import Number
from backrehab.progression.day_rules import day_rules

# As in settings.py: with one language nobody has to ask which it is.
SEVERAL_LANGUAGES = settings.USE_I18N


def points(value: Number) -> str:
    """A score or a mean as people write it: 2, 2.5, 0.43."""
    if value is None or isinstance(value, bool):
        return "–"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def load_text(kg: Decimal | Fraction | None, band: int | None, unit: str) -> str:
    """A weight in that unit, or the name of a band; empty without either."""
    if kg is not None:
        return weight_text(kg, unit)
    return "" if band is None else band_name(band)


def band_name(place: int) -> str:
    """The name of a band by its place in the order of colours, from 1."""
    names = day_rules().bands
    return names[min(max(1, place), len(names)) - 1]


def day_name(on: date) -> str:
    """Say a date in full, such as "Friday 27 March"."""
    return date_text(on, "l j F")


def when_name(on: date, today: date) -> str:
    """Say a date as seen from today: "today", "tomorrow", or in full."""
    ahead = (on - today).days
    if ahead == 0:
        return _("today")
    return _("tomorrow") if ahead == 1 else day_name(on)


def date_text(on: date, form: str) -> str:
    """A date in one of Django's formats. The same dates are said again and again, so they are
    kept."""
    return _date_text(on, form, get_language() if SEVERAL_LANGUAGES else None)


@lru_cache(maxsize=8192)
def _date_text(on: date, form: str, language: str | None) -> str:
    del language
    return date_format(on, form)
