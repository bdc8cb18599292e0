"""The forms of accounts, as far as they differ from what allauth brings: all speak our words."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from backrehab.accounts.passkey_answer import DeviceAnswer
from backrehab.accounts.proof import check_code

LONGEST_NAME = 60
ADDRESS = {
    "required": _("Type your e-mail address."),
    "invalid": _("Please check this address. It has to look like name@example.org."),
    "max_length": _("This address is too long. Please use a shorter one."),
}
NO_ANSWER = _("That did not work. Please try again.")
# By the name of a field and the code of what is wrong with it.
WORDS = {
    "login": ADDRESS,
    "email": ADDRESS,
    "password": {"required": _("Type your password.")},
    "oldpassword": {"required": _("Type the password you have now.")},
    "password1": {"required": _("Choose a password and type it here.")},
    "password2": {"required": _("Type the new password once more.")},
    "code": {
        "required": _("Type the code."),
        "max_length": _("That is longer than a code. Please type it again."),
    },
    "name": {
        "required": _("Type a name."),
        "max_length": _("Type a shorter name, of at most %(limit_value)d characters."),
    },
    # What a device says to a passkey; nobody types it.
    "credential": {"required": NO_ANSWER, "invalid": NO_ANSWER},
}


class PlainWords(forms.Form):
    """A form that says what to do where Django says what a field is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.error_messages |= WORDS.get(name, {})


def plain(form: type[forms.Form]) -> type[forms.Form]:
    """The same form of allauth, in our words."""
    return type(form.__name__, (PlainWords, form), {})


LoginForm = plain(account.LoginForm)
AddEmailForm = plain(account.AddEmailForm)
ChangeEmailForm = plain(account.ChangeEmailForm)
ChangePasswordForm = plain(account.ChangePasswordForm)
SetPasswordForm = plain(account.SetPasswordForm)
ResetPasswordForm = plain(account.ResetPasswordForm)
ResetPasswordKeyForm = plain(account.ResetPasswordKeyForm)
ReauthenticateForm = plain(account.ReauthenticateForm)
RequestLoginCodeForm = plain(account.RequestLoginCodeForm)
ConfirmLoginCodeForm = plain(account.ConfirmLoginCodeForm)
ConfirmEmailForm = plain(account.ConfirmEmailVerificationCodeForm)
SecondStepForm = plain(mfa.AuthenticateForm)
SecondStepAgainForm = plain(mfa.ReauthenticateForm)
ActivateAppForm = plain(BaseActivateForm)


class SignupForm(PlainWords, account.SignupForm):  # type: ignore[misc]
    """Answers in the same way, and in about the same time, whether or not an account exists."""

    def try_save(self, request: HttpRequest) -> Any:
        """Hash the password also when no account is made: the time taken would tell."""
        if self.account_already_exists and not self.by_passkey:
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)


class ProofCodeForm(PlainWords):
    """The code that was mailed to show that the account is yours."""

    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        """A wrong one is counted, a right one ends."""
        code = str(self.cleaned_data["code"])
        if not check_code(self.request, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class PasskeyForm(PlainWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and its name; there is no other kind of key here."""

    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)
    credential = DeviceAnswer(RegistrationResponse.from_dict)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]


class PasskeySignupForm(PlainWords, webauthn.SignupWebAuthnForm):  # type: ignore[misc]
    """The first passkey, at sign-up."""

    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)
    credential = DeviceAnswer(RegistrationResponse.from_dict)


class PasskeyLoginForm(PlainWords, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with a passkey alone."""

    credential = DeviceAnswer(AuthenticationResponse.from_dict)


class PasskeySecondForm(PlainWords, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""

    credential = DeviceAnswer(AuthenticationResponse.from_dict)


class PasskeyAgainForm(PlainWords, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey to show once more that the account is yours."""

    credential = DeviceAnswer(AuthenticationResponse.from_dict)


class PasskeyNameForm(PlainWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
