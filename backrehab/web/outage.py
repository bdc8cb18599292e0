"""When the database is gone, full or read-only: a calm answer that needs none of it.

What was sent is not stored then, and the page says so; it holds the form, to be sent again under
the same key. Under htmx the page stays as it is with a message (static/js/failure.js), and what may
wait on the device waits there: 503 is one of the answers that it tries again after.
"""

import sys
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views import defaults

from backrehab import postgres

# PostgreSQL's code for a write on a server that only takes reads: a standby, or a former primary.
READ_ONLY = "25006"
# And for a table or a column that is not there: this release's are not made yet. SQLite has no code
# of its own for that, and Django's error is one of those above.
NOT_MADE_YET = frozenset({"42P01", "42703"})
RETRY_SECONDS = "30"
# Forms with passwords and codes, and those about the account as a whole, are filled in anew.
NEVER_REPEATED = ("account_", "mfa_", "usersessions_", "privacy_")
MOST_CHARACTERS = 4_000


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke: the database (503), or something of ours (500)."""
    error = sys.exception()
    if error is None or not any(_is_outage(one) for one in _chain(error)):
        return defaults.server_error(request)
    context = {"again": form_again(request), "path": request.path}
    page = render_to_string("errors/outage.html", context)
    headers = {"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


def form_again(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent, with its key and its token; none where it may not be
    repeated. The token is the one that came: a forged form gets no better one here."""
    if request.content_type != "application/x-www-form-urlencoded":
        return []
    try:
        name = resolve(request.path).view_name
    except Resolver404:
        return []
    if ":" in name or name.startswith(NEVER_REPEATED) or "key" not in request.POST:
        return []
    fields = [(key, value) for key, values in request.POST.lists() for value in values]
    size = sum(len(key) + len(str(value)) for key, value in fields)
    return [(key, str(value)) for key, value in fields] if size <= MOST_CHARACTERS else []


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it came from."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if not isinstance(error, DatabaseError):
        return False
    cause: Any = error.__cause__
    # SQLite has no class of its own for a file that is damaged, or no database at all.
    if type(error) is DatabaseError and cause is not None:
        return True
    code = getattr(cause, "sqlstate", None)
    if code in NOT_MADE_YET:
        return True
    if code != READ_ONLY:
        return False
    # It answers, so nobody else would close it; the next one may find the server that takes writes.
    postgres.discard(connection)
    return True
