"""Offline and installable: what a device keeps, and how entries that waited on it come in."""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backrehab.painlog.refusals import NO_CONSENT, EntryRefused
from backrehab.progression.programmes import get_following
from backrehab.web import queued
from backrehab.web.access import started_required
from backrehab.web.http import AuthenticatedHttpRequest
from backrehab.web.offline_day import offline_day
from backrehab.web.person import load_person

WORKER_FILES = ("js/offline-queue.js", "js/offline-worker.js")
# When one of these gets a new fingerprint, the worker is a new one and keeps everything anew.
LOOKS = ("css/app.css", "css/pages.css", "js/app.js", "js/offline-day.js", "js/offline-list.js")
PUBLIC_PAGES = ("no_signal", "waiting", "urgent_help")
ICON_SIZES = (192, 512)


@require_safe
@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """The worker: where things are, then its two scripts. Browsers ask for it anew each time."""
    files = [static(name) for name in WORKER_FILES]
    looks = [static(name) for name in LOOKS]
    places = {
        "version": hashlib.sha256(" ".join([*files, *looks]).encode()).hexdigest()[:12],
        "static": settings.STATIC_URL,
        "today": reverse("today"),
        "copy": reverse("today_offline"),
        "home": reverse("home"),
        "pages": [reverse(name) for name in PUBLIC_PAGES],
        "who": reverse("waiting_who"),
        "send": reverse("waiting_send"),
    }
    text = f"self.OFFLINE = {json.dumps(places)};\nimportScripts({json.dumps(files)[1:-1]});\n"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """What a phone needs to put Today on its home screen."""
    sizes = [(size, "any") for size in ICON_SIZES] + [(ICON_SIZES[-1], "maskable")]
    icons = [
        {
            "src": static(f"img/icon-{'maskable-' if purpose == 'maskable' else ''}{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in sizes
    ]
    data = {
        "id": reverse("today"),
        "name": "Back Rehab",
        "short_name": "Back Rehab",
        "description": _("An exercise diary for a sore lower back."),
        "lang": "en",
        "start_url": reverse("today"),
        "scope": reverse("home"),
        "display": "standalone",
        "background_color": "#f7f3ec",
        "theme_color": "#fffdf9",
        "icons": icons,
    }
    return JsonResponse(data, content_type="application/manifest+json")


@require_safe
@login_not_required
def no_signal(request: HttpRequest) -> HttpResponse:
    """What is shown without a network in the place of any page that is not kept."""
    return render(request, "offline/no_signal.html")


@require_safe
@login_not_required
def waiting(request: HttpRequest) -> HttpResponse:
    """The entries that wait; they are on the device only, so this page knows none of them."""
    return render(request, "offline/waiting.html", {"names": queued.addresses()})


@require_safe
@started_required
def today_offline(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The whole day on one page, for the device to keep."""
    context = {"day": offline_day(load_person(request.user)), "section": "today"}
    response = render(request, "offline/today.html", context)
    response["X-Kept-For"] = queued.marker(request.user)
    return response


@require_safe
@never_cache
@login_not_required
def waiting_who(request: HttpRequest) -> HttpResponse:
    """Who is signed in, by their marker; the token to send with, and the server's time."""
    user = request.user
    return JsonResponse(
        {
            "person": queued.marker(user) if user.is_authenticated else "",
            "token": get_token(request),
            "now": timezone.now().isoformat(),
        }
    )


@require_POST
@login_not_required
def waiting_send(request: AuthenticatedHttpRequest) -> HttpResponse:
    """One entry that waited: handed to the view it was meant for, at the time it was made."""
    user = request.user
    whose = request.headers.get("X-Entry-Person", "")
    if not user.is_authenticated or user.started_at is None or whose != queued.marker(user):
        return JsonResponse({"state": "signed_out"}, status=401)
    if user.withdrawn_at is not None:
        return queued.refused(str(NO_CONSENT))
    to = request.headers.get("X-Entry-To", "")
    if to not in queued.addresses():
        return queued.refused(_("This cannot be sent later. Please enter it again."))
    now = timezone.now()
    following = get_following(user, asks_moved_at=True)
    newest = None if following is None else following.moved_at
    try:
        text = request.headers.get("X-Entry-Made-At", "")
        made_at = queued.read_time(user, text, newest=newest, now=now)
    except EntryRefused as refusal:
        seen = queued.was_seen(user, request.POST)
        return queued.stored() if seen else queued.refused(refusal.message)
    request.entry_made_at = made_at  # type: ignore[attr-defined]
    request.entry_following = following  # type: ignore[attr-defined]
    response = _handed_on(request, to)
    # What came since may refuse it now, but not take back that it is stored.
    if response.status_code >= 400 and queued.was_seen(user, request.POST):
        return queued.stored()
    return response


def _handed_on(request: AuthenticatedHttpRequest, to: str) -> HttpResponse:
    """The answer of the view in words for the queue; a redirect is how some of them say yes."""
    view, args, kwargs = resolve(to)
    response: HttpResponse = view(request, *args, **kwargs)
    if isinstance(response, JsonResponse):
        return response
    if response.status_code in (204, 302):
        return queued.stored()
    return queued.refused(_("That was not understood, so it was not saved."))
