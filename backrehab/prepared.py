"""Queries whose SQL is worked out once: most of the cost of a small one is writing it down.

See docs/decisions/0025-templates-are-folded.md for what that saves.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast

from django.db import connections
from django.db.models import FETCH_ONE, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

type Value = int | str | date
type Kind = type[Value]


class Prepared[Row]:
    """A query with gaps: `Prepared(lambda user, on: Day.objects.filter(user=user, on=on), user=int,
    on=date)`, then `.rows(user=3, on=today)`.

    The function is called once for each kind of database, with placeholders; it must put them into
    the query as they are. Rows are model instances, also with `select_related` or annotations, or
    tuples after `values_list`; of annotations `Subquery` and `JsonRows` (`backrehab/json_rows.py`)
    are for this.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], **gaps: Kind) -> None:
        self._make = make
        self._gaps = gaps
        self._ready: dict[str, _Statement] = {}

    def rows(self, *, using: str = "default", **values: Value) -> list[Row]:
        """All rows, in one query."""
        connection = connections[using]
        statement = self._ready.get(connection.vendor)
        if statement is None:
            statement = _Statement(self._make, self._gaps, using)
            self._ready[connection.vendor] = statement
        return cast("list[Row]", statement.run(connection, values))

    def first(self, *, using: str = "default", **values: Value) -> Row | None:
        """The first row; for queries that have one at most."""
        return next(iter(self.rows(using=using, **values)), None)

    def one(self, *, using: str = "default", **values: Value) -> Row:
        """The only row; DoesNotExist of the query's model if it is not there."""
        found = self.first(using=using, **values)
        if found is None:
            raise self._ready[connections[using].vendor].missing
        return found


class _Statement:
    """The SQL for one kind of database, and what becomes of its rows."""

    def __init__(
        self, make: Callable[..., QuerySet[Any, Any]], gaps: dict[str, Kind], using: str
    ) -> None:
        marks = {name: _placeholder(kind, n) for n, (name, kind) in enumerate(gaps.items())}
        queryset = make(**marks).using(using)
        self.missing: type[Exception] = queryset.model.DoesNotExist
        self._compiler = queryset.query.get_compiler(using)
        sql, params = self._compiler.as_sql()
        connection = connections[using]
        names = {_for_database(connection, mark): name for name, mark in marks.items()}
        found = [(names.get(param), param) for param in params]
        literals = [None if name else _literal(connection, value) for name, value in found]
        self._sql = _fill(sql, literals)
        self._params = [one for one, text in zip(found, literals, strict=True) if text is None]
        if {name for name, _ in self._params if name} != set(gaps):
            raise LookupError(f"a gap is not in the query: {', '.join(gaps)}")
        columns = [select[0] for select in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        self._model: type[Model] | None = None
        if issubclass(queryset._iterable_class, ModelIterable):  # noqa: SLF001 - no public way
            self._model = queryset.model
            self._names = [field.attname for field in queryset.model._meta.concrete_fields]
            self._related = get_related_populators(
                self._compiler.klass_info, self._compiler.select, using, FETCH_ONE
            )
            self._annotations = tuple((self._compiler.annotation_col_map or {}).items())

    def run(self, connection: Any, values: dict[str, Value]) -> list[Any]:
        given = {name: _for_database(connection, value) for name, value in values.items()}
        params = [fixed if name is None else given[name] for name, fixed in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        if self._model is None:
            return [tuple(row) for row in rows]
        return [self._instance(self._model, connection.alias, row) for row in rows]

    def _instance(self, model: type[Model], alias: str, row: Sequence[Any]) -> Model:
        made = model.from_db(alias, self._names, row[: len(self._names)])
        for related in self._related:
            related.populate(row, made)
        for name, column in self._annotations:
            setattr(made, name, row[column])
        return made


def _fill(sql: str, literals: list[str | None]) -> str:
    text, *rest = sql.split("%s")
    return text + "".join((one or "%s") + then for one, then in zip(literals, rest, strict=True))


def _literal(connection: Any, value: Any) -> str | None:
    """A value of the query itself as part of its text; None for one that stays a parameter.

    SQLite plans a statement anew at every run if a parameter decides whether an index of some rows
    only can be used, and that takes longer than the run. These values are the code's, nobody's
    data, and are written as in the condition of such an index.
    """
    if not isinstance(value, int | str) or "%" in str(value):
        return None
    return str(connection.schema_editor().quote_value(value))


def _placeholder(kind: Kind, number: int) -> Value:
    """A value that no query has of its own."""
    if kind is str:
        return f"gap {number}"
    return -987_650 - number if kind is int else date(1000 + number, 1, 1)


def _for_database(connection: Any, value: Value) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
