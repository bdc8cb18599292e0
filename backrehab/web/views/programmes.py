"""The programmes: what each is for, and following it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from backrehab.web.access import started_required
from backrehab.web.http import AuthenticatedHttpRequest


@require_safe
@started_required
def programmes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All programmes."""
    return render(request, "programmes/programmes.html", {})


@require_safe
@started_required
def programme(request: AuthenticatedHttpRequest, key: str) -> HttpResponse:
    """One programme."""
    return render(request, "programmes/programme.html", {"key": key})


@require_POST
@started_required
def change(request: AuthenticatedHttpRequest, key: str, change: str) -> HttpResponse:
    """Start, pause, resume or stop."""
    raise NotImplementedError(key, change)


@require_POST
@started_required
def choose_minutes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Minutes a day."""
    raise NotImplementedError
