"""Pages of the account that differ from allauth's, or that it does not have."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account import views as allauth_account
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.forms import UserTokenForm
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import password_set
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import authenticate
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backrehab.accounts.forms import ProofCodeForm
from backrehab.accounts.proof import send_code, waits_for_code
from backrehab.accounts.second_step import has_app
from backrehab.web.http import AuthenticatedHttpRequest


@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate_by_code(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """Show that the account is yours with a code by e-mail; then back to where it was asked."""
    way_back = get_next_redirect_url(request, REDIRECT_FIELD_NAME)
    if has_app(request.user):
        return redirect(_with_way_back("account_reauthenticate", way_back))
    if request.method == "POST" and "send" in request.POST:
        refused = _refused(request, "request_login_code", key=request.user.email)
        if refused is None:
            send_code(request)
        return refused or redirect(_with_way_back("account_reauthenticate_by_code", way_back))
    form = ProofCodeForm(request.POST or None, request=request)
    if request.method == "POST":
        if refused := _refused(request, "reauthenticate", user=request.user):
            return refused
        if form.is_valid():
            return resume_request(request) or redirect("mfa_index")
    return _ask_for_code(request, form, way_back)


def _refused(request: AuthenticatedHttpRequest, action: str, **whose: Any) -> HttpResponse | None:
    """The page that says "too often", if it is; the limits are allauth's, shared by all workers."""
    answer: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action=action, **whose
    )
    return answer


def _ask_for_code(
    request: AuthenticatedHttpRequest, form: ProofCodeForm, way_back: str | None
) -> HttpResponse:
    here = reverse("account_reauthenticate_by_code")
    others = [
        way | {"url": _with_way_back(way["url"], way_back)}
        for way in get_adapter().get_reauthentication_methods(request.user)
        if way["url"] != here
    ]
    context = {
        "form": form,
        "sent": waits_for_code(request),
        "way_back": way_back,
        "reauthentication_alternatives": others,
    }
    status = 422 if form.is_bound else 200
    return render(request, "account/reauthenticate_by_code.html", context, status=status)


def _with_way_back(address: str, way_back: str | None) -> str:
    """The address (or its name) with the page to go back to."""
    url = address if address.startswith("/") else reverse(address)
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: way_back})}" if way_back else url


# allauth asks for nothing here: at an open session anybody could set a password of theirs.
proved_first = reauthentication_required(password_set, app="allauth.account")


def set_password(request: AuthenticatedHttpRequest) -> HttpResponseBase:
    """A first password. What else is sent too early waits in the session until it is shown whose
    the account is; a password is typed again, since there it would be readable."""
    try:
        answer: HttpResponseBase = proved_first(request)
    except ReauthenticationRequired:
        if request.method != "POST":
            raise
        messages.info(
            request,
            _("First show that the account is yours. Then type the new password once more."),
        )
        return redirect("account_set_password")
    return answer


@wraps(allauth_account.password_reset_from_key)
def reset_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponseBase:
    """A new password with the link of a mail. Who is signed in with another account leaves first:
    the browser then forgets its cookies, and with them what the form needs to be taken."""
    link = UserTokenForm({"uidb36": uidb36, "key": key})
    if request.user.is_authenticated and link.is_valid() and link.reset_user != request.user:
        logout(request)
        return redirect(request.get_full_path())
    view = allauth_account.password_reset_from_key
    answer: HttpResponseBase = view(request, uidb36=uidb36, key=key)
    return answer


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """Every key is added as a passkey: it signs in alone, and checks who holds it.

    Recovery codes are not made along the way: they belong to the authenticator app.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The browser is asked for a key that can sign in alone."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return found | {"js_data": {"creation_options": options}}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, tell the person by mail, and show the list."""
        data = form.cleaned_data
        user = self.request.user
        flows.signup_authenticator(
            self.request, user=user, name=data["name"], credential=data["credential"]
        )
        get_adapter(self.request).send_notification_mail("mfa/email/webauthn_added", user)
        return redirect("mfa_list_webauthn")


add_passkey = AddPasskeyView.as_view()


def told_when_over(
    view: Callable[..., HttpResponseBase], *, waits_in: str, since: str, seconds: float
) -> Callable[..., HttpResponseBase]:
    """A page of allauth that asks for a code, with a word where it was begun too long ago: allauth
    goes back to the beginning without one."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        begun = (request.session.get(waits_in) or {}).get(since)
        if begun is not None and time.time() - begun > seconds:
            messages.warning(
                request,
                _(
                    "That took too long, so it was stopped. Please start again; you get a new "
                    "code where you need one."
                ),
            )
        return view(request, *args, **kwargs)

    return told


type Waiting = Callable[[HttpRequest], dict[str, Any]]


def works_as_long_when_sent_again(
    view: Callable[..., HttpResponseBase], *, waiting: Waiting
) -> Callable[..., HttpResponseBase]:
    """A page of allauth that asks for a code and sends it again: the new one works as long as its
    mail says. allauth goes on counting from the first."""

    @wraps(view)
    def renewed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = waiting(request).get("resend_count")
        answer = view(request, *args, **kwargs)
        code = waiting(request)
        if before is not None and code.get("resend_count", before) > before:
            code["at"] = time.time()
            request.session.get(LOGIN_SESSION_KEY, {})["initiated_at"] = code["at"]
            request.session.modified = True
        return answer

    return renewed


def _login_code(request: HttpRequest) -> dict[str, Any]:
    login = request.session.get(LOGIN_SESSION_KEY) or {}
    stage = login.get("state", {}).get("stages", {}).get(LoginByCodeStage.key, {})
    found: dict[str, Any] = stage.get("data", {})
    return found


def _email_code(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}


LOGIN = {
    "waits_in": LOGIN_SESSION_KEY,
    "since": "initiated_at",
    "seconds": app_settings.LOGIN_TIMEOUT,
}
confirm_login_code = told_when_over(
    works_as_long_when_sent_again(allauth_account.confirm_login_code, waiting=_login_code), **LOGIN
)
second_step = told_when_over(authenticate, **LOGIN)
# It names an address before anybody is signed in.
confirm_email = never_cache(
    told_when_over(
        works_as_long_when_sent_again(allauth_account.email_verification_sent, waiting=_email_code),
        waits_in=EMAIL_VERIFICATION_CODE_SESSION_KEY,
        since="at",
        seconds=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    )
)
