"""States: signing up and in, and the account."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from backrehab.accounts.models import User
from tests.e2e.states import shows
from tests.e2e.states.people import newcomer, numbers, trainee
from tests.e2e.visitor import PASSWORD, Visitor

# Signing in


@shows("account_login")
def sign_in(visitor: Visitor) -> None:
    visitor.go("/accounts/login/")


@shows("account_login")
def sign_in_refused(visitor: Visitor) -> None:
    visitor.go("/accounts/login/?next=/settings/")
    visitor.fill("E-mail address", newcomer().email)
    visitor.fill("Password", "not the password")
    visitor.press("Sign in")
    visitor.says("do not go together")


@shows("account_login")
def sign_in_after_the_session_ended(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/today/")
    visitor.choose("How is your back right now?", "3")
    visitor.sign_out_elsewhere()
    visitor.press("Save and start")
    visitor.at("/accounts/login/")
    visitor.says("You were signed out")


@shows("account_request_login_code")
def sign_in_by_code(visitor: Visitor) -> None:
    visitor.go("/accounts/login/code/")


@shows("account_confirm_login_code")
def sign_in_enter_code(visitor: Visitor) -> None:
    ask_for_code(visitor)


@shows("account_confirm_login_code")
def sign_in_wrong_code(visitor: Visitor) -> None:
    ask_for_code(visitor)
    visitor.fill("Code", "BBBB-BBBB")
    visitor.press("Go on")
    visitor.main.locator(".error").wait_for()


def ask_for_code(visitor: Visitor) -> None:
    visitor.go("/accounts/login/code/")
    visitor.main.locator("[name=email]").fill(newcomer().email)
    visitor.main.locator("form button").first.click()
    visitor.at("/accounts/login/code/confirm/")


@shows("account_inactive")
def sign_in_switched_off(visitor: Visitor) -> None:
    visitor.go("/accounts/inactive/")


# Signing up


@shows("account_signup")
def sign_up(visitor: Visitor) -> None:
    visitor.go("/accounts/signup/")


@shows("account_signup")
def sign_up_refused(visitor: Visitor) -> None:
    visitor.go("/accounts/signup/")
    visitor.fill("E-mail address", "ada@example.org")
    visitor.fill("Password", "123")
    visitor.press("Create account")
    visitor.main.locator(".error").first.wait_for()


@shows("account_signup_by_passkey")
def sign_up_by_passkey(visitor: Visitor) -> None:
    visitor.go("/accounts/signup/passkey/")


@shows("mfa_signup_webauthn")
def sign_up_make_passkey(visitor: Visitor) -> None:
    visitor.go("/accounts/signup/passkey/")
    visitor.fill("E-mail address", f"passkey{next(numbers)}@example.org")
    visitor.press("Go on")
    visitor.at("/accounts/confirm-email/")
    visitor.fill("Code", visitor.code_by_mail())
    visitor.press("Go on")
    visitor.at("/accounts/2fa/webauthn/signup/")


@shows("account_email_verification_sent")
def sign_up_confirm(visitor: Visitor) -> None:
    visitor.go("/accounts/signup/")
    visitor.fill("E-mail address", f"a-rather-long-address-{next(numbers)}@mail.example.org")
    visitor.fill("Password", PASSWORD)
    visitor.press("Create account")
    visitor.at("/accounts/confirm-email/")


# A forgotten password


@shows("account_reset_password")
def reset(visitor: Visitor) -> None:
    visitor.go("/accounts/password/reset/")


@shows("account_reset_password_done")
def reset_sent(visitor: Visitor) -> None:
    visitor.go("/accounts/password/reset/done/")


@shows("account_reset_password_from_key")
def reset_choose(visitor: Visitor) -> None:
    user = newcomer()
    key = default_token_generator.make_token(user)
    visitor.go(f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{key}/")


@shows("account_reset_password_from_key")
def reset_old_link(visitor: Visitor) -> None:
    visitor.go("/accounts/password/reset/key/1-abc/")


@shows("account_reset_password_from_key_done")
def reset_done(visitor: Visitor) -> None:
    visitor.go("/accounts/password/reset/key/done/")


# The account


@shows("account_logout")
def sign_out(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/accounts/logout/")


@shows("account_email")
def email(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/accounts/email/")


@shows("account_email")
def email_waiting(visitor: Visitor) -> None:
    user = trainee()
    user.emailaddress_set.create(email=f"new-{user.email}", verified=False, primary=False)
    visitor.sign_in(user)
    visitor.go("/accounts/email/")


@shows("account_email")
def email_half_way(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.go("/accounts/email/")
    visitor.fill("New e-mail address", "new@example.org")
    visitor.press("Change e-mail address")
    visitor.at("/accounts/confirm-email/")
    visitor.go("/accounts/email/")
    visitor.says("We sent a code to new@example.org.")


@shows("account_change_password")
def password(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.go("/accounts/password/change/")


@shows("account_change_password")
def password_refused(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.go("/accounts/password/change/")
    for box in visitor.main.locator("input[type=password]").all():
        box.fill("123")
    visitor.main.locator("form button").first.click()
    visitor.main.locator(".error").first.wait_for()


@shows("account_set_password")
def password_first(visitor: Visitor) -> None:
    user = trainee()
    user.set_unusable_password()
    user.save()
    visitor.sign_in(user)
    visitor.go("/accounts/password/set/")
    visitor.press("Send me a code")
    visitor.says("We sent a code to")
    visitor.fill("Code", visitor.code_by_mail())
    visitor.press("Go on")
    visitor.at("/accounts/password/set/")


@shows("account_reauthenticate")
def is_it_you(visitor: Visitor) -> None:
    user = trainee()
    user.set_password(PASSWORD)
    user.save()
    visitor.sign_in(user)
    visitor.go("/accounts/reauthenticate/")


@shows("account_reauthenticate_by_code")
def is_it_you_by_mail(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/accounts/reauthenticate/code/?next=/accounts/email/")


@shows("account_reauthenticate_by_code")
def is_it_you_wrong_code(visitor: Visitor) -> None:
    is_it_you_by_mail(visitor)
    visitor.press("Send me a code")
    visitor.fill("Code", "BBBB-BBBB")
    visitor.press("Go on")
    visitor.main.locator(".error").wait_for()


@shows("usersessions_list")
def devices(visitor: Visitor) -> None:
    user = trainee()
    visitor.sign_in_now(user)
    agents = ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36 Edg/156", "curl")
    for agent in agents:
        other = Client(headers={"user-agent": agent})
        other.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    visitor.go("/accounts/sessions/")


# Passkeys, and a second step when signing in


def with_second_step(visitor: Visitor) -> User:
    """Somebody with an app and recovery codes, who has just typed the password."""
    user = trainee()
    visitor.sign_in_now(user)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def with_key(visitor: Visitor) -> Authenticator:
    """The same with a passkey, which the browser plays."""
    user = with_second_step(visitor)
    visitor.holds_passkeys()
    visitor.go("/accounts/2fa/webauthn/add/")
    visitor.fill("Name", "The blue one")
    visitor.press("Add the passkey")
    visitor.at("/accounts/2fa/webauthn/")
    return Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)


@shows("mfa_index")
def second_step_off(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.go("/accounts/2fa/")


@shows("mfa_index")
def second_step_on(visitor: Visitor) -> None:
    with_second_step(visitor)
    visitor.go("/accounts/2fa/")


@shows("mfa_activate_totp")
def second_step_app(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.go("/accounts/2fa/totp/activate/")


@shows("mfa_deactivate_totp")
def second_step_app_off(visitor: Visitor) -> None:
    with_second_step(visitor)
    visitor.go("/accounts/2fa/totp/deactivate/")


@shows("mfa_view_recovery_codes")
def second_step_codes(visitor: Visitor) -> None:
    with_second_step(visitor)
    visitor.go("/accounts/2fa/recovery-codes/")


@shows("mfa_generate_recovery_codes")
def second_step_new_codes(visitor: Visitor) -> None:
    with_second_step(visitor)
    visitor.go("/accounts/2fa/recovery-codes/generate/")


@shows("mfa_list_webauthn")
def second_step_keys(visitor: Visitor) -> None:
    with_key(visitor)
    visitor.go("/accounts/2fa/webauthn/")


@shows("mfa_list_webauthn")
def passkeys_none(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/accounts/2fa/webauthn/")


@shows("mfa_add_webauthn")
def second_step_add_key(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.go("/accounts/2fa/webauthn/add/")


@shows("mfa_add_webauthn")
def passkey_not_used(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.holds_passkeys(present=False)
    visitor.go("/accounts/2fa/webauthn/add/")
    # The browser refuses at once where it may not ask the person.
    visitor.page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new Error('no')) }"
    )
    visitor.press("Add the passkey")
    visitor.says("the passkey was not used")


@shows("mfa_edit_webauthn")
def second_step_rename_key(visitor: Visitor) -> None:
    key = with_key(visitor)
    visitor.go(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/")


@shows("mfa_remove_webauthn")
def second_step_remove_key(visitor: Visitor) -> None:
    key = with_key(visitor)
    visitor.go(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")


@shows("mfa_authenticate")
def second_step_asked(visitor: Visitor) -> None:
    user = trainee()
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, generate_totp_secret())
    visitor.go("/accounts/login/")
    visitor.fill("E-mail address", user.email)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")
    visitor.at("/accounts/2fa/authenticate/")


@shows("mfa_reauthenticate")
def second_step_is_it_you(visitor: Visitor) -> None:
    with_second_step(visitor)
    visitor.go("/accounts/2fa/reauthenticate/")


@shows("mfa_reauthenticate_webauthn")
def second_step_is_it_you_key(visitor: Visitor) -> None:
    with_key(visitor)
    visitor.go("/accounts/2fa/webauthn/reauthenticate/")
