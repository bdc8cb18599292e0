"""Privacy: what is stored, everything to take along, and the way out."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backrehab.accounts import access_record, deletion, services
from backrehab.accounts.models import AccessKind, User
from backrehab.accounts.periods import periods
from backrehab.accounts.submissions import answer_once
from backrehab.exchange.archive import file_name, write_archive
from backrehab.web.forms.fields import KeyOnlyForm
from backrehab.web.forms.privacy import DeleteForm
from backrehab.web.http import AuthenticatedHttpRequest, go_to

SECTION = {"section": "settings"}
show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, why, where, for how long, who can see it, and what one can do about it."""
    context = {
        "retention_days": settings.RETENTION_DAYS,
        "warning_days": periods().warning_days,
        "record_days": settings.ACCESS_RECORD_DAYS,
        "backup_days": settings.BACKUP_DAYS,
        "submission_days": periods().submission_days,
    }
    return render(request, "privacy/privacy.html", context)


@show_or_send
@reauthentication_required  # type: ignore[untyped-decorator]
def download(request: AuthenticatedHttpRequest) -> HttpResponse | FileResponse:
    """Everything in one zip, for whoever has just proved who they are."""
    if request.method != "POST":
        return render(request, "privacy/download.html", SECTION)
    now = timezone.now()
    access_record.record_own(request.user, AccessKind.DOWNLOADED, now=now)
    archive = write_archive(request.user, now=now)
    return FileResponse(
        archive, as_attachment=True, filename=file_name(now), content_type="application/zip"
    )


@show_or_send
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def delete(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Choose when the account goes; at once, this is the last page but one."""
    data = request.POST if request.method == "POST" else None
    form = DeleteForm(data, planned=request.user.delete_at is not None)
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        if days == 0:
            deletion.delete_person(request.user, now=timezone.now())
            logout(request)
            return redirect("privacy_deleted")
        plan_deletion(request.user, key=form.submission_key, days=days)
        messages.success(request, _("Your account will be deleted as you chose."))
        return redirect("privacy_delete")
    status = 422 if request.method == "POST" else 200
    context = SECTION | {"form": form, "backup_days": settings.BACKUP_DAYS}
    return render(request, "privacy/delete.html", context, status=status)


def plan_deletion(user: User, *, key: UUID, days: int) -> None:
    """Ask for the deletion, once for each form that was sent."""
    now = timezone.now()

    def act() -> dict[str, Any]:
        deletion.ask_deletion(user=user, days=days, now=now)
        return {}

    answer_once(user, key=key, now=now, act=act)


@require_POST
def keep(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The account stays after all; pressing twice does nothing more."""
    if deletion.keep_account(user=request.user, now=timezone.now()):
        messages.success(request, _("Your account stays."))
    return redirect("settings")


@login_not_required
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """It is gone; what stays for a while, and why. Whoever is signed in is not gone."""
    if request.user.is_authenticated:
        return go_to(request, reverse("privacy"))
    return render(request, "privacy/deleted.html", {"backup_days": settings.BACKUP_DAYS})


@show_or_send
def withdraw(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Take back the consent to store health data, after reading what happens then."""
    form = KeyOnlyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user, now = request.user, timezone.now()

        def act() -> dict[str, Any]:
            services.withdraw_health_consent(user=user, now=now)
            return {}

        answer_once(user, key=form.submission_key, now=now, act=act)
        messages.success(request, _("You took it back. Nothing new is stored from now on."))
        return redirect("settings_consents")
    status = 422 if request.method == "POST" else 200
    return render(request, "privacy/withdraw.html", SECTION | {"form": form}, status=status)


@require_safe
def access(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Who saw or did what with this person's data."""
    context = SECTION | {
        "record": access_record.read_record(request.user),
        "record_days": settings.ACCESS_RECORD_DAYS,
    }
    return render(request, "settings/access.html", context)
