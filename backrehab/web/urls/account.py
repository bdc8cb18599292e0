"""Addresses of the account that differ from allauth's, or that it does not have.

They stand before allauth's own, so the first that fits is taken.
"""

from django.urls import URLPattern, path, re_path

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
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.reset_password,
        name="account_reset_password_from_key",
    ),
    path("accounts/2fa/authenticate/", account.second_step, name="mfa_authenticate"),
    path("accounts/2fa/webauthn/add/", account.add_passkey, name="mfa_add_webauthn"),
]
