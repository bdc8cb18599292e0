"""I tweaked my back: pause the ladder, and go on with it again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backrehab.accounts.submissions import Answer, answer_once
from backrehab.painlog.refusals import EntryRefused
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.web.access import started_required
from backrehab.web.day_plan import Today
from backrehab.web.forms.fields import KeyOnlyForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to
from backrehab.web.pause import paused_by_screening
from backrehab.web.person import Person, load_person
from backrehab.web.queued import (
    check_flare_up,
    entry_following,
    entry_time,
    reason_of,
    refused,
)
from backrehab.web.setbacks import flare_text


@require_safe
@started_required
def flare_up(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What a flare-up does to the plan, how this one goes, and the way back."""
    return _show(request, load_person(request.user))


@require_POST
@started_required
def begin(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Pause the ladder; the questions that rule out an emergency come next."""
    return _change(request, setbacks.begin_flare_up, _begun)


@require_POST
@started_required
def take_back(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The button was pressed by mistake."""
    return _change(request, setbacks.take_back_flare_up, _taken_back)


@require_POST
@started_required
def end(request: AuthenticatedHttpRequest) -> HttpResponse:
    """It is over by the rule: the ladder goes on with less than before."""
    return _change(request, setbacks.finish_flare_up, _ended)


def _begun(request: AuthenticatedHttpRequest, _done: Answer) -> HttpResponse:
    messages.info(request, _("Your ladder is on hold. First, a few questions."))
    return go_to(request, reverse("screening") + "?reason=flare_up")


def _taken_back(request: AuthenticatedHttpRequest, _done: Answer) -> HttpResponse:
    messages.success(request, _("Taken back. Your ladder is as it was."))
    return go_to(request, reverse("today"))


def _ended(request: AuthenticatedHttpRequest, done: Answer) -> HttpResponse:
    if done.get("paused"):
        messages.success(request, _("Good. Your ladder stays paused until you go on with it."))
    else:
        messages.success(request, _("Good. Tomorrow your ladder goes on, gently."))
    return go_to(request, reverse("today"))


def _change(
    request: AuthenticatedHttpRequest,
    change: Callable[[Entry], None],
    answer: Callable[[AuthenticatedHttpRequest, Answer], HttpResponse],
) -> HttpResponse:
    made_at = entry_time(request)
    person = load_person(request.user, made_at, following=entry_following(request))
    form = KeyOnlyForm(request.POST)
    if not form.is_valid():
        if made_at is not None:
            return refused(reason_of(form))
        messages.warning(request, _("This page was out of date. Please press again."))
        return go_to(request, reverse("flare_up"))

    def act() -> Answer:
        entry = Entry(person.user, person.now, answers_at=timezone.now())
        entry.lock()
        if made_at is not None:
            check_flare_up(person.user, made_at)
        change(entry)
        paused = entry.settled is not None and not entry.settled.following.on_ladder
        return {"paused": paused}

    try:
        done = answer_once(
            request.user,
            key=form.submission_key,
            now=person.now,
            act=act,
            arrived_at=None if made_at is None else timezone.now(),
            expected={"paused": False},
        )
    except EntryRefused as refusal:
        if made_at is not None:
            return refused(refusal.message)
        return _show(request, person, refused=str(refusal.message))
    return answer(request, done)


def _show(request: AuthenticatedHttpRequest, person: Person, *, refused: str = "") -> HttpResponse:
    context = {
        "flare": flare_text(person),
        "asks_first": Today(person).asks_first,
        "on_ladder": person.following.on_ladder,
        "pause": paused_by_screening(person.snapshot.screening),
        "refused": refused,
        "form": KeyOnlyForm(auto_id=False),
        "section": "today",
    }
    status = 422 if refused else 200
    return render(request, "flare_up/flare_up.html", context, status=status)
