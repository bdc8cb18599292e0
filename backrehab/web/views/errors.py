"""Pages for when something went wrong."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from backrehab.web.access import page_of


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form came without its token: cookies are off, or the page was open for too long.

    Nothing was changed. Under htmx, which shows no error pages, the page loads anew and says so.
    """
    if request.htmx:  # type: ignore[attr-defined]
        messages.warning(
            request, _("This page was out of date, so nothing was saved. Please send it again.")
        )
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    return render(request, "errors/csrf.html", {"page": page_of(request)}, status=403)
