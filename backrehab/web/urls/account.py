"""Addresses of the account that differ from allauth's, or that it does not have.

They stand before allauth's own, so the first that fits is taken.
"""

from django.urls import URLPattern, path

from backrehab.web.views import account

urlpatterns: list[URLPattern] = [
    path(
        "accounts/reauthenticate/code/",
        account.reauthenticate_by_code,
        name="account_reauthenticate_by_code",
    ),
    path("accounts/password/set/", account.set_password, name="account_set_password"),
    path("accounts/confirm-email/", account.confirm_email, name="account_email_verification_sent"),
    path(
        "accounts/login/code/confirm/",
        account.confirm_login_code,
        name="account_confirm_login_code",
    ),
    path("accounts/2fa/authenticate/", account.second_step, name="mfa_authenticate"),
    path("accounts/2fa/webauthn/add/", account.add_passkey, name="mfa_add_webauthn"),
]
