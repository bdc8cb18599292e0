"""Puts the bundled SQLite in the place of the standard library's, before Django loads it.

Many distributions ship an SQLite between 3.7.0 and 3.51.2, which can corrupt a database in WAL mode
when connections write at the same time. pysqlite3 brings a newer one. What Django needs and it
lacks is added below: `getlimit` and `setlimit` on the connection, and a few names.
"""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

type Version = tuple[int, int, int]

# https://www.sqlite.org/wal.html#walresetbug
FIRST_AFFECTED, LAST_AFFECTED = (3, 7, 0), (3, 51, 2)
# Older lines into which the repair was taken: of each, the first that has it.
REPAIRED: dict[tuple[int, int], Version] = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}

# Documented numbers of https://www.sqlite.org/c3ref/c_limit_attached.html
SQLITE_LIMIT_COMPOUND_SELECT = 4
SQLITE_LIMIT_VARIABLE_NUMBER = 9
SQLITE_LIMIT_SQL_LENGTH = 1
SQLITE_LIMIT_COLUMN = 2
# The values SQLite is built with when nobody says otherwise (https://www.sqlite.org/limits.html).
BUILT_IN_LIMITS = {
    SQLITE_LIMIT_SQL_LENGTH: 1_000_000_000,
    SQLITE_LIMIT_COLUMN: 2000,
    SQLITE_LIMIT_COMPOUND_SELECT: 500,
    SQLITE_LIMIT_VARIABLE_NUMBER: 250_000,
}


def can_corrupt(version: Version) -> bool:
    """Whether this version has the WAL-reset fault: it may corrupt a database in WAL mode when two
    connections write or check-point at the same moment."""
    if not FIRST_AFFECTED <= version <= LAST_AFFECTED:
        return False
    repaired = REPAIRED.get(version[:2])
    return repaired is None or version < repaired


def version_in_use() -> Version:
    """The version of the library that Django talks to."""
    import sqlite3  # noqa: PLC0415 - only now is it clear which one that is

    major, minor, patch = sqlite3.sqlite_version_info
    return major, minor, patch


def make_private(connection: Any) -> None:
    """Let nobody but its owner read the file of a database that nobody has entered anything into.
    SQLite makes it for everybody on the machine; what it makes beside it later takes after it."""
    name = str(connection.settings_dict["NAME"])
    for path in (Path(name + ending) for ending in ("", "-wal", "-shm")):
        # A file of somebody else's, or a disk that knows no modes, is the operator's affair.
        with suppress(PermissionError):
            if path.is_absolute() and path.exists():
                path.chmod(0o600)


def use_bundled() -> bool:
    """Alias pysqlite3 as `sqlite3`; return False where the package is not installed."""
    try:
        import pysqlite3  # noqa: PLC0415 - optional: there is no wheel for every platform
        from pysqlite3 import dbapi2  # noqa: PLC0415
    except ImportError:
        return False
    if sys.modules.get("sqlite3") is pysqlite3:
        return True

    class Connection(dbapi2.Connection):  # type: ignore[misc]
        """A connection that can say its limits, as the standard library's can."""

        def getlimit(self, category: int, /) -> int:
            return BUILT_IN_LIMITS[category]

        def setlimit(self, category: int, limit: int, /) -> int:  # noqa: ARG002 - as documented
            return BUILT_IN_LIMITS[category]

    bundled_connect = dbapi2.connect

    def connect(*args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("factory", Connection)
        return bundled_connect(*args, **kwargs)

    for module in (pysqlite3, dbapi2):
        module.connect = connect
        module.SQLITE_LIMIT_VARIABLE_NUMBER = SQLITE_LIMIT_VARIABLE_NUMBER
        module.SQLITE_LIMIT_COLUMN = SQLITE_LIMIT_COLUMN
        module.SQLITE_LIMIT_COMPOUND_SELECT = SQLITE_LIMIT_COMPOUND_SELECT
        module.SQLITE_LIMIT_SQL_LENGTH = SQLITE_LIMIT_SQL_LENGTH
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2
    return True
