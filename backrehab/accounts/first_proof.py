"""A password that was chosen before anybody had shown that the address is theirs."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.userkit import did_user_login
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _


def drop_unproved_password(
    request: HttpRequest, email_address: EmailAddress, **_signal: Any
) -> None:
    """Take away the password of an account that is opened for the first time by a sign-in code.

    Anybody can sign up with somebody else's address and a password of their own. It opens nothing
    until the address is confirmed; whoever then confirms it did not choose that password.
    """
    user = email_address.user
    ways = {record["method"] for record in get_authentication_records(request, user)}
    if "code" not in ways or did_user_login(user) or not user.has_usable_password():
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    messages.warning(
        request,
        _(
            "This account had a password from before its address was confirmed. It no longer "
            "works, as somebody else may have chosen it. You can set a new one in the settings."
        ),
    )
