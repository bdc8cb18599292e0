"""The start: one question a page, resumed at the first one that is not answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backrehab.accounts import services
from backrehab.accounts.consent_texts import current_texts
from backrehab.accounts.models import User
from backrehab.accounts.schedule_advice import schedule_advice
from backrehab.accounts.submissions import answer_once
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.services import record_baseline
from backrehab.progression.services import start_ladder
from backrehab.web.forms.fields import KeyedForm, KeyOnlyForm
from backrehab.web.forms.start import (
    AboutYouForm,
    BaselineForm,
    ConsentForm,
    EquipmentForm,
    ScheduleForm,
)
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.onboarding import DONE, Progress, start_progress
from backrehab.web.summaries import start_rows
from backrehab.web.typed import sent_or_typed

type View = Callable[[AuthenticatedHttpRequest], HttpResponse]


@dataclass(frozen=True)
class Question:
    """What a page asks, what it means to store the answer, and what else the page shows."""

    form: Form
    save: Callable[[dict[str, Any]], object]
    context: dict[str, Any] = field(default_factory=dict)


def step(
    name: str, template: str
) -> Callable[[Callable[[AuthenticatedHttpRequest, Progress], Question]], View]:
    """Make a page of the start of a question.

    It opens once everything before it is answered. A valid answer is stored and leads on to the
    first page that is open; a refused one comes back with status 422.
    """

    def make(ask: Callable[[AuthenticatedHttpRequest, Progress], Question]) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(ask)
        def view(request: AuthenticatedHttpRequest) -> HttpResponse:
            if request.user.started_at is not None:
                return redirect("today")
            progress = start_progress(request.user)
            if not progress.may_open(name):
                return redirect("start")
            question = ask(request, progress)
            sent = request.method == "POST"
            if sent and question.form.is_valid():
                with transaction.atomic():
                    question.save(question.form.cleaned_data)
                return redirect("start")
            status = 422 if sent else 200
            context = place(progress, name) | question.context | {"form": question.form}
            return render(request, template, context, status=status)

        return view

    return make


def place(progress: Progress, name: str) -> dict[str, Any]:
    """What the head of the page shows: which step this is, of how many, and the way back."""
    return {
        "number": progress.number(name),
        "count": len(progress.steps) + 1,
        "marks": [*(item.done for item in progress.steps), False],
        "back": progress.before(name),
    }


@require_safe
def start(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Go on at the first page that is not answered."""
    if request.user.started_at is not None:
        return redirect("today")
    return redirect(start_progress(request.user).next_name)


@require_safe
def declined(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Somebody does not agree: say what that means. Nothing is recorded."""
    return render(request, "start/declined.html")


@step("start_consent", "start/consent.html")
def consent(request: AuthenticatedHttpRequest, progress: Progress) -> Question:
    """Intended use, and storing health data: two texts, two ticks."""
    user, texts = request.user, current_texts()
    form = ConsentForm(texts, sent_or_typed(request))
    save = once(
        user, form, lambda: services.give_consents(user=user, texts=texts, now=timezone.now())
    )
    on = {item.text: item.on for item in progress.given}
    agreed_on = max(on.values()) if all(text in on for text in texts) else None
    return Question(form, save, {"agreed_on": agreed_on})


@step("start_about", "start/about.html")
def about(request: AuthenticatedHttpRequest, _progress: Progress) -> Question:
    """Age band, experience with the hip hinge, sitting most of the day, time zone."""
    user = request.user
    initial = {
        "age_band": user.age_band,
        "hinge_experience": user.hinge_experience,
        "sedentary": user.sedentary,
        "time_zone": user.time_zone,
    }

    def save(answers: dict[str, Any]) -> None:
        services.save_time_zone(user=user, time_zone=answers["time_zone"])
        services.save_about(
            user=user,
            age_band=answers["age_band"],
            hinge_experience=answers["hinge_experience"],
            sedentary=answers["sedentary"],
        )

    form = AboutYouForm(sent_or_typed(request), initial=initial, detect=not user.age_band)
    return Question(form, save)


@step("start_baseline", "start/baseline.html")
def baseline(request: AuthenticatedHttpRequest, progress: Progress) -> Question:
    """The average pain of the last 7 days."""
    user = request.user
    form = BaselineForm(sent_or_typed(request), initial={"score": progress.score})
    save = once(
        user,
        form,
        lambda: record_baseline(user=user, score=form.cleaned_data["score"], now=timezone.now()),
    )
    return Question(form, save)


@step("start_schedule", "start/schedule.html")
def schedule(request: AuthenticatedHttpRequest, _progress: Progress) -> Question:
    """The training weekdays."""
    user, advice = request.user, schedule_advice()
    chosen = user.training_weekdays or advice.suggested_weekdays
    form = ScheduleForm(sent_or_typed(request), initial={"weekdays": chosen})
    return Question(
        form,
        lambda answers: services.save_schedule(user=user, weekdays=answers["weekdays"]),
        {"advice": advice},
    )


@step("start_equipment", "start/equipment.html")
def equipment(request: AuthenticatedHttpRequest, _progress: Progress) -> Question:
    """What is at hand."""
    user, cards = request.user, get_catalogue().equipment.values()
    form = EquipmentForm(cards, sent_or_typed(request), initial={"equipment": user.equipment})
    return Question(
        form, lambda answers: services.save_equipment(user=user, keys=answers["equipment"])
    )


@step(DONE, "start/done.html")
def done(request: AuthenticatedHttpRequest, progress: Progress) -> Question:
    """What was answered, and the button that starts the plan."""
    user = request.user
    form = KeyOnlyForm(sent_or_typed(request))
    save = once(user, form, lambda: start_ladder(user=user, now=timezone.now()))
    return Question(form, save, {"rows": start_rows(user, get_catalogue(), score=progress.score)})


def once(
    user: User, form: KeyedForm, act: Callable[[], object]
) -> Callable[[dict[str, Any]], object]:
    """Let a form with a key act once, however often it is sent."""

    def answer() -> dict[str, Any]:
        act()
        return {}

    return lambda _answers: answer_once(
        user, key=form.submission_key, now=timezone.now(), act=answer
    )
