"""Rows of unlike tables read in one statement, each table as one JSON text."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import JSONField, QuerySet, Subquery, TextField
from msgspec import Struct
from msgspec.json import Decoder


class JsonRows(Subquery):
    """All rows of a `values_list` query as one text, a JSON list of lists in no order: several of
    these beside each other read unlike tables in one statement. Columns of the table come first,
    then annotations.

    Dates are ISO text; truth values are 1 and 0 or true and false, as the database has them.
    """

    output_field = TextField()

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        super().__init__(queryset)
        query = queryset.query
        self._names: list[tuple[str, bool]] = [
            (name, isinstance(self._field(queryset, name), JSONField))
            for name in query.values_select
        ]
        self._names += [(name, False) for name in query.annotation_select]
        if list(query.selected or ()) not in ([], [name for name, _json in self._names]):
            raise ValueError("columns of the table come first, then annotations")

    @staticmethod
    def _field(queryset: QuerySet[Any, Any], name: str) -> Any:
        return queryset.query.names_to_path(name.split("__"), queryset.model._meta)[1]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """A column of JSON is text there, and would become text within text."""
        quote = connection.ops.quote_name
        columns = (f"JSON({quote(name)})" if json else quote(name) for name, json in self._names)
        return self._listed(compiler, connection, "JSON_GROUP_ARRAY(JSON_ARRAY(%s))", columns)

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """As text, so that the driver leaves it alone, as it does on SQLite."""
        columns = (connection.ops.quote_name(name) for name, _ in self._names)
        made = "COALESCE(JSON_AGG(JSON_BUILD_ARRAY(%s))::text, '[]')"
        return self._listed(compiler, connection, made, columns)

    def _listed(
        self, compiler: Any, connection: Any, made: str, columns: Iterable[str]
    ) -> tuple[str, tuple[Any, ...]]:
        head = made % ", ".join(columns)
        template = f"(SELECT {head} FROM (%(subquery)s) listed)"  # noqa: S608 - names of columns
        return super().as_sql(compiler, connection, template=template)


def columns_of(kind: type[Struct]) -> tuple[str, ...]:
    """The columns that a record is read from, to be asked for in this order; a field of another
    name says which one it is."""
    return kind.__struct_encode_fields__


def rows_as[Row](kind: type[Row]) -> Callable[[str], list[Row]]:
    """How the text of such rows is read: each becomes a `kind`, whose fields stand in the order of
    the columns. Made once for each kind."""
    # SQLite has 1 and 0 for truth values.
    return Decoder(list[kind], strict=False).decode  # type: ignore[valid-type]


def instant(text: str) -> datetime:
    """An instant as such a row has it. SQLite has it without its zone, which is always UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
