"""Who may open a page: sign-in first, then the start; and the way back to where somebody was."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.typed import keep_typed

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def started_required[**P](
    view: Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse],
) -> Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse]:
    """Send somebody who has not finished the start there; this costs no query."""

    @wraps(view)
    def guarded(
        request: AuthenticatedHttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if request.user.started_at is None:
            return go_to(request, resolve_url("start"))
        return view(request, *args, **kwargs)

    return guarded


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page needs sign-in unless it says otherwise; htmx is told to leave for that page."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        """To the sign-in page, with the way back; it says that what was sent is not kept."""
        if request.method not in SAFE_METHODS:
            messages.warning(
                request,
                _("You were signed out, so this was not saved. Sign in, and it is still here.")
                if keep_typed(request)
                else _("You were signed out, so your last entry was not saved. Please sign in."),
            )
        query = urlencode({self.get_redirect_field_name(view_func): page_of(request)}, safe="/")
        return go_to(request, f"{resolve_url(self.get_login_url(view_func))}?{query}")


def page_of(request: HttpRequest) -> str:
    """The path of the page somebody is looking at, which is not always the one that was asked for.

    A form or an htmx request may go to an address that only takes POST; going back there would
    show an error. Foreign addresses in the headers are ignored; then it is the first page.
    """
    try:
        found = _page_of(request)
    except ValueError:  # a header that is no address, such as "http://["
        return "/"
    # A path that begins with two slashes would lead to another site.
    return found if url_has_allowed_host_and_scheme(found, allowed_hosts=None) else "/"


def _page_of(request: HttpRequest) -> str:
    if request.htmx:  # type: ignore[attr-defined]
        return request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    if request.method in SAFE_METHODS:
        return request.get_full_path()
    referer = request.headers.get("Referer", "")
    if is_own(request, referer):
        return urlunsplit(("", "", *urlsplit(referer)[2:4], "")) or "/"
    return "/"


def is_own(request: HttpRequest, address: str) -> bool:
    """Whether an address, or an origin, is of the site that was asked."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all, such as "http://["
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
