"""Dates in addresses: /log/2026-03-09/."""

from datetime import date


class IsoDateConverter:
    """A date as year, month and day; anything else is no address of ours."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """ValueError (a 404) for a date that does not exist."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The inverse."""
        return value.isoformat()
