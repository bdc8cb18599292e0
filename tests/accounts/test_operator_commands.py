"""Django's commands about accounts, as an operator types them."""

from io import StringIO

import pytest
from django.contrib.auth.management.commands import changepassword
from django.core.management import CommandError, call_command

from backrehab.accounts.models import User
from tests.factories import make_user

NEW = "plum tractor violet"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["ada@example.org", "Ada@Example.org"])
def test_a_new_password_for_an_address_however_it_is_typed(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    user = make_user(email="ada@example.org")
    monkeypatch.setattr(changepassword.getpass, "getpass", lambda **_: NEW)
    call_command("changepassword", typed, stdout=StringIO())
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_somebody_has_to_be_named() -> None:
    with pytest.raises(CommandError, match="Say whose"):
        call_command("changepassword", stdout=StringIO())


def test_nobody_of_that_name() -> None:
    with pytest.raises(CommandError, match=r"'ada@example\.org' does not exist"):
        call_command("changepassword", "Ada@example.org", stdout=StringIO())


def test_an_operator_who_is_there_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so in Django's own words; the database refused it in its own."""
    make_user(email="ada@example.org")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW)
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", interactive=False, email="Ada@Example.org")
    assert User.objects.filter(is_superuser=True).count() == 0
