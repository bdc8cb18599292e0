"""For programs that watch over the site: does it live, is it ready, what are its figures."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from backrehab.operations.metrics import metrics_text
from backrehab.operations.readiness import look_at_everything

FRESH = {"Cache-Control": "no-store"}


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers; nothing else is looked at, so a lost database restarts nothing."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers=FRESH)


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 if every check is fine, 503 if not; as JSON, with the reason of each."""
    checks = look_at_everything(now=timezone.now())
    ready = all(check.ok for check in checks)
    told = {check.name: {"ok": check.ok, "why": check.why} for check in checks}
    return JsonResponse(
        {"ready": ready, "checks": told}, status=200 if ready else 503, headers=FRESH
    )


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for whoever has METRICS_TOKEN; for others there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    wanted = settings.METRICS_TOKEN
    if not wanted or not constant_time_compare(given, wanted):
        return HttpResponseNotFound(headers=FRESH)
    text = metrics_text(now=timezone.now())
    return HttpResponse(text, content_type="text/plain; version=0.0.4", headers=FRESH)
