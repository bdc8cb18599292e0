"""A printed report for a physiotherapist: the last weeks, the stage, and what the gate asks for."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backrehab.web.access import started_required
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.log import Period
from backrehab.web.person import load_person
from backrehab.web.report import report_page


@require_safe
@started_required
def report(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The dates that the rule set names for somebody who does not get on (six weeks)."""
    person = load_person(request.user)
    first = person.today - timedelta(days=person.rules.report_after_days - 1)
    page = report_page(person, Period(first, person.today))
    return render(request, "ladder/report.html", {"section": "ladder", "page": page})
