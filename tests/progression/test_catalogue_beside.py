"""The version of the catalogue comes along with what somebody follows."""

from collections.abc import Callable
from typing import Any

import pytest

from backrehab.exercises import models
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.catalogue import get_catalogue
from backrehab.exercises.version import current_digest, digest_here, one_state, refresh_version
from backrehab.progression.programmes import get_following
from tests.factories_diary import make_person
from tests.progression.scenes import READY

pytestmark = pytest.mark.django_db

type Counted = Callable[[int], Any]


def rename() -> None:
    """Another state of the catalogue, as an operator makes it."""
    models.Muscle.objects.filter(key="piriformis").update(name="Pear-shaped muscle")
    refresh_version()


def test_one_query_tells_both(catalogue: Catalogue, django_assert_num_queries: Counted) -> None:
    user = make_person(now=READY)
    with one_state():
        with django_assert_num_queries(1):
            assert get_following(user) is not None
        with django_assert_num_queries(0):
            assert get_catalogue() is catalogue


def test_a_request_is_answered_from_the_state_it_saw_first(catalogue: Catalogue) -> None:
    user = make_person(now=READY)
    with one_state():
        get_following(user)
        rename()
        get_following(user)
        assert digest_here() == catalogue.digest
    with one_state():
        get_following(user)
        assert digest_here() == current_digest() != catalogue.digest


def test_outside_a_request_nothing_is_kept(catalogue: Catalogue) -> None:
    user = make_person(now=READY)
    get_following(user)
    rename()
    assert digest_here() == current_digest() != catalogue.digest


@pytest.mark.usefixtures("no_catalogue")
def test_without_a_catalogue_it_is_empty() -> None:
    user = make_person(now=READY)
    with one_state():
        get_following(user)
        assert digest_here() == ""


def test_who_follows_nothing_brings_nothing_along(
    catalogue: Catalogue, django_assert_num_queries: Counted
) -> None:
    user = make_person(now=READY)
    user.enrolments.all().delete()
    with one_state():
        assert get_following(user) is None
        with django_assert_num_queries(1):
            assert get_catalogue() is catalogue
