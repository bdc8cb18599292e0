"""The settings: what the start asked, the account, and the consents."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backrehab.accounts import services
from backrehab.accounts.queries import given_consents, missing_consents
from backrehab.accounts.schedule_advice import schedule_advice
from backrehab.accounts.submissions import answer_once
from backrehab.accounts.versions import touch
from backrehab.exercises.catalogue import get_catalogue
from backrehab.progression.day_rules import day_rules
from backrehab.progression.zones import change_time_zone
from backrehab.web import summaries
from backrehab.web.access import started_required
from backrehab.web.forms.privacy import NumbersForm
from backrehab.web.forms.start import (
    AboutForm,
    ConsentForm,
    EquipmentForm,
    ScheduleForm,
    TimeZoneForm,
)
from backrehab.web.forms.weights import WeightsForm
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.typed import sent_or_typed

SECTION = {"section": "settings"}
edit_or_show = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@started_required
def settings(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Everything that can be changed, as it is now."""
    user = request.user
    consents = given_consents(user)
    context = {
        "weekdays": summaries.weekday_words(user),
        "equipment": summaries.equipment_words(user, get_catalogue()),
        "time_zone": summaries.zone_words(user),
        "clock": user.local(timezone.now()).strftime("%H:%M"),
        "age": summaries.age_words(user),
        "hinge": summaries.hinge_words(user),
        "weights": summaries.weight_words(user),
        "minutes": summaries.minutes_words(user),
        "consents": [item for item in consents if item.current],
        "new_texts": missing_consents(consents),
    }
    return render(request, "settings/settings.html", SECTION | context)


@edit_or_show
@started_required
def settings_schedule(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Change the training weekdays."""
    user = request.user
    form = ScheduleForm(sent_or_typed(request), initial={"weekdays": user.training_weekdays})
    return edit(
        request,
        "settings/schedule.html",
        form,
        lambda data: services.save_schedule(user=user, **data),
        {"advice": schedule_advice()},
    )


@edit_or_show
@started_required
def settings_equipment(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Change what is at hand."""
    user = request.user
    cards = get_catalogue().equipment.values()
    form = EquipmentForm(cards, sent_or_typed(request), initial={"equipment": user.equipment})
    return edit(
        request,
        "settings/equipment.html",
        form,
        lambda data: services.save_equipment(user=user, keys=data["equipment"]),
    )


@edit_or_show
@started_required
def settings_time_zone(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Change the time zone."""
    user = request.user
    form = TimeZoneForm(sent_or_typed(request), initial={"time_zone": user.time_zone})
    return edit(
        request,
        "settings/time_zone.html",
        form,
        lambda data: change_time_zone(user=user, **data, now=timezone.now()),
    )


@edit_or_show
@started_required
def settings_about(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Change the age band, the experience with the hip hinge, and how the days are spent."""
    user = request.user
    form = AboutForm(
        sent_or_typed(request),
        initial={
            "age_band": user.age_band,
            "hinge_experience": user.hinge_experience,
            "sedentary": user.sedentary,
        },
    )
    return edit(
        request,
        "settings/about_you.html",
        form,
        lambda data: services.save_about(user=user, **data),
    )


@edit_or_show
@started_required
def settings_weights(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Change the unit of weights, the smallest step, and the minutes a day."""
    user = request.user
    form = WeightsForm(sent_or_typed(request), user=user, rules=day_rules())

    def save(data: dict[str, Any]) -> None:
        services.save_weights(user=user, unit=data["unit"], load_step_kg=form.load_step_kg)
        services.save_minutes(user=user, minutes=data["minutes"])

    return edit(request, "settings/weights.html", form, save)


@edit_or_show
@started_required
def settings_consents(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Every text this person agreed to, to read again; and newer ones, if there are any."""
    user = request.user
    given = given_consents(user)
    missing = missing_consents(given)
    form = ConsentForm(missing, sent_or_typed(request))
    if missing and request.method == "POST" and form.is_valid():

        def act() -> dict[str, Any]:
            services.give_consents(user=user, texts=missing, now=timezone.now())
            return {}

        answer_once(user, key=form.submission_key, now=timezone.now(), act=act)
        return saved(request)
    status = 422 if missing and request.method == "POST" else 200
    context = {"given": given, "missing": missing, "form": form}
    return render(request, "settings/consents.html", SECTION | context, status=status)


@edit_or_show
@started_required
def settings_numbers(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Read pain in numbers or in words."""
    user = request.user
    form = NumbersForm(
        sent_or_typed(request),
        initial={"hide": "yes" if user.hide_numbers else "no"},
    )
    if request.method == "POST" and form.is_valid():
        services.save_numbers(user=user, hide=form.cleaned_data["hide"])
        return saved(request)
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/numbers.html", SECTION | {"form": form}, status=status)


def edit(
    request: AuthenticatedHttpRequest,
    template: str,
    form: Form,
    save: Callable[[dict[str, Any]], None],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page with its form; a saved answer makes older decisions stale."""
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            touch(request.user)
            save(form.cleaned_data)
        return saved(request)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {**SECTION, "form": form, **(context or {})}, status=status)


def saved(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Back to the overview, which says that it is saved."""
    messages.success(request, _("Saved."))
    return redirect("settings")
