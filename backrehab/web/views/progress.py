"""The progress page, and the last four weeks to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backrehab.web.access import started_required
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.person import load_person
from backrehab.web.progress import SHORTEST_RANGE, printed_page, progress_page


@require_safe
@started_required
def progress(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The charts of a range of dates."""
    page = progress_page(load_person(request.user), request.GET.get("range", SHORTEST_RANGE))
    return render(request, "progress/progress.html", {"section": "log", "page": page})


@require_safe
@started_required
def tables(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The numbers of all charts of a range."""
    page = progress_page(load_person(request.user), request.GET.get("range", SHORTEST_RANGE))
    return render(request, "progress/tables.html", {"section": "log", "page": page})


@require_safe
@started_required
def print_weeks(request: AuthenticatedHttpRequest) -> HttpResponse:
    """My last 4 weeks on two sides of A4."""
    page = printed_page(load_person(request.user))
    return render(request, "progress/print.html", {"section": "log", "page": page})
