"""What a database finds wrong with itself, after it or its clients were killed."""

# Every row is read and every index compared with its table; unique indexes are looked through.
DAMAGED_TABLES = """
SELECT tables.relname, found.msg
FROM pg_class AS tables, LATERAL verify_heapam(tables.oid) AS found
WHERE tables.relkind = 'r' AND tables.relpersistence = 'p'
"""
INDEXES = """
SELECT indexes.oid, indexes.relname
FROM pg_class AS indexes
JOIN pg_am ON pg_am.oid = indexes.relam
JOIN pg_index ON pg_index.indexrelid = indexes.oid
WHERE pg_am.amname = 'btree' AND pg_index.indisvalid AND indexes.relpersistence = 'p'
"""
CHECK_INDEX = "SELECT bt_index_check(index => %s, heapallindexed => true, checkunique => true)"


def damage() -> list[str]:
    """Everything that is wrong with the database of this process; an empty list if nothing is."""
    from django.db import connection

    return _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()


def _of_sqlite() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        faults = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return faults + [f"foreign key: {row}" for row in cursor.fetchall()]


def _of_postgresql() -> list[str]:
    """What `pg_amcheck` looks at, through its own functions (the extension amcheck)."""
    from django.db import DatabaseError, connection

    faults = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(DAMAGED_TABLES)
        faults += [f"{table}: {said}" for table, said in cursor.fetchall()]
        cursor.execute(INDEXES)
        for index, name in cursor.fetchall():
            try:
                cursor.execute(CHECK_INDEX, [index])
            except DatabaseError as error:
                faults.append(f"{name}: {error}")
    return faults
