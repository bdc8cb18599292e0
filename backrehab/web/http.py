"""Typed requests, and the two ways to answer: a page, or one part of it for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.middleware import HtmxDetails

from backrehab.accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: HtmxDetails


def render_part(
    request: HttpRequest,
    page: str,
    part: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """The part `page#part` under htmx, else the whole page; `status` 422 for a refused form."""
    template = f"{page}#{part}" if request.htmx else page  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to `url`, also from within an htmx request (204 with HX-Redirect)."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
