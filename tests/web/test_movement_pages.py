"""The moving figures on the pages: the exercise, the list, and the exercise of the day."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from backrehab.exercises.catalogue import get_catalogue
from backrehab.web.movement import movement

pytestmark = pytest.mark.django_db


def test_an_exercise_shows_its_movement_above_the_set_up(
    client: Client, catalogue: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get_catalogue()
    with django_assert_num_queries(1):
        page = client.get(reverse("exercise_detail", args=["bar-hang"])).text
    assert page.index("How it looks") < page.index(">Set up<")
    alt = "A person stands under a bar and holds it with both hands."
    assert page.count(f'role="img" aria-label="{alt}') == 2
    assert page.count('class="movement-film"') == 1
    assert 'begin="0s;again_bar_hang.click"' in page
    assert page.count('id="again_bar_hang"') == 1
    stills = page.partition('class="movement-stills"')[2].partition("</div>")[0]
    assert (stills.count("<svg"), stills.count("<animate")) == (2, 0)
    assert not re.search(r"<svg[^>]*style=|<path[^>]*style=", page)


def test_the_list_shows_a_still_for_each_exercise(
    client: Client, catalogue: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get_catalogue()
    with django_assert_num_queries(1):
        page = client.get(reverse("exercise_list")).text
    assert page.count('<svg class="movement-still"') == len(get_catalogue().exercises)
    assert "<animate" not in page


def test_an_exercise_that_an_operator_added_has_no_figure(catalogue: None) -> None:
    from dataclasses import replace

    card = get_catalogue().exercises["bar-hang"]
    assert movement(replace(card, key="own-exercise")) is None
    found = movement(card)
    assert found is not None
    assert (found.again, found.lying) == ("again_bar_hang", False)


def test_what_is_marked_follows_the_main_muscles(catalogue: None) -> None:
    from dataclasses import replace

    card = get_catalogue().exercises["bar-hang"]
    bare = movement(replace(card, muscles=()))
    marked = movement(card)
    assert bare is not None
    assert marked is not None
    assert 'class="mark"' not in bare.still
    assert marked.still.count('class="mark"') == 1
