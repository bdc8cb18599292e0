"""Show once more that the account is yours, before what is hard to undo; also by e-mail code.

Views that need it are decorated with allauth's `reauthentication_required`: it sends people to the
page that asks, and back again, with what they had sent.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest

CODE_IN_SESSION = "proof_by_code"


def proved_recently(request: HttpRequest) -> bool:
    """Whether this session showed it within the time of ACCOUNT_REAUTHENTICATION_TIMEOUT.

    Signing in does not count. Unlike allauth's own answer it is no for people without a password
    and without a passkey too: they can be asked for a code by e-mail.
    """
    records = get_authentication_records(request, request.user)
    shown = [record["at"] for record in records if record.get("reauthenticated")]
    return bool(shown) and time.time() - shown[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def send_code(request: HttpRequest) -> None:
    """Mail a new code to the address of the account; one that was sent before ends."""
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[CODE_IN_SESSION] = {
        "code": code,
        "until": time.time() + app_settings.LOGIN_BY_CODE_TIMEOUT,
        "tries": app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
    }
    context = {"request": request, "code": code}
    adapter.send_mail("account/email/login_code", request.user.email, context)  # type: ignore[union-attr]


def waits_for_code(request: HttpRequest) -> bool:
    """Whether a code was sent that can still be typed."""
    sent = request.session.get(CODE_IN_SESSION)
    return sent is not None and time.time() < sent["until"] and sent["tries"] > 0


def check_code(request: HttpRequest, typed: str) -> bool:
    """Whether it is the code that was sent; a right one counts as proof and ends, as do three
    wrong ones."""
    if not waits_for_code(request):
        return False
    sent: dict[str, Any] = request.session[CODE_IN_SESSION]
    if not compare_user_code(actual=typed, expected=sent["code"]):
        request.session[CODE_IN_SESSION] = sent | {"tries": sent["tries"] - 1}
        return False
    del request.session[CODE_IN_SESSION]
    record_authentication(request, request.user, method="code", reauthenticated=True)
    return True
