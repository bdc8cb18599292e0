"""A page for whoever opens an address that only takes a form: by a reload, or in a restored tab."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def explained(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer 405 as a page where a browser asks for one; for htmx, scripts and programs, and
    for anything sent, it stays bare."""
    wants_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get(
        "Accept", ""
    )
    if not wants_page or request.htmx:  # type: ignore[attr-defined]
        return response
    page = render(request, "405.html", status=405)
    page["Allow"] = response["Allow"]
    return page
