"""Pain down the leg: the questions about it on a page of their own, and what follows."""

from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backrehab.accounts.models import AgeBand, User
from backrehab.domain.screening import Scope, TriageOutcome
from backrehab.domain.screening_screens import Screen, screens
from backrehab.exercises.models import Limit
from backrehab.screening import services
from backrehab.screening.models import Reason, ScreeningRun
from backrehab.screening.queries import current_screening, run_in_force, state_of
from backrehab.web.access import started_required
from backrehab.web.forms.screening import ScreenForm
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.pause import pause_of
from backrehab.web.person import load_person
from backrehab.web.typed import sent_or_typed
from backrehab.web.views.screening import go_on


@require_http_methods(["GET", "HEAD", "POST"])
@started_required
def leg_check(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The questions about the leg, in plain words; all the questions where they must come first."""
    user, now = request.user, timezone.now()
    run = run_in_force(user)
    state = state_of(run, user)
    if state.outcome is TriageOutcome.EMERGENCY:
        return redirect("screening_result")
    if not state.allows_narrow or user.age_band == AgeBand.UNDER_18:
        return render(request, "leg_check/all_first.html")
    form = ScreenForm(first_screen(user), sent_or_typed(request))
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "leg_check/leg_check.html", {"form": form}, status=status)
    if said_already(run, form.answers, today=user.local_date(now)):
        return go_on(request, None)
    return go_on(request, keep(user, form, now=now))


def first_screen(user: User) -> Screen:
    """The four questions about the leg."""
    form = services.form_for(user, Scope.LEG, user.age_band)
    return screens(form, {}, age_band=user.age_band, ask_age=False)[0]


def said_already(run: ScreeningRun | None, answers: dict[str, str], *, today: date) -> bool:
    """Whether the form was sent twice: the same answers are in force since today."""
    if run is None or run.scope != Scope.LEG or run.on != today:
        return False
    return {key: run.answers.get(key) for key in answers} == answers


def keep(user: User, form: ScreenForm, *, now: datetime) -> str | None:
    """Keep the answers; the screen with more about them, None when the outcome stands."""
    return services.save_first_screen(
        user,
        reason=Reason.LEG_SYMPTOM,
        scope=Scope.LEG,
        screen_key=form.screen.key,
        answers=form.answers,
        now=now,
    )


@require_safe
@started_required
def leg_check_done(request: AuthenticatedHttpRequest) -> HttpResponse:
    """No nerve sign was marked: what can be done about it, unless no exercise is shown now."""
    state = current_screening(request.user)
    if state.blocks_exercise:
        return redirect("screening_result")
    context = {
        "pause": pause_of(load_person(request.user)),
        "light_only": state.outcome is TriageOutcome.LIGHT_ONLY,
        "ask_again_on": state.ask_again_on,
        "no_pressure": Limit.NO_PRESSURE in state.limits,
    }
    return render(request, "leg_check/leg_check_done.html", context)
