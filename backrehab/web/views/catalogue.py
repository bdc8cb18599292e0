"""Public pages: the exercises and the muscles they work."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import replace_url

from backrehab.exercises.catalogue import get_catalogue
from backrehab.exercises.search import find_exercises
from backrehab.screening.queries import current_screening
from backrehab.web import catalogue_pages as pages
from backrehab.web.catalogue_figure import exercise_figure, menu_figure, muscle_figure
from backrehab.web.forms.catalogue import CatalogueFilterForm
from backrehab.web.http import render_part
from backrehab.web.pause import Pause, paused_by_screening

SECTION = "exercises"


@require_safe
@login_not_required
def exercise_list(request: HttpRequest) -> HttpResponse:
    """All exercises, or those that match the search."""
    catalogue = get_catalogue()
    form = CatalogueFilterForm(request.GET, catalogue=catalogue, mine=own_equipment(request))
    search = form.search
    context = {
        "section": SECTION,
        "form": form,
        "results": pages.results(catalogue, find_exercises(catalogue, search), search),
    }
    response = render_part(request, "exercises/exercise_list.html", "exercise_results", context)
    if request.htmx:  # type: ignore[attr-defined]
        filled = {name: value for name, value in form.cleaned_data.items() if value}
        replace_url(response, reverse("exercise_list", query=filled or None))
    return response


@require_safe
@login_not_required
def exercise_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One exercise: how to set it up, do it well, and what to look out for."""
    catalogue = get_catalogue()
    if key not in catalogue.exercises:
        raise Http404
    card = catalogue.exercises[key]
    context = {
        "section": SECTION,
        "exercise": card,
        "page": pages.exercise_page(catalogue, card, own_equipment(request)),
        "figure": exercise_figure(catalogue, card),
        "pause": pause_of(request),
    }
    return render(request, "exercises/exercise_detail.html", context)


@require_safe
@login_not_required
def muscle_list(request: HttpRequest) -> HttpResponse:
    """The muscles: on a figure of the body, and in words by part of the body."""
    catalogue = get_catalogue()
    context = {
        "section": SECTION,
        "figure": menu_figure(catalogue),
        "regions": pages.muscle_regions(catalogue),
    }
    return render(request, "exercises/muscle_list.html", context)


@require_safe
@login_not_required
def muscle_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One muscle: where it is, also on a figure, what it does, and the exercises that work it."""
    catalogue = get_catalogue()
    if key not in catalogue.muscles:
        raise Http404
    muscle = catalogue.muscles[key]
    context = {
        "section": SECTION,
        "muscle": muscle,
        "figure": muscle_figure(catalogue, muscle),
        "search_url": pages.muscle_url(muscle.key),
        "turn": pages.neighbours(catalogue, muscle),
        "main": [pages.tile(catalogue, catalogue.exercises[one]) for one in muscle.main_in],
        "helping": [pages.tile(catalogue, catalogue.exercises[one]) for one in muscle.helping_in],
    }
    return render(request, "exercises/muscle_detail.html", context)


def pause_of(request: HttpRequest) -> Pause | None:
    """Why somebody who is under way should do no exercise now. Anybody may read about one."""
    user = request.user
    if not user.is_authenticated or user.started_at is None:
        return None
    pause = paused_by_screening(current_screening(user))
    # Without consent no questions can be answered, so none are pointed to.
    return pause if pause is None or pause.urgent or user.withdrawn_at is None else None


def own_equipment(request: HttpRequest) -> list[str] | None:
    """The keys of what a signed-in person has; None if they never said, or nobody is signed in."""
    user = request.user
    return user.equipment if user.is_authenticated and user.equipment_answered else None
