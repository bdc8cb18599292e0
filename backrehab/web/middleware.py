"""What every request passes: a line in the log, and what personal pages carry."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from backrehab import logs
from backrehab.accounts.access_record import record_operator, record_own
from backrehab.accounts.deletion import delete_if_due
from backrehab.accounts.models import AccessKind
from backrehab.accounts.numbers import numbers
from backrehab.exercises.version import one_state
from backrehab.web.http import go_to
from backrehab.web.looks import people_on_page
from backrehab.web.numbers import hides_numbers
from backrehab.web.typed import drop_old, name_typist
from backrehab.web.without_consent import answer_instead
from backrehab.web.wrong_method import explained

type Answer = Callable[[HttpRequest], HttpResponse]

requests = logging.getLogger("backrehab.request")
# What leaves no trace in the browser once somebody has signed out or is gone.
CLEARED = '"cache", "cookies", "storage"'
# A page that is printed for somebody else keeps its numbers.
FOR_SOMEBODY_ELSE = ("/ladder/report/",)


class RequestLogMiddleware:
    """One line for each request, and an id by which all its lines can be found."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say in the log which page it was, how it went and how long it took."""
        began = time.perf_counter()
        current = logs.choose_request_id(request.headers.get("X-Request-ID", ""))
        # Django's own line about a refusal comes after all of this.
        request.request_id = current  # type: ignore[attr-defined]
        with logs.request_id(current):
            response = self.get_response(request)
            response["X-Request-ID"] = current
            told: dict[str, Any] = {
                "route": logs.route_of(request),
                "method": request.method,
                "status": response.status_code,
                "duration_ms": round((time.perf_counter() - began) * 1000, 1),
            }
            if settings.LOG_ADDRESSES:
                told["address"] = visitor_of(request)
            requests.info("request", extra=told)
        return response


def visitor_of(request: HttpRequest) -> str:
    """The network address of whoever asks: behind declared proxies it is not that of the line."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):  # no address, or fewer than proxies
        return str(request.META.get("REMOTE_ADDR", ""))


class AccountStateMiddleware:
    """An account whose time has come is gone; one without consent takes nothing new."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; nothing to add."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Stop before the view where the account is due, or where it would take something new."""
        del view, args, kwargs
        user = request.user
        if not user.is_authenticated:
            return None
        drop_old(request, user, at_once=user.withdrawn_at is not None)
        now = timezone.now()
        if user.delete_at is not None and user.delete_at <= now and delete_if_due(user, now=now):
            logout(request)
            return leave(go_to(request, resolve_url("privacy_deleted")))
        return None if user.withdrawn_at is None else answer_instead(request, user)


class AccessRecordMiddleware:
    """Notes which people's accounts an operator saw or changed on the admin site."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a change that was saved answers with a redirect."""
        response = self.get_response(request)
        changed = getattr(request, "people_changed", None)
        if changed and response.status_code == 302:
            note(request, changed, AccessKind.CHANGED)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Remember whom a form of the admin site is about, before it changes anything. Anybody else
        who sends one there is redirected as well, to the sign-in."""
        del view, args
        sent = request.method == "POST" and logs.route_of(request).startswith("admin:")
        if sent and admin.site.has_permission(request):
            request.people_changed = people_on_page(request, kwargs)  # type: ignore[attr-defined]

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """A page of the admin site: one person's rows, or a list."""
        if logs.route_of(request).startswith("admin:") and request.user.is_authenticated:
            context = response.context_data or {}
            one = context.get("original") or context.get("object")
            listed = getattr(context.get("cl"), "result_list", None)
            if one is not None:
                note(request, people_on_page(request, {}, [one]), AccessKind.LOOKED)
            elif listed is not None:
                note(request, people_on_page(request, {}, listed), AccessKind.LISTED)
        return response


def note(request: HttpRequest, people: frozenset[int], kind: AccessKind) -> None:
    """Write it into the access record of each of these people."""
    if people and request.user.is_authenticated:
        record_operator(people, kind, actor=request.user, now=timezone.now())


class PersonalPagesMiddleware:
    """Pages of signed-in people are never stored, and say times as on the person's clock; fragments
    and pages have separate cache keys."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add the headers."""
        # Every page asks for them, and at a lazy object each field takes a detour.
        request.user = get_user(request)
        signed_in = request.user.is_authenticated
        hidden = hides_numbers(request) and request.path not in FOR_SOMEBODY_ELSE
        with numbers(hidden=hidden), one_state(), clock_of(request):
            response = self.get_response(request)
            if response.status_code == 405:
                response = explained(request, response)
        patch_vary_headers(response, ("HX-Request",))
        if signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        if signed_in and not request.user.is_authenticated:
            leave(response)
        elif request.user.is_authenticated:
            name_typist(request, response, request.user, new=not signed_in)
            if not signed_in:
                record_own(request.user, AccessKind.SIGNED_IN, now=timezone.now())
        return response


def clock_of(request: HttpRequest) -> AbstractContextManager[None]:
    """While inside, pages say instants as on the clock of whoever is signed in."""
    user = request.user
    return timezone.override(user.zone if user.is_authenticated else None)


def leave(response: HttpResponse) -> HttpResponse:
    """The answer with which somebody leaves: the browser forgets what it kept of this site."""
    response["Clear-Site-Data"] = CLEARED
    response["Cache-Control"] = "no-store"
    return response
