"""I tweaked my back: pause the ladder, and go on with it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backrehab.accounts.submissions import Answer, answer_once
from backrehab.progression import diary
from backrehab.web.access import started_required
from backrehab.web.forms.diary import KeyOnlyForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.person import load_person


@require_safe
@started_required
def flare_up(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What a flare-up does to the plan, and the button."""
    person = load_person(request.user)
    context = {
        "since": person.snapshot.flare_up_since,
        "form": KeyOnlyForm(auto_id=False),
        "section": "today",
    }
    return render(request, "flare_up/flare_up.html", context)


@require_POST
@started_required
def begin(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Pause the ladder; the questions that rule out an emergency come next."""
    return _change(request, begins=True)


@require_POST
@started_required
def end(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Go on where the ladder was left."""
    return _change(request, begins=False)


def _change(request: AuthenticatedHttpRequest, *, begins: bool) -> HttpResponse:
    person = load_person(request.user)
    form = KeyOnlyForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("This page was out of date. Please press again."))
        return go_to(request, reverse("flare_up"))

    def act() -> Answer:
        change = diary.begin_flare_up if begins else diary.finish_flare_up
        change(user=person.user, now=person.now)
        return {}

    answer_once(request.user, key=form.submission_key, now=person.now, act=act)
    if begins:
        messages.info(request, _("Your ladder is on hold. First, a few questions."))
        return go_to(request, reverse("screening") + "?reason=flare_up")
    messages.success(request, _("Welcome back. Your plan goes on; start gently."))
    return go_to(request, reverse("today"))
