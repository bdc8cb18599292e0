"""The progress page, its tables, and the last four weeks to print."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backrehab.web.access import started_required
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.numbers import ONCE, chose_words, hides_numbers
from backrehab.web.person import load_person
from backrehab.web.progress import SHORTEST_RANGE, printed_page, progress_page, tables_page


@require_safe
@started_required
def progress(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The charts of a range of dates."""
    page = progress_page(load_person(request.user), request.GET.get("range", SHORTEST_RANGE))
    context = {"section": "log", "page": page, "once": _once(request)}
    return render(request, "progress/progress.html", context)


def _once(request: HttpRequest) -> str:
    """What a link adds so that numbers which are shown this once are numbers there too."""
    shown = chose_words(request) and not hides_numbers(request)
    return f"&{urlencode([ONCE])}" if shown else ""


@require_safe
@started_required
def tables(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The numbers of all charts of a range; under htmx those of the one that is named, to open
    them below it."""
    page = tables_page(load_person(request.user), request.GET.get("range", SHORTEST_RANGE))
    context = {"section": "log", "page": page}
    wanted = request.GET.get("table")
    if wanted is None or not request.htmx:
        return render(request, "progress/tables.html", context)

    numbers = next((one for one in page.numbers if one.key == wanted), None)
    if numbers is None:
        raise Http404
    context["numbers"] = numbers
    return render(request, "progress/tables.html#opened", context)


@require_safe
@started_required
def print_weeks(request: AuthenticatedHttpRequest) -> HttpResponse:
    """My last 4 weeks on two sides of A4."""
    page = printed_page(load_person(request.user))
    return render(request, "progress/print.html", {"section": "log", "page": page})
