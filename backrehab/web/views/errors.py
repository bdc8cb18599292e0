"""Pages for when something went wrong."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults

from backrehab.accounts.limits import in_words, seconds_to_wait
from backrehab.web.access import is_own, page_of
from backrehab.web.typed import keep_typed

# How Django's reason begins when the form was on a page of another address than SITE_URL.
OTHER_ORIGIN = REASON_BAD_ORIGIN.partition("%s")[0]


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its token: cookies are off, or the page was open for too long.

    Nothing was changed. What was typed waits on its page if it is sure whose it is. Under htmx,
    which shows no error pages, the page loads anew and says so.
    """
    kept = is_own_form(request) and keep_typed(request)
    if request.htmx:  # type: ignore[attr-defined]
        messages.warning(
            request, _("This page was out of date, so nothing was saved. Please send it again.")
        )
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    context = {
        "page": page_of(request),
        "kept": kept,
        "other_address": reason.startswith(OTHER_ORIGIN),
    }
    return render(request, "errors/csrf.html", context, status=403)


def is_own_form(request: HttpRequest) -> bool:
    """Whether a page of this site sent the form, as the browser says, and it was this person's.

    Another site's words would stand there as typed. And each sign-in gives the browser a token:
    where there is one, the page may be that of somebody who used this browser before.
    """
    user, headers = request.user, request.headers
    if not user.is_authenticated or user.withdrawn_at is not None:
        return False
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        return False
    return is_own(request, headers.get("Origin") or headers.get("Referer", ""))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be read; a name that is not ours says what whoever runs the site can do.

    Nothing here may ask the request for its host: that is what failed.
    """
    if isinstance(exception, DisallowedHost):
        return setup_fault("host")
    return defaults.bad_request(request, exception)


def setup_fault(fault: str) -> HttpResponse:
    """The page for what only the operator can mend: "host", "proxy" or "proxies"."""
    return HttpResponse(render_to_string("errors/setup.html", {"fault": fault}), status=400)


@login_not_required
def too_often(request: HttpRequest) -> HttpResponse:
    """Too many tries: nothing was changed, when it can be tried again, and the way back there.

    Under htmx, which shows no error pages, the page loads anew and says so.
    """
    seconds = seconds_to_wait(request)
    wait = in_words(seconds)
    if request.htmx:  # type: ignore[attr-defined]
        said = _("That was too often in a short time. You can try again in %(wait)s.")
        messages.warning(request, said % {"wait": wait})
        answer = HttpResponse(status=429, headers={"HX-Refresh": "true"})
    else:
        answer = render(request, "429.html", {"wait": wait, **ways_on(request)}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def ways_on(request: HttpRequest) -> dict[str, str]:
    """Where to go from a page that says no: `page`, the one they came from if it is known, and
    `other_url` with `other`, which is for whoever does not want to go back."""
    user = request.user
    if not user.is_authenticated:
        other_url, other = resolve_url("account_login"), _("To the sign-in page")
    elif user.started_at is None:
        other_url, other = resolve_url("start"), _("Go on with the start")
    else:
        other_url, other = resolve_url("today"), _("Go to Today")
    page = page_of(request)
    path = urlsplit(page).path
    if path == other_url:
        return {"page": page, "other_url": "", "other": ""}
    return {"page": "" if path == "/" else page, "other_url": other_url, "other": other}
