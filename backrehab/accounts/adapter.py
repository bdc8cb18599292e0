"""How sign-in and sign-up speak to people: our own words for what went wrong."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Plain messages; none of them tells whether an account exists."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off."),
        "duplicate_email": _("This is already your e-mail address."),
        "email_password_mismatch": _(
            "That e-mail address and password do not go together. Check both, or ask for a code."
        ),
        "enter_current_password": _("That is not your current password. Please type it again."),
        "incorrect_code": _("That code is not right. Check the e-mail and type it again."),
        "incorrect_password": _("That is not your password. Please type it again."),
        "invalid_password_reset": _("This link no longer works. Please ask for a new one."),
        "rate_limited": _("That was too often in a short time. Please wait a minute."),
        "too_many_login_attempts": _(
            "That was too often in a short time. Please wait five minutes, then try again."
        ),
    }
