"""Fixtures for every test."""

from collections.abc import Callable, Generator, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from tests.thorough import make_stable

make_stable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Every test finds the catalogue loaded, as after `make run`: to load it in each of them took a
    quarter of their time. `no_catalogue` takes it away.

    If none of the tests says that it needs a database, because they only open it themselves, none
    was made, and the connection leads to that of the site.
    """
    from django.test.utils import setup_databases, teardown_databases

    from backrehab.exercises.loader import load_catalogue

    made: list[Any] = []
    with django_db_blocker.unblock():
        if connection.settings_dict["NAME"] == settings.NAME_OF_SITE:
            made = setup_databases(verbosity=0, interactive=False)
        load_catalogue()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """A test with transactions of its own leaves empty tables behind, and the cache as it is, whose
    table no model manages: bring the catalogue back, and let no limit reach the next test."""
    yield
    marker = item.get_closest_marker("django_db")
    # After the last test of all there is no database any more.
    if nextitem is not None and marker is not None and marker.kwargs.get("transaction"):
        from backrehab.exercises.loader import load_catalogue

        with item.config.stash[blocking_manager_key].unblock():
            cache.clear()
            load_catalogue()


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
    """The real catalogue, read: every page that shows it costs one query for it at most."""
    from backrehab.exercises.catalogue import get_catalogue

    return get_catalogue()


@pytest.fixture
def no_catalogue(db: None) -> None:
    """The tables as they are before the first load."""
    from backrehab.exercises.models import CatalogueVersion
    from backrehab.exercises.version import TABLES

    for table in (CatalogueVersion, *reversed(TABLES)):
        table._default_manager.all().delete()
