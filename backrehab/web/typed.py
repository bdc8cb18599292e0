"""What somebody had typed when their sign-in had expired: kept for a short while, then given back.

It waits in the server's session, never in the browser, and is taken out the first time the page it
belongs to is shown again, or when it is too old.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest, QueryDict
from django.utils import timezone

PLACE = "typed"
KEPT_FOR = timedelta(minutes=30)
# A day's form is far smaller; more than this is not somebody's form.
MOST_CHARACTERS = 4_000


def keep_typed(request: HttpRequest) -> bool:
    """Keep the form of a refused POST, with the address it was sent to; whether it was kept."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if not data or len(text) > MOST_CHARACTERS:
        return False
    request.session[PLACE] = [request.path, text, timezone.now().isoformat()]
    return True


def take_typed(request: HttpRequest, *paths: str) -> tuple[str, QueryDict] | None:
    """What had been sent to one of `paths`, once: the address and the form."""
    kept = request.session.get(PLACE)
    if kept is None or kept[0] not in paths:
        return None
    del request.session[PLACE]
    path, text, at = kept
    if timezone.now() - datetime.fromisoformat(at) > KEPT_FOR:
        return None
    return path, QueryDict(text)
