"""Dates that the database counts from one that is known to it alone."""

from typing import Any

from django.db.models import DateField, Func


class DatesLater(Func):
    """The date so many dates after another, or before it if the number is less than 0:
    `DatesLater(Subquery(latest), 4)`."""

    arity = 2
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Dates are text there."""
        template = "DATE(%(expressions)s || ' days')"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """There a number can be added to a date."""
        template, joiner = "(%(expressions)s)", " + "
        return super().as_sql(compiler, connection, template=template, arg_joiner=joiner, **context)
