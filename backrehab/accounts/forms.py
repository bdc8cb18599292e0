"""Sign-up, as far as it differs from the one allauth brings."""

from typing import Any

from allauth.account.forms import SignupForm as BaseSignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class SignupForm(BaseSignupForm):  # type: ignore[misc]
    """Answers in the same way, and in about the same time, whether or not an account exists."""

    def try_save(self, request: HttpRequest) -> Any:
        """Hash the password also when no account is made: the time taken would tell."""
        if self.account_already_exists:
            make_password(self.cleaned_data.get("password1"))
        return super().try_save(request)
