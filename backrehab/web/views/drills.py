"""How a drill with levels felt, from any page that shows one."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backrehab.domain.drills import Comfort
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression.drills import answer, programme_of
from backrehab.progression.entries import Entry
from backrehab.web.access import started_required
from backrehab.web.forms.legs import DrillAnswerForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to


@require_POST
@started_required
def drill_answer(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Keep the answer and go back; pain that moved further down leads to the questions."""
    form, catalogue = DrillAnswerForm(request.POST), get_catalogue()
    if not form.is_valid():
        messages.warning(request, _("That was not understood, so nothing was saved. Try again."))
        return go_to(request, reverse("today"))
    try:
        answer(
            Entry(request.user, timezone.now()),
            exercise_key=form.cleaned_data["exercise"],
            comfort=form.felt,
            catalogue=catalogue,
        )
    except EntryRefused as refusal:
        messages.warning(request, str(refusal.message))
        return go_to(request, way_back(form, catalogue))
    if form.felt is Comfort.FURTHER_DOWN:
        messages.warning(request, _("Saved. Leave this drill out now, and answer the questions."))
        return go_to(request, reverse("screening") + "?reason=leg_symptom")
    messages.success(request, _("Saved."))
    return go_to(request, way_back(form, catalogue))


def way_back(form: DrillAnswerForm, catalogue: Catalogue) -> str:
    """One of our own pages, never an address that was sent along."""
    programme = programme_of(form.cleaned_data["exercise"], catalogue)
    if form.cleaned_data["next"] == "programme" and programme is not None:
        return reverse("programme", args=[programme.key])
    return reverse("today")
