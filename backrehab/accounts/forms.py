"""Sign-up, passkeys and codes, as far as they differ from what allauth brings."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.proof import check_code

LONGEST_NAME = 60


class SignupForm(BaseSignupForm):  # type: ignore[misc]
    """Answers in the same way, and in about the same time, whether or not an account exists."""

    def try_save(self, request: HttpRequest) -> Any:
        """Hash the password also when no account is made: the time taken would tell."""
        if self.account_already_exists and not self.by_passkey:
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)


class ProofCodeForm(forms.Form):
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


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and its name; there is no other kind of key here."""

    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]


class PasskeySignupForm(SignupWebAuthnForm):  # type: ignore[misc]
    """The first passkey, at sign-up."""

    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_NAME)


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
