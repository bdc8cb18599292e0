"""Without consent to store health data: stored days can be read or deleted, nothing is asked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from backrehab import logs
from backrehab.accounts.models import User
from backrehab.web.http import go_to

# What can still be sent.
MAY_BE_SENT = frozenset(
    {
        "settings_consents",
        "start_consent",
        "waiting_send",
        "settings_numbers",
        "settings_time_zone",
        "privacy_withdraw",
        "privacy_download",
        "privacy_delete",
        "privacy_keep",
        # To delete a day needs no consent: nothing is stored by it (`logbook.delete_entry`).
        "log_delete",
    }
)
OTHER_APPS = ("account_", "mfa_", "usersessions_", "admin:")
# Pages for new entries alone. What else has a form leaves it out: `{% if not user.withdrawn_at %}`.
ONLY_FOR_ENTRIES = frozenset(
    {
        "today",
        "today_offline",
        "baseline",
        "log_add",
        "screening",
        "screening_step",
        "screening_cleared",
        "leg_check",
        "hip_test",
        "hip_release",
        "hip_release_finish",
        "settings_schedule",
        "settings_equipment",
        "settings_about",
        "settings_weights",
    }
)


def answer_instead(request: HttpRequest, user: User) -> HttpResponse | None:
    """What somebody without consent gets in the place of a page for entries, or for what was sent;
    None where nothing changes. No query."""
    name = logs.route_of(request)
    if request.method in ("GET", "HEAD"):
        return nothing_new(request, user) if name in ONLY_FOR_ENTRIES else None
    if request.method == "OPTIONS" or name in MAY_BE_SENT or name.startswith(OTHER_APPS):
        return None
    messages.warning(request, _("Not saved: you took back your consent to store health data."))
    return go_to(request, resolve_url("settings_consents"))


def nothing_new(request: HttpRequest, user: User) -> HttpResponse:
    """The page that says why there is nothing to fill in, and what there is to do."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    since = user.withdrawn_at and user.local_date(user.withdrawn_at)
    context = {"since": since, "is_said": True, "section": section_of(request)}
    return render(request, "privacy/nothing_new.html", context)


def section_of(request: HttpRequest) -> str:
    """The entry of the menu to which the page belongs."""
    first = request.path.strip("/").partition("/")[0]
    return first if first in ("today", "log", "settings") else ""
