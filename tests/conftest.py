"""Fixtures for every test."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue


@pytest.fixture
def user(db: None) -> User:
    from tests.factories import make_user

    return make_user()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """`sign_in(user)`: a browser in which that person is signed in."""

    def for_user(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return for_user


@pytest.fixture
def key() -> str:
    """The unique key of one submitted form."""
    return str(uuid4())


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    """The real catalogue, loaded; every page that shows it then costs one query for it at most."""
    from backrehab.exercises.catalogue import get_catalogue
    from backrehab.exercises.loader import load_catalogue

    load_catalogue()
    return get_catalogue()
