"""The side of the hip: overview, self-test, and release with pain before and after."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backrehab.accounts.submissions import Answer
from backrehab.painlog import hip as services
from backrehab.painlog.hip_figures import hip_figures
from backrehab.painlog.hip_queries import get_release, unfinished_release
from backrehab.painlog.models import HipRelease, Side
from backrehab.progression.timer_rules import timer_rules
from backrehab.web.access import started_required
from backrehab.web.acting import act_once
from backrehab.web.forms.fields import KeyedForm
from backrehab.web.forms.hip import HipTestForm, ReleaseFinishForm, ReleaseForm
from backrehab.web.hip import (
    HOLD,
    RELEASE,
    SELF_TEST,
    begun_text,
    hip_page,
    no_pressure,
    sets_of_release,
    strengtheners,
)
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.pause import pause_of
from backrehab.web.person import Person, load_person, lock_person
from backrehab.web.typed import sent_or_typed

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@started_required
def hip(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What the programme is for, and what the tests and releases showed."""
    page = hip_page(load_person(request.user))
    return render(request, "hip/hip.html", {"section": "today", "page": page})


@require_http_methods(METHODS)
@started_required
def hip_test(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The self-test on both legs."""
    person = load_person(request.user)
    form = HipTestForm(sent_or_typed(request))

    def act() -> Answer:
        ruled_out = pause_of(lock_person(person)) is not None
        for side in Side:
            services.record_hip_test(
                user=person.user,
                side=side,
                **form.answers(side),
                now=person.now,
                ruled_out=ruled_out,
            )
        return {}

    if request.method == "POST" and act_once(person.user, form, act, now=person.now) is not None:
        messages.success(request, _("Saved. Here is how it compares."))
        return go_to(request, reverse("hip"))
    context = {"exercise": person.catalogue.exercises[SELF_TEST]}
    return _page(request, person, "hip/hip_test.html", form, context)


@require_http_methods(METHODS)
@started_required
def hip_release(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Begin a release: which side, and the pain before."""
    person = load_person(request.user)
    form = ReleaseForm(sent_or_typed(request))

    def act() -> Answer:
        now_is = lock_person(person)
        release = services.start_release(
            user=person.user,
            side=form.cleaned_data["side"],
            before=form.cleaned_data["before"],
            now=person.now,
            limits=now_is.snapshot.screening.limits,
            ruled_out=pause_of(now_is) is not None,
        )
        return {"release": str(release.public_id)}

    answer = act_once(person.user, form, act, now=person.now) if request.method == "POST" else None
    if answer is not None:
        return go_to(request, reverse("hip_release_finish", args=[answer["release"]]))
    context = _release_context(person) | {"unfinished": _unfinished(person)}
    return _page(request, person, "hip/hip_release.html", form, context)


@require_http_methods(METHODS)
@started_required
def hip_release_finish(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    """The steps of a release that was begun; then the seconds of the hold and the pain after."""
    person = load_person(request.user)
    release = get_release(person.user, public_id)
    if release is None:
        raise Http404
    if release.ended_at is not None:
        return go_to(request, reverse("hip"))
    form = ReleaseFinishForm(sent_or_typed(request))

    def act() -> Answer:
        names = ("after", "hold_seconds")
        data = {name: form.cleaned_data[name] for name in names}
        done = services.finish_release(
            user=person.user,
            release_id=release.pk,
            **data,
            now=person.now,
            sets=sets_of_release(person, held=bool(data["hold_seconds"])),
        )
        return {"worse": done.after is not None and done.after > done.before}

    answer = act_once(person.user, form, act, now=person.now) if request.method == "POST" else None
    if answer is not None:
        return _after(request, worse=answer["worse"], scored=form.cleaned_data["after"] is not None)
    context = _release_context(person) | {"release": release}
    context["high"] = release.before >= person.rules.no_exercise.score
    context["last_seconds"] = timer_rules().last_seconds
    context["late"] = not services.can_be_scored(release, now=person.now)
    return _page(request, person, "hip/hip_release_finish.html", form, context)


def _after(request: AuthenticatedHttpRequest, *, worse: bool, scored: bool) -> HttpResponse:
    if worse:
        words = _("Saved. That side is sorer than before: leave the release out until it is calm.")
        messages.warning(request, words)
    else:
        below = _("Saved. Below you see before and after.")
        messages.success(request, below if scored else _("Saved, without a number after."))
    return go_to(request, reverse("hip"))


def _unfinished(person: Person) -> dict[str, Any] | None:
    """The release that can still be finished, for the link to it."""
    release: HipRelease | None = unfinished_release(person.user)
    if release is None or not services.can_be_scored(release, now=person.now):
        return None
    return {"public_id": release.public_id, "text": begun_text(person, release)}


def _release_context(person: Person) -> dict[str, Any]:
    exercises = person.catalogue.exercises
    return {
        "exercise": exercises[RELEASE],
        "hold": exercises[HOLD],
        "figures": hip_figures(),
        "no_pressure": no_pressure(person),
        "strengtheners": strengtheners(person),
    }


def _page(
    request: AuthenticatedHttpRequest,
    person: Person,
    template: str,
    form: KeyedForm,
    context: dict[str, Any],
) -> HttpResponse:
    """The page with its form; a form that was sent and comes back was refused."""
    shared = {"section": "today", "form": form, "pause": pause_of(person)}
    status = 422 if request.method == "POST" else 200
    return render(request, template, shared | context, status=status)
