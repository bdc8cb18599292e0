"""Statements whose SQL is worked out once: most of the cost of a small one is writing it down.

See docs/decisions/0025-templates-are-folded.md for what that saves.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from django.db import DatabaseError, connections
from django.db.models import FETCH_ONE, JSONField, Model, QuerySet, Subquery, TextField
from django.db.models.query import ModelIterable, get_related_populators

type Kind = type[int | date]


class Prepared[Row]:
    """A query with gaps: `Prepared(lambda user, on: Day.objects.filter(user=user, on=on), user=int,
    on=date)`, then `.rows(user=3, on=today)`.

    The function is called once for each kind of database, with placeholders; it must put them into
    the query as they are. Rows are model instances, also with `select_related`, or tuples after
    `values_list`; of annotations only `JsonRows` is for this.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], **gaps: Kind) -> None:
        self._make = make
        self._gaps = gaps
        self._ready: dict[str, _Statement] = {}

    def rows(self, *, using: str = "default", **values: int | date) -> list[Row]:
        """All rows, in one query."""
        connection = connections[using]
        statement = self._ready.get(connection.vendor)
        if statement is None:
            statement = _Statement(self._make, self._gaps, using)
            self._ready[connection.vendor] = statement
        return cast("list[Row]", statement.run(connection, values))

    def first(self, *, using: str = "default", **values: int | date) -> Row | None:
        """The first row; for queries that have one at most."""
        return next(iter(self.rows(using=using, **values)), None)


class _Statement:
    """The SQL for one kind of database, and what becomes of its rows."""

    def __init__(
        self, make: Callable[..., QuerySet[Any, Any]], gaps: dict[str, Kind], using: str
    ) -> None:
        marks = {name: _placeholder(kind, n) for n, (name, kind) in enumerate(gaps.items())}
        queryset = make(**marks).using(using)
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

    def run(self, connection: Any, values: dict[str, int | date]) -> list[Any]:
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


def _placeholder(kind: Kind, number: int) -> int | date:
    """A value that no query has of its own."""
    return -987_650 - number if kind is int else date(1000 + number, 1, 1)


def _for_database(connection: Any, value: int | date) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


class JsonRows(Subquery):
    """All rows of a `values_list` query as one text, a JSON list of lists in no order: several of
    these beside each other read unlike tables in one statement.

    Dates are ISO text; truth values are 1 and 0 or true and false, as the database has them.
    """

    output_field = TextField()

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        super().__init__(queryset)
        self._names: list[tuple[str, bool]] = [
            (name, isinstance(self._field(queryset, name), JSONField))
            for name in queryset.query.values_select
        ]

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


def read_date(text: str | None) -> date | None:
    """A date as JSON has it, or nothing."""
    return None if text is None else date.fromisoformat(text)


def update_row(model: type[Model], pk: int, /, **values: Any) -> None:
    """Set columns of one row, as `save(update_fields=…)` does; DatabaseError if it is not there."""
    connection = connections["default"]
    fields, sql = _update(model, tuple(values))
    params = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, pk])
        if cursor.rowcount != 1:
            raise DatabaseError("the row that was to be changed is not there")


def insert_row(row: Model) -> bool:
    """Add a new row unless the unique constraint of its model forbids it; whether it was added.

    Of two at once the second waits until it is known what becomes of the first. Whatever else is
    wrong with a row is an error, as always; so is a model without exactly one such constraint.
    """
    connection = connections["default"]
    fields, sql = _insert(type(row))
    params = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    if found is None:
        return False
    row.pk, row._state.adding, row._state.db = found[0], False, connection.alias  # noqa: SLF001
    return True


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[list[Any], str]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    table, pk, *columns = _quoted(model, fields)
    changed = ", ".join(f"{column} = %s" for column in columns)
    return fields, f"UPDATE {table} SET {changed} WHERE {pk} = %s"  # noqa: S608 - names of columns


@cache
def _insert(model: type[Model]) -> tuple[list[Any], str]:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
    table, pk, *columns = _quoted(model, fields)
    marks = ", ".join(["%s"] * len(columns))
    # Named, because without it any conflict would pass for the expected one: a sequence behind its
    # table, for instance, and an entry would be answered for but not stored.
    (constraint,) = model._meta.total_unique_constraints
    _table, _pk, *once = _quoted(model, [model._meta.get_field(one) for one in constraint.fields])
    return fields, (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "  # noqa: S608 - as above
        f"ON CONFLICT ({', '.join(once)}) DO NOTHING RETURNING {pk}"
    )


def _quoted(model: type[Model], fields: list[Any]) -> list[str]:
    names = [model._meta.db_table, "id", *(field.column for field in fields)]
    return [connections["default"].ops.quote_name(name) for name in names]
