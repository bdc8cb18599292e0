"""Today: what stands first, what folds, the way back from a tick, and what the timer is told."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import PerformedSet
from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.screening.models import Reason
from tests.factories import make_screening
from tests.factories_diary import exercise_id
from tests.web.reading import words
from tests.web.today_pages import MORNING, at_monday, person_on, post, tick

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]


def timer(html: str, key: str) -> dict[str, str]:
    """The attributes of the button that starts the timer of an exercise."""
    button = re.search(rf'<button[^>]*id="start-{key}"[^>]*>', html)
    return dict(re.findall(r'data-([a-z]+)="([^"]*)"', button[0])) if button else {}


def order(html: str) -> list[str]:
    return re.findall(r'<article class="planned[^>]*id="exercise-([a-z-]+)"', html)


@at_monday()
@pytest.mark.parametrize(
    ("stage", "key", "told"),
    [
        ("bar-hang", "bar-hang", {"name": "Bar hang", "rest": "20", "seconds": "60"}),
        (
            "seated-row",
            "seated-row",
            {"name": "Seated row", "rest": "45", "count": "12", "pace": "3"}
            | {"parts": "Pull|1|Back slowly|2"},
        ),
        (
            "seated-row",
            "walking-on-the-spot",
            {"name": "Walking on the spot", "rest": "0", "seconds": "120", "pace": "3"},
        ),
    ],
)
def test_what_the_timer_is_told(
    sign_in: SignIn, catalogue: Catalogue, stage: str, key: str, told: dict[str, str]
) -> None:
    client = sign_in(person_on(stage))
    post(client, "before", score="1", level="3")
    assert timer(client.get("/today/").text, key) == {"timer": key} | told


@at_monday()
def test_the_sides_of_the_marching_take_turns(sign_in: SignIn, catalogue: Catalogue) -> None:
    user = person_on("seated-row")
    setbacks.begin_flare_up(Entry(user, MORNING))
    make_screening(user, now=MORNING, reason=Reason.FLARE_UP, read=True)
    told = timer(sign_in(user).get("/today/").text, "marching-1")
    assert (told["count"], told["sides"], told["turns"]) == ("6", "2", "1")
    assert told["parts"] == "Lift the knee|2|Foot down|2"


@at_monday()
def test_what_takes_the_place_of_the_hang_has_its_own_time(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    user = person_on("bar-hang")
    make_screening(user, now=MORNING, read=True, K3="yes")
    client = sign_in(user)
    post(client, "before", score="1", level="1")
    html = client.get("/today/").text
    assert timer(html, "belly-breathing")["parts"] == "Breathe in|4|Breathe out|6"
    assert timer(html, "bar-hang") == {}


@at_monday()
def test_what_is_next_stands_first(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("bar-hang"))
    post(client, "before", score="1", level="1")
    warm_up = ["walking-on-the-spot", "shoulder-circles", "hip-sway", "cat-cow"]
    assert order(client.get("/today/").text) == [*warm_up, "bar-hang"]
    # A move that is done waits folded behind those that are not.
    post(client, "set", set=tick(catalogue, warm_up[0], "session", 1))
    html = client.get("/today/").text
    assert order(html) == [*warm_up[1:], warm_up[0], "bar-hang"]
    assert "Warm-up 1 of 4 done" in words(html)
    assert '<article class="planned now" id="exercise-shoulder-circles">' in html
    # Whoever began the stage does not have to go back.
    post(client, "set", set=tick(catalogue, "bar-hang", "morning", 1))
    html = client.get("/today/").text
    assert order(html)[0] == "bar-hang"
    assert 'class="planned now"' not in html
    post(client, "set", set=tick(catalogue, "bar-hang", "evening", 1))
    html = client.get("/today/").text
    assert html.index('id="finish"') < html.index('id="exercise-')
    assert timer(html, "bar-hang") == {}


@at_monday()
def test_a_tick_says_what_it_did_and_offers_the_way_back(
    sign_in: SignIn, catalogue: Catalogue
) -> None:
    client = sign_in(person_on("bar-hang"))
    post(client, "before", score="1", level="3")
    value = tick(catalogue, "bar-hang", "morning", 1)
    html = post(client, "set", htmx=True, set=value).text
    back = f"{exercise_id(catalogue, 'bar-hang')}:morning:1:0"
    assert "Bar hang: set 1 is done. Undo" in words(html)
    assert f'name="set" value="{back}">Undo' in html
    html = post(client, "set", htmx=True, set=back).text
    assert "Bar hang: taken back." in words(html)
    assert ("Undo" in html, PerformedSet.objects.count()) == (False, 0)
    post(client, "set", set=value)
    html = post(client, "set", htmx=True, set=tick(catalogue, "bar-hang", "evening", 1)).text
    assert "Bar hang: all done. Undo" in words(html)
    # The focus goes to what is next: the report.
    assert re.search(r'id="finish-title" data-focus', html)
