"""The connection to SQLite, as Django asks for it by the name of its package.

Django writes `%s` where SQLite wants `?`, and looks for it in the whole text of a statement each
time it runs: 2 to 4 % of a page. psycopg keeps what it made of a text; so does this.
"""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.db.backends.sqlite3 import base

# More than the program has; a text with its own list of values pushes out the oldest.
MOST_TEXTS = 512
# Longer ones write many rows at once: their time goes elsewhere, and they would fill the memory.
LONGEST = 10_000


type Identity = tuple[int, int] | None


def _identity(path: Path) -> Identity:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, with cursors of this module, and a file that only its owner may read."""

    opened_file: tuple[Path, Identity] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection. SQLite itself makes a file that is not there for everybody on the
        machine, whichever command comes first."""
        path = Path(str(conn_params["database"]))
        if not path.is_absolute():
            return super().get_new_connection(conn_params)
        # It is there as a rule. What else is wrong, SQLite says.
        with suppress(OSError):
            path.touch(mode=0o600, exist_ok=False)
        opened = super().get_new_connection(conn_params)
        self.opened_file = (path, _identity(path))
        return opened

    def has_its_file(self) -> bool:
        """Whether the file that is open is the one that its name leads to. SQLite goes on with one
        that was deleted, or that another was put in the place of, and then all of it is lost."""
        if self.connection is None or self.opened_file is None:
            return True
        path, known = self.opened_file
        return _identity(path) == known

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - SQLite has no names
        """A new cursor."""
        return self.connection.cursor(factory=Cursor)


class Cursor(base.SQLiteCursorWrapper):
    """As Django's, but a text that was seen before is not read through again."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """`query` with SQLite's placeholders."""
        if param_names is None and len(query) <= LONGEST:
            return _converted(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(MOST_TEXTS)
def _converted(query: str) -> str:
    # It asks nothing of the cursor, which must not be kept.
    return base.SQLiteCursorWrapper.convert_query(cast("Any", None), query)
