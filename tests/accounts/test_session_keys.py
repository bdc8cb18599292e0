"""The cookie of a session can hold anything; only what can be a key is looked for."""

import pytest
from django.test import Client

from backrehab.accounts.sessions import SessionStore


@pytest.mark.django_db
@pytest.mark.parametrize("value", ['"aaaaaaaaaa\\000b"', '"aaaaaaaa\\377"', "aaaaaaaa'--"])
def test_a_key_that_there_cannot_be_is_nobody_s(value: str) -> None:
    """PostgreSQL fails at a NUL."""
    client = Client()
    for path, status in (("/", 200), ("/today/", 302)):
        assert client.get(path, headers={"cookie": f"sessionid={value}"}).status_code == status


@pytest.mark.django_db
def test_the_keys_that_are_made_are_found() -> None:
    session = SessionStore()
    session["a"] = 1
    session.save()
    assert SessionStore(session.session_key)["a"] == 1
