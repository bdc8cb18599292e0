"""Sessions in the database, as Django keeps them."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Asks the database only for what can be a key: PostgreSQL fails at a NUL, and a cookie can
    hold one."""

    def _validate_session_key(self, key: str | None) -> bool:
        return super()._validate_session_key(key) and key is not None and key.isalnum()  # type: ignore[misc]
