"""The title is read out first, so it says that a form came back."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from backrehab.accounts.models import User
from tests.e2e.states.people import agreed, trainee

pytestmark = pytest.mark.django_db

NOBODY = None
# Address, what it is called, and who sends an empty form there.
FORMS = [
    ("/accounts/signup/", "Create an account", NOBODY),
    ("/accounts/login/", "Sign in", NOBODY),
    ("/start/about/", "About you", agreed),
    ("/settings/schedule/", "Training days", trainee),
    ("/log/add/", "Add a day", trainee),
    ("/leg-check/", "Pain down the leg", trainee),
]


def title(html: str) -> str:
    found = re.search("<title>(.*?)</title>", html, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(("path", "name", "who"), FORMS, ids=[form[0] for form in FORMS])
def test_the_title_says_that_a_form_came_back(
    client: Client, path: str, name: str, who: Callable[[], User] | None
) -> None:
    if who:
        client.force_login(who(), backend="django.contrib.auth.backends.ModelBackend")
    assert title(client.get(path).text) == f"{name} · Back Rehab"
    assert title(client.post(path).text) == f"Please check: {name} · Back Rehab"
