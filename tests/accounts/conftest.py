"""Fixtures of the account tests."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage

from backrehab.accounts.models import User
from backrehab.accounts.services import create_person

EMAIL = "ada@example.org"
PASSWORD = "plum tractor violet"


@pytest.fixture
def ada(db: None) -> User:
    """Somebody with a verified address who has not begun the start."""
    return create_person(email=EMAIL, password=PASSWORD)


@pytest.fixture
def code_in() -> Callable[[EmailMessage], str]:
    """The code that a mail carries."""

    def find(mail: EmailMessage) -> str:
        (code,) = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.body), re.MULTILINE)
        return str(code)

    return find
