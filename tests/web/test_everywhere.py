"""What stands on every page of somebody who has started, and on none before."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from tests.factories import make_user
from tests.factories_diary import make_person

pytestmark = pytest.mark.django_db

PAGES = [
    "today",
    "ladder",
    "log",
    "progress",
    "programmes",
    "hip",
    "exercise_list",
    "muscle_list",
    "settings",
    "how_it_decides",
    "urgent_help",
]
FLARE_UP = "I tweaked my back"
URGENT = "Get urgent help"


@pytest.mark.parametrize("name", PAGES)
def test_a_tweak_and_urgent_help_are_one_press_away(
    catalogue: Catalogue, sign_in: Callable[[User], Client], name: str
) -> None:
    page = sign_in(make_person()).get(reverse(name)).content.decode()
    assert FLARE_UP in page.split("<footer")[1]
    assert f'href="{reverse("flare_up")}"' in page.split("<footer")[1]
    assert URGENT in page.split("<main")[0]


@pytest.mark.parametrize("signed_in", [True, False])
def test_nobody_can_put_a_ladder_on_hold_before_there_is_one(
    catalogue: Catalogue, sign_in: Callable[[User], Client], client: Client, signed_in: bool
) -> None:
    browser = sign_in(make_user(started_at=None)) if signed_in else client
    page = browser.get(reverse("about")).content.decode()
    assert FLARE_UP not in page
    assert URGENT in page


@pytest.mark.parametrize("name", [*PAGES, "today_offline", "settings_about", "screening_result"])
def test_no_heading_is_jumped_over(
    catalogue: Catalogue, sign_in: Callable[[User], Client], name: str
) -> None:
    """People who hear a page go from heading to heading, and down one step at a time."""
    page = sign_in(make_person(weekday_mask=0b111_1111)).get(reverse(name)).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
