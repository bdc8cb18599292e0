"""Many rows into one table at once, by the quickest way the engine has."""

from collections.abc import Sequence

from django.db import connection, models
from psycopg import sql

# SQLite takes so many rows in one statement.
BATCH = 500


def write_rows(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows that are not saved and whose keys the database gives: COPY on PostgreSQL.

    They are not told their keys; constraints hold as for any insert.
    """
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows, batch_size=BATCH)
        return
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    prepared = [isinstance(field, models.JSONField) for field in columns]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in columns]),
    )
    names = [field.attname for field in columns]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            values = [getattr(row, name) for name in names]
            for place, needed in enumerate(prepared):
                if needed:
                    values[place] = columns[place].get_db_prep_save(values[place], connection)
            copy.write_row(values)
