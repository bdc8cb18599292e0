"""An account without a password: made, used, its passkey lost, and not lost with it."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from backrehab.accounts.models import User
from backrehab.accounts.services import create_person
from tests.e2e.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.browser

EMAIL = "passkey-journey@example.org"
START = "/start/consent/"


def names() -> list[str]:
    found = Authenticator.objects.filter(user__email=EMAIL).order_by("pk")
    return [str(passkey) for passkey in found]


def sign_out(ada: Visitor) -> None:
    ada.go("/accounts/logout/")
    ada.press("Sign out")
    ada.at("/")


def sign_in(ada: Visitor) -> None:
    ada.go("/accounts/login/")
    ada.press("Sign in with a passkey")


def sign_up(ada: Visitor) -> None:
    ada.go("/accounts/signup/")
    ada.follow("Use a passkey instead")
    ada.at("/accounts/signup/passkey/")
    ada.fill("E-mail address", EMAIL)
    ada.press("Go on")
    ada.at("/accounts/confirm-email/")
    ada.fill("Code", ada.code_by_mail())
    ada.press("Go on")
    ada.at("/accounts/2fa/webauthn/signup/")
    ada.fill("Name", "My phone")
    ada.press("Create the passkey")
    ada.at(START)


def sign_in_by_mail(ada: Visitor) -> None:
    ada.follow("Sign in with a code")
    ada.at("/accounts/login/code/")
    ada.fill("E-mail address", EMAIL)
    ada.press("Send me a code")
    ada.at("/accounts/login/code/confirm/")
    ada.fill("Code", ada.code_by_mail())
    ada.press("Go on")
    ada.at(START)


def add_another(ada: Visitor) -> None:
    ada.go("/accounts/2fa/webauthn/")
    ada.says("Lost a passkey?")
    ada.follow("Add another passkey")
    # The lost one cannot show that it is her, so a code by e-mail does.
    ada.at("/accounts/2fa/webauthn/reauthenticate/")
    ada.follow("Use a code by e-mail")
    ada.press("Send me a code")
    ada.says("We sent a code to")
    ada.fill("Code", ada.code_by_mail())
    ada.press("Go on")
    ada.at("/accounts/2fa/webauthn/add/")
    ada.fill("Name", "My new phone")
    ada.press("Add the passkey")
    ada.at("/accounts/2fa/webauthn/")
    ada.says("The passkey is added.")


def test_sign_up_sign_in_lose_it_and_add_another(visit: Callable[..., Visitor]) -> None:
    ada = visit()
    lose = ada.holds_passkeys()
    sign_up(ada)
    assert names() == ["My phone"]
    assert not User.objects.get(email=EMAIL).has_usable_password()
    sign_out(ada)
    sign_in(ada)
    ada.at(START)
    sign_out(ada)

    lose()
    ada.holds_passkeys()
    sign_in(ada)
    ada.says("the passkey was not used")
    sign_in_by_mail(ada)
    add_another(ada)
    assert names() == ["My phone", "My new phone"]
    ada.follow("Remove My phone")
    ada.press("Remove")
    ada.says("The passkey is removed.")
    assert names() == ["My new phone"]
    sign_out(ada)
    sign_in(ada)
    ada.at(START)
    ada.comes_to(lambda: ada.refused, [])


def test_as_the_second_step_and_to_show_who_one_is(visit: Callable[..., Visitor]) -> None:
    user = create_person(email="second-passkey@example.org", password=PASSWORD)
    ada = visit()
    ada.holds_passkeys()
    ada.sign_in_now(user)
    ada.go("/accounts/2fa/webauthn/add/")
    ada.fill("Name", "My phone")
    ada.press("Add the passkey")
    ada.says("The passkey is added.")
    TOTP.activate(user, generate_totp_secret())
    sign_out(ada)

    ada.go("/accounts/login/")
    ada.fill("E-mail address", user.email)
    ada.fill("Password", PASSWORD)
    ada.press("Sign in")
    ada.at("/accounts/2fa/authenticate/")
    ada.press("Use a passkey")
    ada.at(START)
    ada.go("/privacy/download/")
    ada.follow("Use a passkey")
    ada.at("/accounts/2fa/webauthn/reauthenticate/")
    ada.press("Use a passkey")
    ada.at("/privacy/download/")
    ada.comes_to(lambda: ada.refused, [])
