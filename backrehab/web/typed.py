"""What somebody had typed when their sign-in or page had expired: kept a while, then given back.

It waits in the server's session, never in the browser, and is taken out the first time the page it
belongs to is shown again, or when it is too old. It is for whoever had signed in last on this
browser: that a cookie says by a code, which stays behind when the sign-in is gone. The token of the
form changes with each sign-in as well, so that no page of an earlier person gets as far as this.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backrehab.accounts.models import User
from backrehab.accounts.submissions import answered_at

PLACE = "typed"
KEPT_FOR = timedelta(minutes=30)
TYPIST = "__Host-typist" if settings.HTTPS else "typist"
# So many characters are a code.
CODE = 32
# A day's form is far smaller; more than this is not somebody's form.
MOST_CHARACTERS = 4_000


# The forms that are given back, by the names of their addresses.
GIVEN_BACK = re.compile(
    r"today_(morning|before|finish|daily)|log_(add|day)|baseline|hip_\w+|(start|settings)_\w+"
    r"|screening_(step|cleared)|leg_check|ladder_(technique|hold_test)|programmes_minutes"
    r"|breaks_interval"
)


def code_of(user: User) -> str:
    """Who somebody is, for the cookie; nobody can tell from it, or make another's."""
    return salted_hmac("backrehab.web.typed", str(user.pk), algorithm="sha256").hexdigest()[:CODE]


def name_typist(request: HttpRequest, response: HttpResponse, user: User, *, new: bool) -> None:
    """Tell the browser who signed in, where they just did or it does not know any more."""
    if new or TYPIST not in request.COOKIES:
        response.set_cookie(
            TYPIST,
            code_of(user),
            max_age=settings.CSRF_COOKIE_AGE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )


def keep_typed(request: HttpRequest) -> bool:
    """Keep the form of a refused POST, with the address it was sent to; whether it was kept."""
    name = request.resolver_match.url_name if request.resolver_match else None
    user = request.user
    typist = code_of(user) if user.is_authenticated else request.COOKIES.get(TYPIST, "")
    if len(typist) != CODE or not GIVEN_BACK.fullmatch(name or ""):
        return False
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if not data or len(text) > MOST_CHARACTERS:
        return False
    request.session[PLACE] = [request.path, text, timezone.now().isoformat(), typist]
    return True


def take_typed(request: HttpRequest, *paths: str) -> tuple[str, QueryDict] | None:
    """What had been sent to one of `paths`, once: the address and the form."""
    kept = request.session.get(PLACE)
    if kept is None or kept[0] not in paths:
        return None
    del request.session[PLACE]
    path, text, at, _typist = kept
    return None if _is_old(at) else (path, _of_today(request.user, QueryDict(text)))


def _of_today(user: Any, data: QueryDict) -> QueryDict:
    """The form of an old page, acted on when it was sent on an earlier date, is another entry by
    now: with its key it would be answered as before, and not stored."""
    answered = answered_at(user, data.get("key", ""))
    if answered is None or user.local_date(answered) == user.local_date(timezone.now()):
        return data
    data = data.copy()
    data["key"] = str(uuid4())
    return data


def drop_old(request: HttpRequest, user: User, *, at_once: bool) -> None:
    """Take away what waits for a page that nobody opened again, once it is too old, and what
    somebody else had typed. No query where the session was read."""
    kept = request.session.get(PLACE)
    if kept is not None and (at_once or _is_old(kept[2]) or kept[3:] != [code_of(user)]):
        del request.session[PLACE]


def _is_old(at: str) -> bool:
    return timezone.now() - datetime.fromisoformat(at) > KEPT_FOR


def sent_or_typed(request: HttpRequest) -> QueryDict | None:
    """The form to show: what was sent just now, or had been typed here before; else None.

    What had been typed is only shown again, with a word about it; saving it takes a new press.
    """
    if request.method == "POST":
        return request.POST
    return typed_for(request, request.path)


def typed_for(request: HttpRequest, path: str) -> QueryDict | None:
    """The form that had been sent there, for the page that shows it, with a word about it."""
    typed = _told(request, take_typed(request, path))
    return None if typed is None else typed[1]


def give_back(request: HttpRequest, *names: str) -> tuple[str, QueryDict] | None:
    """What had been sent to one of the pages of these names, as `take_typed`, with a word about it:
    the name of the page and the form."""
    # As a rule nothing waits; then no address is looked for.
    if PLACE not in request.session:
        return None
    names_of = {reverse(name): name for name in names}
    typed = _told(request, take_typed(request, *names_of))
    return None if typed is None else (names_of[typed[0]], typed[1])


def _told(
    request: HttpRequest, typed: tuple[str, QueryDict] | None
) -> tuple[str, QueryDict] | None:
    if typed is not None:
        say_still_here(request)
    return typed


def say_still_here(request: HttpRequest) -> None:
    """Tell that the form holds what was typed before."""
    # By its name static/js/keep-typed.js knows it, and takes it away once it is no longer true.
    text = _("What you typed is still here. Save it to keep it.")
    messages.info(request, text, extra_tags="still-typed")
