"""The screening: a few short screens, the result, the note for a clinician, and urgent help."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backrehab.accounts.models import AgeBand, User
from backrehab.accounts.submissions import Answer, answer_once
from backrehab.domain.screening import Scope, TriageOutcome
from backrehab.domain.screening_screens import Screen
from backrehab.screening import services
from backrehab.screening.emergency import contacts
from backrehab.screening.explain import describe_note, describe_result, urgent_signs
from backrehab.screening.models import Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.queries import (
    Due,
    ScreeningState,
    checks_under,
    current_draft,
    current_screening,
    run_in_force,
    state_of,
)
from backrehab.screening.questionnaire import questionnaire
from backrehab.web.forms.screening import BACK, AgeForm, ClearanceForm, ScreenForm, StartForm
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.screening_due import due_for_user
from backrehab.web.typed import say_still_here, sent_or_typed, take_typed


@require_http_methods(["GET", "HEAD", "POST"])
def screening(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Why these questions are asked; start, or go on where it was left."""
    user, now = request.user, timezone.now()
    run = run_in_force(user)
    state = state_of(run, user)
    if state.outcome is TriageOutcome.EMERGENCY:
        return redirect("screening_result")
    if user.age_band == AgeBand.UNDER_18:
        return render(request, "screening/adults_only.html")
    form = StartForm(request.POST or request.GET)
    wanted = what_to_ask(user, state, form.given)
    if request.method == "POST":
        draft = services.start_draft(
            user, reason=wanted.reason, scope=wanted.scope, again=form.anew, now=now
        )
        return redirect("screening_step", step=place_of(user, draft))
    scope = state.scope_for(wanted.scope)
    context = {
        "draft": draft_of(user, scope, now=now),
        "state": state,
        "reason": wanted.reason.value,
        "scope": scope.value,
        "parts": len(questionnaire().scopes.get(scope, questionnaire().groups)),
        "sources": questionnaire().sources,
    }
    return render(request, "screening/intro.html", context)


def draft_of(user: User, scope: Scope, *, now: datetime) -> ScreeningDraft | None:
    """What is half answered, if it is the same questions; who only looked at them begins."""
    draft = current_draft(user, now=now)
    return draft if draft is not None and draft.scope == scope and draft.answers else None


def what_to_ask(user: User, state: ScreeningState, given: Reason | None) -> Due:
    """Why, and how much: by the reason that a page sent along, else by what is due now."""
    if given is Reason.FLARE_UP:
        return Due(given, Scope.EMERGENCY)
    # Only all of the questions lift what a clinician was to see.
    due = None if state.blocks_exercise else due_for_user(user)
    if given is None:
        return due or Due(default_reason(user, state))
    return due if due is not None and due.reason is given else Due(given)


def default_reason(user: User, state: ScreeningState) -> Reason:
    """Why the questions are asked, when no page said so."""
    if user.started_at is None and not state.asked:
        return Reason.START
    if state.unfinished:
        return Reason.UNFINISHED
    return Reason.LEG_SYMPTOM if state.asks_for_answers else Reason.OWN_WISH


def place_of(user: User, draft: ScreeningDraft) -> str:
    """The screen to go on with: the first that is open, else the last."""
    screens = services.screens_of(user, draft)
    left = services.first_open(screens, draft, services.age_of(user, draft))
    return (left or screens[-1]).key


@require_http_methods(["GET", "HEAD", "POST"])
def screening_step(request: AuthenticatedHttpRequest, step: str) -> HttpResponse:
    """One screen of questions. What comes next depends on the answers, never on the address."""
    user = request.user
    draft = current_draft(user, now=timezone.now())
    if draft is None:
        return redirect("screening_result" if request.method == "POST" else "screening")
    screens = services.screens_of(user, draft)
    screen = reachable(screens, step, draft, services.age_of(user, draft))
    # A form of an earlier questionnaire, or of a screen that is not called for any more.
    stale = request.method == "POST" and request.POST.get("draft") != str(draft.public_id)
    if screen is None or stale:
        return redirect("screening_step", step=place_of(user, draft))
    form = screen_form(screen, draft, request)
    if request.method != "POST":
        return show_screen(request, form, draft)
    if not form.is_valid():
        return show_screen(request, form, draft, status=422)
    return go_on(request, save(form, user))


def save(form: ScreenForm | AgeForm, user: User) -> str | None:
    """Keep what was answered; the screen that comes next, None when the outcome stands."""
    return services.save_screen(
        user,
        screen_key=form.screen.key,
        answers=form.answers,
        age_band=form.age_band,
        back=form.move == BACK,
        now=timezone.now(),
    )


def go_on(request: AuthenticatedHttpRequest, step: str | None) -> HttpResponse:
    """To that screen, or to what the answers lead to."""
    if step:
        return redirect("screening_step", step=step)
    run = run_in_force(request.user)
    state = state_of(run, request.user)
    if run is None or state.blocks_exercise:
        return redirect("screening_result")
    if run.scope == Scope.LEG:
        return redirect("leg_check_done")
    # Nothing that was not read before.
    if run.scope == Scope.EMERGENCY and state.acknowledged:
        words = _("No sign of an emergency was marked. If one comes up, get urgent help at once.")
        messages.success(request, words)
        return redirect("today")
    return redirect("screening_result")


def reachable(
    screens: tuple[Screen, ...], key: str, draft: ScreeningDraft, age_band: str
) -> Screen | None:
    """The screen of that key, unless one before it is still open: no question is jumped over."""
    for screen in screens:
        if screen.key == key:
            return screen
        if screen.open(draft.answers, age_band):
            return None
    return None


def screen_form(
    screen: Screen, draft: ScreeningDraft, request: HttpRequest
) -> ScreenForm | AgeForm:
    """The form of this screen, with what was sent, else with what was answered before."""
    data = request.POST if request.method == "POST" else typed_answers(request, draft)
    if screen.group is None:
        return AgeForm(screen, data, initial={"age": draft.age_band})
    return ScreenForm(screen, data, initial=draft.answers)


def typed_answers(request: HttpRequest, draft: ScreeningDraft) -> QueryDict | None:
    """What was typed here when the sign-in or the page had expired, if it was for this draft."""
    typed = take_typed(request, request.path)
    if typed is None or typed[1].get("draft") != str(draft.public_id):
        return None
    say_still_here(request)
    return typed[1]


def show_screen(
    request: HttpRequest, form: ScreenForm | AgeForm, draft: ScreeningDraft, *, status: int = 200
) -> HttpResponse:
    """The page of one screen."""
    screen = form.screen
    done = screen.number - 1
    context = {
        "form": form,
        "screen": screen,
        "draft": draft,
        "first": screen.number == 1 and not screen.follow_up,
        "parts_done": range(done),
        "parts_left": range(screen.total - screen.number),
    }
    return render(request, "screening/step.html", context, status=status)


@require_safe
def screening_result(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The outcome that counts now, and what to do."""
    run = run_in_force(request.user)
    if run is None:
        return redirect("screening")
    return render(request, "screening/result.html", result_context(run, request.user))


def result_context(run: ScreeningRun, user: User) -> dict[str, Any]:
    """What the result page shows."""
    result = describe_result(run, state_of(run, user), user)
    return {"run": run, "result": result, "contacts": contacts(), "next": next_name(run, user)}


def next_name(run: ScreeningRun, user: User) -> str:
    """Where to go on: the start, until it is finished; after a re-screen the usual pain is asked,
    but not in the middle of a flare-up."""
    if user.started_at is None:
        return "start"
    return "today" if run.scope in {Scope.EMERGENCY, Scope.LEG} else "baseline"


@require_POST
def screening_acknowledge(request: AuthenticatedHttpRequest, public_id: UUID) -> HttpResponse:
    """The person has read the outcome. Setting it twice keeps the first time."""
    user = request.user
    run = get_object_or_404(ScreeningRun, public_id=public_id, user=user)
    services.acknowledge(user, run=run, now=timezone.now())
    blocked = current_screening(user).blocks_exercise
    return redirect("screening_result" if blocked else next_name(run, user))


@require_safe
def screening_note(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A note to print and take to a clinician. It does not say who it is about."""
    run = run_in_force(request.user)
    if run is None:
        return redirect("screening")
    note = describe_note(run, state_of(run, request.user), checks_under(run))
    return render(request, "screening/note.html", {"note": note})


@require_http_methods(["GET", "HEAD", "POST"])
def screening_cleared(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Record "assessed and cleared": the date, and that a clinician did it."""
    user, now = request.user, timezone.now()
    run = run_in_force(user)
    if run is None or not services.can_clear(run, user):
        return redirect("screening_result")
    latest = user.local_date(now)
    form = ClearanceForm(sent_or_typed(request), earliest=run.on, latest=latest)
    if request.method == "POST" and form.is_valid():
        try:
            record_clearance(user, form, now=now)
        except services.ClearanceDateError as error:
            # Answered anew on another device just now: the form itself says what may be given.
            form = ClearanceForm(request.POST, earliest=error.earliest, latest=error.latest)
        else:
            return redirect("screening_result")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "stopped_early": not run.complete}
    return render(request, "screening/cleared.html", context, status=status)


def record_clearance(user: User, form: ClearanceForm, *, now: datetime) -> None:
    """Record it once; of two at the same time the second finds nothing left to clear."""

    def act() -> Answer:
        services.record_clearance(user, cleared_on=form.cleaned_data["cleared_on"], now=now)
        return {}

    with suppress(services.NothingToClear):
        answer_once(user, key=form.submission_key, now=now, act=act)


@require_safe
@login_not_required
def urgent_help(request: HttpRequest) -> HttpResponse:
    """Warning signs and numbers to call, for everybody."""
    context = {"signs": urgent_signs(), "contacts": contacts()}
    return render(request, "screening/urgent_help.html", context)
