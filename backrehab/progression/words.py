"""Numbers and dates as people write them."""

from datetime import date

from django.utils.formats import date_format

from backrehab.domain.decision import Number


def points(value: Number) -> str:
    """A score or a mean as people write it: 2, 2.5, 0.43."""
    if value is None or isinstance(value, bool):
        return "–"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def day_name(on: date) -> str:
    """Say a date in full, such as "Friday 27 March"."""
    return date_format(on, "l j F")
