"""Who is asked for a second step at sign-in, and when a code by e-mail is proof enough."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from backrehab.accounts.models import User


def has_app(user: User) -> bool:
    """Whether this person turned the second step on: an authenticator app. One query.

    A passkey alone is no second step but another way in (docs/decisions/0021-ways-to-sign-in.md):
    whoever loses it signs in with a code by e-mail.
    """
    apps = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(apps.exists())


class AppStage(AuthenticateStage):  # type: ignore[misc]
    """After the password or the code by e-mail: the app's code, a recovery code or a passkey."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        return user is not None and has_app(user) and bool(super()._should_handle(request))
