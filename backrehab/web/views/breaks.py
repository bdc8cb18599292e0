"""Breaks from sitting: what to do, how often, and a small timer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backrehab.accounts.sitting_breaks import choose_sitting_minutes, sitting_breaks
from backrehab.web.access import started_required
from backrehab.web.forms.legs import IntervalForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.pause import pause_of
from backrehab.web.person import load_person
from backrehab.web.typed import typed_for

EXERCISE = "standing-back-bend"


@require_safe
@started_required
def breaks(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What a break is, and the timer for the interval the person chose. While no exercise is shown,
    a break has no bend backwards."""
    form = IntervalForm(
        typed_for(request, reverse("breaks_interval")),
        choices=sitting_breaks().minutes,
        initial={"minutes": request.user.sitting_minutes or 0},
    )
    return _show(request, form)


@require_POST
@started_required
def breaks_interval(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Another interval, or none."""
    form = IntervalForm(request.POST, choices=sitting_breaks().minutes)
    if not form.is_valid():
        return _show(request, form, status=422)
    choose_sitting_minutes(user=request.user, minutes=form.chosen)
    messages.success(request, _("Saved."))
    return go_to(request, reverse("breaks"))


def _show(
    request: AuthenticatedHttpRequest, form: IntervalForm, *, status: int = 200
) -> HttpResponse:
    person = load_person(request.user)
    context = {
        "form": form,
        "pause": pause_of(person),
        "minutes": request.user.sitting_minutes,
        "suggested": sitting_breaks().suggested_minutes,
        "exercise": person.catalogue.exercises.get(EXERCISE),
        "clock": f"{request.user.sitting_minutes or 0}:00",
    }
    return render(request, "breaks/breaks.html", context, status=status)
