"""How sign-in and sign-up speak to people: our own words, and which steps there are."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import punycode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backrehab.accounts import mail_outage
from backrehab.accounts.limits import in_words, seconds_to_wait
from backrehab.accounts.models import LONGEST_EMAIL, User
from backrehab.accounts.proof import proved_recently
from backrehab.accounts.second_step import has_app

ALLAUTH_STAGE = "allauth.mfa.stages.AuthenticateStage"
OUR_STAGE = "backrehab.accounts.second_step.AppStage"


# What Django says of a password, as what to do; by its code.
PASSWORD_WORDS = {
    "password_too_short": gettext_lazy(
        "This is too short. Use at least %(min_length)d characters."
    ),
    "password_too_similar": gettext_lazy(
        "This is too close to your e-mail address. Please choose another password."
    ),
}


def can_be_mailed(email: str) -> bool:
    """Whether the address has visible characters only, a domain that there can be, and before it
    plain letters: the mail server gets no others, such as the i without a dot of some keyboards."""
    name, _at, domain = email.rpartition("@")
    try:
        punycode(domain)
    except UnicodeError:
        return False
    return email.isprintable() and name.isascii()


def at_this_site(told: dict[str, Any]) -> dict[str, Any]:
    """What a mail is told, with its links at SITE_URL, and the site named by it: both were made
    with the Host of the request, from which a proxy may leave out the port, and to which whoever
    asks may add another one."""
    links = {name: link for name, link in told.items() if name.endswith("_url")}
    links = {
        name: settings.SITE_URL + urlsplit(link)._replace(scheme="", netloc="").geturl()
        for name, link in links.items()
    }
    return told | links | {"current_site": {"domain": settings.SITE_HOST}}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Plain messages; none of them tells whether an account exists."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is switched off."),
        "duplicate_email": gettext_lazy("This is already your e-mail address."),
        "email_password_mismatch": gettext_lazy(
            "That e-mail address and password do not go together. Check both, or ask for a code."
        ),
        "email_taken": gettext_lazy(
            "This address belongs to another account here. Please use another one, or sign in to "
            "that account."
        ),
        "enter_current_password": gettext_lazy(
            "That is not your current password. Please type it again."
        ),
        "incorrect_code": gettext_lazy(
            "That code is not right. Check the e-mail and type it again."
        ),
        "incorrect_password": gettext_lazy("That is not your password. Please type it again."),
        "invalid_password_reset": gettext_lazy(
            "This link no longer works. Please ask for a new one."
        ),
        "rate_limited": gettext_lazy(
            "That was too often in a short time. Please wait a little, then try again."
        ),
        # Of codes by e-mail; for passwords and apps see `validation_error`.
        "too_many_login_attempts": gettext_lazy(
            "The code was wrong too often, so it no longer works. Please start again; you get a "
            "new one."
        ),
    }

    def validation_error(self, code: str, *args: Any) -> Exception:
        """As allauth's, but those for too many tries say how long to wait."""
        if code not in ("rate_limited", "too_many_login_attempts"):
            error: Exception = super().validation_error(code, *args)
            return error
        match = context.request.resolver_match
        if match and match.view_name == "account_request_login_code":
            seconds = seconds_to_wait(context.request)
        else:
            # A wrong password or a wrong code of an app: the pause is the same for everybody, so
            # that it says nothing about the account.
            seconds = settings.SIGN_IN_PAUSE_MINUTES * 60
        words = _("That was too often in a short time. You can try again in %(wait)s.")
        return ValidationError(words % {"wait": in_words(seconds)}, code=code)

    def clean_email(self, email: str) -> str:
        """An address that a mail can be sent to, without characters that nobody sees: those make
        it look like another one."""
        if not can_be_mailed(email):
            raise ValidationError(
                _("There is a character in it that does not belong there. Please type it again.")
            )
        if len(email) > LONGEST_EMAIL:
            raise ValidationError(_("This address is too long. Please use a shorter one."))
        return str(super().clean_email(email))

    def clean_password(self, password: str, user: User | None = None) -> str:
        """As allauth's, in our words."""
        try:
            return str(super().clean_password(password, user))
        except ValidationError as refused:
            found = [
                ValidationError(
                    PASSWORD_WORDS.get(one.code or "") or one.message, one.code, one.params
                )
                for one in refused.error_list
            ]
            raise ValidationError(found) from refused

    # Whether the mail that goes out only tells what was done already.
    only_tells = False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth's, but that to a stranger's address which nobody can have is no fault, and a
        mail server that takes nothing ends the request with a calm page."""
        if not can_be_mailed(email):
            return
        try:
            super().send_mail(template_prefix, email, at_this_site(context))
        except OSError as fault:
            mail_outage.note_fault(fault)
            if self.request is None:  # pragma: no cover - nobody waits for a page
                raise
            if not self.only_tells:
                raise ImmediateHttpResponse(mail_outage.answer(self.request)) from fault

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """As allauth's; what it tells of was done, so that a mail which cannot go stops nothing."""
        self.only_tells = True
        try:
            super().send_notification_mail(*args, **kwargs)
        finally:
            self.only_tells = False

    def save_user(self, request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> User:
        """As allauth's; the request knows whom it made, see `mail_outage`."""
        made: User = super().save_user(request, user, *args, **kwargs)
        request.signed_up = made  # type: ignore[attr-defined]
        return made

    def get_login_stages(self) -> list[str]:
        """Only an authenticator app makes a second step; see `second_step`."""
        stages = super().get_login_stages()
        return [OUR_STAGE if stage == ALLAUTH_STAGE else stage for stage in stages]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asked before what is hard to undo; also of people without a password and a passkey, whom
        allauth would let through."""
        required = bool(super().is_reauthentication_required(app=app, **kwargs))
        if required and not proved_recently(context.request):
            raise ReauthenticationRequired
        return required

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to show it, the usual one first. A code by e-mail is enough unless the person
        asked for more with an authenticator app."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use your app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = [
            way | {"description": words[way["id"]]}
            for way in super().get_reauthentication_methods(user)
        ]
        if user.is_authenticated and not has_app(user):
            url = reverse("account_reauthenticate_by_code")
            by_mail = {"id": "code", "description": _("Use a code by e-mail"), "url": url}
            # Recovery codes without an app are the last resort, so they come after the mail.
            rare = [way for way in methods if way["id"] == "mfa_reauthenticate"]
            methods = [way for way in methods if way not in rare] + [by_mail] + rare
        return methods


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and the authenticator app, in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That did not work. Please try again."),
        "unverified_email": gettext_lazy("Please confirm your e-mail address first."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes belong to the authenticator app. Please turn that on first."
        ),
    }

    def generate_authenticator_name(
        self,
        user: User,
        type: Authenticator.Type,  # noqa: A002 - allauth's name
    ) -> str:
        """A name for a new passkey, until the person finds a better one."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}
