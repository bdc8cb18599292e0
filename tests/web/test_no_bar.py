"""Today without a bar to hang from: what takes the hang's place, chosen with one press."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import TrainingDay
from tests.factories import make_screening
from tests.web.reading import words
from tests.web.today_pages import MONDAY, MORNING, at_monday, person_on, post, tick, today
from tests.web.waiting_entries import refusal, send

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]
BREATHING = "Belly breathing with raised feet"
SAME = "It counts the same: what opens the next stage is how your back takes it."
INSTEAD = f"In place of: Bar hang, as you have no pull-up bar. {SAME} I have one: Bar hang"
OFFER = (
    f"No pull-up bar? {BREATHING} takes its place until you change it back. {SAME} Use: {BREATHING}"
)
CHANGED = "Changed. It stays like this until you change it back."
ON_CARD = f"{BREATHING} takes the place of the bar hang. Its days count the same."


@pytest.fixture
def person(catalogue: Catalogue) -> User:
    """On the hang, with a bar."""
    return person_on("bar-hang")


@pytest.fixture
def client(person: User, sign_in: SignIn) -> Client:
    return sign_in(person)


def fact_in_log(client: Client, name: str, on: date = MONDAY) -> list[str]:
    """What the log says of the day under that name."""
    page = client.get(f"/log/{on}/").text
    return re.findall(rf"<dt>{name}</dt><dd>(.*?)</dd>", page)


def doses_to_choose(client: Client, path: str) -> list[tuple[str, str]]:
    """The levels that a form of the log offers, with their words."""
    (field,) = re.findall(r'<select name="level".*?</select>', client.get(path).text, re.DOTALL)
    return re.findall(r'<option value="(\d+)"[^>]*>(.*?)</option>', field)


def ways(client: Client) -> list[str]:
    return re.findall(r'name="way" value="([^"]+)"', client.get("/today/").text)


@at_monday()
def test_without_a_bar_today_says_what_to_do(sign_in: SignIn, catalogue: Catalogue) -> None:
    """Whoever said so when they started need not press anything."""
    client = sign_in(person_on("bar-hang", equipment=["band"]))
    page = today(client)
    assert f"{BREATHING} 2 × 8 repetitions (1 more at midday if you like) {INSTEAD}" in page
    assert ON_CARD in page
    assert "Nothing you have fits" not in page
    assert ON_CARD in words(client.get("/ladder/").text)
    post(client, "before", score="1", level="3")
    for slot in ("morning", "evening"):
        post(client, "set", set=tick(catalogue, "bar-hang", slot, 1))
    post(client, "finish", sets_done="2", worst="1")
    day = TrainingDay.objects.get(on=MONDAY)
    assert (day.variant_key, day.sets_done, day.target_dose) == ("belly-breathing", 2, True)
    assert "Done for now Saved 2 of 2 sets" in today(client)


@at_monday()
@pytest.mark.parametrize("htmx", [True, False])
def test_one_press_before_the_day_has_begun(client: Client, person: User, *, htmx: bool) -> None:
    page = today(client)
    assert OFFER in page
    assert (ON_CARD in page, ways(client)) == (False, ["belly-breathing"])
    answer = post(client, "way", htmx=htmx, way="belly-breathing")
    assert answer.status_code == (200 if htmx else 302)
    page = words(answer.text) if htmx else today(client)
    assert CHANGED in page
    assert INSTEAD in page
    assert "Before you start" in page
    person.refresh_from_db()
    assert person.equipment == ["band", "bench"]
    assert not TrainingDay.objects.filter(on=MONDAY).exists()


def test_it_is_remembered_and_can_be_changed_back(client: Client, person: User) -> None:
    with at_monday():
        post(client, "way", way="belly-breathing")
    with at_monday("2026-03-11 09:00"):
        assert INSTEAD in today(client)
        assert ways(client) == ["bar-hang"]
        post(client, "way", way="bar-hang")
        page = today(client)
    assert (CHANGED in page, OFFER in page, INSTEAD in page) == (True, True, False)
    person.refresh_from_db()
    assert person.equipment == ["pull-up-bar", "band", "bench"]


@at_monday()
def test_the_report_names_the_dose_of_today(client: Client) -> None:
    post(client, "way", way="belly-breathing")
    dose = f"2 × 8 repetitions: {BREATHING}, in place of the bar hang"
    page = words(client.get("/ladder/report/").text)
    assert f"Suggested dose {dose} Full dose" in page
    post(client, "way", way="bar-hang")
    assert BREATHING not in words(client.get("/ladder/report/").text)


@at_monday()
def test_the_settings_say_the_same(client: Client) -> None:
    post(client, "way", way="belly-breathing")
    assert not re.search(
        r'value="pull-up-bar"[^>]*checked', client.get("/settings/equipment/").text
    )
    client.post("/settings/equipment/", {"equipment": ["pull-up-bar"], "key": str(uuid4())})
    assert OFFER in today(client)


@at_monday()
def test_the_log_says_what_was_done(client: Client, person: User) -> None:
    post(client, "before", score="1", level="3")
    post(client, "way", way="belly-breathing")
    post(client, "finish", sets_done="2", worst="1")
    assert fact_in_log(client, "Way to do it") == [f"{BREATHING}, in place of the bar hang"]
    # As on Today: the sets of the hang, each with what the breathing asks for.
    (dose,) = fact_in_log(client, "Dose")
    assert dose in today(client)
    post(client, "way", way="bar-hang")
    assert fact_in_log(client, "Way to do it") == []
    assert fact_in_log(client, "Dose") != [dose]


@at_monday()
def test_a_day_that_is_added_later_says_so_too(client: Client, person: User) -> None:
    post(client, "way", way="belly-breathing")
    assert doses_to_choose(client, "/log/add/") == [("3", f"{BREATHING}: 2 × 8 repetitions")]
    fields = {"key": str(uuid4()), "on": "2026-03-08", "level": "3", "before": "1", "worst": "1"}
    assert client.post("/log/add/", {**fields, "sets_done": "2"}).status_code == 302
    said = fact_in_log(client, "Way to do it", date(2026, 3, 8))
    assert said == [f"{BREATHING}, in place of the bar hang"]
    assert TrainingDay.objects.get(on=date(2026, 3, 8)).variant_key == "belly-breathing"


@at_monday()
def test_a_day_of_breathing_is_corrected_by_what_was_done(client: Client, person: User) -> None:
    """Also once there is a bar again; and a day on the bar by the holds of the hang."""
    post(client, "before", score="1", level="3")
    hangs = doses_to_choose(client, f"/log/{MONDAY}/")
    assert [level for level, _text in hangs] == ["1", "2", "3"]
    assert not any(BREATHING in text for _level, text in hangs)
    post(client, "way", way="belly-breathing")
    post(client, "finish", sets_done="2", worst="1")
    only = [("3", f"{BREATHING}: 2 × 8 repetitions")]
    assert doses_to_choose(client, f"/log/{MONDAY}/") == only
    User.objects.update(equipment=["pull-up-bar"])
    assert doses_to_choose(client, f"/log/{MONDAY}/") == only
    assert doses_to_choose(client, "/log/add/") == hangs


@at_monday()
def test_the_same_press_twice_is_one(client: Client, person: User) -> None:
    key = str(uuid4())
    post(client, "way", key=key, way="belly-breathing")
    post(client, "way", way="bar-hang")
    post(client, "way", key=key, way="belly-breathing")
    person.refresh_from_db()
    assert "pull-up-bar" in person.equipment


@at_monday()
def test_the_health_check_leaves_nothing_to_choose(client: Client, person: User) -> None:
    make_screening(person, now=MORNING, read=True, K3="yes")
    page = today(client)
    assert "In place of: Bar hang, because of your health check." in page
    assert (INSTEAD in page, ways(client)) == (False, [])
    post(client, "before", score="1", level="3")
    assert TrainingDay.objects.get(on=MONDAY).variant_key == "belly-breathing"


@at_monday()
def test_later_stages_keep_up_the_breathing(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("seated-row", equipment=["band"]))
    post(client, "before", score="1", level="3")
    page = today(client)
    # No gate looks at it, so nothing is said of what counts.
    assert INSTEAD.replace(f"{SAME} ", "") in page
    assert (ON_CARD in page, SAME in page) == (False, False)
    post(client, "way", way="bar-hang")
    assert OFFER.replace(f"{SAME} ", "") in today(client)


@at_monday()
def test_a_press_that_waited_on_the_device(client: Client, person: User) -> None:
    answer = send(client, "/today/way/", person=person, way="belly-breathing")
    assert answer.json()["state"] == "stored"
    assert INSTEAD in today(client)


@at_monday()
def test_it_is_nobody_elses(client: Client, sign_in: SignIn) -> None:
    other = person_on("bar-hang")
    post(client, "way", way="belly-breathing")
    assert OFFER in today(sign_in(other))


@at_monday()
def test_what_has_no_stand_in_is_refused(client: Client, person: User) -> None:
    post(client, "before", score="1", level="3")
    response: Any = post(client, "way", way="side-leg-raise")
    assert response.status_code == 422
    assert refusal(send(client, "/today/way/", person=person, way="hip-release")) == (
        "That way does not fit what you have at hand."
    )


@at_monday()
def test_an_easier_day_is_fewer_sets_of_what_is_done(sign_in: SignIn, catalogue: Catalogue) -> None:
    """The holds of the hang are no dose of breathing, and neither do they rise."""
    client = sign_in(person_on("bar-hang", equipment=["band"]))
    post(client, "before", score="1", level="3")
    page = today(client)
    assert "60 seconds" not in page
    assert "The full dose of this stage." not in page
    day = TrainingDay.objects.get(on=MONDAY)
    assert (day.dose_level, day.dose_share, day.target_dose) == (3, 100, True)


@at_monday()
def test_nothing_is_said_to_count_while_nothing_does(sign_in: SignIn, catalogue: Catalogue) -> None:
    client = sign_in(person_on("bar-hang", equipment=["band"]))
    client.post("/flare-up/begin/", {"key": str(uuid4())})
    assert ON_CARD not in today(client)
