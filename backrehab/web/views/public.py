"""The plain pages that everybody may read: the first page, and what this site is for."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import ConsentPurpose
from backrehab.exercises.catalogue import get_catalogue


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for somebody who is new; who is signed in goes to the day's plan."""
    if request.user.is_authenticated:
        return redirect("today")
    stages = [stage for stage in get_catalogue().stages.values() if not stage.side_branch]
    return render(request, "public/home.html", {"stages": stages})


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """Intended use, what it is not, licence, and whom to ask."""
    use = next(text for text in current_texts() if text.purpose == ConsentPurpose.INTENDED_USE)
    return render(request, "public/about.html", {"use": use})
