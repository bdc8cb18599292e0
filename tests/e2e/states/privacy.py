"""States: privacy."""

from datetime import timedelta

from django.utils import timezone

from backrehab.accounts import services
from backrehab.accounts.access_record import record_operator, record_own
from backrehab.accounts.deletion import ask_deletion
from backrehab.accounts.models import AccessKind
from tests.e2e.states import shows
from tests.e2e.states.people import TODAY, trainee
from tests.e2e.visitor import Visitor
from tests.factories import make_user
from tests.factories_diary import make_days


@shows("privacy")
def privacy(visitor: Visitor) -> None:
    visitor.go("/privacy/")


@shows("privacy")
def privacy_signed_in(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/privacy/")


@shows("privacy_download")
def privacy_download(visitor: Visitor) -> None:
    visitor.sign_in_now(trainee())
    visitor.go("/privacy/download/")


@shows("privacy_delete")
def privacy_delete(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/privacy/delete/")


@shows("privacy_delete")
def privacy_delete_planned(visitor: Visitor) -> None:
    user = trainee()
    ask_deletion(user=user, days=7, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/privacy/delete/")


@shows("privacy_deleted")
def privacy_deleted(visitor: Visitor) -> None:
    visitor.go("/privacy/deleted/")


@shows("privacy_withdraw")
def privacy_withdraw(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/privacy/withdraw/")


@shows("settings_consents")
def privacy_withdrawn(visitor: Visitor) -> None:
    user = trainee()
    services.withdraw_health_consent(user=user, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/settings/consents/")


@shows("today")
def today_without_consent(visitor: Visitor) -> None:
    user = trainee()
    services.withdraw_health_consent(user=user, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/today/")


@shows("log_day")
def log_day_without_consent(visitor: Visitor) -> None:
    """A day can be read and deleted, not corrected."""
    user, on = trainee(), TODAY - timedelta(days=1)
    make_days(user, [on])
    services.withdraw_health_consent(user=user, now=timezone.now())
    visitor.sign_in(user)
    visitor.go(f"/log/{on}/")
    visitor.page.get_by_text("Delete this entry").click()


@shows("settings")
def settings_without_consent(visitor: Visitor) -> None:
    user = trainee()
    services.withdraw_health_consent(user=user, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/settings/")


@shows("settings_numbers")
def settings_numbers(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/settings/numbers/")


@shows("log")
def log_in_words(visitor: Visitor) -> None:
    user = trainee()
    make_days(user, [TODAY - timedelta(days=days) for days in (5, 3)], worst=7, morning=4)
    services.save_numbers(user=user, hide=True)
    visitor.sign_in(user)
    visitor.go("/log/")


@shows("today")
def today_in_words(visitor: Visitor) -> None:
    user = trainee()
    services.save_numbers(user=user, hide=True)
    visitor.sign_in(user)
    visitor.go("/today/")


@shows("settings_access")
def settings_access(visitor: Visitor) -> None:
    user, now = trainee(), timezone.now()
    operator = make_user(is_staff=True)
    record_own(user, AccessKind.DOWNLOADED, now=now - timedelta(days=2))
    record_operator([user.pk], AccessKind.LOOKED, actor=operator, now=now - timedelta(hours=3))
    visitor.sign_in(user)
    visitor.go("/settings/access/")
