"""How long somebody has to wait who did the same thing too often."""

import time
from math import ceil

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext

# Which of allauth's limits a page stands under (the others: a minute at most).
ACCOUNT, MFA = "allauth.account", "allauth.mfa"
LIMITS = {
    "account_login": (ACCOUNT, "login"),
    "account_signup": (ACCOUNT, "signup"),
    "account_signup_by_passkey": (ACCOUNT, "signup"),
    "account_email": (ACCOUNT, "manage_email"),
    "account_email_verification_sent": (ACCOUNT, "confirm_email"),
    "account_change_password": (ACCOUNT, "change_password"),
    "account_set_password": (ACCOUNT, "change_password"),
    "account_reset_password": (ACCOUNT, "reset_password"),
    "account_reset_password_from_key": (ACCOUNT, "reset_password_from_key"),
    "account_request_login_code": (ACCOUNT, "request_login_code"),
    "account_reauthenticate": (ACCOUNT, "reauthenticate"),
    "account_reauthenticate_by_code": (ACCOUNT, "request_login_code"),
    "mfa_reauthenticate": (ACCOUNT, "reauthenticate"),
    "mfa_reauthenticate_webauthn": (ACCOUNT, "reauthenticate"),
    "mfa_login_webauthn": (MFA, "webauthn_login"),
}
USUAL_SECONDS = 60


def seconds_to_wait(request: HttpRequest) -> int:
    """In how many seconds the same may be tried again, at least 1.

    Reads what allauth counted for this visitor and for the address that was typed. Where it cannot
    tell, it is the longest that the shortest of these limits lasts.
    """
    match = request.resolver_match
    app, action = LIMITS.get(match.view_name if match else "", ("", ""))
    if not action:
        return USUAL_SECONDS
    user = request.user if request.user.is_authenticated else None
    address = request.POST.get("email") or (user.email if user else "")
    rates = ratelimit.get_rates(app=app, action=action)
    left = [0.0]
    for rate in rates:
        if rate.per == "user" and user is None:
            continue
        key = ratelimit.get_cache_key(
            request, app=app, action=action, rate=rate, key=address.lower(), user=user
        )
        tries = cache.get(key, [])
        if len(tries) >= rate.amount:
            left.append(tries[rate.amount - 1] + rate.duration - time.time())
    longest = max(left) or min((rate.duration for rate in rates), default=USUAL_SECONDS)
    return max(1, ceil(longest))


def in_words(seconds: int) -> str:
    """The time to wait, as people say it: seconds up to a minute, then minutes, rounded up."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
