"""One world for all tests that ask it things; what each of them writes is undone."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from backrehab.exercises.catalogue import get_catalogue
from tests.security.world import NOW, World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """An owner, another person, and an operator, each at a browser, on a fixed morning."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=True),
        override_settings(OPERATOR_CONTACT=""),
        transaction.atomic(),
    ):
        yield make_world(get_catalogue())
        transaction.set_rollback(True)
