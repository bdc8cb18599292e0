"""The ladder: where somebody stands, opening the next stage, and what only they can confirm."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backrehab.accounts.submissions import Answer, answer_once
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression import services
from backrehab.progression.models import TransitionKind
from backrehab.progression.rulesets import current_rules
from backrehab.progression.technique import hip_hinge
from backrehab.progression.timer_rules import timer_rules
from backrehab.web.access import started_required
from backrehab.web.forms.fields import KeyOnlyForm
from backrehab.web.forms.ladder import HoldTestForm, TechniqueForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.ladder import ladder_page
from backrehab.web.pause import pause_of
from backrehab.web.person import load_person, lock_person
from backrehab.web.typed import give_back

PAGE_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)


@require_safe
@started_required
def ladder(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All stages, the gates directly ahead, and the decisions: the latest, or with `?all` every
    one of them, page by page."""
    asked = request.GET.get("all")
    page = None if asked is None else int(asked) if PAGE_NUMBER.fullmatch(asked) else 1
    return _page(request, _typed_forms(request), story_page=page)


def _typed_forms(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    """The form that was filled in when the sign-in or the page had expired, as it was."""
    forms = {
        "ladder_technique": ("technique", TechniqueForm),
        "ladder_hold_test": ("hold_test", HoldTestForm),
    }
    typed = give_back(request, *forms)
    if typed is None:
        return {}
    name, form = forms[typed[0]]
    return {name: form(typed[1])}


def _page(
    request: AuthenticatedHttpRequest,
    refused: dict[str, Any],
    *,
    status: int = 200,
    story_page: int | None = None,
) -> HttpResponse:
    forms = {
        "technique": TechniqueForm(),
        "hold_test": HoldTestForm(),
        "open": KeyOnlyForm(),
        **refused,
    }
    person = load_person(request.user)
    page = ladder_page(person, forms=forms, story_page=story_page)
    context = {
        "page": page,
        "section": "ladder",
        # The title tells of what was refused.
        "form": next(iter(refused.values()), None),
        "checklist": hip_hinge(),
        "hold_test": (hold := person.rules.hold_test),
        "hold_timer": {
            "ready": (timer := timer_rules()).ready_seconds,
            "last": timer.last_seconds,
            "halfway": hold.seconds // 2,
        },
    }
    return render(request, "ladder/ladder.html", context, status=status)


@require_POST
@started_required
def open_stage(request: AuthenticatedHttpRequest, stage_key: str) -> HttpResponse:
    """Open the next stage with one press; the gate is asked again before anything changes."""
    if stage_key not in current_rules().stages:
        raise Http404
    form = KeyOnlyForm(request.POST)
    person = load_person(request.user)

    def act() -> Answer:
        opening = services.open_stage(user=person.user, stage_key=stage_key, now=person.now)
        return {"new": opening.new, "back": opening.transition.kind == TransitionKind.RETURNED}

    try:
        if form.is_valid():
            answer = answer_once(
                request.user,
                key=form.submission_key,
                now=person.now,
                act=act,
                expected={"new": True, "back": False},
            )
            _say_opened(request, stage_key, answer)
        else:
            messages.warning(request, _("This page was out of date. Please press again."))
    except services.GateClosed:
        messages.warning(
            request, _("It is not ready to open any more. Here is how things stand now.")
        )
    except EntryRefused as refusal:
        messages.warning(request, str(refusal.message))
    return go_to(request, reverse("ladder"))


def _say_opened(request: AuthenticatedHttpRequest, stage_key: str, answer: Answer) -> None:
    # Its version is known by now, from under the lock.
    name = get_catalogue().stages[stage_key].name
    if answer["new"] and answer.get("back"):
        text = _("%(stage)s is open again. Start it at its lowest dose.") % {"stage": name}
        messages.success(request, text)
    elif answer["new"]:
        text = _("%(stage)s is open. Start it at its lowest dose.") % {"stage": name}
        messages.success(request, text)
    else:
        messages.info(request, _("%(stage)s was open already.") % {"stage": name})


@require_POST
@started_required
def confirm_technique(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The hip-hinge checklist."""
    form = TechniqueForm(request.POST)
    if not form.is_valid():
        return _page(request, {"technique": form}, status=422)
    person = load_person(request.user)

    def act() -> Answer:
        services.confirm_technique(user=person.user, now=person.now)
        return {}

    answer_once(request.user, key=form.submission_key, now=person.now, act=act)
    messages.success(request, _("Thank you. That is confirmed."))
    return go_to(request, reverse("ladder"))


@require_POST
@started_required
def record_hold_test(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The hold before the hyper row."""
    form = HoldTestForm(request.POST)
    if not form.is_valid():
        return _page(request, {"hold_test": form}, status=422)
    person = load_person(request.user)

    def act() -> Answer:
        passed = services.record_hold_test(
            user=person.user,
            held=form.cleaned_data["held"],
            pain=form.cleaned_data["pain"],
            now=person.now,
            ruled_out=pause_of(lock_person(person)) is not None,
        )
        return {"passed": passed}

    try:
        answer = answer_once(request.user, key=form.submission_key, now=person.now, act=act)
    except EntryRefused as refusal:
        messages.warning(request, str(refusal.message))
        return go_to(request, reverse("ladder"))
    if answer["passed"]:
        messages.success(request, _("Thank you. The hold counts."))
    else:
        messages.info(request, _("Thank you. Try the hold again when your back is calmer."))
    return go_to(request, reverse("ladder"))
