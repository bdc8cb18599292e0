"""The average pain of the last 7 days, asked again after each health check."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backrehab.accounts.submissions import Answer, answer_once
from backrehab.painlog.services import record_baseline
from backrehab.web.access import started_required
from backrehab.web.forms.start import BaselineForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.typed import sent_or_typed


@require_http_methods(["GET", "HEAD", "POST"])
@started_required
def baseline(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A later answer never changes earlier days, and never makes a gate easier."""
    form = BaselineForm(sent_or_typed(request))
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "screening/baseline.html", {"form": form}, status=status)
    now = timezone.now()

    def act() -> Answer:
        record_baseline(user=request.user, score=form.cleaned_data["score"], now=now)
        return {}

    answer_once(request.user, key=form.submission_key, now=now, act=act)
    messages.success(request, _("Thank you. That is saved."))
    return go_to(request, reverse("today"))
