"""The programmes: what each is for, and following it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backrehab.accounts.submissions import Answer, answer_once
from backrehab.progression import programmes as services
from backrehab.progression.day_rules import day_rules
from backrehab.progression.models import LADDER
from backrehab.web.access import started_required
from backrehab.web.acting import act_once
from backrehab.web.forms.fields import KeyedForm
from backrehab.web.forms.programmes import ChangeForm, MinutesForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.person import Person, load_person
from backrehab.web.programme_page import programme_page
from backrehab.web.programmes import programmes_page, said
from backrehab.web.typed import typed_for

SECTION = {"section": "today"}
CHANGES = ("start", "pause", "resume", "stop")


@require_safe
@started_required
def programmes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The ladder and every programme beside it; the time a day."""
    typed = typed_for(request, reverse("programmes_minutes"))
    form = None if typed is None else MinutesForm(typed, budgets=day_rules().budgets)
    return _list(request, minutes_form=form)


@require_safe
@started_required
def programme(request: AuthenticatedHttpRequest, key: str) -> HttpResponse:
    """One programme: what it is for, who should not do it, doses, source, and how it stands."""
    if key == LADDER:
        return redirect("ladder")
    return _one(request, key)


@require_POST
@started_required
def change(request: AuthenticatedHttpRequest, key: str, change: str) -> HttpResponse:
    """Start, pause, go on, or stop; then back to the page it was pressed on."""
    person = load_person(request.user)
    if change not in CHANGES or (key != LADDER and key not in person.catalogue.programmes):
        raise Http404
    back = request.POST.get("back")
    on_page = back == "programme" and key != LADDER
    form = ChangeForm(request.POST)
    answer = act_once(
        person.user, form, lambda: {"said": _change(person, key, change)}, now=person.now
    )
    if answer is None:
        return _one(request, key, refused=form) if on_page else _list(request, refused=form)
    messages.success(request, answer["said"])
    if on_page:
        return go_to(request, reverse("programme", args=[key]))
    return go_to(request, reverse("today" if back == "today" else "programmes"))


def _change(person: Person, key: str, change: str) -> str:
    """Do it; what to say about it."""
    user, cards, now = person.user, person.catalogue.programmes, person.now
    also: tuple[str, ...] = ()
    if change == "start":
        services.start_programme(user=user, key=key, catalogue=person.catalogue, now=now)
    elif change == "pause":
        services.pause_programme(user=user, key=key, now=now)
    elif change == "resume":
        also = services.resume_programme(user=user, key=key, catalogue=person.catalogue, now=now)
    else:
        services.stop_programme(user=user, key=key, now=now)
    name = _("The ladder") if key == LADDER else cards[key].name
    return said(change, name, [cards[one].name for one in also])


@require_POST
@started_required
def choose_minutes(request: AuthenticatedHttpRequest) -> HttpResponse:
    """At most so many minutes a day."""
    form = MinutesForm(request.POST, budgets=day_rules().budgets)
    if form.is_valid():
        person = load_person(request.user)

        def act() -> Answer:
            services.choose_minutes(user=person.user, minutes=form.cleaned_data["minutes"])
            return {}

        answer_once(person.user, key=form.submission_key, now=person.now, act=act)
        messages.success(request, _("Saved. Today's list keeps to it."))
        return go_to(request, reverse("programmes"))
    return _list(request, refused=form, minutes_form=form)


def _list(
    request: AuthenticatedHttpRequest,
    *,
    refused: KeyedForm | None = None,
    minutes_form: MinutesForm | None = None,
) -> HttpResponse:
    page = programmes_page(load_person(request.user), minutes_form=minutes_form)
    context = SECTION | {"page": page, "form": refused}
    status = 200 if refused is None else 422
    return render(request, "programmes/programmes.html", context, status=status)


def _one(
    request: AuthenticatedHttpRequest, key: str, *, refused: KeyedForm | None = None
) -> HttpResponse:
    person = load_person(request.user)
    if key not in person.catalogue.programmes:
        raise Http404
    context = SECTION | {"page": programme_page(person, key), "form": refused}
    status = 200 if refused is None else 422
    return render(request, "programmes/programme.html", context, status=status)
