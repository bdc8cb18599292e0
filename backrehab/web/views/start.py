"""The start: one question a page, resumed at the first one that is not answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backrehab.accounts import services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.queries import given_consents
from backrehab.accounts.schedule_advice import schedule_advice
from backrehab.accounts.submissions import answer_once
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.services import record_baseline
from backrehab.progression.services import start_ladder
from backrehab.web.forms.fields import KeyedForm
from backrehab.web.forms.start import (
    AboutYouForm,
    BaselineForm,
    ConsentForm,
    EquipmentForm,
    FinishForm,
    ScheduleForm,
)
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.onboarding import DONE, Progress, latest_baseline, start_progress
from backrehab.web.summaries import start_rows

answer_or_show = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Page:
    """One page of the start: its address, its template, and what storing its answer means."""

    name: str
    template: str
    save: Callable[[Any], object]


@require_safe
def start(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Go on at the first page that is not answered."""
    if request.user.started_at is not None:
        return redirect("today")
    return redirect(start_progress(request.user).next_name)


@answer_or_show
def consent(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Intended use, and storing health data: two texts, two ticks."""
    user = request.user
    given = {item.text: item.given_at for item in given_consents(user)}
    form = ConsentForm(current_texts(), posted(request))
    save = once(
        form,
        user=user,
        act=lambda: services.give_consents(user=user, texts=current_texts(), now=timezone.now()),
    )
    page = Page("start_consent", "start/consent.html", save)
    agreed = all(text in given for text in current_texts())
    return show(request, page, form, {"agreed_at": max(given.values()) if agreed else None})


@require_safe
def declined(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Somebody does not agree: say what that means. Nothing is recorded."""
    return render(request, "start/declined.html")


@answer_or_show
def about(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Age band, experience with the hip hinge, time zone."""
    user = request.user
    form = AboutYouForm(
        posted(request),
        detect=not user.age_band,
        initial={
            "age_band": user.age_band,
            "hinge_experience": user.hinge_experience,
            "time_zone": user.time_zone,
        },
    )

    def save(valid: AboutYouForm) -> None:
        answers = dict(valid.cleaned_data)
        services.save_time_zone(user=user, time_zone=answers.pop("time_zone"))
        services.save_about(user=user, **answers)

    return show(request, Page("start_about", "start/about.html", save), form)


@answer_or_show
def baseline(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The average pain of the last 7 days."""
    user = request.user
    form = BaselineForm(
        posted(request),
        initial={"score": latest_baseline(user)},
    )
    save = once(
        form,
        user=user,
        act=lambda: record_baseline(
            user=user, score=form.cleaned_data["score"], now=timezone.now()
        ),
    )
    return show(request, Page("start_baseline", "start/baseline.html", save), form)


@answer_or_show
def schedule(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The training weekdays."""
    user = request.user
    advice = schedule_advice()
    form = ScheduleForm(
        posted(request),
        initial={"weekdays": user.training_weekdays or advice.suggested_weekdays},
    )
    page = Page(
        "start_schedule",
        "start/schedule.html",
        lambda valid: services.save_schedule(user=user, **valid.cleaned_data),
    )
    return show(request, page, form, {"advice": advice})


@answer_or_show
def equipment(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What is at hand."""
    user = request.user
    form = EquipmentForm(
        get_catalogue().equipment.values(),
        posted(request),
        initial={"equipment": user.equipment},
    )
    page = Page(
        "start_equipment",
        "start/equipment.html",
        lambda valid: services.save_equipment(user=user, keys=valid.cleaned_data["equipment"]),
    )
    return show(request, page, form)


@answer_or_show
def done(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What was answered, and the button that starts the plan."""
    user = request.user
    form = FinishForm(posted(request))
    save = once(form, user=user, act=lambda: start_ladder(user=user, now=timezone.now()))
    rows = start_rows(user, get_catalogue(), score=latest_baseline(user))
    return show(request, Page(DONE, "start/done.html", save), form, {"rows": rows})


def posted(request: AuthenticatedHttpRequest) -> Any:
    """What was sent; None when the form is only shown, so that an empty one counts as sent."""
    return request.POST if request.method == "POST" else None


def once(form: KeyedForm, *, user: Any, act: Callable[[], object]) -> Callable[[KeyedForm], object]:
    """Let a form with a key act once, however often it is sent."""

    def answer() -> dict[str, Any]:
        act()
        return {}

    return lambda _valid: answer_once(user, key=form.submission_key, now=timezone.now(), act=answer)


def show(
    request: AuthenticatedHttpRequest,
    page: Page,
    form: Form,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page with its form; once answered, on to the next open one. Refused answers give 422."""
    if request.user.started_at is not None:
        return redirect("today")
    progress = start_progress(request.user)
    if not progress.may_open(page.name):
        return redirect("start")
    refused = request.method == "POST" and not form.is_valid()
    if request.method == "POST" and not refused:
        with transaction.atomic():
            page.save(form)
        return redirect("start")
    return render(
        request,
        page.template,
        {**place(progress, page.name), "form": form, **(context or {})},
        status=422 if refused else 200,
    )


def place(progress: Progress, name: str) -> dict[str, Any]:
    """What the head of the page shows: which step this is, of how many, and the way back."""
    return {
        "number": progress.number(name),
        "count": len(progress.steps) + 1,
        "marks": [*(step.done for step in progress.steps), False],
        "back": progress.before(name),
    }
